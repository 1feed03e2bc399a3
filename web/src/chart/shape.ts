/** Shapes stored signals and fills for a candle chart. Chart times are epoch seconds of the bar's close. */
import type { SignalRow } from '../../../shared/contracts/api/lists.ts'
import type { Fill } from '../../../shared/contracts/orders.ts'
import { priceText, quantityText } from '../format/number.ts'

export interface Candle {
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

export interface LinePoint {
  readonly time: number
  readonly value: number
}

export interface Marker {
  readonly time: number
  readonly side: 'buy' | 'sell'
  readonly text: string
}

export interface ChartShape {
  readonly candles: readonly Candle[]
  /** The filtered price, where it is known. */
  readonly filtered: readonly LinePoint[]
  readonly markers: readonly Marker[]
  /** Fills that no bar on the chart covers. */
  readonly fillsOutside: number
}

const secondsOf = (at: number): number => Math.floor(at / 1_000)

/** Rows in the order of time, one per instant: the chart refuses anything else. The first row of an instant wins. */
function inOrder(rows: readonly SignalRow[]): SignalRow[] {
  const byTime = new Map<number, SignalRow>()
  for (const row of rows) if (!byTime.has(secondsOf(row.at))) byTime.set(secondsOf(row.at), row)
  return [...byTime.values()].sort((a, b) => a.at - b.at)
}

/** The close of the first bar that ends at or after the instant; null when the instant lies outside the bars. */
function barOf(bars: readonly SignalRow[], at: number, barMs: number): number | null {
  const bar = bars.find((each) => each.at >= at)
  return bar !== undefined && at > bar.at - barMs ? secondsOf(bar.at) : null
}

/** Everything the chart draws. `barMs` is the length of a bar: a fill is marked on the bar it fell into. */
export function chartShape(rows: readonly SignalRow[], fills: readonly Fill[], barMs: number): ChartShape {
  const bars = inOrder(rows)
  const placed = fills
    .map((fill) => ({ fill, time: barOf(bars, fill.filledAt, barMs) }))
    .sort((a, b) => a.fill.filledAt - b.fill.filledAt)
  return {
    candles: bars.map(({ at, open, high, low, price }) => ({ time: secondsOf(at), open, high, low, close: price })),
    filtered: bars.flatMap(({ at, filteredPrice }) =>
      filteredPrice === null ? [] : [{ time: secondsOf(at), value: filteredPrice }],
    ),
    markers: placed.flatMap(({ fill, time }) =>
      time === null ? [] : [{ time, side: fill.side, text: `${quantityText(fill.qty)} @ ${priceText(fill.price)}` }],
    ),
    fillsOutside: placed.filter(({ time }) => time === null).length,
  }
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** A sentence for those who do not see the chart. */
export function chartSummary(symbol: string, shape: ChartShape): string {
  const [first] = shape.candles
  const last = shape.candles.at(-1)
  if (first === undefined || last === undefined) return `${symbol}: no bars.`
  const high = Math.max(...shape.candles.map((candle) => candle.high))
  const low = Math.min(...shape.candles.map((candle) => candle.low))
  const counts = `${counted(shape.candles.length, 'bar')} and ${counted(shape.markers.length, 'fill')}`
  return `${symbol}: ${counts}, from ${first.open} to ${last.close}, low ${low}, high ${high}.`
}
