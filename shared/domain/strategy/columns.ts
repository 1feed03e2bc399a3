/** Which columns belong to which strategy, and how many bars they need. */
import { never } from '../../base/assert.ts'
import type { Bar } from '../../contracts/bars.ts'
import type { StrategyName } from '../../contracts/scalars.ts'
import type { RegimeLabel } from '../../contracts/signals.ts'
import { breakoutColumns } from './breakout.ts'
import type { DecisionRow } from './decide.ts'
import { meanReversionColumns } from './mean-reversion.ts'
import { momentumColumns } from './momentum.ts'
import type { StrategyParams } from './params.ts'
import type { FilteredRows } from './rows.ts'

/**
 * One row per bar, oldest first. `rows` are the filtered rows of the same bars, or null when no filter ran: then the
 * closes are measured and the filters' gates are not asked.
 */
export function columns(bars: readonly Bar[], rows: FilteredRows, params: StrategyParams): readonly DecisionRow[] {
  switch (params.strategy) {
    case 'breakout':
      return breakoutColumns(bars, params)
    case 'momentum':
      return momentumColumns(bars, rows, params)
    case 'mean_reversion':
      return meanReversionColumns(bars, rows, params)
    default:
      return never(params)
  }
}

/** After this many spans an exponential mean holds e^-20 of its seed. */
const EMA_SETTLED_SPANS = 10

/** Bars after which every column of the last row is known, and what came before them no longer matters. */
export function rowsNeeded(params: StrategyParams): number {
  switch (params.strategy) {
    case 'breakout':
      return Math.max(params.lookback, params.atrLen, EMA_SETTLED_SPANS * params.emaFast) + 1
    case 'momentum': {
      const measured = Math.max(params.rocLookback + params.zWindow, params.rankWindow, params.atrLen)
      return Math.max(measured, EMA_SETTLED_SPANS * params.emaFast) + 1
    }
    case 'mean_reversion':
      return Math.max(params.lookback, params.atrLen) + 1
    default:
      return never(params)
  }
}

/** The row of the last bar, from as short a tail as gives it; null without bars. */
export function lastRow(bars: readonly Bar[], rows: FilteredRows, params: StrategyParams): DecisionRow | null {
  const length = rowsNeeded(params)
  return columns(bars.slice(-length), rows === null ? null : rows.slice(-length), params).at(-1) ?? null
}

/** A breakout request is answered by the strategy that fits the regime; a request for another is left alone. */
export function pickStrategy(requested: StrategyName, regime: RegimeLabel): StrategyName {
  if (requested !== 'breakout') return requested
  if (regime === 'trend_up' || regime === 'trend_down') return 'momentum'
  return regime === 'sideways' || regime === 'calm' ? 'mean_reversion' : requested
}
