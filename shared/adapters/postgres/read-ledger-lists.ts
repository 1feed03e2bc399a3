/** Orders, fills and positions as lists. */
import * as z from 'zod'
import { decimal } from '../../base/decimal.ts'
import type { Instant } from '../../base/instant.ts'
import { isoOf } from '../../base/instant.ts'
import type { Page, Query } from '../../contracts/api/lists.ts'
import { BOOKS } from '../../contracts/books.ts'
import { orderStatusSchema } from '../../contracts/orders.ts'
import { sideSchema, strategySchema } from '../../contracts/scalars.ts'
import type { PositionPage } from '../../ports/reads.ts'
import type { Database } from './database.ts'
import { Filter, pageOfRows } from './sql/page.ts'
import { decimalColumn, fillFigures, instantColumn, parseRows } from './sql/rows.ts'

const book = z.enum(BOOKS)

const orderSchema = z
  .object({
    id: z.string(),
    book,
    symbol: z.string(),
    side: sideSchema,
    strategy: strategySchema.nullable(),
    run_id: z.string().nullable(),
    qty: decimalColumn.nullable(),
    filled_qty: decimalColumn,
    avg_price: decimalColumn.nullable(),
    limit_price: decimalColumn.nullable(),
    status: orderStatusSchema,
    reason: z.string().nullable(),
    synthetic: z.boolean(),
    broker_order_id: z.string().nullable(),
    submitted_at: instantColumn.nullable(),
    created_at: instantColumn,
    updated_at: instantColumn,
  })
  .transform((row) => ({
    id: row.id,
    book: row.book,
    symbol: row.symbol,
    side: row.side,
    strategy: row.strategy,
    runId: row.run_id,
    qty: row.qty,
    filledQty: row.filled_qty,
    avgPrice: row.avg_price,
    limitPrice: row.limit_price,
    status: row.status,
    reason: row.reason,
    synthetic: row.synthetic,
    brokerOrderId: row.broker_order_id,
    submittedAt: row.submitted_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }))

const ORDER_COLUMNS = `id, book, symbol, side, strategy, run_id, qty, filled_qty, avg_price, limit_price, status,
  reason,
  synthetic, broker_order_id, submitted_at, created_at, updated_at`

type OrderFilter = Partial<Query<'orders'>> & { readonly limit: number; readonly id?: string }

export async function readOrders(database: Database, query: OrderFilter, now: Instant): Promise<Page<'orders'>> {
  const filter = new Filter()
    .add('id = ?', query.id)
    .add('book = ?', query.book)
    .add('symbol = ?', query.symbol)
    .add('status = ?', query.status)
    .add('run_id = ?', query.runId)
    .add('created_at >= ?', query.since === undefined ? undefined : isoOf(query.since))
    .after(query.cursor, { at: 'created_at', id: 'id', type: 'bpchar' })
  const sql = `
    select ${ORDER_COLUMNS} from trading.orders
    ${filter.where} order by created_at desc, id desc limit ${query.limit + 1}`
  const rows = parseRows(orderSchema, await database.query(null, sql, filter.values))
  return { ...pageOfRows(rows, query.limit, (row) => ({ at: row.createdAt, id: row.id })), asOf: now }
}

const fillSchema = z
  .object({
    id: z.string(),
    order_id: z.string(),
    book,
    symbol: z.string(),
    side: sideSchema,
    ...fillFigures,
    spread_source: z.enum(['quoted', 'assumed']).nullable(),
    filled_at: instantColumn,
  })
  .transform(({ order_id, spread_source, filled_at, ...row }) => ({
    ...row,
    orderId: order_id,
    spreadSource: spread_source,
    filledAt: filled_at,
  }))

type FillFilter = Partial<Query<'fills'>> & { readonly limit: number }

export async function readFills(database: Database, query: FillFilter, now: Instant): Promise<Page<'fills'>> {
  const filter = new Filter()
    .add('book = ?', query.book)
    .add('symbol = ?', query.symbol)
    .add('order_id = ?', query.orderId)
    .add('filled_at >= ?', query.since === undefined ? undefined : isoOf(query.since))
    .after(query.cursor, { at: 'filled_at', id: 'id', type: 'bpchar' })
  const sql = `
    select id, order_id, book, symbol, side, qty, price, fee, cost, spread, spread_source, pnl, filled_at, synthetic
    from trading.fills ${filter.where} order by filled_at desc, id desc limit ${query.limit + 1}`
  const rows = parseRows(fillSchema, await database.query(null, sql, filter.values))
  return { ...pageOfRows(rows, query.limit, (row) => ({ at: row.filledAt, id: row.id })), asOf: now }
}

const positionSchema = z.object({
  book,
  symbol: z.string(),
  net_qty: decimalColumn,
  avg_price: decimalColumn.nullable(),
  realized_pnl: decimalColumn,
  fees: decimalColumn,
  updated_at: instantColumn,
  mark_price: z.number().nullable(),
  marked_at: instantColumn.nullable(),
})

/** The mark is the newest close the desk has stored for the symbol in the same book; without one it is UNKNOWN. */
export async function readPositions(
  database: Database,
  query: Query<'positions'>,
  now: Instant,
): Promise<PositionPage> {
  const filter = new Filter()
    .add('p.book = ?', query.book)
    .add('p.symbol = ?', query.symbol)
    .after(query.cursor, { at: 'p.updated_at', id: POSITION_ID, type: 'text' })
  const sql = `
    select p.*, m.price as mark_price, m.at as marked_at
    from trading.positions p
    left join lateral (
      select s.price, s.at from market.signals s
      where s.book = p.book and s.symbol = p.symbol and s.interval = '1Min' order by s.at desc limit 1
    ) m on true
    ${filter.where} order by p.updated_at desc, ${POSITION_ID} desc limit ${query.limit + 1}`
  const rows = parseRows(positionSchema, await database.query(null, sql, filter.values)).map((row) => {
    const markPrice = row.mark_price === null ? null : decimal(row.mark_price)
    return {
      book: row.book,
      symbol: row.symbol,
      netQty: row.net_qty,
      avgPrice: row.avg_price,
      realizedPnl: row.realized_pnl,
      fees: row.fees,
      markPrice,
      markedAt: row.marked_at,
      updatedAt: row.updated_at,
    }
  })
  const cursorOf = (row: (typeof rows)[number]) => ({ at: row.updatedAt, id: `${row.symbol}/${row.book}` })
  return { ...pageOfRows(rows, query.limit, cursorOf), asOf: now }
}

const POSITION_ID = "(p.symbol || '/' || p.book)"
