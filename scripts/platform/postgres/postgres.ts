/**
 * A real Postgres 17 for one home folder: made on first use, kept, and recovered after any death.
 *
 * It listens on 127.0.0.1 only, asks for a password (kept in the home, mode 0600), and is closed by a watchdog when the
 * process that started it is lost; if both were killed, the next start takes the orphan over.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Exit } from '../child.ts'
import { childrenOf, commandOf, freePort, signal } from '../processes.ts'
import { keptSecret } from '../secrets.ts'
import { postgresBinaries } from './binaries.ts'
import { isMissing, makeDataFolder, unreachable } from './cluster.ts'
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
    if (isMissing(data))
      await makeDataFolder(dir, passwordFile, { ...options, identity, durable: options.durable !== false })
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
