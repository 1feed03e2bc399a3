/** The odds that an entry on this bar wins, from the filters and the label. */
import type { RegimeLabel } from '../../contracts/signals.ts'
import { REGIME_SETTINGS } from './settings.ts'
import type { FilteredRow } from './stepper.ts'

export type Odds =
  | { readonly kind: 'known'; readonly probability: number }
  | { readonly kind: 'unknown'; readonly reason: 'WARMUP' | 'priors_failed' }

/** What a regime adds to the odds. */
export const REGIME_ODDS: Readonly<Record<RegimeLabel, number>> = {
  trend_up: 0.05,
  calm: 0.02,
  sideways: 0,
  trend_down: -0.07,
  high_volatility: -0.08,
  uncertain: -0.1,
  unknown: 0,
}

/** What the odds lose when the uncertainty stands at the limit of `uncertain`. */
const PENALTY_AT_LIMIT = 0.05
const ODDS_MIN = 0.05
const ODDS_MAX = 0.95

export const clampOdds = (odds: number): number => Math.min(ODDS_MAX, Math.max(ODDS_MIN, odds))

/**
 * p = 0.5 + 0.5 · tanh(velocity / σ) − 0.05 · (uncertainty / 3) + the regime's share, within [0.05, 0.95].
 *
 * σ is the row's volatility, so the odds depend neither on the scale of prices nor on the length of bars. The penalty
 * at the limit of `uncertain` is the older filter's at its own limit, 0.05.
 *
 * @returns unknown with WARMUP when velocity, σ, uncertainty or label is UNKNOWN, and with priors_failed in a market
 *   that stands still, where a velocity has no unit. The flat 0.55 for frames that no filter has seen is
 *   a guess, and only the legacy form makes it.
 */
export function successProbability(row: FilteredRow): Odds {
  const { velocity, uncertainty } = row.signal
  const { volatility, regime } = row.regime
  if (velocity === null || uncertainty === null || volatility === null || regime === 'unknown') {
    return { kind: 'unknown', reason: 'WARMUP' }
  }
  const direction = 0.5 + 0.5 * Math.tanh(velocity / volatility)
  const penalty = PENALTY_AT_LIMIT * (uncertainty / REGIME_SETTINGS.uncertainAbove)
  const probability = clampOdds(direction - penalty + REGIME_ODDS[regime])
  return volatility > REGIME_SETTINGS.stillness && Number.isFinite(probability)
    ? { kind: 'known', probability }
    : { kind: 'unknown', reason: 'priors_failed' }
}
