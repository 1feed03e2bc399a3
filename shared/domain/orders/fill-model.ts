/**
 * The fill model of simulated books: the next tradable price, half the spread, slippage, fees, and a share of the
 * volume.
 */
import {
  absolute,
  add,
  compare,
  type Decimal,
  decimal,
  isPositive,
  multiply,
  round,
  smaller,
  subtract,
  truncate,
} from '../../base/decimal.ts'
import { idOf } from '../../base/digest.ts'
import type { Instant } from '../../base/instant.ts'
import type { Bar } from '../../contracts/bars.ts'
import type { Book } from '../../contracts/books.ts'
import type { Fill, OrderStatus } from '../../contracts/orders.ts'
import type { Side } from '../../contracts/scalars.ts'

export interface FillModel {
  /** Slippage against the trader, in basis points of the reference price. */
  readonly slippageBps: number
  /** Full spread in basis points where the vendor quotes none; fills made with it say `assumed`. */
  readonly assumedSpreadBps: number
  /** Dollars per share. */
  readonly feePerShare: number
  /** Dollars per fill at least. */
  readonly feeMin: number
  /** Largest share of a bar's volume that one order may take, between 0 and 1. */
  readonly participationMax: number
}

/** Cautious defaults: 1 bp slippage, a 2 bp spread where none is quoted, half a cent a share, a tenth of the volume. */
export const PAPER_FILL_MODEL: FillModel = {
  slippageBps: 1,
  assumedSpreadBps: 2,
  feePerShare: 0.005,
  feeMin: 1,
  participationMax: 0.1,
}

export interface WorkingOrder {
  readonly id: string
  readonly book: Book
  readonly symbol: string
  readonly side: Side
  readonly qty: Decimal
  readonly filledQty: Decimal
  readonly avgPrice: Decimal | null
  readonly status: OrderStatus
  readonly submittedAt: Instant
  readonly goodUntil: Instant | null
}

export type FillVerdict =
  | { readonly kind: 'filled'; readonly fill: Omit<Fill, 'pnl'> }
  /** Not on this bar; `why` says which rule held it back. */
  | { readonly kind: 'not_yet'; readonly why: 'bar_before_order' | 'no_volume' | 'order_over' }

/**
 * Fills a market order on one bar, at most once per bar.
 *
 * Price = open ± spread/2 ± slippage, rounded to cents against the trader; quantity = the smaller of what is open and
 * the bar's volume × participation, in whole shares; fee = max(minimum, per share × quantity).
 */
export function fillOnBar(order: WorkingOrder, bar: Bar, model: FillModel): FillVerdict {
  if (bar.opensAt <= order.submittedAt) return { kind: 'not_yet', why: 'bar_before_order' }
  if (order.goodUntil !== null && bar.opensAt >= order.goodUntil) return { kind: 'not_yet', why: 'order_over' }
  const open = subtract(order.qty, order.filledQty)
  const tradable = truncate(decimal(bar.volume * model.participationMax), 0)
  const qty = smaller(open, tradable)
  if (!isPositive(qty)) return { kind: 'not_yet', why: 'no_volume' }

  const reference = round(decimal(bar.open), 6)
  const spread = bar.spread ?? (bar.open * model.assumedSpreadBps) / 10_000
  const slippage = (bar.open * model.slippageBps) / 10_000
  const away = round(decimal(spread / 2 + slippage), 6)
  const price = centsAgainst(order.side, order.side === 'buy' ? add(reference, away) : subtract(reference, away))
  const fee = round(multiply(decimal(model.feePerShare), qty), 6)
  return {
    kind: 'filled',
    fill: {
      id: idOf('fill', order.book, order.id, bar.opensAt),
      orderId: order.id,
      book: order.book,
      symbol: order.symbol,
      side: order.side,
      qty,
      price,
      fee: compare(fee, decimal(model.feeMin)) < 0 ? decimal(model.feeMin) : fee,
      cost: round(multiply(absolute(subtract(price, reference)), qty), 6),
      spread: round(decimal(spread), 6),
      spreadSource: bar.spread === null ? 'assumed' : 'quoted',
      filledAt: bar.opensAt,
      synthetic: bar.synthetic,
    },
  }
}

/** Rounds to whole cents, up for a buyer and down for a seller, and never below one cent. */
function centsAgainst(side: Side, price: Decimal): Decimal {
  const down = truncate(price, 2)
  const cents = side === 'buy' && compare(down, price) < 0 ? add(down, '0.01') : down
  return compare(cents, '0.01') < 0 ? '0.01' : cents
}
