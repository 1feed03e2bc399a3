/** `npm start`: builds what is stale, starts the desk in its home folder, and says where it is when it is ready. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildAll } from './build.ts'
import { HomeTaken } from './platform/home.ts'
import { Platform } from './platform/platform.ts'
import { sweepWorkerSettings } from './platform/settings.ts'
import { practiceAtStart, withoutPractice } from './practice/at-start.ts'

const HELP = `usage: npm start [-- --port 7071] [--home .gatehouse] [--no-practice]

Starts the whole desk on this machine and prints "ready <url>". Ctrl-C closes it; its data stays in the home folder.
An empty home first practises the last session on the synthetic market, in less than a minute.

  --port          port of the desk (PORT, default 7071)
  --home          folder that keeps all state (GATEHOUSE_HOME, default .gatehouse)
  --no-practice   start without the practice book: no session, no synthetic market

Settings from the environment:
  GATEHOUSE_OPERATOR_TOKEN   the operator's token, 16 characters or more (default: made once and kept in the home)
  DATABASE_URL               another Postgres 17 in place of the one started here
  AzureWebJobsStorage        connection string of another blob storage
  EVENTS                     connection string or namespace of another Event Hubs
  HOST                       address to listen on (default 127.0.0.1, where reads need no token)`

const DEFAULT_PORT = '7071'
const TOKEN_LENGTH_MIN = 16
const USAGE = 2
const PARENT_LOOK_MS = 250
/** A second Ctrl-C within this time is the same one, passed on by npm. */
const SAME_SIGNAL_MS = 500

class UsageError extends Error {}

interface StartOptions {
  readonly port: number
  readonly dir: string
  readonly host: string
  readonly practises: boolean
}

try {
  const options = readOptions()
  if (options) await start(options)
} catch (error) {
  console.error(wordsOf(error as NodeJS.ErrnoException))
  process.exit(error instanceof UsageError || error instanceof HomeTaken || isTaken(error) ? USAGE : 1)
}

function readOptions(): StartOptions | null {
  let values: { help?: boolean; port?: string; home?: string; 'no-practice'?: boolean }
  try {
    const text = { type: 'string' } as const
    const flag = { type: 'boolean' } as const
    const options = { help: { ...flag, short: 'h' }, port: text, home: text, 'no-practice': flag }
    values = parseArgs({ options }).values
  } catch (error) {
    throw new UsageError(`${(error as Error).message}; see npm start -- --help`)
  }
  if (values.help) {
    console.log(HELP)
    return null
  }
  const port = values.port ?? (process.env.PORT || DEFAULT_PORT)
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new UsageError(`the port is "${port}"; give 1 to 65535`)
  const token = process.env.GATEHOUSE_OPERATOR_TOKEN
  if (token && token.length < TOKEN_LENGTH_MIN) {
    const remedy = `give ${TOKEN_LENGTH_MIN} or more, or unset it to have one made`
    throw new UsageError(`GATEHOUSE_OPERATOR_TOKEN has ${token.length} characters; ${remedy}`)
  }
  const dir = resolve(values.home ?? (process.env.GATEHOUSE_HOME || '.gatehouse'))
  const practises = values['no-practice'] !== true
  return { port: Number(port), dir, host: process.env.HOST || '127.0.0.1', practises }
}

async function start({ port, dir, host, practises }: StartOptions): Promise<void> {
  const closing = closeOnSignal()
  for (const { name, outcome, tookMs } of await buildAll()) {
    if (outcome !== 'fresh') console.log(outcome === 'built' ? `built ${name} in ${tookMs} ms` : `no ${name} to build`)
  }
  const supervise = (line: string) => console.log(`${new Date().toISOString()} ${line}`)
  const env = { ...sweepWorkerSettings(dir), ...process.env }
  const practice = practises
    ? practiceAtStart({ home: dir, env, now: Date.now(), say: supervise, closing: closing.signal })
    : withoutPractice(env)
  const { clock, progress } = practice
  const ports = { web: port }
  const options = { dir, ports, host, clock, env: practice.env, supervise, practice: progress }
  const platform = await Platform.create(options)
  closing.use(platform)
  if (platform.operatorTokenMade) {
    console.log(`operator token ${platform.operatorToken} (shown once, kept in ${dir}/operator-token)`)
  }
  console.log(`dashboard ${platform.url}/ui/, data and logs in ${dir}`)
  try {
    await practice.run(platform)
  } catch (error) {
    if (closing.signal.aborted) return
    throw error
  }
  console.log(`ready ${platform.url}`)
}

/** Closes the desk in order on Ctrl-C, on SIGTERM and when the terminal goes; a later second one leaves at once. */
function closeOnSignal(): { use(platform: Platform): void; readonly signal: AbortSignal } {
  const begun = new AbortController()
  let platform: Platform | null = null
  let firstMs: number | null = null
  const close = async (): Promise<void> => {
    if (firstMs !== null) {
      if (performance.now() - firstMs > SAME_SIGNAL_MS) process.exit(1)
      return
    }
    firstMs = performance.now()
    begun.abort()
    await platform?.[Symbol.asyncDispose]()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, close)
  if (process.env.npm_lifecycle_event) {
    // npm passes a SIGTERM to its shell alone, which then ends without a word to us.
    const parent = process.ppid
    setInterval(() => process.ppid !== parent && close(), PARENT_LOOK_MS).unref()
  }
  return {
    signal: begun.signal,
    use: (started) => {
      platform = started
    },
  }
}

function isTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
}

function wordsOf(error: NodeJS.ErrnoException & { port?: number }): string {
  if (isTaken(error)) return `port ${error.port} is taken by another program; choose one with PORT=7072 npm start`
  return error.message
}
