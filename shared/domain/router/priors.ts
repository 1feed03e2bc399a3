/** The odds behind a stake, from the last rows of the frame. */
import type { Priors } from '../../contracts/api/router.ts'
import type { Bar } from '../../contracts/bars.ts'
import { type FilteredRow, successProbability } from '../regime/index.ts'

/** Rows that the priors look back on. */
const PRIOR_ROWS = 60
/** Fewer returns than this say nothing; the odds are UNKNOWN. */
const RETURNS_MIN = 20

/**
 * Payoff = max(1.1, 1 + 50 · |mean return|); probability from the filters' velocity, uncertainty and regime.
 *
 * @returns null when the history is too short or an input is UNKNOWN
 */
export function priorsOf(bars: readonly Bar[], rows: readonly FilteredRow[]): Priors | null {
  const closes = bars.slice(-PRIOR_ROWS).map((bar) => bar.close)
  const returns = closes.slice(1).map((close, index) => close / (closes[index] ?? Number.NaN) - 1)
  const last = rows.at(-1)
  if (returns.length < RETURNS_MIN || !last || !returns.every(Number.isFinite)) return null
  const odds = successProbability(last)
  if (odds.kind === 'unknown') return null
  const avgReturn = returns.reduce((sum, value) => sum + value, 0) / returns.length
  const variance = returns.reduce((sum, value) => sum + (value - avgReturn) ** 2, 0) / (returns.length - 1)
  return {
    winProb: odds.probability,
    payoff: Math.max(1.1, 1 + 50 * Math.abs(avgReturn)),
    volHint: Math.sqrt(variance),
    avgReturn,
    regime: last.regime.regime,
  }
}
