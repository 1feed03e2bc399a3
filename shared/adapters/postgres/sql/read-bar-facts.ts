import * as z from 'zod'
import { type Instant, isoOf } from '../../../base/instant.ts'
import { BOOKS } from '../../../contracts/books.ts'
import { orderStatusSchema } from '../../../contracts/orders.ts'
import { sideSchema } from '../../../contracts/scalars.ts'
import type { WorkingOrder } from '../../../domain/orders/index.ts'
import type { BarFacts, BarKey } from '../../../ports/ledger.ts'
import type { Queryable } from '../database.ts'
import { decimalColumn, instantColumn, parseRows } from './rows.ts'
import { holdingOf, SYMBOL_LEDGER, stateOf, symbolLedgerShape } from './symbol-ledger.ts'

const SQL = `
  with ${SYMBOL_LEDGER.with}
  select b.closes_at, b.state as bar_state, ${SYMBOL_LEDGER.columns}
  from ${SYMBOL_LEDGER.from}
    left join market.bar_states b on b.book = $1 and b.symbol = $2 and b.interval = $4`

const rowSchema = z.object({ ...symbolLedgerShape, closes_at: instantColumn.nullable(), bar_state: z.unknown() })

/** State of a bar series with the ledger around it; null when the bar, or a later one, was taken before. */
export async function readBarFacts(transaction: Queryable, key: BarKey, now: Instant): Promise<BarFacts | null> {
  const values = [key.book, key.symbol, isoOf(now), key.interval]
  const [rows, working] = await Promise.all([
    transaction.query('read-bar-facts', SQL, values),
    readWorkingOrders(transaction, key),
  ])
  const row = rowSchema.parse(rows[0])
  if (row.closes_at !== null && row.closes_at >= key.closesAt) return null
  return {
    state: row.bar_state ?? null,
    tradingState: stateOf(row),
    holding: holdingOf(row),
    stopPrice: row.stop_price,
    openedAt: row.opened_at,
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
