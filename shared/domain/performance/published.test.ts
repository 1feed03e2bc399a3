import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { referenceNormals } from '../../../scripts/testing/reference-random.ts'
import { sharedDataDir } from '../../../scripts/testing/shared-data.ts'
import { tradingDays } from './days.ts'
import { drawdownOf, exposureOf, longRunVariance, profitFactor, type RoundTrip, tripFigures } from './index.ts'
import { annualReturn, sharpe, sharpePerDay, sortino, volatility } from './ratios.ts'
import { tripReturn } from './round-trips.ts'

const shared = sharedDataDir()
const read = (name: string) => JSON.parse(readFileSync(join(shared ?? '', 'D_reference', name), 'utf8'))

describe.skipIf(shared === null)('published by empyrical', () => {
  const reference = shared === null ? null : read('statistics/empyrical_expected_1.json')
  /** A null day has no return; the annual return counts it all the same. */
  const daysOf = (name: string | number[]): (number | null)[] =>
    typeof name === 'string' ? reference.series[name] : name
  const returnsOf = (name: string | number[]) => Float64Array.from(daysOf(name).filter((value) => value !== null))
  const equityOf = (name: string | number[]): Float64Array => {
    let equity = 1
    return returnsOf(name).map((value) => {
      equity *= 1 + value
      return equity
    })
  }
  const growthOf = (name: string): number => equityOf(name).at(-1) ?? 1
  const figures = [
    ['max_drawdown', (name: string | number[]) => drawdownOf(1, equityOf(name)).share],
    ['annual_return_daily', (name: string) => annualReturn(growthOf(name), daysOf(name).length)],
    ['annual_volatility_daily', (name: string) => volatility(returnsOf(name))],
    ['sharpe_daily_rf0', (name: string | number[]) => sharpe(returnsOf(name))],
    ['sortino_daily', (name: string) => sortino(returnsOf(name))],
    [
      'calmar_daily',
      (name: string) => (annualReturn(growthOf(name), daysOf(name).length) ?? 0) / -drawdownOf(1, equityOf(name)).share,
    ],
  ] as const

  test.each(figures)('%s, and UNKNOWN where it has no finite number', (name, figure) => {
    expect(reference[name].length).toBeGreaterThan(0)
    for (const { series, expected } of reference[name]) {
      const value = figure(series)
      if (typeof expected === 'number') expect(value).toBeCloseTo(expected, 8)
      else expect(value).toBeNull()
    }
  })

  test('cumulative returns to four decimals', () => {
    for (const { series, expected } of reference.cum_returns_4dec) {
      const last = expected.at(-1)
      expect(growthOf(series) - 1).toBeCloseTo(last, 4)
    }
  })
})

describe.skipIf(shared === null)('worked examples', () => {
  const reference = shared === null ? null : read('statistics/probabilistic_sharpe_examples.json')

  test('a Sharpe ratio over a benchmark of 5 % a year', () => {
    const [{ returns, benchmark, expected }] = reference.sharpe_simple
    expect(sharpePerDay(Float64Array.from(returns, (value: number) => value - benchmark))).toBeCloseTo(expected, 5)
  })

  test('a Sortino ratio with the downside over all observations', () => {
    const [{ returns, expected }] = reference.sortino_simple
    expect((sortino(Float64Array.from(returns)) ?? 0) / Math.sqrt(252)).toBeCloseTo(expected, 5)
  })
})

test('the variance of a mean printed by R package sandwich, example of lrvar: lag 5, factor 100 / 98', () => {
  const drawn = referenceNormals(1, 300)
  expect([...drawn.subarray(0, 2)]).toEqual(
    [-0.6264538107423326, 0.18364332422208227].map((x) => expect.closeTo(x, 12)),
  )
  const [first, second] = [drawn.slice(100, 200), drawn.slice(200, 300)]
  expect(longRunVariance(first, 5) / 98).toBeCloseTo(0.0097884718, 10)
  expect(longRunVariance(second, 5) / 98).toBeCloseTo(0.0073428222, 10)
})

describe.skipIf(shared === null)(
  'published by backtesting.py: GOOG, crossing averages of 10 and 30 days, all in both ways',
  () => {
    const { expected } =
      shared === null ? { expected: {} } : read('backtests/backtestingpy_GOOG_sma_10_30_expected.json')
    const run = shared === null ? null : crossings()
    const figures = tripFigures(run?.trips ?? [])
    const returns = (run?.trips ?? []).map(tripReturn)

    test.each([
      ['# Trades', () => figures.trades],
      ['Equity Final [$]', () => run?.equity.at(-1)],
      ['Win Rate [%]', () => (figures.hitRate ?? 0) * 100],
      ['Best Trade [%]', () => (figures.bestTrade ?? 0) * 100],
      ['Worst Trade [%]', () => (figures.worstTrade ?? 0) * 100],
      ['Expectancy [%]', () => (figures.expectancy ?? 0) * 100],
      ['SQN', () => figures.sqn],
      // Its profit factor sums returns where ours sums dollars.
      ['Profit Factor', () => profitFactor(returns)],
      [
        'Exposure Time [%]',
        () => (exposureOf(run?.trips ?? [], run?.days ?? tradingDays(new Float64Array(), String)) ?? 0) * 100,
      ],
      ['Max. Drawdown [%]', () => drawdownOf(10_000, run?.equity ?? new Float64Array()).share * 100],
      // Its year has 252 of the changes between days, one fewer than days.
      [
        'Return (Ann.) [%]',
        () => (annualReturn((run?.equity.at(-1) ?? 0) / 10_000, (run?.equity.length ?? 0) - 1) ?? 0) * 100,
      ],
    ])('%s', (name, figure) => {
      expect(Math.abs((figure() ?? Number.NaN) / expected[name] - 1)).toBeLessThan(1e-8)
    })
  },
)

/** The rules of the reference, written out once more: what is compared are the figures, not an engine. */
function crossings() {
  const path = join(shared ?? '', 'A_ohlcv/equity_daily/backtestingpy_GOOG.csv')
  const rows = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
  const [open, close] = [rows.map((row) => Number(row[1])), rows.map((row) => Number(row[4]))]
  const at = Float64Array.from(rows, (row) => Date.parse(row[0] ?? ''))
  const average = (bar: number, length: number): number =>
    close.slice(bar + 1 - length, bar + 1).reduce((sum, value) => sum + value, 0) / length
  const trips: RoundTrip[] = []
  let [cash, qty, entry] = [10_000, 0, 0]
  const leave = (bar: number): void => {
    if (qty === 0) return
    const [exitPriceUsd, entryPriceUsd] = [open[bar] as number, open[entry] as number]
    trips.push({
      ...{ symbol: 0, side: qty > 0 ? 1 : -1, entryBar: entry, exitBar: bar, qty: Math.abs(qty), reason: 'EXIT' },
      ...{ entryAt: at[entry] as number, exitAt: at[bar] as number, entryPriceUsd, exitPriceUsd },
      ...{ pnlUsd: qty * (exitPriceUsd - entryPriceUsd), feesUsd: 0, costsUsd: 0, worst: 0, best: 0 },
    })
    cash += qty * exitPriceUsd
    qty = 0
  }
  const equity = new Float64Array(rows.length)
  for (let bar = 0; bar < rows.length; bar += 1) {
    if (bar + 1 === rows.length) leave(bar)
    else if (bar > 30) {
      const [before = 0, now = 0] = [bar - 2, bar - 1].map((day) => Math.sign(average(day, 10) - average(day, 30)))
      if (before * now < 0) {
        leave(bar)
        qty = now * Math.floor(cash / (open[bar] as number))
        cash -= qty * (open[bar] as number)
        entry = bar
      }
    }
    equity[bar] = cash + qty * (close[bar] as number)
  }
  return { trips, equity, days: tradingDays(at, String) }
}
