/** `npm run build`: what runs outside of the sources, each bundle made only when its sources changed. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { VERSION } from '../shared/config/version.ts'
import { AZURITE_ENTRY, bundleAzurite } from './building/azurite-bundle.ts'
import { bundleFunctions, FUNCTIONS_ENTRY } from './building/functions-bundle.ts'
import { manifestOf, publish } from './building/publish.ts'
import { builtVersion, digestOf } from './building/sources.ts'
import { bundleWorker, WORKER_ENTRY } from './building/worker-bundle.ts'

export const PROJECT_ROOT = resolve(import.meta.dirname, '..')
export const FUNCTIONS_DIR = join(PROJECT_ROOT, 'dist/functions')
export const FUNCTIONS_FILE = join(FUNCTIONS_DIR, FUNCTIONS_ENTRY)
export const WEB_DIR = join(PROJECT_ROOT, 'dist/web')
export const WORKER_DIR = join(PROJECT_ROOT, 'dist/worker')
const AZURITE_DIR = join(PROJECT_ROOT, 'dist/azurite')
export const AZURITE_FILE = join(AZURITE_DIR, AZURITE_ENTRY)

export interface BuildReport {
  readonly name: string
  /** Absent: there is nothing to build from. */
  readonly outcome: 'built' | 'fresh' | 'absent'
  readonly tookMs: number
}

interface Recipe {
  readonly name: string
  readonly outDir: string
  readonly entry: string
  readonly needs: string
  readonly sources: readonly string[]
  readonly make: (outDir: string, digest: string) => Promise<void>
}

const RECIPES: readonly Recipe[] = [
  {
    name: 'functions',
    outDir: FUNCTIONS_DIR,
    entry: FUNCTIONS_ENTRY,
    needs: 'functions/main.ts',
    sources: ['functions', 'shared', 'package-lock.json', 'scripts/building'],
    make: (outDir, digest) =>
      bundleFunctions(join(PROJECT_ROOT, 'functions/main.ts'), outDir, builtVersion(VERSION, digest)),
  },
  {
    name: 'web',
    outDir: WEB_DIR,
    entry: 'index.html',
    needs: 'web/index.html',
    sources: ['web', 'shared/base', 'shared/contracts', 'package-lock.json', 'scripts/building'],
    make: makeWeb,
  },
  {
    name: 'azurite',
    outDir: AZURITE_DIR,
    entry: AZURITE_ENTRY,
    needs: 'package-lock.json',
    sources: ['package-lock.json', 'scripts/building'],
    make: bundleAzurite,
  },
]

/** For the image of the worker alone: a desk of this machine runs the sources. */
const WORKER: Recipe = {
  name: 'worker',
  outDir: WORKER_DIR,
  entry: WORKER_ENTRY,
  needs: 'scripts/sweep-worker.ts',
  sources: [
    ...['functions', 'shared', 'infra/database', 'package-lock.json', 'scripts/building', 'scripts/lib'],
    ...['scripts/sweep-worker.ts', 'scripts/sweep-worker', 'scripts/research', 'scripts/migrate.ts', 'scripts/migrate'],
  ],
  make: bundleWorker,
}

/** Builds what goes into the worker's image, where it is stale. */
export const buildWorker = (): Promise<BuildReport> => follow(WORKER)

/** Builds what of a desk is stale. Safe beside a running desk and beside another build of the same sources. */
export async function buildAll(): Promise<BuildReport[]> {
  const outcomes = await Promise.allSettled(RECIPES.map(follow))
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason
    return outcome.value
  })
}

async function follow(recipe: Recipe): Promise<BuildReport> {
  const startedMs = performance.now()
  const report = (outcome: BuildReport['outcome']): BuildReport => {
    return { name: recipe.name, outcome, tookMs: Math.round(performance.now() - startedMs) }
  }
  if (!existsSync(join(PROJECT_ROOT, recipe.needs))) return report('absent')
  const digest = digestOf(PROJECT_ROOT, recipe.sources)
  if (manifestOf(recipe.outDir)?.sources === digest && existsSync(join(recipe.outDir, recipe.entry)))
    return report('fresh')
  mkdirSync(dirname(recipe.outDir), { recursive: true })
  const making = mkdtempSync(`${recipe.outDir}-making-`)
  try {
    await recipe.make(making, digest)
    publish(making, recipe.outDir, recipe.entry, digest)
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
  return report('built')
}

async function makeWeb(outDir: string): Promise<void> {
  const { build } = await import('vite') // heavy, and not needed when the dashboard is fresh
  await build({ root: join(PROJECT_ROOT, 'web'), logLevel: 'error', build: { outDir, emptyOutDir: true } })
}

/** Bytes of the entry and of all scripts of the build in the folder. */
export function sizeOf(outDir: string, entry: string): { entry: number; whole: number } {
  const scripts = (manifestOf(outDir)?.files ?? []).filter((file) => file.endsWith('.js'))
  const sizes = scripts.map((file) => statSync(join(outDir, file)).size)
  return { entry: statSync(join(outDir, entry)).size, whole: sizes.reduce((sum, size) => sum + size, 0) }
}

if (process.argv[1] === import.meta.filename) {
  for (const { name, outcome, tookMs } of [...(await buildAll()), await buildWorker()])
    console.log(`${name}: ${outcome} in ${tookMs} ms`)
  if (existsSync(FUNCTIONS_FILE)) {
    const { entry, whole } = sizeOf(FUNCTIONS_DIR, FUNCTIONS_ENTRY)
    console.log(`functions bundle: entry ${Math.ceil(entry / 1024)} KB, with chunks ${Math.ceil(whole / 1024)} KB`)
  }
}
