/** Fills, order states and positions against the intents on the hub and the bars that they may fill on. */
import { absolute, add, compare, type Decimal, divide, multiply, subtract, ZERO } from '../../shared/base/decimal.ts'
import type { Bar } from '../../shared/contracts/bars.ts'
import type { Fill, OrderIntent, OrderStatus } from '../../shared/contracts/orders.ts'
import { offlineNextBar } from '../../shared/domain/market/index.ts'
import { FLAT, fillWorkingOrders, PAPER_FILL_MODEL } from '../../shared/domain/orders/index.ts'
import { type Evidence, runOfBar } from './evidence.ts'
import type { LedgerRows } from './ledger-rows.ts'

type OrderRow = LedgerRows['orders'][number]
type FillRow = LedgerRows['fills'][number]

/** Volume in which any order fills whole. */
const ENDLESS_VOLUME = 1e12
/** Averages are rounded to six places at every fill. */
const AVERAGE_TOLERANCE = '0.0001'

/** Every fill once and where it may be, orders that agree with their fills, positions that are their signed sum. */
export function fillViolations(evidence: Evidence, rows: LedgerRows): string[] {
  const intents = new Map(evidence.published.map((intent) => [intent.id, intent]))
  const orders = new Map(rows.orders.map((order) => [order.id, order]))
  const stray = rows.fills.filter((fill) => !orders.has(fill.order_id)).map(({ id }) => `fills: ${id} has no order`)
  const perOrder = rows.orders.flatMap((order) => {
    const intent = intents.get(order.id)
    const fills = rows.fills.filter((fill) => fill.order_id === order.id)
    return intent ? orderViolations(evidence, intent, order, fills) : []
  })
  return [...stray, ...perOrder, ...positionViolations(rows)]
}

function orderViolations(
  evidence: Evidence,
  intent: OrderIntent,
  order: OrderRow,
  fills: readonly FillRow[],
): string[] {
  const possible = possibleFills(evidence, intent)
  const filled = sum(fills.map(({ qty }) => qty))
  const violations = fills.flatMap((fill) => {
    const { book, symbol, side } = fill
    const own = book === intent.book && symbol === intent.symbol && side === intent.side
    if (!own || !possible.has(fill.id)) return [`fills: ${fill.id} of order ${order.id} can come from nowhere`]
    const expected = possible.get(fill.id)
    const priced = expected !== undefined && compare(fill.price, expected.price) === 0
    return priced ? [] : [`fills: ${fill.id} has price ${fill.price}, its bar gives ${expected?.price}`]
  })
  if (compare(order.filled_qty, filled) !== 0)
    violations.push(`orders: ${order.id} says ${order.filled_qty} filled, its fills are ${filled}`)
  if (order.fill_events !== fills.length)
    violations.push(`orders: ${order.id} tells of ${order.fill_events} fills, there are ${fills.length}`)
  if (!agrees(order.avg_price, fills)) violations.push(`orders: ${order.id} has average ${order.avg_price}`)
  const expected = statusOf(evidence, intent, filled)
  if (order.status !== expected)
    violations.push(`orders: ${order.id} is ${order.status} (${order.reason}), should be ${expected}`)
  return violations
}

/** Each bar may fill an order once: in the smoke book the offline path's next one, in the replay book any later one. */
function possibleFills({ bars }: Evidence, intent: OrderIntent): ReadonlyMap<string, Fill> {
  if (!intent.execute) return new Map()
  const next = intent.book === 'smoke' ? offlineNextBar(intent.symbol, intent.timestamp) : null
  const candidates = intent.book === 'smoke' ? [next].filter((bar) => bar !== null) : bars
  const fills = candidates.flatMap((bar) => fillOn(intent, { ...bar, volume: ENDLESS_VOLUME }))
  return new Map(fills.map((fill) => [fill.id, fill]))
}

function fillOn(intent: OrderIntent, bar: Bar): readonly Fill[] {
  if (bar.symbol !== intent.symbol) return []
  const { id, book, symbol, side, qty, timestamp: submittedAt, goodUntil } = intent
  const order = { ...{ id, book, symbol, side, qty, submittedAt, goodUntil }, filledQty: ZERO, avgPrice: null }
  return fillWorkingOrders([{ ...order, status: 'pending' }], FLAT, bar, PAPER_FILL_MODEL).fills
}

/** The last bar fills whatever still works, except what it ordered itself. */
function statusOf({ bars }: Evidence, intent: OrderIntent, filled: Decimal): OrderStatus {
  if (!intent.execute) return 'intent'
  const last = bars.findLast(({ symbol }) => symbol === intent.symbol)
  const tooLate = last !== undefined && intent.runId === runOfBar(last)
  if (!tooLate) return 'filled'
  return compare(filled, ZERO) === 0 ? 'pending' : 'partially_filled'
}

function agrees(average: Decimal | null, fills: readonly FillRow[]): boolean {
  const qty = sum(fills.map((fill) => fill.qty))
  if (compare(qty, ZERO) === 0) return average === null
  if (average === null) return false
  const paid = sum(fills.map((fill) => multiply(fill.qty, fill.price)))
  return compare(absolute(subtract(average, divide(paid, qty))), AVERAGE_TOLERANCE) <= 0
}

function positionViolations({ fills, positions }: LedgerRows): string[] {
  const keyOf = ({ book, symbol }: { book: string; symbol: string }): string => `${book}/${symbol}`
  const byKey = Map.groupBy(fills, keyOf)
  const missing = [...byKey.keys()].filter((key) => !positions.some((position) => keyOf(position) === key))
  return [
    ...missing.map((key) => `positions: ${key} has fills and no position`),
    ...positions.flatMap((position) => {
      const own = byKey.get(keyOf(position)) ?? []
      const expected = {
        net_qty: sum(own.map(({ side, qty }) => (side === 'buy' ? qty : subtract(ZERO, qty)))),
        fees: sum(own.map(({ fee }) => fee)),
        realized_pnl: sum(own.map(({ pnl }) => pnl ?? ZERO)),
      }
      return (['net_qty', 'fees', 'realized_pnl'] as const)
        .filter((field) => compare(position[field], expected[field]) !== 0)
        .map(
          (field) => `positions: ${keyOf(position)} ${field} is ${position[field]}, its fills say ${expected[field]}`,
        )
    }),
  ]
}

const sum = (values: readonly Decimal[]): Decimal => values.reduce(add, ZERO)
