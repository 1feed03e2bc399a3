import { type Instant, isoOf } from '../../../base/instant.ts'
import type { Fill } from '../../../contracts/orders.ts'
import { STATUS_RANK } from '../../../contracts/orders.ts'
import type { FilledOrders } from '../../../domain/orders/index.ts'
import type { Faults } from '../../../ports/faults.ts'
import type { Queryable } from '../database.ts'

const FILL_SQL = `
  insert into trading.fills
    (book, id, order_id, symbol, side, qty, price, fee, cost, spread, spread_source, pnl, synthetic, filled_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`

const ORDER_SQL = `
  with moved as (
    update trading.orders
    set filled_qty = $3, avg_price = $4, status = $5, rank = $6, updated_at = $7
    where book = $1 and id = $2
    returning book, id, status
  )
  insert into trading.order_events (book, order_id, sequence, at, status, event, detail)
  select book, id, (select coalesce(max(sequence), -1) + 1 from trading.order_events where book = $1 and order_id = $2),
    $7, status, 'order:fill', $8
  from moved`

const POSITION_SQL = `
  insert into trading.positions (book, symbol, net_qty, avg_price, realized_pnl, fees, updated_at)
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (book, symbol) do update set net_qty = excluded.net_qty, avg_price = excluded.avg_price,
    realized_pnl = excluded.realized_pnl, fees = excluded.fees, updated_at = excluded.updated_at`

/** Fills, their orders and the position they add up to, inside the caller's transaction. */
export async function saveFills(
  transaction: Queryable,
  filled: FilledOrders,
  context: { readonly faults: Faults; readonly now: Instant },
): Promise<void> {
  const [first] = filled.fills
  if (!first) return
  const { faults } = context
  const nowIso = isoOf(context.now)
  await faults.reach('before_fill')
  for (const fill of filled.fills) await transaction.query('insert-fill', FILL_SQL, fillValues(fill))
  for (const update of filled.updates) {
    const fill = filled.fills.find(({ orderId }) => orderId === update.id)
    await transaction.query('update-filled-order', ORDER_SQL, [
      first.book,
      update.id,
      update.filledQty,
      update.avgPrice,
      update.status,
      STATUS_RANK[update.status],
      nowIso,
      fill ? `${fill.qty} @ ${fill.price}` : null,
    ])
  }
  await faults.reach('after_fill')
  await faults.reach('before_position')
  const { holding } = filled
  await transaction.query('save-position', POSITION_SQL, [
    first.book,
    first.symbol,
    holding.netQty,
    holding.avgPrice,
    holding.realizedPnl,
    holding.fees,
    nowIso,
  ])
  await faults.reach('after_position')
}

const fillValues = (fill: Fill): unknown[] => [
  fill.book,
  fill.id,
  fill.orderId,
  fill.symbol,
  fill.side,
  fill.qty,
  fill.price,
  fill.fee,
  fill.cost,
  fill.spread,
  fill.spreadSource,
  fill.pnl,
  fill.synthetic,
  isoOf(fill.filledAt),
]
