/**
 * Oscillators: how fast, how far and how one-sided values move. UNKNOWN inputs clear the memory, as windows.ts says; a
 * market that does not move gives UNKNOWN where the formula would divide nothing by nothing.
 */
import type { BarColumns } from '../market/index.ts'
import { ema, sma, smma } from './averages.ts'
import { changeOf, combined, finite, highestOf, lowestOf, unknowns } from './windows.ts'

export type Prices = Pick<BarColumns, 'high' | 'low' | 'close'>

/** Rate of change over `length` bars in per cent; known from index `length` on. */
export const roc = (values: Float64Array, length: number): Float64Array =>
  combined('times', changeOf(values, length), 100)

/**
 * Relative strength index (Wilder, 1978), 0 to 100: the smoothed mean of the rises as a share of that of the rises and
 * the falls, in per cent. Known from index `length` on; UNKNOWN while nothing has moved.
 */
export function rsi(values: Float64Array, length: number): Float64Array {
  const [rises, falls] = [unknowns(values.length), unknowns(values.length)]
  for (let index = 1; index < values.length; index += 1) {
    const step = (values[index] as number) - (values[index - 1] as number)
    rises[index] = Math.max(step, 0)
    falls[index] = Math.max(-step, 0)
  }
  const [up, down] = [smma(rises, length), smma(falls, length)]
  for (let index = 0; index < up.length; index += 1) {
    const rise = up[index] as number
    up[index] = (100 * rise) / (rise + (down[index] as number))
  }
  return up
}

export interface Macd {
  /** Fast mean minus slow mean, in the units of the values; known from index `slow` - 1 on. */
  readonly macd: Float64Array
  /** Exponential mean of macd; known `signal` - 1 bars later. */
  readonly signal: Float64Array
  /** macd - signal. */
  readonly histogram: Float64Array
}

/** Moving-average convergence and divergence (Appel, 1979), of exponential means that start from their first mean. */
export function macd(values: Float64Array, fast: number, slow: number, signal: number): Macd {
  const difference = combined('minus', ema(values, fast, 'mean'), ema(values, slow, 'mean'))
  const smooth = ema(difference, signal, 'mean')
  return { macd: difference, signal: smooth, histogram: combined('minus', difference, smooth) }
}

/** 100 · (value - floor) / (ceiling - floor); UNKNOWN where both are equal. */
function shareOfRange(values: Float64Array, floors: Float64Array, ceilings: Float64Array): Float64Array {
  const shares = unknowns(values.length)
  for (let index = 0; index < values.length; index += 1) {
    const floor = floors[index] as number
    shares[index] = finite((100 * ((values[index] as number) - floor)) / ((ceilings[index] as number) - floor))
  }
  return shares
}

export interface Stochastic {
  /** Place of the close in the range of the window, 0 to 100, as a mean of `smooth` bars. */
  readonly k: Float64Array
  /** Simple mean of k over `signal` bars. */
  readonly d: Float64Array
  /** 3 · k - 2 · d. */
  readonly j: Float64Array
}

/** Stochastic oscillator (Lane, 1984): k known from index `length` + `smooth` - 2 on, d `signal` - 1 bars later. */
export function stochastic(prices: Prices, length: number, smooth: number, signal: number): Stochastic {
  const raw = shareOfRange(prices.close, lowestOf(prices.low, length), highestOf(prices.high, length))
  const k = sma(raw, smooth)
  const d = sma(k, signal)
  return { k, d, j: combined('minus', combined('times', k, 3), combined('times', d, 2)) }
}

export interface StochasticRsiLengths {
  readonly rsi: number
  readonly stochastic: number
  readonly smooth: number
  readonly signal: number
}

/** The stochastic oscillator of the relative strength index (Chande and Kroll, 1994), 0 to 100. */
export function stochasticRsi(values: Float64Array, lengths: StochasticRsiLengths): Stochastic {
  const strength = rsi(values, lengths.rsi)
  const prices = { high: strength, low: strength, close: strength }
  return stochastic(prices, lengths.stochastic, lengths.smooth, lengths.signal)
}

/** Williams %R (Larry Williams, 1973), -100 at the lowest low to 0 at the highest high; known from `length` - 1 on. */
export function williamsR(prices: Prices, length: number): Float64Array {
  const shares = shareOfRange(prices.close, lowestOf(prices.low, length), highestOf(prices.high, length))
  return combined('minus', shares, 100)
}

/** (high + low + close) / 3. */
export function typicalPrice({ high, low, close }: Prices): Float64Array {
  const typical = new Float64Array(close.length)
  for (let index = 0; index < close.length; index += 1) {
    typical[index] = ((high[index] as number) + (low[index] as number) + (close[index] as number)) / 3
  }
  return typical
}

/**
 * Commodity channel index (Lambert, 1980): distance of the typical price from its mean, over 0.015 mean absolute
 * deviations. Known from `length` - 1 on. The deviations are from a mean that moves, so each window is walked:
 * O(n · length).
 */
export function cci(prices: Prices, length: number): Float64Array {
  const typical = typicalPrice(prices)
  const means = sma(typical, length)
  const indices = unknowns(typical.length)
  for (let index = length - 1; index < typical.length; index += 1) {
    const mean = means[index] as number
    if (Number.isNaN(mean)) continue
    let spread = 0
    for (let at = index + 1 - length; at <= index; at += 1) spread += Math.abs((typical[at] as number) - mean)
    indices[index] = finite(((typical[index] as number) - mean) / ((0.015 * spread) / length))
  }
  return indices
}
