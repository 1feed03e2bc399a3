/**
 * As whom Postgres runs. It refuses to be root, so under root it gets an unprivileged name: in a user namespace where the
 * kernel allows one (files stay root's and a closed project folder stays readable), else as the user "nobody".
 */
import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export type PostgresIdentity = 'self' | 'namespace' | 'nobody'

const NOBODY_ID = 65534
const NAMESPACE = ['unshare', '--user', `--map-user=${NOBODY_ID}`, `--map-group=${NOBODY_ID}`]

export function chooseIdentity(): PostgresIdentity {
  if (process.getuid?.() !== 0) return 'self'
  const [program = '', ...args] = NAMESPACE
  return spawnSync(program, [...args, 'true'], { stdio: 'ignore' }).status === 0 ? 'namespace' : 'nobody'
}

/** How to start a program under the identity; unshare replaces itself, so the process id stays the program's own. */
export function commandAs(identity: PostgresIdentity, program: string, args: readonly string[]) {
  const line = [...(identity === 'namespace' ? NAMESPACE : []), program, ...args]
  return {
    program: line[0] ?? program,
    args: line.slice(1),
    ids: identity === 'nobody' ? { uid: NOBODY_ID, gid: NOBODY_ID } : {},
  }
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
