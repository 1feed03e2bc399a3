/**
 * How far bars reach, which way, and the bands drawn from it, in dollars. UNKNOWN inputs clear the memory, as
 * windows.ts says.
 */
import { ema, sma, smma } from './averages.ts'
import type { Prices } from './oscillators.ts'
import { isKnown } from './pair-sum.ts'
import { combined, delayed, finite, highestOf, lowestOf, rollingMoments, unknowns } from './windows.ts'

/** max(high, close before) - min(low, close before), with `first` as what a bar without a close before it has. */
function ranges({ high, low, close }: Prices, first: 'own range' | 'unknown'): Float64Array {
  const reach = unknowns(close.length)
  let before = Number.NaN
  for (let index = 0; index < close.length; index += 1) {
    const last = close[index] as number
    const from = isKnown(before) || first === 'unknown' ? before : last
    reach[index] = Math.max(high[index] as number, from) - Math.min(low[index] as number, from)
    before = last
  }
  return reach
}

/** Range of the bar and of the gap from the close before it (Wilder, 1978); known from index 1 on. */
export const trueRange = (prices: Prices): Float64Array => ranges(prices, 'unknown')

/**
 * Simple mean of the true range over `length` bars, known from the length's bar on: the first bar, which has no close
 * before it, counts with its own range. A mean of zero is UNKNOWN: a market that did not move says nothing of how far
 * it may.
 */
export function meanTrueRange(prices: Prices, length: number): Float64Array {
  const means = sma(ranges(prices, 'own range'), length)
  for (let index = 0; index < means.length; index += 1) if (!((means[index] as number) > 0)) means[index] = Number.NaN
  return means
}

/** Average true range: Wilder's smoothed mean of the true range (1978); known from index `length` on. */
export const atr = (prices: Prices, length: number): Float64Array => smma(trueRange(prices), length)

/** Wilder's directional movement (1978), all 0 to 100. */
export interface DirectionalMovement {
  /** Smoothed moves up and down as shares of the smoothed true range; known from index `length` on. */
  readonly plus: Float64Array
  readonly minus: Float64Array
  /** 100 · |plus - minus| / (plus + minus). */
  readonly dx: Float64Array
  /** Smoothed dx; known from index 2 · `length` - 1 on. */
  readonly adx: Float64Array
  /** Mean of adx and the adx of `length` bars before. */
  readonly adxr: Float64Array
}

/** What of each bar's greater reach, up or down, lies beyond the bar before it. */
function moves({ high, low }: Prices): { readonly up: Float64Array; readonly down: Float64Array } {
  const [up, down] = [unknowns(high.length), unknowns(high.length)]
  for (let index = 1; index < high.length; index += 1) {
    const rise = (high[index] as number) - (high[index - 1] as number)
    const fall = (low[index - 1] as number) - (low[index] as number)
    const isWhole = isKnown(rise) && isKnown(fall)
    up[index] = rise > fall && rise > 0 ? rise : isWhole ? 0 : Number.NaN
    down[index] = fall > rise && fall > 0 ? fall : isWhole ? 0 : Number.NaN
  }
  return { up, down }
}

export function adx(prices: Prices, length: number): DirectionalMovement {
  const { up, down } = moves(prices)
  const [rises, falls, reach] = [smma(up, length), smma(down, length), atr(prices, length)]
  const [plus, minus, dx] = [unknowns(reach.length), unknowns(reach.length), unknowns(reach.length)]
  for (let index = 0; index < reach.length; index += 1) {
    const rise = rises[index] as number
    const fall = falls[index] as number
    plus[index] = finite((100 * rise) / (reach[index] as number))
    minus[index] = finite((100 * fall) / (reach[index] as number))
    dx[index] = finite((100 * Math.abs(rise - fall)) / (rise + fall))
  }
  const smooth = smma(dx, length)
  const adxr = combined('times', combined('plus', smooth, delayed(smooth, length)), 0.5)
  return { plus, minus, dx, adx: smooth, adxr }
}

export interface Band {
  readonly upper: Float64Array
  readonly middle: Float64Array
  readonly lower: Float64Array
  /** (upper - lower) / middle. */
  readonly width: Float64Array
}

function widthOf({ upper, middle, lower }: Omit<Band, 'width'>): Float64Array {
  const widths = unknowns(middle.length)
  for (let index = 0; index < middle.length; index += 1) {
    widths[index] = finite(((upper[index] as number) - (lower[index] as number)) / (middle[index] as number))
  }
  return widths
}

/** middle ± multiple · reach. */
function bandAround(middle: Float64Array, reach: Float64Array, multiple: number): Band {
  const half = combined('times', reach, multiple)
  const edges = { upper: combined('plus', middle, half), middle, lower: combined('minus', middle, half) }
  return { ...edges, width: widthOf(edges) }
}

export interface BollingerBand extends Band {
  /** (value - lower) / (upper - lower): 0 on the lower edge, 1 on the upper; UNKNOWN where both are equal. */
  readonly share: Float64Array
}

/** Mean ± `multiple` population deviations of the last `length` values (Bollinger, 2001); from `length` - 1 on. */
export function bollinger(values: Float64Array, length: number, multiple: number): BollingerBand {
  const { mean, deviation } = rollingMoments(values, length)
  const band = bandAround(mean, deviation, multiple)
  const share = unknowns(values.length)
  for (let index = 0; index < values.length; index += 1) {
    const lower = band.lower[index] as number
    share[index] = finite(((values[index] as number) - lower) / ((band.upper[index] as number) - lower))
  }
  return { ...band, share }
}

/**
 * Exponential mean of the close, from its first mean, ± `multiple` average true ranges (Keltner, 1960, in the form of
 * Raschke). Known from max(`length` - 1, `atrLength`) on.
 */
export const keltner = (prices: Prices, length: number, multiple: number, atrLength: number): Band =>
  bandAround(ema(prices.close, length, 'mean'), atr(prices, atrLength), multiple)

/** Highest high and lowest low of the `length` bars before, and their middle (Donchian, 1960); from `length` on. */
export function donchian(prices: Omit<Prices, 'close'>, length: number): Band {
  const upper = delayed(highestOf(prices.high, length), 1)
  const lower = delayed(lowestOf(prices.low, length), 1)
  const edges = { upper, middle: combined('times', combined('plus', upper, lower), 0.5), lower }
  return { ...edges, width: widthOf(edges) }
}
