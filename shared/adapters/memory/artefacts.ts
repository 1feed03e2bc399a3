import { compareText } from '../../base/by-instant.ts'
import type { ArtefactStore } from '../../ports/artefacts.ts'

/** Artefacts in memory, for a run that is to leave nothing behind. */
export function createMemoryArtefacts(): ArtefactStore {
  const files = new Map<string, Uint8Array>()
  return {
    write: async (path, bytes) => {
      files.set(path, Uint8Array.from(bytes))
    },
    read: async (path) => files.get(path) ?? null,
    list: async (folder) => {
      const paths = [...files.keys()].filter((path) => folder === '' || path.startsWith(`${folder}/`))
      return paths.sort(compareText)
    },
  }
}
