/** Average-cost accounting of one symbol in one book, in exact decimals. */
import {
  absolute,
  add,
  compare,
  type Decimal,
  divide,
  isZero,
  multiply,
  negate,
  round,
  smaller,
  subtract,
  ZERO,
} from '../../base/decimal.ts'
import type { Side } from '../../contracts/scalars.ts'

export interface Holding {
  /** Shares; negative when short. */
  readonly netQty: Decimal
  /** Average entry price; null when flat. */
  readonly avgPrice: Decimal | null
  /** Profit taken so far, before fees. */
  readonly realizedPnl: Decimal
  readonly fees: Decimal
}

export const FLAT: Holding = { netQty: ZERO, avgPrice: null, realizedPnl: ZERO, fees: ZERO }

export interface Execution {
  readonly side: Side
  readonly qty: Decimal
  readonly price: Decimal
  readonly fee: Decimal
}

/** The holding after a fill, and the profit the fill realised (null when it closed nothing). */
export function applyFill(holding: Holding, fill: Execution): { holding: Holding; pnl: Decimal | null } {
  const signed = fill.side === 'buy' ? fill.qty : negate(fill.qty)
  const netQty = add(holding.netQty, signed)
  const fees = add(holding.fees, fill.fee)
  const held = holding.avgPrice
  const opens = held === null || compare(holding.netQty, ZERO) === compare(signed, ZERO)
  if (opens) {
    const before = multiply(absolute(holding.netQty), held ?? ZERO)
    const cost = add(before, multiply(fill.qty, fill.price))
    const avgPrice = round(divide(cost, absolute(netQty)), 6)
    return { holding: { netQty, avgPrice, realizedPnl: holding.realizedPnl, fees }, pnl: null }
  }
  const closed = smaller(absolute(holding.netQty), fill.qty)
  const perShare = fill.side === 'sell' ? subtract(fill.price, held) : subtract(held, fill.price)
  const pnl = round(multiply(perShare, closed), 6)
  const turned = compare(fill.qty, absolute(holding.netQty)) > 0
  const avgPrice = isZero(netQty) ? null : turned ? fill.price : held
  return { holding: { netQty, avgPrice, realizedPnl: add(holding.realizedPnl, pnl), fees }, pnl }
}

/** Profit of the open shares at a mark price; null when the mark is UNKNOWN, zero when flat. */
export function unrealizedPnl(holding: Pick<Holding, 'netQty' | 'avgPrice'>, mark: Decimal | null): Decimal | null {
  if (holding.avgPrice === null) return ZERO
  return mark === null ? null : round(multiply(subtract(mark, holding.avgPrice), holding.netQty), 6)
}
