/** The data folder of a home's Postgres: a new cluster, or for homes that are thrown away a copy of one. */
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { keptSecret } from '../secrets.ts'
import { postgresBinaries } from './binaries.ts'
import { commandAs, own, type PostgresIdentity } from './identity.ts'

/** As whom a program of Postgres runs, and where it tells what is wrong. */
interface RunAs {
  readonly identity: PostgresIdentity
  readonly logFile: string
}

/** Makes the data folder beside its place and moves it there when complete, so that a kill leaves none or all of it. */
export async function makeDataFolder(
  dir: string,
  passwordFile: string,
  { durable, ...how }: RunAs & { readonly durable: boolean },
): Promise<void> {
  const making = join(dir, 'data.making')
  rmSync(making, { recursive: true, force: true })
  mkdirSync(making, { mode: 0o700 })
  own(how.identity, making, passwordFile)
  if (durable) await makeCluster(how, making, passwordFile)
  else await copyPattern(how, making, readFileSync(passwordFile, 'utf8').trim())
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

/** A home that may be lost is a copy with a password of its own: less than half the time of a new cluster. */
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

export function isMissing(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false }) === undefined
}

export function unreachable(error: Error, program: string): Error {
  return new Error(
    `cannot run ${program} (${error.message}); let the user "nobody" read the project, or set DATABASE_URL`,
  )
}
