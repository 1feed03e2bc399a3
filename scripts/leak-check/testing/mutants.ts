/** Twenty ways in which a backtest has been made to know the future, each a strategy that a leak check must catch. */
import type { Bar } from '../../../shared/contracts/bars.ts'
import type { SignalColumns } from '../../../shared/domain/strategy/index.ts'
import type { LeakTarget } from '../target.ts'

const WINDOW = 10
const NAN = Number.NaN
type Feature = (bars: readonly Bar[], closes: readonly number[]) => readonly number[]

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const deviation = (values: readonly number[]) => {
  const middle = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)))
}
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NAN
const past = (values: readonly number[], index: number) => values.slice(Math.max(0, index + 1 - WINDOW), index + 1)
const ahead = (values: readonly number[], index: number) => values.slice(index + 1, index + 1 + WINDOW)
const around = (values: readonly number[], index: number) => values.slice(Math.max(0, index - 5), index + 6)
const returnsOf = (closes: readonly number[]) => closes.map((close, index) => close / (closes[index - 1] ?? close) - 1)
const each = (values: readonly number[], make: (index: number) => number) => values.map((_, index) => make(index))

/** Enters where the feature is above zero and leaves where it is not. */
function signalsOf(feature: readonly number[]): SignalColumns {
  const flags = (passes: (value: number) => boolean) => Uint8Array.from(feature, (value) => (passes(value) ? 1 : 0))
  const none = new Uint8Array(feature.length)
  return {
    ...{ length: feature.length, enterLong: flags((value) => value > 0), exitLong: flags((value) => value <= 0) },
    ...{ enterShort: none, exitShort: none, entryOrder: 'market', limitPrice: null, triggerPrice: null },
    ...{ stopPrice: null, targetPrice: null, trailDistance: null, stake: null, holdBarsMax: 0 },
  }
}

const LEAKS: Readonly<Record<string, Feature>> = {
  'shift by -1': (_, closes) => each(closes, (i) => (closes[i + 1] ?? NAN) - (closes[i] ?? NAN)),
  'centred mean': (_, closes) => each(closes, (i) => (closes[i] ?? NAN) - mean(around(closes, i))),
  'centred median': (_, closes) => each(closes, (i) => (closes[i] ?? NAN) - median(around(closes, i))),
  'full-sample scaler': (_, closes) => each(closes, (i) => ((closes[i] ?? NAN) - mean(closes)) / deviation(closes)),
  'full-sample maximum': (_, closes) => each(closes, (i) => (closes[i] ?? NAN) / Math.max(...closes) - 0.8),
  'full-sample rank': (_, closes) =>
    each(closes, (i) => mean(closes.map((other) => (other <= (closes[i] ?? NAN) ? 1 : 0))) - 0.5),
  'full-sample quantile as threshold': (_, closes) => {
    const returns = returnsOf(closes)
    const limit = [...returns].sort((a, b) => a - b)[Math.floor(returns.length * 0.8)] ?? NAN
    return returns.map((value) => value - limit)
  },
  'revised data': (_, closes) => {
    const revised = each(closes, (i) => mean([closes[i] ?? NAN, closes[i + 1] ?? closes[i] ?? NAN]))
    return each(closes, (i) => (revised[i] ?? NAN) - mean(past(revised, i)))
  },
  'future median': (_, closes) => each(closes, (i) => median(ahead(closes, i)) - (closes[i] ?? NAN)),
  'future volatility as filter': (_, closes) => {
    const returns = returnsOf(closes)
    return each(closes, (i) => deviation(past(returns, i)) - deviation(ahead(returns, i)))
  },
  'warm-up filled backwards': (_, closes) => {
    const change = each(closes, (i) => (closes[i] ?? NAN) / (closes[i - 40] ?? NAN) - 1)
    const first = change.find(Number.isFinite) ?? NAN
    return change.map((value) => (Number.isNaN(value) ? first : value))
  },
  'gaps interpolated over': (_, closes) => {
    const kept = (i: number) => i % 3 !== 1
    return each(closes, (i) => {
      const value = kept(i) ? (closes[i] ?? NAN) : mean([closes[i - 1] ?? NAN, closes[i + 1] ?? NAN])
      return value - (closes[i - 1] ?? NAN)
    })
  },
  'smoothed forwards and backwards': (_, closes) => {
    const smooth = (values: readonly number[]) => {
      let level = values[0] ?? NAN
      return values.map((value) => (level += 0.2 * (value - level)))
    }
    const both = smooth([...smooth(closes)].reverse()).reverse()
    return each(closes, (i) => (closes[i] ?? NAN) - (both[i] ?? NAN))
  },
  'detrended over the whole sample': (_, closes) => {
    const slope = ((closes.at(-1) ?? NAN) - (closes[0] ?? NAN)) / closes.length
    return each(closes, (i) => (closes[i] ?? NAN) - (closes[0] ?? NAN) - slope * i)
  },
  'longer bars labelled by their start': (_, closes) =>
    each(closes, (i) => (closes[Math.min(closes.length - 1, i - (i % 5) + 4)] ?? NAN) - (closes[i] ?? NAN)),
  'adjusted by later splits': (bars, closes) => {
    const factor = (bars.at(-1)?.close ?? NAN) > (bars[0]?.close ?? NAN) ? 0.5 : 1
    return each(closes, (i) => (closes[i] ?? NAN) * factor - 50)
  },
  "the bar's own high known at its open": (bars) =>
    bars.map((_, i) => (bars[i + 1]?.high ?? NAN) / (bars[i + 1]?.open ?? NAN) - 1.002),
  'entries that will lose are left out': (_, closes) =>
    each(closes, (i) =>
      (closes[i] ?? NAN) > mean(past(closes, i)) && (closes[i + 5] ?? 0) > (closes[i] ?? NAN) ? 1 : -1,
    ),
  'best parameter of the whole sample': (_, closes) => {
    const profit = (window: number) =>
      closes.reduce((sum, close, i) => {
        const before = closes[i - window]
        return before !== undefined && close > before ? sum + (closes[i + 1] ?? close) - close : sum
      }, 0)
    const [best] = [2, 3, 5, 8, 13, 21, 34].sort((a, b) => profit(b) - profit(a))
    return each(closes, (i) => (closes[i] ?? NAN) - (closes[i - (best ?? 2)] ?? NAN))
  },
  'mean of later bars in place of missing ones': (_, closes) => {
    const later = mean(closes.slice(Math.floor(closes.length / 2)))
    return each(closes, (i) => (i % 7 === 3 ? later : (closes[i] ?? NAN)) - mean(past(closes, i)))
  },
}

export const MUTANTS: readonly LeakTarget[] = Object.entries(LEAKS).map(([name, feature]) => ({
  name,
  read: (bars) => {
    const values = feature(
      bars,
      bars.map((bar) => bar.close),
    )
    return { columns: [{ name: 'feature', values: Float64Array.from(values) }], signals: signalsOf(values) }
  },
}))
