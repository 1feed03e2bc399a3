import { type Instant, isoOf } from '../../../base/instant.ts'
import type { OutgoingEvent } from '../../../contracts/envelope.ts'
import type { BarKey } from '../../../ports/ledger.ts'
import type { Queryable } from '../database.ts'
import { CLAIM_MS } from './writing.ts'

/** The state moves forward only, together with the events that the bar caused, which the caller sends at once. */
const SQL = `
  with saved as (
    insert into market.bar_states (book, symbol, interval, closes_at, state)
    values ($1, $2, $3, $4, $5)
    on conflict (book, symbol, interval) do update
      set closes_at = excluded.closes_at, state = excluded.state
      where market.bar_states.closes_at < excluded.closes_at
  )
  insert into ops.outbox (event_id, hub, partition_key, body, created_at, claimed_until, attempts)
  select e.event_id, e.hub, $2, e.body, $6, $10, 1
  from unnest($7::text[], $8::text[], $9::json[]) with ordinality as e (event_id, hub, body, position)
  order by e.position
  on conflict (event_id) do nothing`

export async function saveBarState(
  transaction: Queryable,
  key: BarKey,
  outcome: { readonly state: unknown; readonly events: readonly OutgoingEvent[] },
  now: Instant,
): Promise<void> {
  await transaction.query('save-bar-state', SQL, [
    key.book,
    key.symbol,
    key.interval,
    isoOf(key.closesAt),
    JSON.stringify(outcome.state),
    isoOf(now),
    outcome.events.map((event) => event.id),
    outcome.events.map((event) => event.hub),
    outcome.events.map((event) => JSON.stringify(event.body)),
    isoOf(now + CLAIM_MS),
  ])
}
