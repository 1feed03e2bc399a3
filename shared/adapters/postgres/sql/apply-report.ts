import { type Instant, isoOf } from '../../../base/instant.ts'
import { type OrderReport, type OrderStatus, STATUS_RANK } from '../../../contracts/orders.ts'
import type { Queryable } from '../database.ts'

/** A report before its intent leaves a stub: an order without content, to be completed when the intent arrives. */
const SQL = `
  with stored as (
    insert into trading.orders as o
      (book, id, symbol, side, status, rank, reason, execute, synthetic, broker_order_id, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, true, false, $8, $9, $9)
    on conflict (book, id) do update set
      status = excluded.status, rank = excluded.rank, reason = coalesce(excluded.reason, o.reason),
      broker_order_id = coalesce(excluded.broker_order_id, o.broker_order_id), updated_at = excluded.updated_at
      where o.rank < excluded.rank
    returning book, id, status, reason
  )
  insert into trading.order_events (book, order_id, sequence, at, status, event, detail)
  select book, id, (select coalesce(max(e.sequence), -1) + 1 from trading.order_events e
    where e.book = stored.book and e.order_id = stored.id),
    $9, status, 'order:' || status, reason
  from stored`

/** Moves an order to the reported status when that is higher than its own. */
export async function applyStatus(
  transaction: Queryable,
  report: OrderReport,
  status: OrderStatus,
  now: Instant,
): Promise<void> {
  await transaction.query('apply-report', SQL, [
    report.book,
    report.orderId,
    report.symbol,
    report.side,
    status,
    STATUS_RANK[status],
    report.reason,
    report.brokerOrderId,
    isoOf(now),
  ])
}
