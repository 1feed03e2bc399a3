import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import {
  dailyReturns,
  drawdownOf,
  equityByDay,
  exposureOf,
  longRunVariance,
  metricsOf,
  momentsOf,
  neweyWestLags,
  type RoundTrip,
  type Run,
  sharpe,
  sharpeStandardError,
  tradingDays,
  tripFigures,
} from './index.ts'
import { neweyWestError } from './newey-west.ts'
import { againstBenchmark, annualReturn, sortino, tailOf, volatility } from './ratios.ts'

const DAY = 86_400_000
const daysOf = (count: number) =>
  tradingDays(
    Float64Array.from({ length: count }, (_, day) => day * DAY),
    (at) => new Date(at).toISOString().slice(0, 10),
  )

const trip = (over: Partial<RoundTrip> = {}): RoundTrip => ({
  ...{ symbol: 0, side: 1, entryBar: 0, exitBar: 1, entryAt: 0, exitAt: DAY, qty: 10, entryPriceUsd: 100 },
  ...{ exitPriceUsd: 101, feesUsd: 0, costsUsd: 0, pnlUsd: 10, reason: 'EXIT', worst: -0.01, best: 0.02 },
  ...over,
})

const runOf = (equityUsd: readonly number[], over: Partial<Run> = {}): Run => ({
  startMicros: 1_000_000_000,
  days: daysOf(equityUsd.length),
  equityMicros: Float64Array.from(equityUsd, (usd) => usd * 1_000_000),
  trips: [],
  fills: { notionalMicros: 0, feesMicros: 0, costsMicros: 0 },
  benchmark: null,
  ...over,
})

const anyReturns = (minLength: number) =>
  fc
    .array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { minLength, maxLength: 60 })
    .map((all) => Float64Array.from(all))
const anyEquity = fc.array(fc.integer({ min: 1, max: 3_000 }), { maxLength: 40 })
const anyTrips = fc.array(
  fc.integer({ min: -50, max: 50 }).map((pnlUsd) => trip({ pnlUsd })),
  { maxLength: 8 },
)

describe('what the sample cannot say', () => {
  it.each<[string, Run, readonly (keyof ReturnType<typeof metricsOf>)[]]>([
    [
      'without a day: everything over time',
      runOf([]),
      ['totalReturn', 'annualReturn', 'volatility', 'sharpe', 'maxDrawdown', 'exposure', 'turnover', 'valueAtRisk95'],
    ],
    [
      'on one day: everything that needs two',
      runOf([1_100]),
      ['annualReturn', 'volatility', 'sharpe', 'maxDrawdown', 'calmar'],
    ],
    [
      'without variance: the ratios to it',
      runOf([1_000, 1_000, 1_000]),
      ['sharpe', 'sharpeStandardError', 'sortino', 'calmar'],
    ],
    ['without a losing day: Sortino; without a drawdown: Calmar', runOf([1_010, 1_030, 1_040]), ['sortino', 'calmar']],
    [
      'without a trade: everything of trades',
      runOf([1_000, 1_010]),
      ['hitRate', 'profitFactor', 'expectancyUsd', 'expectancy', 'sqn', 'maxAdverseExcursion', 'slippageBps'],
    ],
    [
      'without a loss: the profit factor; from one trade: SQN',
      runOf([1_000, 1_010], { trips: [trip()] }),
      ['profitFactor', 'sqn'],
    ],
    [
      'below twenty days: the tail',
      runOf(Array.from({ length: 19 }, (_, day) => 1_000 + day)),
      ['valueAtRisk95', 'conditionalValueAtRisk95'],
    ],
    [
      'without a benchmark, or with one that stood still',
      runOf([1_000, 1_010], { benchmark: new Float64Array(2) }),
      ['alpha', 'beta', 'appraisalRatio'],
    ],
    [
      'after ruin: what later returns are',
      runOf([500, -10, 20]),
      ['sharpe', 'volatility', 'sortino', 'sharpeStandardError'],
    ],
    ['from below zero: a pace per year', runOf([500, -10]), ['annualReturn', 'calmar']],
  ])('is UNKNOWN %s (1)', (_, run, names) => {
    const metrics = metricsOf(run)
    expect(Object.fromEntries(names.map((name) => [name, metrics[name]]))).toEqual(
      Object.fromEntries(names.map((name) => [name, null])),
    )
  })

  it('is never NaN and never infinite (1)', () => {
    fc.assert(
      fc.property(anyEquity, anyTrips, fc.boolean(), (equity, trips, isCompared) => {
        const benchmark = isCompared ? Float64Array.from(equity, (usd) => usd / 10_000) : null
        const metrics = metricsOf(runOf(equity, { trips, benchmark }))
        for (const [name, value] of Object.entries(metrics))
          expect(value === null || Number.isFinite(value), name).toBe(true)
      }),
    )
  })
})

describe('the figures of a run', () => {
  it('stay as they were when all money is multiplied, and the amounts are multiplied (2)', () => {
    fc.assert(
      fc.property(anyEquity, anyTrips, fc.constantFrom(2, 8, 0.5), (equity, trips, factor) => {
        const fills = { notionalMicros: 5e9, feesMicros: 1e6, costsMicros: 2e6 }
        const one = runOf(equity, { trips, fills })
        const other: Run = {
          ...one,
          startMicros: one.startMicros * factor,
          equityMicros: one.equityMicros.map((micros) => micros * factor),
          trips: trips.map((each) => ({ ...each, qty: each.qty * factor, pnlUsd: each.pnlUsd * factor })),
          fills: { notionalMicros: 5e9 * factor, feesMicros: 1e6 * factor, costsMicros: 2e6 * factor },
        }
        const { startEquityUsd, endEquityUsd, feesUsd, costsUsd, expectancyUsd, ...ratios } = metricsOf(one)
        expect(metricsOf(other)).toEqual({
          ...ratios,
          ...{ startEquityUsd: startEquityUsd * factor, endEquityUsd: endEquityUsd * factor },
          ...{ feesUsd: feesUsd * factor, costsUsd: costsUsd * factor },
          expectancyUsd: expectancyUsd === null ? null : expectancyUsd * factor,
        })
      }),
    )
  })

  test('analytic: doubling in a year, then losing a quarter in as many days (3)', () => {
    const metrics = metricsOf(
      runOf([...Array.from({ length: 252 }, (_, day) => 1_000 * 2 ** ((day + 1) / 252)), ...Array(252).fill(1_500)]),
    )
    expect(metrics).toMatchObject({ days: 504, startEquityUsd: 1_000, endEquityUsd: 1_500 })
    expect(metrics.totalReturn).toBeCloseTo(0.5, 12)
    expect(metrics.annualReturn).toBeCloseTo(Math.sqrt(1.5) - 1, 12)
    expect(metrics.maxDrawdown).toBeCloseTo(-0.25, 12)
    expect(metrics.maxDrawdownDays).toBe(252)
    expect(metrics.calmar).toBeCloseTo((Math.sqrt(1.5) - 1) / 0.25, 10)
  })

  test('analytic: turnover, slippage and amounts from the totals of the fills (3)', () => {
    const fills = { notionalMicros: 6_000e6, feesMicros: 3e6, costsMicros: 1.5e6 }
    const metrics = metricsOf(runOf([1_000, 2_000, 3_000], { fills }))
    expect(metrics).toMatchObject({ turnover: 3 * (252 / 3), feesUsd: 3, costsUsd: 1.5 })
    expect(metrics.slippageBps).toBeCloseTo(2.5, 12)
  })

  test('less than a year is not told by the year (1)', () => {
    const rising = (days: number) => Array.from({ length: days }, (_, day) => 1_000 + day)
    expect(metricsOf(runOf(rising(251)))).toMatchObject({ annualReturn: null, calmar: null })
    expect(metricsOf(runOf(rising(252))).annualReturn).toBeCloseTo(0.251, 12)
  })

  test('analytic: a run that is twice its benchmark and a bit each day has beta 2 and that bit as alpha (3)', () => {
    const benchmark = Float64Array.from([0.01, -0.02, 0.015, 0.003, -0.001])
    const { alpha, beta, appraisalRatio } = againstBenchmark(
      benchmark.map((value) => 2 * value + 0.0004),
      benchmark,
    )
    expect(beta).toBeCloseTo(2, 12)
    expect(alpha).toBeCloseTo(0.0004 * 252, 12)
    // Nothing is left that beta does not explain.
    expect(appraisalRatio).toBeNull()
  })

  test('brute force: the appraisal ratio is the mean over the deviation of what the regression leaves (3)', () => {
    const benchmark = Float64Array.from([0.01, -0.02, 0.015, 0.003, -0.001, 0.007])
    const returns = Float64Array.from([0.02, -0.01, 0.011, -0.004, 0.006, 0.001])
    const { alpha, beta, appraisalRatio } = againstBenchmark(returns, benchmark)
    const left = returns.map((value, day) => value - Number(beta) * (benchmark[day] ?? 0))
    const mean = left.reduce((sum, value) => sum + value, 0) / left.length
    const variance = left.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (left.length - 1)
    expect(alpha).toBeCloseTo(mean * 252, 12)
    expect(appraisalRatio).toBeCloseTo((mean / Math.sqrt(variance)) * Math.sqrt(252), 10)
  })
})

describe('against brute-force definitions', () => {
  it('drawdown is the worst of all pairs of a day and an earlier one, the start included (4)', () => {
    fc.assert(
      fc.property(anyEquity, (values) => {
        const curve = [1_000, ...values]
        const falls = curve.flatMap((before, first) => curve.slice(first).map((after) => after / before - 1))
        const { share, days } = drawdownOf(1_000, Float64Array.from(values))
        expect(share).toBeCloseTo(Math.min(0, ...falls), 12)
        const highest = curve.map((_, day) => Math.max(...curve.slice(0, day + 1)))
        const under = curve.map((value, day) => (value < (highest[day] ?? 0) ? 'u' : '-')).join('')
        expect(days).toBe(Math.max(0, ...under.split('-').map((stretch) => stretch.length)))
      }),
    )
  })

  it('the tail is where a twentieth of the days lies, and its mean no better (4)', () => {
    fc.assert(
      fc.property(anyReturns(20), (returns) => {
        const { valueAtRisk95, conditionalValueAtRisk95 } = tailOf(returns)
        const sorted = [...returns].sort((a, b) => a - b)
        const below = sorted.filter((value) => value <= (valueAtRisk95 ?? Number.NaN))
        expect(below.length / sorted.length).toBeGreaterThanOrEqual(0.05)
        expect(below.length === sorted.length ? 0 : (below.length - 1) / (sorted.length - 1)).toBeLessThanOrEqual(
          0.05 + sorted.filter((value) => value === valueAtRisk95).length / sorted.length,
        )
        expect(conditionalValueAtRisk95).toBeLessThanOrEqual((valueAtRisk95 ?? 0) + 1e-15)
        expect(conditionalValueAtRisk95).toBeGreaterThanOrEqual(sorted[0] ?? 0)
      }),
    )
  })

  it('the long-run variance is the mean product of all pairs of days, weighted by their distance (6)', () => {
    fc.assert(
      fc.property(anyReturns(2), fc.integer({ min: 0, max: 8 }), (returns, lags) => {
        const { mean } = momentsOf(returns)
        let sum = 0
        returns.forEach((one, first) => {
          returns.forEach((other, second) => {
            sum += Math.max(0, 1 - Math.abs(first - second) / (lags + 1)) * (one - mean) * (other - mean)
          })
        })
        expect(longRunVariance(returns, lags)).toBeCloseTo(sum / returns.length, 10)
        expect(longRunVariance(returns, lags)).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('skewness and kurtosis are the mean third and fourth power of the standardised values', () => {
    const values = Float64Array.from([0.01, -0.03, 0.02, 0.04, -0.005])
    const mean = values.reduce((sum, value) => sum + value, 0) / 5
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 5)
    const power = (n: number) => values.reduce((sum, value) => sum + ((value - mean) / deviation) ** n, 0) / 5
    expect(momentsOf(values).skewness).toBeCloseTo(power(3), 12)
    expect(momentsOf(values).kurtosis).toBeCloseTo(power(4), 12)
  })
})

describe('the standard error of a Sharpe ratio', () => {
  const alternating = Float64Array.from({ length: 2_520 }, (_, day) => 0.0005 + (day % 2 === 0 ? 0.01 : -0.01))

  test('analytic: of coin flips it is √((1 + S² (κ − 1) / 4) / n) with κ = 1 when nothing repeats', () => {
    const flips = alternating.map((_, day) => 0.0005 + (Math.sin(day * day) > 0 ? 0.01 : -0.01))
    const error = sharpeStandardError(flips) ?? 0
    expect(Math.abs(error / Math.sqrt(252 / 2_520) - 1)).toBeLessThan(0.1)
  })

  test('analytic: it is not smaller where days make up for each other, and larger where runs repeat (6)', () => {
    const runs = alternating.map((_, day) => 0.0005 + (Math.sin(Math.floor(day / 5) ** 2) > 0 ? 0.01 : -0.01))
    const plain = Math.sqrt(252 / 2_520)
    expect((neweyWestError(alternating) ?? 0) * Math.sqrt(252)).toBeLessThan(plain / 2)
    expect(sharpeStandardError(alternating)).toBeGreaterThan(plain * 0.99)
    expect(sharpeStandardError(runs)).toBeGreaterThan(plain * 1.2)
  })

  test.each([
    [1, 0],
    [100, 4],
    [2_520, 8],
  ])('%s days count %s lags', (days, lags) => {
    expect(neweyWestLags(days)).toBe(lags)
  })
})

describe('round trips', () => {
  test('only those that ended are trades (5)', () => {
    const figures = tripFigures([trip(), trip({ pnlUsd: -5, worst: -0.03 }), trip({ pnlUsd: 1_000, reason: null })])
    expect(figures).toMatchObject({ trades: 2, hitRate: 0.5, profitFactor: 2, expectancyUsd: 2.5, expectancy: 0.0025 })
    expect(figures).toMatchObject({ bestTrade: 0.01, worstTrade: -0.005, maxAdverseExcursion: -0.02 })
    expect(figures.sqn).toBeCloseTo((Math.SQRT2 * 2.5) / Math.sqrt(112.5), 12)
  })

  test('a day counts as exposed from entry to exit, the open ones too, and once however many are held (5)', () => {
    const held = (entry: number, exit: number) => trip({ entryAt: entry * DAY, exitAt: exit * DAY })
    expect(exposureOf([held(1, 2), held(2, 3), held(8, 8)], daysOf(10))).toBe(0.4)
    expect(exposureOf([held(0, 20)], daysOf(10))).toBe(1)
    expect(exposureOf([], daysOf(10))).toBe(0)
  })
})

describe('days', () => {
  test('steps are grouped by the day they fall on, and equity is that of the last (3)', () => {
    const at = Float64Array.from([0, 1, 2, 5, 6, 9], (hours) => hours * (DAY / 4))
    const days = tradingDays(at, (instant) => `day ${Math.floor(instant / DAY)}`)
    expect(days.days).toEqual(['day 0', 'day 1', 'day 2'])
    expect([...equityByDay(Float64Array.from([10, 11, 12, 13, 14, 15]), days)]).toEqual([12, 14, 15])
    expect(() => equityByDay(new Float64Array(3), days)).toThrow('ends before')
  })

  test('the first return is on the start, and nothing is earned on nothing (1)', () => {
    expect([...dailyReturns(100, Float64Array.from([110, 99, 0, 50]))]).toEqual([
      expect.closeTo(0.1, 12),
      expect.closeTo(-0.1, 12),
      -1,
      Number.NaN,
    ])
  })

  test('annual figures are those of 252 days (3)', () => {
    const returns = Float64Array.from([0.01, -0.005, 0.002, 0.004])
    const { mean, deviation } = momentsOf(returns)
    expect(sharpe(returns)).toBeCloseTo((mean / deviation) * Math.sqrt(252), 12)
    expect(volatility(returns)).toBeCloseTo(deviation * Math.sqrt(252), 12)
    expect(sortino(returns)).toBeCloseTo((mean / Math.sqrt(0.000025 / 4)) * Math.sqrt(252), 12)
    expect(annualReturn(1.1, 126)).toBeCloseTo(0.21, 12)
  })
})
