/** From volatility, momentum and uncertainty to a label, and from a flapping label to one that holds. */
import type { Interval } from '../../contracts/scalars.ts'
import type { RegimeLabel } from '../../contracts/signals.ts'
import { type RegimeSettings, volatilityScale } from './settings.ts'

export interface Evidence {
  readonly volatility: number | null
  readonly momentum: number | null
  readonly uncertainty: number | null
}

/**
 * The label of one bar on its own evidence; `unknown` while any of it is UNKNOWN.
 *
 * The order is the argument. A filter that does not fit says nothing else worth hearing, so `uncertain` comes first.
 * Violence outranks direction, because it is what sizes must answer to. Direction outranks level: a steady drift in a
 * quiet market is a trend, not calm. `calm` then needs a low level, and `sideways` is what is left.
 */
export function labelOf(evidence: Evidence, interval: Interval, settings: RegimeSettings): RegimeLabel {
  const { volatility, momentum, uncertainty } = evidence
  if (volatility === null || momentum === null || uncertainty === null) return 'unknown'
  const scale = volatilityScale(interval)
  if (uncertainty > settings.uncertainAbove) return 'uncertain'
  if (volatility >= settings.highVolatility * scale) return 'high_volatility'
  // The larger of two limits, not a ratio: a drift without any noise is a trend, and a standstill is not.
  if (Math.abs(momentum) >= Math.max(settings.stillness, settings.trendRatio * volatility)) {
    return momentum > 0 ? 'trend_up' : 'trend_down'
  }
  return volatility <= settings.lowVolatility * scale ? 'calm' : 'sideways'
}

export interface HeldLabel {
  readonly label: RegimeLabel
  /** The last bar's own label and how many bars in a row had it. */
  readonly candidate: RegimeLabel
  readonly streak: number
}

/** A known label changes only after `holdBars` equal bars; there is nothing to hold before the first known one. */
export function hold(last: HeldLabel, own: RegimeLabel, holdBars: number): HeldLabel {
  const streak = own === last.candidate ? Math.min(last.streak + 1, holdBars) : 1
  const changes = own === 'unknown' || last.label === 'unknown' || streak >= holdBars
  return { label: changes ? own : last.label, candidate: own, streak }
}
