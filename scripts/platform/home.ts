/** The home folder of a platform: one owner at a time, short logs, and its addresses told to other commands. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { identityOf, signal } from './processes.ts'

const LOG_BYTES_MAX = 16 * 1024 * 1024
const ADDRESSES_FILE = 'desk.json'
const PROCESSES_FILE = 'processes.jsonl'
/** Longer than a service's own bound on closing. */
const ORPHANS_WITHIN_MS = 6_000
const POLL_MS = 5

/** Where the running desk of a home is found. Holds secrets, so its file is readable by its owner alone. */
export interface DeskAddresses {
  readonly pid: number
  readonly url: string
  readonly functionsUrl: string
  readonly databaseUrl: string
  readonly blobConnectionString: string
  /** A connection string, or a namespace's name. */
  readonly events: string
  readonly operatorToken: string
}

export class HomeTaken extends Error {
  override readonly name = 'HomeTaken'
}

/** Makes the folder and takes it for this process. Throws HomeTaken when a living process has it. */
export function takeHome(dir: string): { release(): void } {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const file = join(dir, 'lock')
  const ours = JSON.stringify({ pid: process.pid, identity: identityOf(process.pid) })
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(file, ours, { flag: 'wx' })
      return { release: () => rmSync(file, { force: true }) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const owner = ownerOf(file)
    if (owner !== null)
      throw new HomeTaken(`another desk (process ${owner}) uses ${dir}; stop it or choose another folder`)
    rmSync(file, { force: true })
  }
  throw new HomeTaken(`another desk is just starting in ${dir}`)
}

/** The living process that took the lock; null when it is gone, its id given to another, or the file is cut short. */
function ownerOf(file: string): number | null {
  try {
    const { pid, identity } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; identity: string | null }
    return identityOf(pid) === identity ? pid : null
  } catch {
    return null
  }
}

/** Notes a service's process, so that a later start can find it if this process is killed. */
export function noteProcess(dir: string, pid: number): void {
  appendFileSync(join(dir, PROCESSES_FILE), `${JSON.stringify({ pid, identity: identityOf(pid) })}\n`)
}

/** Services leave by themselves when their platform is killed; this waits for it, and ends one that hangs. */
export async function endOrphans(dir: string): Promise<void> {
  const file = join(dir, PROCESSES_FILE)
  if (!existsSync(file)) return
  const noted = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  const waitUntil = performance.now() + ORPHANS_WITHIN_MS
  for (const line of noted) {
    const { pid, identity } = JSON.parse(line) as { pid: number; identity: string | null }
    const lives = () => identity !== null && identityOf(pid) === identity
    while (lives() && performance.now() < waitUntil) await delay(POLL_MS)
    if (lives()) signal(pid, 'SIGKILL')
  }
  rmSync(file, { force: true })
}

/** The path of a service's log; a long one is set aside, and the one set aside before is dropped. */
export function logFileIn(logs: string, name: string): string {
  mkdirSync(logs, { recursive: true })
  const file = join(logs, `${name}.log`)
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (bytes > LOG_BYTES_MAX) renameSync(file, `${file}.1`)
  return file
}

export function tellAddresses(dir: string, addresses: DeskAddresses): void {
  const file = join(dir, ADDRESSES_FILE)
  rmSync(file, { force: true }) // so that the mode below is the file's
  writeFileSync(file, JSON.stringify(addresses, null, 2), { mode: 0o600 })
}

export function forgetAddresses(dir: string): void {
  rmSync(join(dir, ADDRESSES_FILE), { force: true })
}

/** The addresses of the desk that runs in the home; null when none does. */
export function readAddresses(dir: string): DeskAddresses | null {
  const file = join(dir, ADDRESSES_FILE)
  if (!existsSync(file) || ownerOf(join(dir, 'lock')) === null) return null
  return JSON.parse(readFileSync(file, 'utf8')) as DeskAddresses
}
