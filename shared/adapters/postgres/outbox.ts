/** The outbox in Postgres: what must leave, and what has left. */
import * as z from 'zod'
import { isoOf } from '../../base/instant.ts'
import type { OutgoingEvent } from '../../contracts/envelope.ts'
import type { HubKey } from '../../contracts/hubs.ts'
import type { Outbox } from '../../ports/ledger.ts'
import type { Database, Queryable } from './database.ts'
import { gathered } from './gathered.ts'
import { parseRows } from './sql/rows.ts'
import { CLAIM_MS, WITHOUT_WAITING } from './sql/writing.ts'

const CLAIM_SQL = `
  update ops.outbox set claimed_until = $1, attempts = attempts + 1
  where sequence in (
    select sequence from ops.outbox
    where sent_at is null and (claimed_until is null or claimed_until <= $2)
      and ($3::text is null or run_id = $3)
    order by sequence
    limit $4
    for update skip locked
  )
  returning sequence, event_id, hub, partition_key, body`

const claimedSchema = z.object({
  sequence: z.string(),
  event_id: z.string(),
  hub: z.string(),
  partition_key: z.string(),
  body: z.unknown(),
})

/**
 * Runs behind the events get their `order:published` once, however often an event is marked. A mark that a lost server
 * forgets is an event sent again, which its consumer knows by its id. Written as `sent_at is null`, the condition would
 * let the index of unsent events answer, which is searched from its beginning and not by the event.
 */
const SENT_SQL = `
  with sent as (
    update ops.outbox o set sent_at = s.at, claimed_until = null
    from unnest($1::text[], $2::timestamptz[]) as s (event_id, at)
    where o.event_id = s.event_id and coalesce(o.sent_at, 'infinity') = 'infinity'
    returning o.run_id, s.at, ${WITHOUT_WAITING}
  )
  insert into trading.run_events (run_id, sequence, at, event)
  select run_id, (select max(e.sequence) + 1 from trading.run_events e
    where e.run_id = sent.run_id), at, 'order:published'
  from sent where run_id is not null`

const RELEASE_SQL = `
  with back as (
    update ops.outbox set claimed_until = null, last_error = $2
    where event_id = any ($1) and sent_at is null
    returning run_id
  )
  insert into trading.run_events (run_id, sequence, at, event, detail)
  select run_id, (select max(e.sequence) + 1 from trading.run_events e
    where e.run_id = back.run_id), $3, 'enqueue:failed', $2
  from back
  where run_id is not null
    and not exists (select 1 from trading.run_events e where e.run_id = back.run_id and e.event = 'enqueue:failed')`

const PRUNE_SQL = `
  with old as (select sequence from ops.outbox where sent_at < $1 order by sent_at limit 10000)
  delete from ops.outbox using old where ops.outbox.sequence = old.sequence returning ops.outbox.sequence`

interface Mark {
  readonly eventIds: readonly string[]
  readonly at: string
}

async function markAll(connection: Queryable, marks: readonly Mark[]): Promise<void> {
  const rows = marks.flatMap(({ eventIds, at }) => eventIds.map((eventId) => ({ eventId, at })))
  await connection.query('outbox-sent', SENT_SQL, [rows.map(({ eventId }) => eventId), rows.map(({ at }) => at)])
}

export function createOutbox(database: Database): Outbox {
  const mark = gathered(database.connect, markAll)
  return {
    claim: async ({ runId, max }, now) => {
      const values = [isoOf(now + CLAIM_MS), isoOf(now), runId ?? null, max]
      const rows = parseRows(claimedSchema, await database.query('outbox-claim', CLAIM_SQL, values))
      // RETURNING gives no order; events of one key must leave in the order they were written.
      rows.sort((a, b) => Number(a.sequence) - Number(b.sequence))
      return rows.map((row): OutgoingEvent => {
        return { id: row.event_id, hub: row.hub as HubKey, partitionKey: row.partition_key, body: row.body }
      })
    },
    markSent: (eventIds, now) => mark({ eventIds, at: isoOf(now) }),
    release: async (eventIds, error, now) => {
      await database.query('outbox-release', RELEASE_SQL, [[...eventIds], error.slice(0, 300), isoOf(now)])
    },
    prune: async (before) => (await database.query('outbox-prune', PRUNE_SQL, [isoOf(before)])).length,
  }
}
