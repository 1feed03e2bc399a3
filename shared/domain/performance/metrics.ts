/** The metrics of one run, from its daily equity, its round trips, its fills and a benchmark. */
import type { Metrics } from '../../contracts/research.ts'
import { MICROS_PER_USD } from '../orders/index.ts'
import { DAYS_PER_YEAR, dailyReturns, exposureOf, type TradingDays } from './days.ts'
import { drawdownOf } from './drawdown.ts'
import { againstBenchmark, annualReturn, known, sharpe, sortino, tailOf, volatility } from './ratios.ts'
import { type RoundTrip, tripFigures } from './round-trips.ts'
import { sharpeStandardError } from './sharpe-error.ts'

/** Sums over all fills, in millionths of a dollar. */
export interface FillTotals {
  /** |shares| · price. */
  readonly notionalMicros: number
  readonly feesMicros: number
  /** Spread and slippage. */
  readonly costsMicros: number
}

export interface Run {
  readonly startMicros: number
  readonly days: TradingDays
  /** Millionths of a dollar at the end of each day. */
  readonly equityMicros: Float64Array
  readonly trips: readonly RoundTrip[]
  readonly fills: FillTotals
  /** Daily returns of buying and holding the same symbols; null when there is none. */
  readonly benchmark: Float64Array | null
}

const BASIS_POINTS = 10_000

/** Every figure of the contract; null where the sample cannot say. */
export function metricsOf(run: Run): Metrics {
  const { startMicros, equityMicros, fills } = run
  const days = equityMicros.length
  const endMicros = equityMicros[days - 1] ?? startMicros
  const returns = dailyReturns(startMicros, equityMicros)
  const drawdown = days < 2 ? null : drawdownOf(startMicros, equityMicros)
  // Less than a year is not told by the year: a good month would read as a fortune.
  const annual = days < DAYS_PER_YEAR ? null : annualReturn(endMicros / startMicros, days)
  const { trades, bestTrade, worstTrade, ...trips } = tripFigures(run.trips)
  return {
    startEquityUsd: startMicros / MICROS_PER_USD,
    endEquityUsd: endMicros / MICROS_PER_USD,
    days,
    totalReturn: days === 0 ? null : endMicros / startMicros - 1,
    annualReturn: annual,
    volatility: volatility(returns),
    sharpe: sharpe(returns),
    sharpeStandardError: sharpeStandardError(returns),
    sortino: sortino(returns),
    calmar: annual === null || drawdown === null ? null : known(annual / -drawdown.share),
    maxDrawdown: drawdown?.share ?? null,
    maxDrawdownDays: drawdown?.days ?? null,
    ...tailOf(returns),
    exposure: exposureOf(run.trips, run.days),
    turnover: turnoverOf(fills.notionalMicros, equityMicros),
    trades,
    ...trips,
    feesUsd: fills.feesMicros / MICROS_PER_USD,
    costsUsd: fills.costsMicros / MICROS_PER_USD,
    slippageBps: known((fills.costsMicros / fills.notionalMicros) * BASIS_POINTS),
    ...(run.benchmark === null
      ? { alpha: null, beta: null, appraisalRatio: null }
      : againstBenchmark(returns, run.benchmark)),
  }
}

/** Traded notional per year over the mean equity of the days; null where that is not above 0. */
function turnoverOf(notionalMicros: number, equityMicros: Float64Array): number | null {
  const mean = equityMicros.reduce((sum, value) => sum + value, 0) / equityMicros.length
  return mean > 0 ? ((notionalMicros / mean) * DAYS_PER_YEAR) / equityMicros.length : null
}
