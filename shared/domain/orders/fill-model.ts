/**
 * The fill model of simulated books: the next tradable price, half the spread, slippage, fees, and a share of the
 * volume.
 */
import { type Decimal, decimal, divide, isPositive, round, smaller, subtract, truncate } from '../../base/decimal.ts'
import { idOf } from '../../base/digest.ts'
import type { Instant } from '../../base/instant.ts'
import type { Bar } from '../../contracts/bars.ts'
import type { Book } from '../../contracts/books.ts'
import type { Fill, OrderStatus } from '../../contracts/orders.ts'
import type { Side } from '../../contracts/scalars.ts'
import {
  type ExecutionCosts,
  exactMicros,
  executionMicros,
  feeMicros,
  MICROS_PER_USD,
  microsOf,
  spreadUsd,
} from './execution.ts'

export interface FillModel extends ExecutionCosts {
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

  const shares = Number(qty)
  const price = executionMicros(order.side === 'buy' ? 1 : -1, bar.open, bar.spread ?? Number.NaN, model)
  const spread = spreadUsd(bar.spread ?? Number.NaN, bar.open, model)
  return {
    kind: 'filled',
    fill: {
      id: idOf('fill', order.book, order.id, bar.opensAt),
      orderId: order.id,
      book: order.book,
      symbol: order.symbol,
      side: order.side,
      qty,
      price: decimalOfMicros(price),
      fee: decimalOfMicros(feeMicros(shares, price * shares, model)),
      cost: decimalOfMicros(exactMicros(Math.abs(price - microsOf(bar.open)) * shares)),
      spread: round(decimal(spread), 6),
      spreadSource: bar.spread === null ? 'assumed' : 'quoted',
      filledAt: bar.opensAt,
      synthetic: bar.synthetic,
    },
  }
}

const decimalOfMicros = (micros: number): Decimal => divide(decimal(micros), decimal(MICROS_PER_USD))
