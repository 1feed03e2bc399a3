/** How many whole shares a stake buys, in plain numbers: the arithmetic behind the router's gates and both engines. */

import { MICROS_PER_USD, microsOf } from '../orders/index.ts'

/** Whole shares that an amount pays for, both in the same unit of money. */
export const wholeShares = (amount: number, price: number): number => Math.floor(amount / price)

/** What is lost when the stop is hit, in the unit of the prices. */
export const lossAtStop = (qty: number, price: number, stop: number): number => qty * Math.abs(price - stop)

export const SIZE_REFUSALS = ['WARMUP', 'no_edge', 'below_min_qty', 'risk_limit_loss_at_stop'] as const
/** A refusal as a number below zero: -1 is the first of SIZE_REFUSALS. */
const WARMUP = -1
const NO_EDGE = -2
const BELOW_MIN_QTY = -3
const LOSS_AT_STOP = -4

export interface SizeRails {
  readonly sizing: 'notional' | 'loss_at_stop' | 'fixed_shares'
  readonly minNotionalUsd: number
  /** Largest notional and largest loss at the stop, as fractions of equity; 1 or more means no loss rail. */
  readonly notionalFractionMax: number
  readonly lossAtStopFractionMax: number
  readonly leverageMax: number
}

/**
 * Shares to order, at least 1, or a refusal below zero (index -1-n of SIZE_REFUSALS).
 *
 * @param stake share of equity as notional, as loss at the stop, or a number of shares; NaN is UNKNOWN
 * @param equityMicros millionths of a dollar
 * @param price dollars
 * @param stop dollars; NaN is UNKNOWN
 */
export function sharesToOrder(
  stake: number,
  equityMicros: number,
  { price, stop }: { readonly price: number; readonly stop: number },
  rails: SizeRails,
): number {
  if (Number.isNaN(stake)) return WARMUP
  if (stake <= 0) return NO_EDGE
  const priceMicros = microsOf(price)
  const distance = microsOf(Math.abs(price - stop))
  let qty = Math.floor(stake)
  if (rails.sizing === 'notional') qty = wholeShares(stake * equityMicros, priceMicros)
  if (rails.sizing === 'loss_at_stop') {
    if (!(distance > 0)) return WARMUP
    const byLoss = wholeShares(stake * equityMicros, distance)
    qty = Math.min(byLoss, wholeShares(rails.leverageMax * equityMicros, priceMicros))
  }
  qty = Math.min(qty, wholeShares(rails.notionalFractionMax * equityMicros, priceMicros))
  if (rails.lossAtStopFractionMax < 1 && distance > 0) {
    if (qty * distance > rails.lossAtStopFractionMax * equityMicros) return LOSS_AT_STOP
  }
  return qty >= 1 && qty * priceMicros >= rails.minNotionalUsd * MICROS_PER_USD ? qty : BELOW_MIN_QTY
}
