/**
 * What an execution costs, in whole millionths of a dollar. Paper broker and both backtest engines price every fill
 * here, so that none of them can be kinder than the others.
 */
import { assert } from '../../base/assert.ts'

/**
 * The engines' unit of money. Whole millionths are exact in float64 up to 2^53, nine billion dollars; `exactMicros`
 * holds every amount to that.
 */
const MICROS = 1_000_000
export const MICROS_PER_USD = MICROS
/** Least steps of prices from a dollar on, and below it: a cent, and a hundredth of one (SEC Rule 612). */
const CENT = 10_000
const SUB_PENNY = 100

/** Buyers pay more and sellers get less than the reference: +1 and -1. */
export type Direction = 1 | -1

export interface ExecutionCosts {
  /** Slippage against the trader, in basis points of the reference price. */
  readonly slippageBps: number
  /** Full spread in basis points of the reference price, where none is quoted. */
  readonly assumedSpreadBps: number
  /** Dollars per share. */
  readonly feePerShare: number
  /** Dollars per fill at least. */
  readonly feeMin: number
}

/** The nearest whole millionth of a dollar: the one rounding between a price or rate in dollars and the engines. */
export const microsOf = (usd: number): number => nearestWhole(usd * MICROS)

/**
 * The nearest whole number, ties to the even one, of prices and fees: for less than 2^51 either way. Adding 1.5 · 2^52
 * leaves float64 no room for a fraction; unlike `Math.round` that branches on nothing a processor could not foresee.
 */
const nearestWhole = (value: number): number => value + NO_FRACTION - NO_FRACTION
const NO_FRACTION = 6_755_399_441_055_744

/** An amount that is still exact. Throws where float64 would begin to round. */
export function exactMicros(micros: number): number {
  // Asked first: the message is made at every call, and every fill and step passes here.
  if (!Number.isSafeInteger(micros)) assert(false, `${micros} millionths of a dollar are not an exact amount`)
  return micros
}

/** Full spread in dollars: the quoted one, or the assumed share of the reference where it is UNKNOWN (NaN). */
export const spreadUsd = (quoted: number, referenceUsd: number, costs: ExecutionCosts): number =>
  Number.isNaN(quoted) ? (referenceUsd * costs.assumedSpreadBps) / 10_000 : quoted

/**
 * Price per share in millionths: reference ± half the spread ± slippage, to the cent against the trader, for references
 * below a dollar to a hundredth of one, and never below one such step. Less than half a millionth beyond a step is not
 * beyond it, so that no rounding of float64 costs one. The difference to the reference is the cost per share.
 */
export function executionMicros(
  direction: Direction,
  referenceUsd: number,
  quotedSpreadUsd: number,
  costs: ExecutionCosts,
): number {
  // In millionths: one basis point of a dollar is 100 of them.
  const perBp = referenceUsd * 100
  const halfSpread = Number.isNaN(quotedSpreadUsd) ? perBp * (costs.assumedSpreadBps / 2) : quotedSpreadUsd * 500_000
  const away = halfSpread + perBp * costs.slippageBps
  // Up for a buyer and down for a seller is just under half a step away from the nearest.
  if (referenceUsd >= 1) {
    const cents = nearestWhole((referenceUsd * MICROS + direction * (away + 4_999.5)) * 0.0001)
    return Math.max(CENT, cents * CENT)
  }
  const steps = nearestWhole((referenceUsd * MICROS + direction * (away + 49.5)) * 0.01)
  return Math.max(SUB_PENNY, steps * SUB_PENNY)
}

/** Fee of one fill in millionths: per share and per cent of the notional, at least the minimum. */
export function feeMicros(qty: number, notionalMicros: number, costs: ExecutionCosts & { readonly feePct?: number }) {
  const fee = microsOf(costs.feePerShare * qty) + nearestWhole(notionalMicros * ((costs.feePct ?? 0) / 100))
  return Math.max(fee, microsOf(costs.feeMin))
}
