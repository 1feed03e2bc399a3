import { type Instant, isoOf } from '../../../base/instant.ts'
import type { OrderIntent, OrderStatus } from '../../../contracts/orders.ts'
import { STATUS_RANK } from '../../../contracts/orders.ts'
import type { Queryable } from '../database.ts'

export interface IntentRow {
  readonly intent: OrderIntent
  readonly status: OrderStatus
  readonly reason: string | null
}

/**
 * A new id becomes an order. A known id changes only where a broker's report came first and left a stub: the stub gets
 * its content and keeps the broker's status, for the broker has the order, however late its intent is. Redelivery
 * therefore changes nothing, not even the update time.
 * A row that was just inserted has no xmax, and no events before this one.
 */
const SQL = `
  with arrival as (
    select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::numeric[],
      $8::numeric[],
      $9::text[], $10::smallint[], $11::text[], $12::boolean[], $13::boolean[], $14::timestamptz[], $15::timestamptz[])
    as a (book, id, symbol, side, strategy, run_id, qty, limit_price, status, rank, reason, execute, synthetic,
      submitted_at, good_until)
  ), stored as (
    insert into trading.orders as o (book, id, symbol, side, strategy, run_id, qty, limit_price, status, rank,
      reason, execute,
      synthetic, submitted_at, good_until, created_at, updated_at)
    select book, id, symbol, side, strategy, run_id, qty, limit_price, status, rank, reason, execute, synthetic,
      submitted_at, good_until, $16, $16
    from arrival
    on conflict (book, id) do update set
      strategy = excluded.strategy, run_id = excluded.run_id, qty = excluded.qty, limit_price = excluded.limit_price,
      execute = excluded.execute, synthetic = excluded.synthetic, submitted_at = excluded.submitted_at,
      good_until = excluded.good_until, updated_at = excluded.updated_at,
      status = case when o.status = 'partially_filled' and o.filled_qty >= excluded.qty then 'filled'
        else o.status end,
      rank = case when o.status = 'partially_filled' and o.filled_qty >= excluded.qty then 4 else o.rank end
      where o.strategy is null
    returning book, id, status, reason, o.xmax = 0 as is_new
  )
  insert into trading.order_events (book, order_id, sequence, at, status, event, detail)
  select book, id,
    case when is_new then 0 else (select coalesce(max(e.sequence), -1) + 1 from trading.order_events e
      where e.book = stored.book and e.order_id = stored.id) end,
    $16, status, 'order:' || status, reason
  from stored`

/** Stores a batch of arrivals in one statement. Ids must be unique within the batch. */
export async function upsertIntents(transaction: Queryable, rows: readonly IntentRow[], now: Instant): Promise<void> {
  const column = <T>(pick: (row: IntentRow) => T): T[] => rows.map(pick)
  await transaction.query('upsert-intents', SQL, [
    column(({ intent }) => intent.book),
    column(({ intent }) => intent.id),
    column(({ intent }) => intent.symbol),
    column(({ intent }) => intent.side),
    column(({ intent }) => intent.strategy),
    column(({ intent }) => intent.runId),
    column(({ intent }) => intent.qty),
    column(({ intent }) => intent.priceHint),
    column(({ status }) => status),
    column(({ status }) => STATUS_RANK[status]),
    column(({ reason }) => reason),
    column(({ intent }) => intent.execute),
    column(({ intent }) => intent.synthetic),
    column(({ intent }) => isoOf(intent.timestamp)),
    column(({ intent }) => (intent.goodUntil === null ? null : isoOf(intent.goodUntil))),
    isoOf(now),
  ])
}
