/** One digest over the names and contents of all sources of a build: it is stale when the digest is another. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

const NOT_BUILT = /\.test\.tsx?$/
const PASSED_OVER = new Set(['node_modules', 'dist', 'testing'])

const SHOWN_DIGITS = 12

/** A version that is another one whenever the sources are: 1.2.3+0123456789ab. */
export const builtVersion = (version: string, digest: string): string => `${version}+${digest.slice(0, SHOWN_DIGITS)}`

/** Digest of every file under the paths (files or folders, absent ones allowed), tests left out. */
export function digestOf(root: string, paths: readonly string[]): string {
  const hash = createHash('sha256')
  for (const path of paths) {
    for (const file of filesUnder(join(root, path))) {
      const content = readFileSync(file)
      hash.update(`${relative(root, file)}\0${content.length}\0`).update(content)
    }
  }
  return hash.digest('hex')
}

/** Files under a folder in one order on every machine; a file stands for itself, an absent path for nothing. */
function filesUnder(path: string): string[] {
  if (!existsSync(path)) return []
  let entries: { name: string; isDirectory(): boolean }[]
  try {
    entries = readdirSync(path, { withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return [path]
    throw error
  }
  return entries
    .filter((entry) => !PASSED_OVER.has(entry.name) && !NOT_BUILT.test(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(path, entry.name)) : [join(path, entry.name)]))
}
