/** Bars as columns: the form that long computations read, one typed array for each field. */
import type { Bar } from '../../contracts/bars.ts'

/** Bars of one symbol, oldest first, all columns of equal length. Prices in dollars, instants in epoch milliseconds. */
export interface BarColumns {
  readonly symbol: string
  readonly length: number
  readonly opensAt: Float64Array
  readonly closesAt: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  /** Shares. */
  readonly volume: Float64Array
  /** Ask minus bid in dollars; NaN is UNKNOWN. */
  readonly spread: Float64Array
}

/** The columns of validated bars of one symbol. */
export function barColumns(symbol: string, bars: readonly Bar[]): BarColumns {
  const column = (value: (bar: Bar) => number): Float64Array => Float64Array.from(bars, value)
  return {
    symbol,
    length: bars.length,
    opensAt: column((bar) => bar.opensAt),
    closesAt: column((bar) => bar.closesAt),
    open: column((bar) => bar.open),
    high: column((bar) => bar.high),
    low: column((bar) => bar.low),
    close: column((bar) => bar.close),
    volume: column((bar) => bar.volume),
    spread: column((bar) => bar.spread ?? Number.NaN),
  }
}
