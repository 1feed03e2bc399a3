/** How far a Sharpe ratio may be from the true one: one error, so that no two cells are judged by different ones. */
import { DAYS_PER_YEAR } from './days.ts'
import { momentsOf } from './moments.ts'
import { neweyWestError } from './newey-west.ts'

/** Moments of the returns behind a ratio per observation; kurtosis is 3 for a normal sample. */
export interface SharpeMoments {
  readonly sharpe: number
  readonly observations: number
  readonly skewness: number
  readonly kurtosis: number
}

/**
 * Standard error per observation, where observations do not depend on each other: √((1 − γ₃ S + (γ₄ − 1) S² / 4) / (T −
 * 1)) (Bailey and López de Prado, Journal of Risk 15, 2012).
 */
export const errorOfIndependent = ({ sharpe, observations, skewness, kurtosis }: SharpeMoments): number =>
  Math.sqrt((1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe) / (observations - 1))

/**
 * Standard error of the annual Sharpe ratio: the larger of that for days that do not depend on each other and that of
 * Newey and West, under which overlapping returns count once. Days that make up for each other make no ratio surer.
 * Null where there is no Sharpe ratio.
 */
export function sharpeStandardError(returns: Float64Array): number | null {
  const overlapping = neweyWestError(returns)
  if (overlapping === null) return null
  const moments = momentsOf(returns)
  const sharpe = moments.mean / moments.deviation
  const independent = errorOfIndependent({ ...moments, sharpe, observations: moments.count })
  return Math.max(overlapping, independent) * Math.sqrt(DAYS_PER_YEAR)
}
