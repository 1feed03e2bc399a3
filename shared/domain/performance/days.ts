/** From the steps of a simulation to trading days: every figure over time is told by the day, whatever the interval. */
import { assert } from '../../base/assert.ts'
import type { Instant } from '../../base/instant.ts'

/** Trading days in a year. */
export const DAYS_PER_YEAR = 252

/** The trading days that the steps of a simulation fall on, oldest first, all columns of equal length. */
export interface TradingDays {
  /** `YYYY-MM-DD`. */
  readonly days: readonly string[]
  /** Index and opening instant of the last step of each day. */
  readonly lastStep: Int32Array
  readonly lastAt: Float64Array
}

/**
 * Groups steps by the day that `dayOf` gives their opening instant.
 *
 * @param stepAt opening instants, oldest first
 */
export function tradingDays(stepAt: Float64Array, dayOf: (at: Instant) => string): TradingDays {
  const days: string[] = []
  const lastStep: number[] = []
  for (let step = 0; step < stepAt.length; step += 1) {
    const day = dayOf(stepAt[step] as number)
    if (day !== days.at(-1)) {
      days.push(day)
      lastStep.push(step)
    } else {
      lastStep[lastStep.length - 1] = step
    }
  }
  return {
    days,
    lastStep: Int32Array.from(lastStep),
    lastAt: Float64Array.from(lastStep, (step) => stepAt[step] as number),
  }
}

/** What the equity was after the last step of each day, in the unit it is given in. */
export const equityByDay = (equity: Float64Array, { lastStep }: TradingDays): Float64Array =>
  Float64Array.from(lastStep, (step) => {
    assert(step < equity.length, 'an equity series ends before its days do')
    return equity[step] as number
  })

/**
 * Return of each day on the end of the day before, the first on what the account began with. After a day that ends at
 * or below zero there is nothing to earn a return on: NaN, UNKNOWN.
 *
 * @param equity at the end of each day, in the unit of `start`
 */
export function dailyReturns(start: number, equity: Float64Array): Float64Array {
  let before = start
  return equity.map((after) => {
    const change = before > 0 ? after / before - 1 : Number.NaN
    before = after
    return change
  })
}

/**
 * Share of days with a position: a round trip is held on every day from that of its entry to that of its exit, both
 * included. Null without days.
 *
 * @param spans opening instants of the bars of entry and exit
 */
export function exposureOf(
  spans: readonly { readonly entryAt: Instant; readonly exitAt: Instant }[],
  { lastAt }: TradingDays,
): number | null {
  if (lastAt.length === 0) return null
  const held = new Uint8Array(lastAt.length)
  for (const { entryAt, exitAt } of spans)
    held.fill(1, firstNotBefore(lastAt, entryAt), firstNotBefore(lastAt, exitAt) + 1)
  return held.reduce((sum, one) => sum + one, 0) / held.length
}

/** Index of the first instant that is not before the given one; the length when all are. */
function firstNotBefore(instants: Float64Array, at: Instant): number {
  let low = 0
  let high = instants.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((instants[middle] as number) < at) low = middle + 1
    else high = middle
  }
  return low
}
