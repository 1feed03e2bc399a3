import * as z from 'zod'
import { type Instant, isoOf } from '../../../base/instant.ts'
import { BOOKS } from '../../../contracts/books.ts'
import { orderStatusSchema, TRADING_STATES } from '../../../contracts/orders.ts'
import { sideSchema } from '../../../contracts/scalars.ts'
import type { WorkingOrder } from '../../../domain/orders/index.ts'
import type { BarFacts, BarKey } from '../../../ports/ledger.ts'
import type { Queryable } from '../database.ts'
import { holdingOf, stateOf } from './read-ledger-facts.ts'
import { countColumn, decimalColumn, instantColumn, parseRows } from './rows.ts'

const SQL = `
  with state as (select state, reason, set_by, set_at from trading.trading_state for share)
  select b.closes_at, b.state as bar_state, s.state, s.reason, s.set_by, s.set_at,
    p.net_qty, p.avg_price, p.realized_pnl, p.fees,
    (select (i.body ->> 'stop_price')::float8
     from trading.orders o join trading.intents i on i.id = o.id
     where p.net_qty > 0 and o.book = $1 and o.symbol = $2 and o.side = 'buy' and o.filled_qty > 0
     order by o.created_at desc, o.id desc limit 1) as stop_price,
    (select count(*) from trading.intents i
     where i.book = $1 and i.symbol = $2 and i.execute and i.expires_at > $4
       and not exists (select 1 from trading.orders o where o.book = i.book and o.id = i.id)) as unseen
  from (select 1) one
  left join state s on true
  left join market.bar_states b on b.book = $1 and b.symbol = $2 and b.interval = $3
  left join trading.positions p on p.book = $1 and p.symbol = $2`

const rowSchema = z.object({
  closes_at: instantColumn.nullable(),
  bar_state: z.unknown(),
  state: z.enum(TRADING_STATES).nullable().catch(null),
  reason: z.string().nullable(),
  set_by: z.string().nullable(),
  set_at: instantColumn.nullable(),
  net_qty: decimalColumn.nullable(),
  avg_price: decimalColumn.nullable(),
  realized_pnl: decimalColumn.nullable(),
  fees: decimalColumn.nullable(),
  stop_price: z.number().nullable(),
  unseen: countColumn,
})

/** State of a bar series with the ledger around it; null when the bar, or a later one, was taken before. */
export async function readBarFacts(transaction: Queryable, key: BarKey, now: Instant): Promise<BarFacts | null> {
  const values = [key.book, key.symbol, key.interval, isoOf(now)]
  const row = rowSchema.parse((await transaction.query('read-bar-facts', SQL, values))[0])
  if (row.closes_at !== null && row.closes_at >= key.closesAt) return null
  const working = await readWorkingOrders(transaction, key)
  return {
    state: row.bar_state ?? null,
    tradingState: stateOf(row),
    holding: holdingOf(row),
    stopPrice: row.stop_price,
    working,
    unseenIntents: row.unseen,
  }
}

const WORKING_SQL = `
  select id, book, symbol, side, qty, filled_qty, avg_price, status, submitted_at, good_until
  from trading.orders
  where book = $1 and symbol = $2 and rank between 1 and 3 and qty is not null
  order by submitted_at, id
  for update`

const workingSchema = z
  .object({
    id: z.string(),
    book: z.enum(BOOKS),
    symbol: z.string(),
    side: sideSchema,
    qty: decimalColumn,
    filled_qty: decimalColumn,
    avg_price: decimalColumn.nullable(),
    status: orderStatusSchema,
    submitted_at: instantColumn,
    good_until: instantColumn.nullable(),
  })
  .transform(
    (row): WorkingOrder => ({
      id: row.id,
      book: row.book,
      symbol: row.symbol,
      side: row.side,
      qty: row.qty,
      filledQty: row.filled_qty,
      avgPrice: row.avg_price,
      status: row.status,
      submittedAt: row.submitted_at,
      goodUntil: row.good_until,
    }),
  )

/** Orders of a symbol that may still fill, oldest first, locked for this transaction. */
export async function readWorkingOrders(
  transaction: Queryable,
  key: { readonly book: string; readonly symbol: string },
): Promise<WorkingOrder[]> {
  return parseRows(workingSchema, await transaction.query('read-working-orders', WORKING_SQL, [key.book, key.symbol]))
}
