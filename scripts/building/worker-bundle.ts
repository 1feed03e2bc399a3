/**
 * What the worker's image holds: the sweep worker with its thread, and the migration with its files. Each is a program
 * that needs nothing but Node.
 */
import { cpSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { NODE_PROGRAM } from './functions-bundle.ts'

export const WORKER_ENTRY = 'sweep-worker.js'

const ROOT = resolve(import.meta.dirname, '../..')
const PROGRAMS = {
  'sweep-worker': 'scripts/sweep-worker.ts',
  'sweep-cells': 'shared/workers/sweep-cells.ts',
  migrate: 'scripts/migrate.ts',
}

/** Files that a source finds from its own place lie beside the program in the image. */
const MOVED: readonly (readonly [source: RegExp, written: string, inImage: string])[] = [
  [/\/scripts\/research\/run-batches\.ts$/, '../../shared/workers/sweep-cells.ts', './sweep-cells.js'],
  [/\/scripts\/migrate\.ts$/, '../infra/database', './database'],
]
const FILES_BESIDE: Plugin = {
  name: 'files-beside',
  setup: ({ onLoad }) => {
    for (const [filter, written, inImage] of MOVED)
      onLoad({ filter }, async ({ path }) => {
        const parts = (await readFile(path, 'utf8')).split(`'${written}'`)
        if (parts.length !== 2) throw new Error(`${path} no longer names ${written} once: say here where it lies now`)
        return { contents: parts.join(`'${inImage}'`), loader: 'ts' }
      })
  },
}

/** Bundles all programs into outDir; throws with the compiler's own words. */
export async function bundleWorker(outDir: string): Promise<void> {
  const entries = Object.entries(PROGRAMS).map(([name, path]) => [name, join(ROOT, path)])
  await build({
    ...NODE_PROGRAM,
    plugins: [...NODE_PROGRAM.plugins, FILES_BESIDE],
    external: [...NODE_PROGRAM.external],
    entryPoints: Object.fromEntries(entries),
    outdir: outDir,
  })
  // The folder of migrations has a list of their digests, which only the repository's own checks read.
  cpSync(join(ROOT, 'infra/database'), join(outDir, 'database'), {
    recursive: true,
    filter: (path) => !path.endsWith('checksums.json'),
  })
}
