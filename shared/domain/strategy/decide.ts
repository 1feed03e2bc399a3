/** From a strategy's row to an action, with every gate that was asked. */
import { never } from '../../base/assert.ts'
import type { Gate } from '../../contracts/api/router.ts'
import { type BreakoutRow, breakoutEntryGates, breakoutExitGates } from './breakout.ts'
import { numberGate } from './gates.ts'
import { type MeanReversionRow, meanReversionEntryGates, meanReversionExitGates } from './mean-reversion.ts'
import { type MomentumRow, momentumEntryGates, momentumExitGates } from './momentum.ts'

export type DecisionRow = BreakoutRow | MomentumRow | MeanReversionRow

export type Position =
  | { readonly kind: 'flat' }
  /** A position without a known stop is not held against one. */
  | { readonly kind: 'long'; readonly stopPrice: number | null }

export interface Decision {
  readonly action: 'enter' | 'exit' | 'hold'
  /**
   * Flat: the conditions of an entry, all of which must pass. Long: the conditions of an exit, one of which is enough.
   * A refusal names gate, value and threshold; an UNKNOWN one has the reason WARMUP.
   */
  readonly gates: readonly Gate[]
  /** Where a stop of a position opened on this row belongs, in dollars; null is UNKNOWN. */
  readonly stopPrice: number | null
}

function entryGates(row: DecisionRow): readonly Gate[] {
  switch (row.strategy) {
    case 'breakout':
      return breakoutEntryGates(row)
    case 'momentum':
      return momentumEntryGates(row)
    case 'mean_reversion':
      return meanReversionEntryGates(row)
    default:
      return never(row)
  }
}

function exitGates(row: DecisionRow): readonly Gate[] {
  switch (row.strategy) {
    case 'breakout':
      return breakoutExitGates(row)
    case 'momentum':
      return momentumExitGates(row)
    case 'mean_reversion':
      return meanReversionExitGates(row)
    default:
      return never(row)
  }
}

/** Decides one row against what is held. Pure: the row carries all that the decision rests on. */
export function decide(row: DecisionRow, position: Position): Decision {
  const { stopPrice } = row
  if (position.kind === 'flat') {
    return { action: row.longEntry === true ? 'enter' : 'hold', gates: entryGates(row), stopPrice }
  }
  const rules = exitGates(row)
  if (position.stopPrice === null) {
    return { action: row.longExit === true ? 'exit' : 'hold', gates: rules, stopPrice }
  }
  // The close, not the low: the low of the bar may lie before the fill that opened the position.
  const stop = numberGate('position.stop', row.close, { comparison: '<=', limit: position.stopPrice, of: 'stop' })
  const exits = row.longExit === true || stop.verdict === 'PASS'
  return { action: exits ? 'exit' : 'hold', gates: [...rules, stop], stopPrice }
}
