/**
 * Sends what the outbox holds: claim, send, mark. A crash between send and mark repeats the send under the same ids.
 */
import { Unavailable } from '../../base/unavailable.ts'
import type { OutgoingEvent } from '../../contracts/envelope.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Faults } from '../../ports/faults.ts'
import type { Outbox } from '../../ports/ledger.ts'
import type { Publisher } from '../../ports/publisher.ts'

export interface OutboxPorts {
  readonly outbox: Outbox
  readonly publisher: Publisher
  readonly clock: Clock
  readonly faults: Faults
}

/** Events of one claim. */
const CLAIM_MAX = 500

export type Drained =
  /** Zero when nothing waits, or another sender holds it at this moment. */
  | { readonly kind: 'sent'; readonly count: number }
  /** The hub did not confirm; the events stay and the timer tries again. */
  | { readonly kind: 'waiting'; readonly error: string }

/** Drains one claim's worth of a run, or of everything that waits. */
export async function drainOutbox(ports: OutboxPorts, scope: { readonly runId?: string }): Promise<Drained> {
  return await sendClaimed(ports, await ports.outbox.claim({ ...scope, max: CLAIM_MAX }, ports.clock.now()))
}

/** Sends events that the caller has claimed, and marks them; gives the claim back when the hub does not confirm. */
export async function sendClaimed(ports: OutboxPorts, events: readonly OutgoingEvent[]): Promise<Drained> {
  if (events.length === 0) return { kind: 'sent', count: 0 }
  const ids = events.map((event) => event.id)
  try {
    await ports.faults.reach('before_send')
    await ports.publisher.send(events)
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    await ports.outbox.release(ids, error.message, ports.clock.now())
    return { kind: 'waiting', error: error.message }
  }
  await ports.faults.reach('after_send')
  await ports.faults.reach('before_mark')
  await ports.outbox.markSent(ids, ports.clock.now())
  await ports.faults.reach('after_mark')
  return { kind: 'sent', count: events.length }
}
