/** The bundle's size and the time to load it, against the same app unbundled. */
import { join } from 'node:path'
import { build } from 'esbuild'
import { FUNCTIONS_DIR, FUNCTIONS_FILE, PROJECT_ROOT, sizeOf } from '../build.ts'
import { FUNCTIONS_ENTRY } from '../building/functions-bundle.ts'
import { inFolder } from './lib/desk.ts'
import { type Figure, figureOf } from './lib/figure.ts'
import { runNode } from './lib/run-node.ts'
import { median, noisePercent } from './lib/spread.ts'

const RUNS = 15
const KILOBYTE = 1_024
const SOURCE = join(PROJECT_ROOT, 'functions/main.ts')
const LOADER = join(import.meta.dirname, 'lib/load-app.ts')

export async function bundle(): Promise<Figure[]> {
  const { entry, whole } = sizeOf(FUNCTIONS_DIR, FUNCTIONS_ENTRY)
  const sources = { what: 'its modules unbundled', value: (await sourceBytes()) / KILOBYTE }
  const bundled: number[] = []
  const cached: number[] = []
  const unbundled: number[] = []
  await inFolder(async (cache) => {
    await loadMs(FUNCTIONS_FILE, cache)
    for (let run = 0; run < RUNS; run += 1) {
      bundled.push(await loadMs(FUNCTIONS_FILE))
      unbundled.push(await loadMs(SOURCE))
      cached.push(await loadMs(FUNCTIONS_FILE, cache))
    }
  })
  const size = { unit: 'KB', bound: sources }
  return [
    figureOf({ name: 'bundle.entry', value: entry / KILOBYTE, ...size, aim: { on: 'value', atMost: 250 } }),
    figureOf({ name: 'bundle.whole', value: whole / KILOBYTE, ...size, aim: { on: 'value', atMost: 2_048 } }),
    figureOf({
      name: 'bundle.load',
      value: median(bundled),
      unit: 'ms',
      bound: { what: 'import of the unbundled app', value: median(unbundled) },
      aim: { on: 'value', atMost: 40 },
      detail: {
        runs: RUNS,
        noise_percent: noisePercent(bundled),
        with_compile_cache_ms: Math.round(median(cached) * 10) / 10,
      },
    }),
  ]
}

/** Bytes of every module that the app reaches, without those of the lazily loaded packages that none asks for. */
async function sourceBytes(): Promise<number> {
  const { metafile } = await build({
    ...{ entryPoints: [SOURCE], bundle: true, write: false, metafile: true, splitting: true, outdir: 'unwritten' },
    ...{ format: 'esm', platform: 'node', target: 'node22', logLevel: 'silent' },
    external: ['@azure/functions-core', 'pg-native'],
  })
  return Object.values(metafile.inputs).reduce((sum, { bytes }) => sum + bytes, 0)
}

/** One process, one import; with a folder, compiled code is kept there between the processes. */
async function loadMs(file: string, cache?: string): Promise<number> {
  return Number(await runNode([LOADER, file], cache === undefined ? {} : { NODE_COMPILE_CACHE: cache }))
}
