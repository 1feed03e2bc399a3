/** Starts the host with the sample app, as it is or bundled as the desk is bundled. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { Child } from '../../child.ts'
import type { HostOptions } from '../host.ts'

export type Form = 'source' | 'esm' | 'cjs'

const SAMPLE = join(import.meta.dirname, 'sample-app.ts')
const MAIN = join(import.meta.dirname, '..', 'main.ts')
const REQUIRE_BANNER = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);"

export interface Sample extends AsyncDisposable {
  readonly child: Child
  readonly url: string
  /** The lines logged so far. */
  log(): Record<string, unknown>[]
  get(path: string, init?: RequestInit): Promise<Response>
  json<T>(path: string): Promise<T>
}

export interface SampleOptions {
  readonly form?: Form
  readonly clock?: HostOptions['clock']
  readonly env?: Readonly<Record<string, string>>
  readonly eventHubs?: object
  readonly onEvent?: (event: string, data: unknown) => void
}

/** The app's file in the asked form; a bundle has no node_modules near it, so nothing is picked up by accident. */
async function sampleFile(form: Form, dir: string): Promise<string> {
  if (form === 'source') return SAMPLE
  const outfile = join(dir, form === 'esm' ? 'main.mjs' : 'main.cjs')
  await build({
    entryPoints: [SAMPLE],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: form,
    external: ['@azure/functions-core'],
    ...(form === 'esm' && { banner: { js: REQUIRE_BANNER } }),
  })
  return outfile
}

export async function startSample(options: SampleOptions = {}): Promise<Sample> {
  const dir = mkdtempSync(join(tmpdir(), 'functions-host-'))
  const hostJsonFile = join(dir, 'host.json')
  const logFile = join(dir, 'logs', 'host.log')
  mkdirSync(dirname(logFile))
  const extensions = { http: { routePrefix: 'api' }, eventHubs: options.eventHubs ?? {} }
  writeFileSync(hostJsonFile, JSON.stringify({ version: '2.0', extensions }))
  const hostOptions: HostOptions = {
    appFile: await sampleFile(options.form ?? 'source', dir),
    hostJsonFile,
    port: 0,
    clock: options.clock ?? { kind: 'stepped', nowMs: Date.parse('2024-01-05T12:00:00Z') },
    logFile,
    keys: { function: 'function-key', admin: 'admin-key' },
  }
  const child = await Child.start({
    name: 'functions host',
    entry: MAIN,
    args: [JSON.stringify(hostOptions)],
    env: { WEEKDAYS: '0 30 9 * * MON-FRI', ...options.env },
    logFile: join(dir, 'child.log'),
    ...(options.onEvent && { onEvent: options.onEvent }),
  })
  const url = `http://127.0.0.1:${(child.ready as { port: number }).port}`
  const get = (path: string, init?: RequestInit): Promise<Response> => fetch(`${url}/api/${path}`, init)
  return {
    child,
    url,
    log: () => readLines(logFile),
    get,
    json: async <T>(path: string) => (await (await get(path)).json()) as T,
    [Symbol.asyncDispose]: async () => void (await child.stop()),
  }
}

const readLines = (file: string): Record<string, unknown>[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
