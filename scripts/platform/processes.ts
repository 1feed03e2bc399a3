/** What the operating system knows about processes: who lives, who they are, whose children they have. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'

/** The command line of a living process, null when there is none by that id. */
export function commandOf(pid: number): string | null {
  if (process.platform === 'linux') {
    const command = readOrNull(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim()
    return command || null
  }
  return spawnSync('ps', ['-p', `${pid}`, '-o', 'command='], { encoding: 'utf8' }).stdout?.trim() || null
}

/** A word that a later process under the same id does not share; null when no process lives by that id. */
export function identityOf(pid: number): string | null {
  if (process.platform === 'linux') {
    const start = statOf(pid)?.[19]
    return start === undefined ? null : `${readOrNull('/proc/sys/kernel/random/boot_id')?.trim()}:${start}`
  }
  return spawnSync('ps', ['-p', `${pid}`, '-o', 'lstart='], { encoding: 'utf8' }).stdout?.trim() || null
}

/** The ids of a process's direct children. */
export function childrenOf(pid: number): number[] {
  if (process.platform === 'linux') {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    return pids.map(Number).filter((candidate) => Number(statOf(candidate)?.[1]) === pid)
  }
  const rows = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).stdout ?? ''
  const pairs = rows.split('\n').map((row) => row.trim().split(/\s+/).map(Number))
  return pairs.flatMap(([child, parent]) => (parent === pid && child !== undefined ? [child] : []))
}

/** Sends a signal; a process that is already gone is fine. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** A port of this machine that nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** The fields of /proc/<pid>/stat after the name, which may hold blanks and brackets. A zombie counts as gone. */
function statOf(pid: number): string[] | null {
  const stat = readOrNull(`/proc/${pid}/stat`)
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields && fields[0] !== 'Z' && fields[0] !== 'X' ? fields : null
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null // the process ended meanwhile, or was never there
  }
}
