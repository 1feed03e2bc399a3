/**
 * A real Postgres 17 for one home folder: made on first use, kept, and recovered after any death.
 *
 * It listens on 127.0.0.1 only, asks for a password (kept in the home, mode 0600), and is closed by a watchdog when the
 * process that started it is lost; if both were killed, the next start takes the orphan over.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Exit } from '../child.ts'
import { childrenOf, commandOf, freePort, signal } from '../processes.ts'
import { keptSecret } from '../secrets.ts'
import { postgresBinaries } from './binaries.ts'
import { chooseIdentity, commandAs, own, type PostgresIdentity } from './identity.ts'

export interface PostgresOptions {
  /** Holds the data folder and the password. */
  readonly dir: string
  readonly logFile: string
  /** A free port when absent or 0. */
  readonly port?: number
  /** False trades safety on power loss for speed. Never false where a kill is tested. */
  readonly durable?: boolean
  readonly identity?: PostgresIdentity
}

const READY_WITHIN_MS = 30_000
const STOP_WITHIN_MS = 10_000
const POLL_MS = 3
/** A dead server's last backends may hold its memory for a moment, and a free port may be lost to another process. */
const START_ATTEMPTS = 40
const ATTEMPT_PAUSE_MS = 100
const CONNECTIONS_MAX = 100

interface Launched {
  readonly process: ChildProcess
  readonly exited: Promise<Exit>
}

export class LocalPostgres {
  readonly url: string
  readonly port: number
  readonly exited: Promise<Exit>
  readonly #process: ChildProcess

  private constructor(url: string, port: number, launched: Launched) {
    this.url = url
    this.port = port
    this.#process = launched.process
    this.exited = launched.exited
  }

  get pid(): number {
    return this.#process.pid ?? -1
  }

  /** Makes the data folder if there is none, ends an orphan on it, and resolves when connections are accepted. */
  static async start(options: PostgresOptions): Promise<LocalPostgres> {
    const identity = options.identity ?? chooseIdentity()
    const dir = resolve(options.dir)
    const data = join(dir, 'data')
    mkdirSync(dir, { recursive: true })
    const passwordFile = join(dir, 'password')
    const password = keptSecret(passwordFile, 'base64url').value
    own(identity, data)
    if (isMissing(data)) await initialise(dir, passwordFile, identity, options)
    else await endOrphan(data)
    for (let attempt = 1; ; attempt++) {
      const port = options.port || (await freePort())
      const started = await launch(data, port, identity, options)
      if (typeof started !== 'string') {
        return new LocalPostgres(`postgres://postgres:${password}@127.0.0.1:${port}/gatehouse`, port, started)
      }
      const passing = /in use/.test(started) && !(options.port && /address/i.test(started))
      if (!passing || attempt === START_ATTEMPTS) throw new Error(`Postgres could not start: ${started}`)
      await delay(ATTEMPT_PAUSE_MS)
    }
  }

  /** Ends sessions, writes a checkpoint and closes; harder if that takes too long. */
  async stop(): Promise<void> {
    for (const name of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
      if (this.#process.exitCode === null && this.#process.signalCode === null) this.#process.kill(name)
      if (await Promise.race([this.exited.then(() => true), delay(STOP_WITHIN_MS, false, { ref: false })])) return
    }
  }

  /** Kills the server and every session at once, as a power cut would. */
  async kill(): Promise<void> {
    const sessions = childrenOf(this.pid)
    this.#process.kill('SIGKILL')
    for (const pid of sessions) signal(pid, 'SIGKILL')
    await this.exited
  }
}

function isMissing(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false }) === undefined
}

/** Makes the data folder beside its place and moves it there when complete, so that a kill leaves none or all of it. */
async function initialise(dir: string, passwordFile: string, identity: PostgresIdentity, options: PostgresOptions) {
  const making = join(dir, 'data.making')
  rmSync(making, { recursive: true, force: true })
  mkdirSync(making, { mode: 0o700 })
  own(identity, making, passwordFile)
  const how = { identity, logFile: options.logFile }
  if (options.durable === false) await copyPattern(how, making, readFileSync(passwordFile, 'utf8').trim())
  else await makeCluster(how, making, passwordFile)
  renameSync(making, join(dir, 'data'))
}

async function makeCluster(how: RunAs, data: string, passwordFile: string, ...more: string[]): Promise<void> {
  const { initdb } = postgresBinaries()
  const cluster = ['--encoding=UTF8', '--locale=C', '--auth=scram-sha-256', '--username=postgres', '--no-instructions']
  await run(how, initdb, ['-D', data, `--pwfile=${passwordFile}`, ...cluster, ...more])
  await tell(how, data, 'create database gatehouse')
}

/** One statement to a server that runs for it alone. */
const tell = (how: RunAs, data: string, sql: string): Promise<void> =>
  run(how, postgresBinaries().postgres, ['--single', '-D', data, 'postgres'], `${sql}\n`)

/** Clusters that are made once and copied for homes that are thrown away; gone with the packages. */
const PATTERNS_DIR = resolve(import.meta.dirname, '../../../node_modules/.cache/postgres')

/** A home that may be lost is a copy with a password of its own, which takes a third of the time of a new cluster. */
async function copyPattern(how: RunAs, data: string, password: string): Promise<void> {
  const pattern = join(PATTERNS_DIR, `${postgresBinaries().version}-${how.identity}`)
  if (isMissing(pattern)) await makePattern(how, pattern)
  await run(how, 'cp', ['-R', `${pattern}/.`, data])
  await tell(how, data, `alter role postgres password '${password}'`)
}

async function makePattern(how: RunAs, pattern: string): Promise<void> {
  mkdirSync(PATTERNS_DIR, { recursive: true })
  const making = mkdtempSync(`${pattern}-making-`)
  const passwordFile = join(making, 'password')
  const data = join(making, 'data')
  keptSecret(passwordFile, 'base64url')
  mkdirSync(data, { mode: 0o700 })
  own(how.identity, making)
  await makeCluster(how, data, passwordFile, '--no-sync')
  try {
    renameSync(data, pattern)
  } catch (error) {
    if (isMissing(pattern)) throw error // another starter was first: its pattern is as good
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
}

interface RunAs {
  readonly identity: PostgresIdentity
  readonly logFile: string
}

function run({ identity, logFile }: RunAs, binary: string, args: string[], input = '') {
  const { program, args: line, ids } = commandAs(identity, binary, args)
  const log = openSync(logFile, 'a')
  const child = spawn(program, line, { ...ids, stdio: ['pipe', log, log], env: { ...process.env, LC_ALL: 'C' } })
  closeSync(log)
  child.stdin?.on('error', () => {}).end(input) // a child that died first reports by its exit code
  return new Promise<void>((done, reject) => {
    child.once('error', (error) => reject(unreachable(error, binary)))
    child.once('exit', (code) =>
      code === 0 ? done() : reject(new Error(`${binary} failed (${code}); see ${logFile}`)),
    )
  })
}

/** One start: the process once it accepts connections, or the words it died with. */
async function launch(
  data: string,
  port: number,
  identity: PostgresIdentity,
  options: PostgresOptions,
): Promise<Launched | string> {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: CONNECTIONS_MAX,
    timezone: 'UTC',
    log_timezone: 'UTC',
    // After a kill the data is synced before it is read: one call for the file system, where there is one, not two
    // thousand for the files. https://www.postgresql.org/docs/17/runtime-config-error-handling.html
    ...(process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {}),
    ...(options.durable === false ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const { program, args, ids } = commandAs(identity, postgresBinaries().postgres, ['-D', data, ...flags])
  const log = openSync(options.logFile, 'a')
  const logStart = statSync(options.logFile).size
  // Its own process group: a Ctrl-C in the terminal reaches the platform alone, which then closes in the right order.
  const child = spawn(program, args, { ...ids, stdio: ['ignore', log, log], detached: true })
  closeSync(log)
  let failed: Error | undefined
  child.once('error', (error) => {
    failed = unreachable(error, program)
  })
  const unwatch = watchFor(child)
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => unwatch().then(() => resolve({ code, signal })))
  })
  const waitUntil = performance.now() + READY_WITHIN_MS
  while (performance.now() < waitUntil) {
    if (failed) throw failed
    if (child.exitCode !== null || child.signalCode !== null) return lastWords(options.logFile, logStart)
    const [pid, , , , , , , status] = pidFile(data)
    if (Number(pid) === child.pid && status?.trim() === 'ready') return { process: child, exited }
    await delay(POLL_MS)
  }
  child.kill('SIGKILL')
  throw new Error(`Postgres was not ready within ${READY_WITHIN_MS} ms; see ${options.logFile}`)
}

/**
 * A shell that waits on a pipe from us; when we are lost the pipe ends, and it closes the server. Returned is its end.
 * Without a shell nothing is lost: the next start takes the orphan over all the same.
 */
function watchFor(child: ChildProcess): () => Promise<void> {
  if (child.pid === undefined || process.platform === 'win32') return async () => {}
  const script = `read _; kill -INT ${child.pid}`
  const watchdog = spawn('sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  watchdog.stdin?.on('error', () => {})
  watchdog.unref()
  const ended = new Promise<void>((resolve) => {
    watchdog.once('exit', () => resolve())
    watchdog.once('error', () => resolve())
  })
  return () => {
    watchdog.ref() // its end is waited for from here on
    watchdog.kill('SIGKILL')
    return ended
  }
}

/** Ends a server that a killed parent left on the data folder, and drops a lock that a reused process id would keep. */
async function endOrphan(data: string): Promise<void> {
  const pid = Number(pidFile(data)[0])
  if (!pid) return
  const isOurs = () => commandOf(pid)?.includes(data) ?? false
  if (!isOurs()) return rmSync(join(data, 'postmaster.pid'), { force: true })
  for (const name of ['SIGINT', 'SIGQUIT'] as const) {
    signal(pid, name)
    for (const waitUntil = performance.now() + STOP_WITHIN_MS; performance.now() < waitUntil; await delay(POLL_MS)) {
      if (!isOurs()) return
    }
  }
  throw new Error(`another Postgres (process ${pid}) keeps ${data}; end it and start again`)
}

/** Lines of postmaster.pid: process id, folder, start time, port, socket folder, address, memory, status. */
function pidFile(data: string): string[] {
  try {
    return readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function lastWords(logFile: string, from: number): string {
  const lines = readFileSync(logFile).subarray(from).toString('utf8').split('\n')
  const telling = lines.filter((line) => /FATAL:|could not bind|error/i.test(line))
  return telling.map((line) => line.replace(/^.*?(FATAL|LOG): +/, '')).join('; ') || `no reason given; see ${logFile}`
}

function unreachable(error: Error, program: string): Error {
  return new Error(
    `cannot run ${program} (${error.message}); let the user "nobody" read the project, or set DATABASE_URL`,
  )
}
