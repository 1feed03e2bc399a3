/** The lists and details of the API, each one bounded statement. */
import * as z from 'zod'
import { assert } from '../../base/assert.ts'
import { type Instant, isoOf } from '../../base/instant.ts'
import type { OrderDetail } from '../../contracts/api/lists.ts'
import { BOOKS } from '../../contracts/books.ts'
import { orderStatusSchema } from '../../contracts/orders.ts'
import { intervalSchema, strategySchema } from '../../contracts/scalars.ts'
import { regimeLabelSchema } from '../../contracts/signals.ts'
import type { Reads } from '../../ports/reads.ts'
import type { Database } from './database.ts'
import { readFills, readOrders, readPositions } from './read-ledger-lists.ts'
import { readTaskRuns } from './schedule.ts'
import { Filter, pageOfRows } from './sql/page.ts'
import { readRun } from './sql/read-run.ts'
import { decimalColumn, instantColumn, parseRows } from './sql/rows.ts'

const book = z.enum(BOOKS)

export function createReads(database: Database): Reads {
  return {
    runs: async (query, now) => {
      const filter = new Filter()
        .add('book = ?', query.book)
        .add('symbol = ?', query.symbol)
        .after(query.cursor, { at: 'decided_at', id: 'id', type: 'bpchar' })
      const sql = `
        select id, book, symbol, strategy, trigger, decided_at, synthetic, intent_id, fallback_reason
        from trading.runs ${filter.where} order by decided_at desc, id desc limit ${query.limit + 1}`
      const rows = parseRows(runSchema, await database.query(null, sql, filter.values))
      return { ...pageOfRows(rows, query.limit, (row) => ({ at: row.decidedAt, id: row.runId })), asOf: now }
    },
    run: (id) => readRun(database, id),
    orders: (query, now) => readOrders(database, query, now),
    order: (id) => readOrder(database, id),
    fills: (query, now) => readFills(database, query, now),
    positions: (query, now) => readPositions(database, query, now),

    signals: async (symbol, query, now) => {
      const filter = new Filter()
        .add('s.symbol = ?', symbol)
        .add('s.interval = ?', query.interval)
        .add('s.book = ?', query.book)
        .after(query.cursor, { at: 's.at', id: 's.book', type: 'text' })
      const sql = `
        select s.*, r.regime
        from market.signals s left join market.regimes r using (book, symbol, interval, at)
        ${filter.where} order by s.at desc, s.book desc limit ${query.limit + 1}`
      const rows = parseRows(signalSchema, await database.query(null, sql, filter.values))
      return { ...pageOfRows(rows, query.limit, (row) => ({ at: row.at, id: row.book })), asOf: now }
    },

    regimes: async (query, now) => {
      const filter = new Filter()
        .add('book = ?', query.book)
        .add('symbol = ?', query.symbol)
        .after(query.cursor, { at: 'at', id: REGIME_ID, type: 'text' })
      const sql = `
        select * from market.regimes ${filter.where}
        order by at desc, ${REGIME_ID} desc limit ${query.limit + 1}`
      const rows = parseRows(regimeSchema, await database.query(null, sql, filter.values))
      const id = (row: (typeof rows)[number]): string => `${row.symbol}/${row.book}/${row.interval}`
      return { ...pageOfRows(rows, query.limit, (row) => ({ at: row.at, id: id(row) })), asOf: now }
    },

    taskRuns: (query, now) => readTaskRuns(database, query, now),

    newest: async (book) => {
      const [row] = parseRows(newestSchema, await database.query('newest', NEWEST_SQL, [book]))
      assert(row !== undefined, 'a statement of subqueries gives one row')
      return row
    },

    fillTotals: async (book, { from, to }) => {
      const values = [book, isoOf(from), isoOf(to)]
      const [row] = parseRows(totalsSchema, await database.query('fill-totals', TOTALS_SQL, values))
      assert(row !== undefined, 'a sum gives one row')
      return row
    },
  }
}

/** Each is one look into an index that is ordered by time within the book, or by symbol. */
const NEWEST_SQL = `
  select
    (select max(closes_at) from market.bar_states where book = $1) as bar,
    (select decided_at from trading.runs where book = $1 order by decided_at desc, id desc limit 1) as run,
    (select created_at from trading.orders where book = $1 order by created_at desc, id desc limit 1) as order,
    (select filled_at from trading.fills where book = $1 order by filled_at desc, id desc limit 1) as fill,
    (select count(*)::int from trading.orders where book = $1 and rank between 1 and 3) as working`

const TOTALS_SQL = `
  select coalesce(sum(pnl), 0) as realized, coalesce(sum(fee), 0) as fees
  from trading.fills where book = $1 and filled_at >= $2 and filled_at < $3`
const totalsSchema = z.object({ realized: decimalColumn, fees: decimalColumn })

const newestSchema = z
  .object({
    bar: instantColumn.nullable(),
    run: instantColumn.nullable(),
    order: instantColumn.nullable(),
    fill: instantColumn.nullable(),
    working: z.number(),
  })
  .transform(({ working, ...newest }) => ({ ...newest, workingOrders: working }))

const REGIME_ID = "(symbol || '/' || book || '/' || interval)"

const runSchema = z
  .object({
    id: z.string(),
    book,
    symbol: z.string(),
    strategy: strategySchema,
    trigger: z.enum(['manual', 'bar']),
    decided_at: instantColumn,
    synthetic: z.boolean(),
    intent_id: z.string().nullable(),
    fallback_reason: z.string().nullable(),
  })
  .transform((row) => ({
    runId: row.id,
    book: row.book,
    symbol: row.symbol,
    strategy: row.strategy,
    trigger: row.trigger,
    decidedAt: row.decided_at,
    synthetic: row.synthetic,
    intentId: row.intent_id,
    fallbackReason: row.fallback_reason,
  }))

const number = z.number().nullable()

const signalSchema = z
  .object({
    book,
    symbol: z.string(),
    interval: intervalSchema,
    at: instantColumn,
    open: z.number(),
    high: z.number(),
    low: z.number(),
    price: z.number(),
    volume: z.number(),
    filtered_price: number,
    velocity: number,
    uncertainty: number,
    butterworth_price: number,
    ema_price: number,
    synthetic: z.boolean(),
    regime: regimeLabelSchema.nullable(),
  })
  .transform(({ filtered_price, butterworth_price, ema_price, ...row }) => ({
    ...row,
    filteredPrice: filtered_price,
    butterworthPrice: butterworth_price,
    emaPrice: ema_price,
    value: filtered_price,
  }))

const regimeSchema = z.object({
  book,
  symbol: z.string(),
  interval: intervalSchema,
  at: instantColumn,
  regime: regimeLabelSchema,
  volatility: number,
  momentum: number,
  uncertainty: number,
  synthetic: z.boolean(),
})

const EVENTS_SQL = `
  select sequence, at, status, event, detail from trading.order_events
  where book = $1 and order_id = $2 order by sequence limit 500`

const eventSchema = z.object({
  sequence: z.number(),
  at: instantColumn,
  status: orderStatusSchema,
  event: z.string(),
  detail: z.string().nullable(),
})

/** An order's fills that are shown with it. */
const ORDER_FILLS_MAX = 500

async function readOrder(database: Database, id: string): Promise<OrderDetail | null> {
  const now: Instant = 0
  const [order] = (await readOrders(database, { limit: 1, id }, now)).items
  if (!order) return null
  const events = parseRows(eventSchema, await database.query('order-events', EVENTS_SQL, [order.book, id]))
  const fills = await readFills(database, { limit: ORDER_FILLS_MAX, orderId: id, book: order.book }, now)
  return { ...order, events, fills: fills.items }
}
