/** Lines that follow a trend and turn with it. UNKNOWN inputs clear the memory, as windows.ts says. Units: dollars. */
import { assert } from '../../base/assert.ts'
import type { Prices } from './oscillators.ts'
import { isKnown } from './pair-sum.ts'
import { atr } from './ranges.ts'
import { combined, delayed, highestOf, lowestOf, unknowns } from './windows.ts'

export interface Trend {
  /** Below the market while it rises and above it while it falls. */
  readonly line: Float64Array
  /** 1 while rising, -1 while falling. */
  readonly direction: Float64Array
}

/**
 * Supertrend (Olivier Seban): the middle of the bar ± `multiple` average true ranges, where the lower edge only rises
 * while closes hold it and the upper edge only falls; a close on or through the edge turns the trend. It starts as
 * rising when the first close with a range stands on or above its bar's middle. Known from index `length` on.
 */
export function supertrend(prices: Prices, length: number, multiple: number): Trend {
  const reach = atr(prices, length)
  const line = unknowns(reach.length)
  const direction = unknowns(reach.length)
  let [upper, lower, way, before] = [Number.NaN, Number.NaN, 0, Number.NaN]
  for (let index = 0; index < reach.length; index += 1) {
    const range = reach[index] as number
    const last = prices.close[index] as number
    if (Number.isNaN(range)) {
      way = 0
      continue
    }
    const middle = ((prices.high[index] as number) + (prices.low[index] as number)) / 2
    const above = middle + multiple * range
    const below = middle - multiple * range
    if (way === 0 || above < upper || before > upper) upper = above
    if (way === 0 || below > lower || before < lower) lower = below
    if (way === 0) way = last >= middle ? 1 : -1
    way = last <= (way === 1 ? lower : upper) ? -1 : 1
    line[index] = way === 1 ? lower : upper
    direction[index] = way
    before = last
  }
  return { line, direction }
}

/**
 * Parabolic stop and reverse (Wilder, 1978). Each bar the stop goes a share of the way to the furthest price of its
 * trend, `step` at first and `step` more with every new furthest price up to `most`, but never beyond the two bars
 * before. A bar that reaches past it turns the trend, and the stop then stands where the old trend went furthest. The
 * first trend is a guess, rising, and its furthest price with it: known is what comes after the bar of the first turn.
 */
export function parabolicSar({ high, low }: Omit<Prices, 'close'>, step: number, most: number): Trend {
  assert(step > 0 && most >= step, `a pace from ${step} to ${most} leads nowhere`)
  const line = unknowns(high.length)
  const direction = unknowns(high.length)
  let [run, turns, way, stop, furthest, pace] = [0, 0, 1, 0, 0, step]
  for (let index = 0; index < high.length; index += 1) {
    const near = (way === 1 ? low : high)[index] as number
    const far = (way === 1 ? high : low)[index] as number
    run = isKnown(near) && isKnown(far) ? run + 1 : 0
    if (run <= 1) {
      turns = 0
      way = 1
      stop = low[index] as number
      furthest = high[index] as number
      pace = step
      continue
    }
    const isKnownTrend = turns > 0
    const behind = way === 1 ? low : high
    stop += pace * (furthest - stop)
    stop = way * Math.min(way * stop, way * (behind[index - 1] as number))
    if (run > 2) stop = way * Math.min(way * stop, way * (behind[index - 2] as number))
    if (way * near < way * stop) {
      turns += 1
      way = -way
      stop = furthest
      furthest = near
      pace = step
    } else if (way * far > way * furthest) {
      furthest = far
      pace = Math.min(pace + step, most)
    }
    if (!isKnownTrend) continue
    line[index] = stop
    direction[index] = way
  }
  return { line, direction }
}

export interface IchimokuLengths {
  readonly conversion: number
  readonly base: number
  readonly span: number
}

/** Ichimoku Kinko Hyo (Hosoda, 1969). */
export interface Ichimoku {
  /** Middles of the highest high and lowest low of the last `conversion` and `base` bars. */
  readonly conversion: Float64Array
  readonly base: Float64Array
  /** The cloud, drawn `base` bars before: the mean of conversion and base, and the middle of `span` bars. */
  readonly spanA: Float64Array
  readonly spanB: Float64Array
}

const middleOf = (prices: Omit<Prices, 'close'>, length: number): Float64Array =>
  combined('times', combined('plus', highestOf(prices.high, length), lowestOf(prices.low, length)), 0.5)

/** All four lines. The lagging span, the close drawn `base` bars back, is left out: it would show what comes after. */
export function ichimoku(prices: Omit<Prices, 'close'>, lengths: IchimokuLengths): Ichimoku {
  const conversion = middleOf(prices, lengths.conversion)
  const base = middleOf(prices, lengths.base)
  const spanA = delayed(combined('times', combined('plus', conversion, base), 0.5), lengths.base)
  return { conversion, base, spanA, spanB: delayed(middleOf(prices, lengths.span), lengths.base) }
}
