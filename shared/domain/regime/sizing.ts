/** How much of a stake a kind of market is given. */
import type { RegimeLabel } from '../../contracts/signals.ts'
import { REGIME_SETTINGS } from './settings.ts'
import type { FilteredRow } from './stepper.ts'

const REGIME_FACTORS: Readonly<Record<Exclude<RegimeLabel, 'unknown'>, number>> = {
  trend_up: 1,
  calm: 0.85,
  sideways: 0.7,
  trend_down: 0.6,
  high_volatility: 0.5,
  uncertain: 0.4,
}
const UNCERTAIN_FACTOR = 0.7
const FACTOR_MIN = 0.1

/** The regime's factor, less while the filter does not fit, at least a tenth; NaN while either is UNKNOWN. */
export function regimeFactor({ signal: { uncertainty }, regime: { regime } }: FilteredRow): number {
  if (regime === 'unknown' || uncertainty === null) return Number.NaN
  const fits = uncertainty <= REGIME_SETTINGS.uncertainAbove
  return Math.max(FACTOR_MIN, REGIME_FACTORS[regime] * (fits ? 1 : UNCERTAIN_FACTOR))
}
