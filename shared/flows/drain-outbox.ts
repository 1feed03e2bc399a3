/** The 10-second timer's flow: sends what a crash or an absent hub left behind, and forgets what was sent long ago. */
import { HOUR_MS } from '../base/instant.ts'
import { drainOutbox as drainOnce, type OutboxPorts } from './lib/drain-outbox.ts'

/** Claims of one tick; a longer backlog goes on at the next. */
const ROUNDS_MAX = 20
/** Sent events are kept this long, for the curious; the hub keeps them 24 h and more. */
const KEEP_SENT_MS = 24 * HOUR_MS

export async function drainLeftovers(
  ports: OutboxPorts,
): Promise<{ readonly sent: number; readonly error: string | null }> {
  let sent = 0
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const drained = await drainOnce(ports, {})
    if (drained.kind === 'waiting') return { sent, error: drained.error }
    if (drained.count === 0) break
    sent += drained.count
  }
  await ports.outbox.prune(ports.clock.now() - KEEP_SENT_MS)
  return { sent, error: null }
}
