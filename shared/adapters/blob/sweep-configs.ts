/** Configurations of sweeps as texts in Blob. */
import type { ContainerClient } from '@azure/storage-blob'
import { RESEARCH_CONTAINER } from '../../contracts/sweeps.ts'
import { BlobTooLarge, type ConfigStore } from '../../ports/sweeps.ts'
import { asked, putBlob } from './put-blob.ts'

/** @param open gives the client of a container; ours is made at the first write when it is missing */
export function createConfigStore(open: (container: string) => Promise<ContainerClient>): ConfigStore {
  return {
    read: async (container, path, bytesMax) => {
      const blob = (await open(container)).getBlobClient(path)
      // 404: no such blob or container; 400: a name that none can have.
      const about = await asked(`read ${path}`, () => blob.getProperties(), [400, 404])
      if (typeof about === 'number') return null
      if ((about.contentLength ?? 0) > bytesMax) throw new BlobTooLarge(`${path} has ${about.contentLength} bytes`)
      if (about.contentLength === 0) return ''
      const bytes = await asked(`read ${path}`, () => blob.downloadToBuffer(0, about.contentLength), [404])
      return typeof bytes === 'number' ? null : bytes.toString('utf8')
    },
    write: async (path, text) => {
      await putBlob(await open(RESEARCH_CONTAINER), { path, text, contentType: 'application/yaml; charset=utf-8' })
    },
  }
}
