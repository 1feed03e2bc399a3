/**
 * How sure a Sharpe ratio is. Ratios and their standard errors are per observation.
 *
 * Probabilistic Sharpe ratio and minimum track record: Bailey and López de Prado, "The Sharpe ratio efficient
 * frontier", Journal of Risk 15 (2012). Deflated Sharpe ratio: the same, Journal of Portfolio Management 40 (2014).
 */
import { normalCdf, normalQuantile } from '../../base/normal.ts'

const EULER_MASCHERONI = 0.5772156649015329

export interface SharpeEstimate {
  readonly sharpe: number
  /** Standard error. */
  readonly error: number
}

/** Probability that the true ratio is above the benchmark: Φ((S − S*) / error). */
export const probabilisticSharpe = ({ sharpe, error }: SharpeEstimate, benchmark: number): number =>
  normalCdf((sharpe - benchmark) / error)

/**
 * Expected highest of N independent draws from a normal distribution with mean 0 and the given variance:
 * √V · ((1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e))), γ the Euler–Mascheroni constant. 0 for a single draw. Against this
 * benchmark the probabilistic Sharpe ratio is the deflated one.
 */
export function expectedMaxSharpe(trials: number, variance: number): number {
  if (trials <= 1) return 0
  const [often, seldom] = [normalQuantile(1 - 1 / trials), normalQuantile(1 - 1 / (trials * Math.E))]
  return Math.sqrt(variance) * ((1 - EULER_MASCHERONI) * often + EULER_MASCHERONI * seldom)
}

/**
 * Observations after which a ratio like this one, with an error that shrinks as their root grows, would be above the
 * benchmark at the given confidence: 1 + error² (T − 1) · (Φ⁻¹(confidence) / (S − S*))². Null when it is not above it.
 */
export function minTrackRecord(
  { sharpe, error, observations }: SharpeEstimate & { readonly observations: number },
  benchmark: number,
  confidence = 0.95,
): number | null {
  if (!(sharpe > benchmark)) return null
  return 1 + error ** 2 * (observations - 1) * (normalQuantile(confidence) / (sharpe - benchmark)) ** 2
}
