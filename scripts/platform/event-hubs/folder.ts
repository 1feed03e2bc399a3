/**
 * One process writes a folder of logs. A successor that starts while its predecessor is still leaving waits for it,
 * briefly, so that neither overwrites what the other acknowledged.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { identityOf } from '../processes.ts'
import { LEAVE_WITHIN_MS, RETRY_MS } from './limits.ts'

/** Resolves when the folder is ours. Throws naming the process that keeps it. */
export async function claimFolder(dir: string, withinMs: number = LEAVE_WITHIN_MS): Promise<void> {
  mkdirSync(dir, { recursive: true })
  const file = join(dir, 'writer.json')
  const until = Date.now() + withinMs
  for (let writer = livingWriter(file); writer !== null; writer = livingWriter(file)) {
    if (Date.now() >= until) throw new Error(`${dir} is in use by process ${writer}; stop it, or choose another folder`)
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
  writeFileSync(file, JSON.stringify({ pid: process.pid, identity: identityOf(process.pid) }))
}

/** The process that claimed the folder and still lives; null when there is none, or the file is torn. */
function livingWriter(file: string): number | null {
  try {
    const { pid, identity } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; identity: string | null }
    return pid !== process.pid && identity !== null && identityOf(pid) === identity ? pid : null
  } catch {
    return null
  }
}
