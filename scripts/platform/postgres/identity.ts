/**
 * As whom Postgres runs. It refuses to be root, so under root it gets an unprivileged name.
 *
 * In a user namespace where the kernel allows one (files stay root's, and a closed project folder stays readable), else
 * as the user "nobody".
 */
import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export type PostgresIdentity = 'self' | 'namespace' | 'nobody'

const NOBODY_ID = 65534
const NAMESPACE = ['unshare', '--user', `--map-user=${NOBODY_ID}`, `--map-group=${NOBODY_ID}`]
/** Nobody, who may yet pass through the closed folders above the project and the home. */
const NOBODY = [
  ...['setpriv', `--reuid=${NOBODY_ID}`, `--regid=${NOBODY_ID}`, '--clear-groups'],
  ...['--inh-caps=+dac_override', '--ambient-caps=+dac_override'],
]

export function chooseIdentity(): PostgresIdentity {
  if (process.getuid?.() !== 0) return 'self'
  return works(NAMESPACE) ? 'namespace' : 'nobody'
}

/** How to start a program so. Both prefixes replace themselves, so the process id stays the program's own. */
export function commandAs(identity: PostgresIdentity, program: string, args: readonly string[]) {
  const prefix = identity === 'self' ? [] : identity === 'namespace' ? NAMESPACE : works(NOBODY) ? NOBODY : null
  const line = [...(prefix ?? []), program, ...args]
  return { program: line[0] ?? program, args: line.slice(1), ids: prefix ? {} : { uid: NOBODY_ID, gid: NOBODY_ID } }
}

function works([program = '', ...args]: readonly string[]): boolean {
  return spawnSync(program, [...args, 'true'], { stdio: 'ignore' }).status === 0
}

/** Gives the paths, with all below them, to the identity: one home may be used as root in both ways. */
export function own(identity: PostgresIdentity, ...paths: string[]): void {
  if (identity === 'self') return
  const owner = identity === 'nobody' ? NOBODY_ID : 0
  for (const path of paths) if (existsSync(path) && lstatSync(path).uid !== owner) ownAll(path, owner)
}

function ownAll(path: string, owner: number): void {
  const status = lstatSync(path)
  if (status.isDirectory()) for (const name of readdirSync(path)) ownAll(join(path, name), owner)
  chownSync(path, owner, owner)
}
