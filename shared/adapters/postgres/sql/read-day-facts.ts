import * as z from 'zod'
import { assert } from '../../../base/assert.ts'
import { decimal } from '../../../base/decimal.ts'
import { isoOf } from '../../../base/instant.ts'
import { BOOKS, type Book } from '../../../contracts/books.ts'
import { orderStatusSchema } from '../../../contracts/orders.ts'
import type { DayFacts } from '../../../domain/overview/index.ts'
import type { DayBounds } from '../../../ports/reports.ts'
import type { Database, Row } from '../database.ts'
import { SLOT_COLUMNS, slotRowSchema } from '../schedule.ts'
import { countColumn, decimalColumn, fillFigures, instantColumn, parseRows } from './rows.ts'

/** Rows of one kind that a report is made of. A day with more has no report, rather than one of a part of it. */
const ROWS_MAX = 50_000

const FILLS_SQL = `
  select qty, price, fee, cost, spread, pnl, synthetic from trading.fills
  where book = $1 and filled_at >= $2 and filled_at < $3
  limit ${ROWS_MAX + 1}`

const DECISIONS_SQL = `
  select intent_id is not null as ordered, fallback_reason as reason, count(*), bool_or(synthetic) as synthetic
  from trading.runs
  where book = $1 and decided_at >= $2 and decided_at < $3
  group by 1, 2
  limit ${ROWS_MAX + 1}`

const ORDERS_SQL = `
  select symbol, status, reason, count(*), min(updated_at) as at, bool_or(synthetic) as synthetic
  from trading.orders
  where book = $1 and created_at >= $2 and created_at < $3
  group by 1, 2, 3
  limit ${ROWS_MAX + 1}`

/**
 * The position as it is, without what was filled after the day. Shares can be taken back; an average price cannot, so
 * it is UNKNOWN then. The mark is the last price of the day itself: an older one says nothing of its end.
 */
const POSITIONS_SQL = `
  select p.symbol, p.net_qty - later.qty as net_qty, case when later.fills = 0 then p.avg_price end as avg_price,
    mark.price, coalesce(mark.synthetic, false) as synthetic
  from trading.positions p
  cross join lateral (
    select count(*) as fills, coalesce(sum(case f.side when 'buy' then f.qty else -f.qty end), 0) as qty
    from trading.fills f
    where f.book = p.book and f.symbol = p.symbol and f.filled_at >= $3
  ) later
  left join lateral (
    select s.price, s.synthetic from market.signals s
    where s.book = p.book and s.symbol = p.symbol and s.interval = '1Min' and s.at >= $2 and s.at < $3
    order by s.at desc limit 1
  ) mark on true
  where p.book = $1 and p.net_qty <> later.qty
  limit ${ROWS_MAX + 1}`

/** A letter's envelope names its book, unless it is too broken to; then it is every book's. */
const LETTERS_SQL = `
  select hub, code, count(*), min(created_at) as at, min(detail) as detail
  from ops.dead_letters
  where created_at >= $2 and created_at < $3
    and coalesce(substring(left(body, 2000) from '"book"\\s*:\\s*"(${BOOKS.join('|')})"'), $1) = $1
  group by hub, code
  limit ${ROWS_MAX + 1}`

const SLOTS_SQL = `
  select ${SLOT_COLUMNS} from ops.schedule_slots where book = $1 and day = $2::date
  limit ${ROWS_MAX + 1}`

const fillSchema = z.object(fillFigures)

const decisionSchema = z.object({
  ordered: z.boolean(),
  reason: z.string().nullable(),
  count: countColumn,
  synthetic: z.boolean(),
})

const orderSchema = z.object({
  symbol: z.string(),
  status: orderStatusSchema,
  reason: z.string().nullable(),
  count: countColumn,
  at: instantColumn,
  synthetic: z.boolean(),
})

const positionSchema = z
  .object({
    symbol: z.string(),
    net_qty: decimalColumn,
    avg_price: decimalColumn.nullable(),
    price: z.number().nullable(),
    synthetic: z.boolean(),
  })
  .transform(({ net_qty, avg_price, price, ...row }) => ({
    ...row,
    netQty: net_qty,
    avgPrice: avg_price,
    markPrice: price === null ? null : decimal(price),
  }))

const letterSchema = z.object({
  hub: z.string(),
  code: z.string(),
  count: countColumn,
  at: instantColumn,
  detail: z.string(),
})

/** Everything a day left in a book, read from one snapshot: a fill is in all of it or in none. */
export function readDayFacts(
  database: Database,
  book: Book,
  day: string,
  { from, to }: DayBounds,
): Promise<Omit<DayFacts, 'book' | 'day' | 'madeAt'>> {
  const bounds = [book, isoOf(from), isoOf(to)]
  return database.transact(async (transaction) => {
    const [, fills, decisions, orders, positions, letters, slots] = await Promise.all([
      transaction.query(null, 'set transaction isolation level repeatable read, read only'),
      transaction.query('day-fills', FILLS_SQL, bounds),
      transaction.query('day-decisions', DECISIONS_SQL, bounds),
      transaction.query('day-orders', ORDERS_SQL, bounds),
      transaction.query('day-positions', POSITIONS_SQL, bounds),
      transaction.query('day-letters', LETTERS_SQL, bounds),
      transaction.query('day-slots', SLOTS_SQL, [book, day]),
    ])
    return {
      fills: whole(fillSchema, fills),
      decisions: whole(decisionSchema, decisions),
      orders: whole(orderSchema, orders),
      positions: whole(positionSchema, positions),
      letters: whole(letterSchema, letters),
      slots: whole(slotRowSchema, slots).map(({ leaseUntil: _, ...slot }) => slot),
    }
  })
}

function whole<S extends z.ZodType>(schema: S, rows: readonly Row[]): z.output<S>[] {
  assert(rows.length <= ROWS_MAX, `a day has more than ${ROWS_MAX} rows of one kind`)
  return parseRows(schema, rows)
}
