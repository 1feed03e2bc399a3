/** Shapes the bars and round trips of a run for a candle chart. */
import type { CellRun, CellTrade } from '../../../shared/contracts/api/sweeps.ts'
import type { ChartShape, Marker } from '../chart/shape.ts'
import { statisticText } from '../format/number.ts'

type Leg = Pick<Marker, 'side' | 'text'> & { readonly at: number }

/** Fills that carry their size and price; of more only the arrows could be told apart. */
const LABELLED_MAX = 12

/** What was bought and sold, in the order of time; a trade that is still open has no exit. */
function legsOf({ side, qty, entryAt, exitAt, entryPriceUsd, exitPriceUsd, reason }: CellTrade): readonly Leg[] {
  const text = (price: number) => `${statisticText(qty)} @ ${price.toFixed(2)}`
  const isLong = side === 'long'
  const entry = { at: entryAt, side: isLong ? 'buy' : 'sell', text: text(entryPriceUsd) } as const
  const exit = { at: exitAt, side: isLong ? 'sell' : 'buy', text: text(exitPriceUsd) } as const
  return reason === null ? [entry] : [entry, exit]
}

/** Everything the chart draws. Fills are marked on the bar they fell into; what no bar covers is counted. */
export function runShape({ bars, trades, symbol }: Pick<CellRun, 'bars' | 'trades' | 'symbol'>): ChartShape {
  const legs = trades.filter((trade) => trade.symbol === symbol).flatMap(legsOf)
  legs.sort((a, b) => a.at - b.at)
  const markers: Marker[] = []
  let bar = 0
  for (const { at, side, text } of legs) {
    while (bar < bars.length && (bars[bar]?.closesAt ?? 0) <= at) bar += 1
    const covering = bars[bar]
    if (covering === undefined || covering.opensAt > at) continue
    markers.push({ time: secondsOf(covering.closesAt), kind: 'fill', side, text })
  }
  return {
    candles: bars.map(({ closesAt, open, high, low, close }) => ({
      time: secondsOf(closesAt),
      open,
      high,
      low,
      close,
    })),
    filtered: [],
    regimes: [],
    markers: markers.length > LABELLED_MAX ? markers.map((marker) => ({ ...marker, text: '' })) : markers,
    fillsOutside: legs.length - markers.length,
  }
}

const secondsOf = (at: number): number => Math.floor(at / 1_000)
