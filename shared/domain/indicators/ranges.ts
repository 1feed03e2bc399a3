/** How far a bar reaches. UNKNOWN inputs clear the memory, as windows.ts says. Units: dollars. */
import type { BarColumns } from '../market/index.ts'
import { sma } from './averages.ts'
import { isKnown } from './pair-sum.ts'
import { unknowns } from './windows.ts'

type Prices = Pick<BarColumns, 'high' | 'low' | 'close'>

/**
 * Range of the bar and of the gap from the close before it: max(high, close before) - min(low, close before) (Wilder,
 * 1978). The first bar has no close before it: its own close stands in, so that its range is high - low.
 */
function fullRange({ high, low, close }: Prices): Float64Array {
  const ranges = unknowns(close.length)
  let before = Number.NaN
  for (let index = 0; index < close.length; index += 1) {
    const last = close[index] as number
    const reference = isKnown(before) ? before : last
    ranges[index] = Math.max(high[index] as number, reference) - Math.min(low[index] as number, reference)
    before = last
  }
  return ranges
}

/**
 * Simple mean of the true range over `length` bars, known from the length's bar on. A mean of zero is UNKNOWN: a market
 * that did not move says nothing of how far it may.
 */
export function meanTrueRange(prices: Prices, length: number): Float64Array {
  const means = sma(fullRange(prices), length)
  for (let index = 0; index < means.length; index += 1) if (!((means[index] as number) > 0)) means[index] = Number.NaN
  return means
}
