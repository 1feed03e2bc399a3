/** Shapes stored signals, orders and fills for a candle chart. Chart times are epoch seconds of the bar's close. */
import type { OrderRow, SignalRow } from '../../../shared/contracts/api/lists.ts'
import type { Fill } from '../../../shared/contracts/orders.ts'
import type { RegimeLabel } from '../../../shared/contracts/signals.ts'
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

export interface RegimeBar {
  readonly time: number
  readonly regime: RegimeLabel
}

export interface Marker {
  readonly time: number
  readonly kind: 'order' | 'fill'
  readonly side: 'buy' | 'sell'
  readonly text: string
}

export interface ChartShape {
  readonly candles: readonly Candle[]
  /** The filtered price, where it is known. */
  readonly filtered: readonly LinePoint[]
  /** The regime of each bar, where one is known. */
  readonly regimes: readonly RegimeBar[]
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

/** What happened among the bars. */
export interface Happened {
  readonly fills: readonly Fill[]
  readonly orders: readonly OrderRow[]
}

interface Event extends Omit<Marker, 'time'> {
  readonly at: number
}

const eventsOf = ({ fills, orders }: Happened): Event[] => [
  ...orders.map(({ createdAt, side }) => ({ at: createdAt, kind: 'order', side, text: '' }) as const),
  ...fills.map((fill) => {
    const text = `${quantityText(fill.qty)} @ ${priceText(fill.price)}`
    return { at: fill.filledAt, kind: 'fill', side: fill.side, text } as const
  }),
]

/** Everything the chart draws. `barMs` is the length of a bar: an order or fill is marked on the bar it fell into. */
export function chartShape(rows: readonly SignalRow[], happened: Happened, barMs: number): ChartShape {
  const bars = inOrder(rows)
  const placed = eventsOf(happened)
    .map(({ at, ...event }) => ({ ...event, at, time: barOf(bars, at, barMs) }))
    .sort((a, b) => a.at - b.at)
  return {
    candles: bars.map(({ at, open, high, low, price }) => ({ time: secondsOf(at), open, high, low, close: price })),
    filtered: bars.flatMap(({ at, filteredPrice }) =>
      filteredPrice === null ? [] : [{ time: secondsOf(at), value: filteredPrice }],
    ),
    regimes: bars.flatMap(({ at, regime }) =>
      regime === null || regime === 'unknown' ? [] : [{ time: secondsOf(at), regime }],
    ),
    markers: placed.flatMap(({ time, kind, side, text }) => (time === null ? [] : [{ time, kind, side, text }])),
    fillsOutside: placed.filter(({ time, kind }) => time === null && kind === 'fill').length,
  }
}

/** Regimes of the bars, each once, in the order they first appear. */
export const regimesSeen = ({ regimes }: ChartShape): readonly RegimeLabel[] => [
  ...new Set(regimes.map(({ regime }) => regime)),
]

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** A sentence for those who do not see the chart. */
export function chartSummary(symbol: string, shape: ChartShape): string {
  const [first] = shape.candles
  const last = shape.candles.at(-1)
  if (first === undefined || last === undefined) return `${symbol}: no bars.`
  const high = Math.max(...shape.candles.map((candle) => candle.high))
  const low = Math.min(...shape.candles.map((candle) => candle.low))
  const fills = shape.markers.filter(({ kind }) => kind === 'fill').length
  const counts = `${counted(shape.candles.length, 'bar')} and ${counted(fills, 'fill')}`
  return `${symbol}: ${counts}, from ${first.open} to ${last.close}, low ${low}, high ${high}.`
}
