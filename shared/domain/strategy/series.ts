/** Causal windows over a series. A window that is not full, or holds an UNKNOWN, gives null: nothing is back-filled. */
import { deviationOf, meanOf } from '../../base/statistics.ts'
import type { Bar } from '../../contracts/bars.ts'

export type Series = readonly (number | null)[]

export const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** A deviation below this share of the mean is the rounding of a constant series, not a spread. */
const FLAT_SHARE = 1e-10

/** Number of values up to each index without an UNKNOWN between them. */
function unbroken(values: Series): readonly number[] {
  let run = 0
  return values.map((value) => {
    run = value === null ? 0 : run + 1
    return run
  })
}

const numbers = (values: Series): readonly number[] => values.map((value) => value ?? Number.NaN)

/** Recursive exponential mean, α = 2 / (span + 1), seeded with the first price; known from the span's last bar on. */
export function emaOf(prices: readonly number[], span: number): Series {
  const weight = 2 / (span + 1)
  let ema = prices[0] ?? 0
  return prices.map((price, index) => {
    ema += weight * (price - ema)
    return index + 1 < span ? null : finiteOrNull(ema)
  })
}

/**
 * Simple mean of the true range (Wilder, 1978) over `length` bars. A range of zero is UNKNOWN: a market that did not
 * move says nothing of how far it may.
 */
export function atrOf(bars: readonly Bar[], length: number): Series {
  const ranges = bars.map((bar, index) => {
    const before = bars[index - 1]?.close ?? bar.close
    return Math.max(bar.high, before) - Math.min(bar.low, before)
  })
  return ranges.map((_, index) => {
    if (index + 1 < length) return null
    const mean = meanOf(ranges, index + 1 - length, index + 1)
    return mean > 0 ? finiteOrNull(mean) : null
  })
}

/** Highest of the `length` values that end `delay` bars before each index, once at least `least` of them exist. */
export function highestOf(values: readonly number[], length: number, least: number, delay: 0 | 1): Series {
  return values.map((_, index) => {
    const end = index + 1 - delay
    const start = Math.max(0, end - length)
    if (end - start < least) return null
    let highest = Number.NEGATIVE_INFINITY
    for (let at = start; at < end; at += 1) highest = Math.max(highest, values[at] ?? highest)
    return highest
  })
}

/** Relative change over `length` bars. */
export function changeOf(prices: readonly number[], length: number): Series {
  return prices.map((price, index) => {
    const before = prices[index - length]
    return before === undefined ? null : finiteOrNull(price / before - 1)
  })
}

/** Share of the last `length` values, the current one among them, that are at most the current one. */
export function rankOf(values: Series, length: number): Series {
  const runs = unbroken(values)
  const plain = numbers(values)
  return plain.map((current, index) => {
    if ((runs[index] ?? 0) < length) return null
    let atMost = 0
    for (let at = index + 1 - length; at <= index; at += 1) if ((plain[at] ?? Number.NaN) <= current) atMost += 1
    return atMost / length
  })
}

export interface Spread {
  readonly mean: number | null
  /** Population standard deviation; null when the window does not vary. */
  readonly deviation: number | null
  /** Distance of the current value from the mean, in deviations. */
  readonly score: number | null
}

const NO_SPREAD: Spread = { mean: null, deviation: null, score: null }

/** Mean, deviation and score of each value within its last `length` values. */
export function spreadOf(values: Series, length: number): readonly Spread[] {
  const runs = unbroken(values)
  const plain = numbers(values)
  return plain.map((value, index) => {
    if ((runs[index] ?? 0) < length) return NO_SPREAD
    const start = index + 1 - length
    const mean = meanOf(plain, start, index + 1)
    const deviation = deviationOf(plain, mean, start, index + 1)
    if (!Number.isFinite(deviation)) return NO_SPREAD
    if (deviation <= FLAT_SHARE * Math.abs(mean)) return { mean, deviation: null, score: null }
    return { mean, deviation, score: finiteOrNull((value - mean) / deviation) }
  })
}
