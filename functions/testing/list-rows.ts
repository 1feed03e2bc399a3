/** Rows for every list, many of them at the same instant: paging must neither lose nor repeat one. */
import { idOf } from '../../shared/base/digest.ts'
import { isoOf, MINUTE_MS } from '../../shared/base/instant.ts'
import { type Desk, NOW } from './desk.ts'

/** Rows of each list; three share an instant. */
export const ROWS = 11
const at = (index: number): string => isoOf(NOW - 1_000 * MINUTE_MS - Math.floor(index / 3) * MINUTE_MS)
const books = ['practice', 'replay', 'smoke']
const bookOf = (index: number): string => books[index % 3] ?? 'practice'

/** The lists with the rows below in them, each narrowed to those rows. */
export const LISTS = [
  '/router/runs?symbol=PAGED',
  '/orders?symbol=PAGED',
  '/fills?symbol=PAGED',
  '/positions?symbol=PAGED',
  '/signals/PAGED?interval=1Min',
  '/regimes?symbol=PAGED',
] as const

const RUN = `insert into trading.runs (id, book, symbol, strategy, trigger, interval, decided_at, synthetic, report)
  values ($1, $2, 'PAGED', 'breakout', 'bar', '15Min', $3, true, '{}')`
const ORDER = `insert into trading.orders
  (book, id, symbol, side, qty, status, rank, execute, synthetic, created_at, updated_at)
  values ($2, $1, 'PAGED', 'buy', 5, 'filled', 4, true, true, $3, $3)`
const FILL = `insert into trading.fills
  (book, id, order_id, symbol, side, qty, price, fee, cost, spread, spread_source, synthetic, filled_at)
  values ($2, $1, $1, 'PAGED', 'buy', 5, 20.5, 1, 0.1, 0.01, 'assumed', true, $3)`
const SIGNAL = `insert into market.signals
  (book, symbol, interval, at, open, high, low, price, volume, synthetic)
  values ($1, 'PAGED', '1Min', $2, 1, 1, 1, 1, 1, true)`
const REGIME = `insert into market.regimes (book, symbol, interval, at, regime, synthetic)
  values ($1, 'PAGED', '1Min', $2, 'calm', true)`
const POSITION = `insert into trading.positions (book, symbol, net_qty, realized_pnl, fees, updated_at)
  values ($1, 'PAGED', 1, 0, 0, $2)`

export async function insertRows(desk: Desk): Promise<void> {
  for (let index = 0; index < ROWS; index += 1) {
    const row = [idOf('paged', index), bookOf(index), at(index)]
    for (const sql of [RUN, ORDER, FILL]) await desk.rows(sql, row)
    for (const sql of [SIGNAL, REGIME]) await desk.rows(sql, row.slice(1))
  }
  for (const book of [...books, 'paper', 'live']) await desk.rows(POSITION, [book, at(0)])
}
