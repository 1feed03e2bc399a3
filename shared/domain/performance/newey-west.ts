/**
 * Standard errors that hold when a series is correlated with its own past (heteroskedasticity and autocorrelation
 * consistent): Newey and West, Econometrica 55 (1987).
 */
import { momentsOf } from './moments.ts'

/** Lags to count: 4 · (n / 100)^(2/9), rounded down (Newey and West, Review of Economic Studies 61, 1994). */
export const neweyWestLags = (length: number): number => Math.min(length - 1, Math.floor(4 * (length / 100) ** (2 / 9)))

/**
 * Long-run variance γ₀ + 2 Σ (1 − k / (lags + 1)) γ_k, k = 1 … lags, of the autocovariances about the mean with divisor
 * n. The variance of the mean is this over n. Never negative.
 */
export function longRunVariance(values: Float64Array, lags = neweyWestLags(values.length)): number {
  const { mean } = momentsOf(values)
  const centred = values.map((value) => value - mean)
  let sum = autocovariance(centred, 0)
  for (let lag = 1; lag <= lags; lag += 1) sum += 2 * (1 - lag / (lags + 1)) * autocovariance(centred, lag)
  return Math.max(0, sum)
}

function autocovariance(centred: Float64Array, lag: number): number {
  let sum = 0
  for (let index = lag; index < centred.length; index += 1) {
    sum += (centred[index] as number) * (centred[index - lag] as number)
  }
  return sum / centred.length
}

/**
 * Standard error of the Sharpe ratio per day, by the delta method: with z the standardised return of a day and S the
 * Sharpe ratio per day, the ratio moves with z − S · (z² − 1) / 2, whose long-run variance over n is the ratio's (Lo,
 * Financial Analysts Journal 58, 2002, with the variance of Newey and West). Null where there is no Sharpe ratio.
 */
export function neweyWestError(returns: Float64Array): number | null {
  const { count, mean, deviation } = momentsOf(returns)
  if (!(deviation > 0)) return null
  const perDay = mean / deviation
  const influence = returns.map((value) => {
    const z = (value - mean) / deviation
    return z - (perDay * (z * z - 1)) / 2
  })
  return Math.sqrt(longRunVariance(influence) / count)
}
