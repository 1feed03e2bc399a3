/** Artefacts in a folder of this machine. */
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { assert } from '../../base/assert.ts'
import { compareText } from '../../base/by-instant.ts'
import { Unavailable } from '../../base/unavailable.ts'
import type { ArtefactStore } from '../../ports/artefacts.ts'

/** Ends the name of a file that is being written. What a killed writer left is overwritten when its file is written. */
const UNFINISHED = '.part'

const codeOf = (cause: unknown): unknown => (cause instanceof Error && 'code' in cause ? cause.code : undefined)

/** The disk's faults are the neighbour's; any other goes on up. */
async function asked<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (cause) {
    if (!(cause instanceof Error) || codeOf(cause) === undefined) throw cause
    throw new Unavailable('disk', `cannot ${what}: ${cause.message}`, { cause })
  }
}

/** Null when there is no such file or folder. */
const found = <T>(what: string, call: () => Promise<T>): Promise<T | null> =>
  asked(what, () =>
    call().catch((cause: unknown) => {
      if (codeOf(cause) === 'ENOENT') return null
      throw cause
    }),
  )

/** A store in a folder, which is made at the first write. One process writes to it. */
export function createFolderArtefacts(root: string): ArtefactStore {
  const within = (path: string): string => {
    assert(!path.split('/').includes('..'), `${path} leads out of ${root}`)
    return join(root, path)
  }
  return {
    write: async (path, bytes) => {
      const target = within(path)
      await asked(`write ${target}`, async () => {
        await mkdir(dirname(target), { recursive: true })
        await writeFile(target + UNFINISHED, bytes)
        await rename(target + UNFINISHED, target)
      })
    },
    read: (path) => found(`read ${within(path)}`, () => readFile(within(path))),
    list: async (folder) => {
      const entries = await found(`list ${within(folder)}`, () =>
        readdir(within(folder), { recursive: true, withFileTypes: true }),
      )
      return (entries ?? [])
        .filter((entry) => entry.isFile() && !entry.name.endsWith(UNFINISHED))
        .map(({ parentPath, name }) => relative(root, join(parentPath, name)).replaceAll('\\', '/'))
        .sort(compareText)
    },
  }
}
