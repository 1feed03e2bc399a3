/** Report pages over Azure Blob Storage. */
import type { ContainerClient } from '@azure/storage-blob'
import type { ReportPages } from '../../ports/reports.ts'
import { putBlob } from './put-blob.ts'

/** @param open gives the client of the container, which is made at the first write when it is missing */
export function createReportPages(open: () => Promise<ContainerClient>): ReportPages {
  return {
    writePage: async (path, html, json) => {
      const container = await open()
      // The page last: whoever finds it finds its figures beside it.
      await putBlob(container, { path: `${path}.json`, text: json, contentType: 'application/json; charset=utf-8' })
      await putBlob(container, { path: `${path}.html`, text: html, contentType: 'text/html; charset=utf-8' })
    },
  }
}
