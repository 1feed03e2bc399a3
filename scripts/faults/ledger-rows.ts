/** The rows that a scenario left behind, read with plain SQL. */
import * as z from 'zod'
import type { Database } from '../../shared/adapters/postgres/database.ts'
import { countColumn, decimalColumn, instantColumn, parseRows } from '../../shared/adapters/postgres/sql/rows.ts'
import { isoOf } from '../../shared/base/instant.ts'
import { bookSchema } from '../../shared/contracts/books.ts'
import { orderStatusSchema } from '../../shared/contracts/orders.ts'
import { sideSchema } from '../../shared/contracts/scalars.ts'

const runSchema = z.object({
  id: z.string(),
  symbol: z.string(),
  trigger: z.enum(['manual', 'bar']),
  intent_id: z.string().nullable(),
  published: z.number(),
})
const orderSchema = z.object({
  id: z.string(),
  book: bookSchema,
  symbol: z.string(),
  side: sideSchema,
  qty: decimalColumn.nullable(),
  filled_qty: decimalColumn,
  avg_price: decimalColumn.nullable(),
  status: orderStatusSchema,
  reason: z.string().nullable(),
  fill_events: z.number(),
})
const fillSchema = z.object({
  id: z.string(),
  order_id: z.string(),
  book: bookSchema,
  symbol: z.string(),
  side: sideSchema,
  qty: decimalColumn,
  price: decimalColumn,
  fee: decimalColumn,
  pnl: decimalColumn.nullable(),
})
const positionSchema = z.object({
  book: bookSchema,
  symbol: z.string(),
  net_qty: decimalColumn,
  realized_pnl: decimalColumn,
  fees: decimalColumn,
})
const seriesSchema = z.object({ symbol: z.string(), at: instantColumn })
const markSchema = z.object({ hub: z.string(), partition_id: z.string(), sequence_number: countColumn })
const letterSchema = z.object({ hub: z.string(), code: z.string(), detail: z.string() })

const RUNS_SQL = `
  select r.id, r.symbol, r.trigger, r.intent_id,
    (select count(*)::int from trading.run_events e where e.run_id = r.id and e.event = 'order:published') as published
  from trading.runs r where r.symbol = any ($1) order by r.id`
const ORDERS_SQL = `
  select o.id, o.book, o.symbol, o.side, o.qty, o.filled_qty, o.avg_price, o.status, o.reason,
    (select count(*)::int from trading.order_events e
     where e.book = o.book and e.order_id = o.id and e.event = 'order:fill') as fill_events
  from trading.orders o where o.symbol = any ($1) order by o.id`
const FILLS_SQL = `
  select id, order_id, book, symbol, side, qty, price, fee, pnl from trading.fills where symbol = any ($1) order by id`
const POSITIONS_SQL = 'select book, symbol, net_qty, realized_pnl, fees from trading.positions where symbol = any ($1)'
const SIGNALS_SQL = `select symbol, at from market.signals where symbol = any ($1) and book = 'replay' order by at`
const REGIMES_SQL = `select symbol, at from market.regimes where symbol = any ($1) and book = 'replay' order by at`
const MARKS_SQL = 'select hub, partition_id, sequence_number from ops.consumer_marks'
const LETTERS_SQL = 'select hub, code, detail from ops.dead_letters where created_at >= $1'

export type LedgerRows = Awaited<ReturnType<typeof readLedgerRows>>

/** Everything about the symbols, which are the scenario's own; all marks; dead letters since an instant. */
export async function readLedgerRows(database: Database, symbols: readonly string[], since: number) {
  const ask = (sql: string) => database.query(null, sql, [[...symbols]])
  return {
    runs: parseRows(runSchema, await ask(RUNS_SQL)),
    orders: parseRows(orderSchema, await ask(ORDERS_SQL)),
    fills: parseRows(fillSchema, await ask(FILLS_SQL)),
    positions: parseRows(positionSchema, await ask(POSITIONS_SQL)),
    signals: parseRows(seriesSchema, await ask(SIGNALS_SQL)),
    regimes: parseRows(seriesSchema, await ask(REGIMES_SQL)),
    marks: parseRows(markSchema, await database.query(null, MARKS_SQL)),
    letters: parseRows(letterSchema, await database.query(null, LETTERS_SQL, [isoOf(since)])),
  }
}
