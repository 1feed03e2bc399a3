/**
 * Figures of daily returns. All are null, UNKNOWN, when the sample cannot say: fewer than two days, a day whose return
 * is UNKNOWN, or nothing to divide by.
 */
import { assert } from '../../base/assert.ts'
import { DAYS_PER_YEAR } from './days.ts'
import { momentsOf } from './moments.ts'

/** A quantile of a twentieth needs a twentieth. */
const TAIL_DAYS_MIN = 20
const TAIL = 0.05

/** The number, or null when it is not finite. */
export const known = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** Return per year at the same pace: (end / start)^(252 / days) − 1. */
export const annualReturn = (growth: number, days: number): number | null =>
  days < 2 || growth < 0 ? null : known(growth ** (DAYS_PER_YEAR / days) - 1)

/** Sample standard deviation of the daily returns times √252. */
export const volatility = (returns: Float64Array): number | null =>
  returns.length < 2 ? null : known(momentsOf(returns).deviation * Math.sqrt(DAYS_PER_YEAR))

/** Mean over sample standard deviation of the daily returns, without a riskless rate. */
export function sharpePerDay(returns: Float64Array): number | null {
  const { count, mean, deviation } = momentsOf(returns)
  return count < 2 || !(deviation > 0) ? null : known(mean / deviation)
}

/** Sharpe ratio per day times √252. */
export function sharpe(returns: Float64Array): number | null {
  const perDay = sharpePerDay(returns)
  return perDay === null ? null : perDay * Math.sqrt(DAYS_PER_YEAR)
}

/**
 * Mean over the root mean square of min(return, 0) over all days, times √252. Null when no day lost: there is no risk
 * to compare with (Sortino and van der Meer, Journal of Portfolio Management 17, 1991).
 */
export function sortino(returns: Float64Array): number | null {
  if (returns.length < 2) return null
  let [sum, downside] = [0, 0]
  for (const value of returns) {
    sum += value
    downside += Math.min(value, 0) ** 2
  }
  if (downside === 0) return null
  return known((sum / returns.length / Math.sqrt(downside / returns.length)) * Math.sqrt(DAYS_PER_YEAR))
}

export interface Tail {
  /** Return that one day in twenty falls below (quantile with linear interpolation). */
  readonly valueAtRisk95: number | null
  /** Mean of the returns at or below it. */
  readonly conditionalValueAtRisk95: number | null
}

/** The worst twentieth of the days as it was, without a model; null below 20 days. A loss is below 0. */
export function tailOf(returns: Float64Array): Tail {
  if (returns.length < TAIL_DAYS_MIN || returns.some(Number.isNaN)) {
    return { valueAtRisk95: null, conditionalValueAtRisk95: null }
  }
  const sorted = returns.toSorted()
  const place = (sorted.length - 1) * TAIL
  const below = Math.floor(place)
  const [low, high] = [sorted[below] as number, sorted[below + 1] as number]
  const worst = sorted.subarray(0, below + 1)
  return {
    valueAtRisk95: low + (place - below) * (high - low),
    conditionalValueAtRisk95: worst.reduce((sum, value) => sum + value, 0) / worst.length,
  }
}

export interface Benchmarked {
  /** Mean return per day that the benchmark does not explain, times 252. */
  readonly alpha: number | null
  readonly beta: number | null
  /** Alpha over the volatility of what the benchmark does not explain (Treynor and Black, 1973), annual. */
  readonly appraisalRatio: number | null
}

/** A residual below this share of the variance is the rounding of a run that is its benchmark. */
const RESIDUAL_SHARE_MIN = 1e-9

/** Least squares of the returns on a benchmark's of the same days; null when the benchmark did not move. */
export function againstBenchmark(returns: Float64Array, benchmark: Float64Array): Benchmarked {
  assert(returns.length === benchmark.length, 'a benchmark has other days than the run')
  const [own, market] = [momentsOf(returns), momentsOf(benchmark)]
  if (returns.length < 2 || !(market.deviation > 0)) return { alpha: null, beta: null, appraisalRatio: null }
  let covariance = 0
  for (let day = 0; day < returns.length; day += 1) {
    covariance += ((returns[day] as number) - own.mean) * ((benchmark[day] as number) - market.mean)
  }
  const beta = covariance / (returns.length - 1) / market.deviation ** 2
  const alpha = own.mean - beta * market.mean
  const residual = own.deviation ** 2 - (beta * market.deviation) ** 2
  const isOwn = residual > RESIDUAL_SHARE_MIN * own.deviation ** 2
  return {
    alpha: known(alpha * DAYS_PER_YEAR),
    beta: known(beta),
    appraisalRatio: isOwn ? known((alpha / Math.sqrt(residual)) * Math.sqrt(DAYS_PER_YEAR)) : null,
  }
}
