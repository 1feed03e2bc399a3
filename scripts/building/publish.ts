/**
 * Moves a finished build into its place while an older one may be in use.
 *
 * New files go first and the entry last, and what only the older build had stays for a day, so that a running host or
 * an open page still finds its chunks.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What stands in a build's folder: the digest of its sources and the names of its own files. */
export interface Manifest {
  readonly sources: string
  readonly files: readonly string[]
}

const MANIFEST_FILE = 'build.json'
const KEEP_OLD_MS = 24 * 3_600_000

export function manifestOf(dir: string): Manifest | null {
  const file = join(dir, MANIFEST_FILE)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : null
}

/** Empties `from` into `to`, which share a file system, and leaves the manifest there. */
export function publish(from: string, to: string, entry: string, sources: string): void {
  const names = listFiles(from).sort()
  const inOrder = [...names.filter((name) => name !== entry), ...names.filter((name) => name === entry)]
  for (const name of inOrder) {
    mkdirSync(dirname(join(to, name)), { recursive: true })
    renameSync(join(from, name), join(to, name))
  }
  rmSync(from, { recursive: true, force: true })
  const manifest: Manifest = { sources, files: names }
  const unfinished = join(to, `${MANIFEST_FILE}.${process.pid}`)
  writeFileSync(unfinished, JSON.stringify(manifest))
  renameSync(unfinished, join(to, MANIFEST_FILE))
  const current = new Set([...names, MANIFEST_FILE])
  for (const name of listFiles(to)) {
    const file = join(to, name)
    const status = statSync(file, { throwIfNoEntry: false })
    if (!current.has(name) && status && Date.now() - status.mtimeMs > KEEP_OLD_MS) rmSync(file, { force: true })
  }
}

function listFiles(dir: string): string[] {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
}
