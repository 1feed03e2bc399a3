import { type Instant, isoOf } from '../../../base/instant.ts'
import { routeReportSchema } from '../../../contracts/api/router.ts'
import { type OutgoingEvent, outgoing } from '../../../contracts/envelope.ts'
import { encodeWire } from '../../../contracts/wire.ts'
import type { RunRecord } from '../../../ports/ledger.ts'
import type { Queryable } from '../database.ts'
import { CLAIM_MS } from './writing.ts'

/**
 * Run, trail, intent and outbox row in one statement, the intent in the wire form that its event carries. A run that is
 * there already leaves everything as it is. The outbox row is claimed from the start, because the caller sends it at
 * once.
 */
const SQL = `
  with run as (
    insert into trading.runs
      (id, book, symbol, strategy, trigger, interval, decided_at, synthetic, intent_id, fallback_reason, report)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    on conflict (id) do nothing
    returning id
  ), trail as (
    insert into trading.run_events (run_id, sequence, at, event)
    select run.id, e.position - 1, $7, e.event from run, unnest($12::text[]) with ordinality as e (event, position)
  ), intent as (
    insert into trading.intents (id, run_id, book, symbol, body, approval, execute, expires_at, created_at)
    select $9, run.id, $2, $3, $13::json -> 'data', $14, $15, $16, $7 from run where $13::json is not null
  ), queued as (
    insert into ops.outbox (event_id, hub, partition_key, body, run_id, created_at, claimed_until, attempts)
    select $9, $17, $3, $13::json, run.id, $7, $18, 1 from run where $13::json is not null
  )
  select id from run`

/** The event that carries a run's order, in the array that it is sent in; empty without an order. */
export function orderEvents({ intent }: RunRecord, now: Instant): readonly OutgoingEvent[] {
  if (!intent) return []
  const { id, symbol: subject, book } = intent
  const type = 'gatehouse.order.intent.v1'
  return [outgoing({ id, type, source: 'router', time: now, subject, book, data: intent })]
}

/** True when the run is new; its order's event is then claimed for the caller. */
export async function insertRun(
  transaction: Queryable,
  record: RunRecord,
  [event]: readonly OutgoingEvent[],
  now: Instant,
): Promise<boolean> {
  const { report, intent } = record
  // The trail is the truth of what happened; the stored report leaves its events out.
  const stored = encodeWire(routeReportSchema, { ...report, events: [], latencyMs: null })
  const rows = await transaction.query('insert-run', SQL, [
    report.runId,
    report.book,
    report.symbol,
    report.strategy,
    record.trigger,
    record.interval,
    isoOf(report.decidedAt),
    report.synthetic,
    intent?.id ?? null,
    report.fallbackReason,
    JSON.stringify(stored),
    [...report.events],
    event ? JSON.stringify(event.body) : null,
    intent?.approval ?? null,
    intent?.execute ?? null,
    intent ? isoOf(intent.expiresAt) : null,
    event?.hub ?? null,
    isoOf(now + CLAIM_MS),
  ])
  return rows.length > 0
}
