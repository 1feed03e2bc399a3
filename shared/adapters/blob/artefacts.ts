/** Artefacts in a container of Azure Blob Storage. */
import type { ContainerClient } from '@azure/storage-blob'
import { compareText } from '../../base/by-instant.ts'
import type { ArtefactStore } from '../../ports/artefacts.ts'
import { asked, putBlob } from './put-blob.ts'

const TYPES: readonly (readonly [ending: string, contentType: string])[] = [
  ['.parquet', 'application/vnd.apache.parquet'],
  ['.jsonl', 'application/x-ndjson'],
  ['.json', 'application/json; charset=utf-8'],
  ['.html', 'text/html; charset=utf-8'],
]
const contentTypeOf = (path: string): string =>
  TYPES.find(([ending]) => path.endsWith(ending))?.[1] ?? 'application/octet-stream'

async function pathsOf(container: ContainerClient, prefix: string): Promise<string[]> {
  const paths: string[] = []
  for await (const { name } of container.listBlobsFlat({ prefix })) paths.push(name)
  return paths
}

/**
 * A store below a folder of a container, which is made at the first write when it is missing.
 *
 * @param open gives the client of the container
 * @param root such as `sweeps/nightly`, without a slash at its end
 */
export function createBlobArtefacts(open: () => Promise<ContainerClient>, root: string): ArtefactStore {
  return {
    write: async (path, bytes) => {
      await putBlob(await open(), { path: `${root}/${path}`, bytes, contentType: contentTypeOf(path) })
    },
    read: async (path) => {
      const blob = (await open()).getBlobClient(`${root}/${path}`)
      const answer = await asked(`read ${root}/${path}`, () => blob.downloadToBuffer(), [404])
      return typeof answer === 'number' ? null : answer
    },
    list: async (folder) => {
      const container = await open()
      const prefix = folder === '' ? `${root}/` : `${root}/${folder}/`
      const answer = await asked(`list ${prefix}`, () => pathsOf(container, prefix), [404])
      return typeof answer === 'number' ? [] : answer.map((path) => path.slice(root.length + 1)).sort(compareText)
    },
  }
}
