/** From a strategy's row to an action, with every gate that was asked. */
import type { Gate } from '../../contracts/api/router.ts'
import type { StrategyName } from '../../contracts/scalars.ts'
import type { RegimeLabel } from '../../contracts/signals.ts'
import { gateAt, measuredAt, numberGate } from './gates.ts'
import type { DecisionRow } from './reading.ts'

export type Position =
  | { readonly kind: 'flat' }
  | {
      readonly kind: 'long'
      /** A position without a known stop is not held against one. */
      readonly stopPrice: number | null
      /** Bars since the one that opened it; null is UNKNOWN. */
      readonly heldBars: number | null
    }

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

/** Decides one row against what is held. Pure: the row carries all that the decision rests on. */
export function decide(row: DecisionRow, position: Position): Decision {
  const { stopPrice, rules } = row
  if (position.kind === 'flat') {
    const gates = row.long.entry.map((rule) => gateAt(rule, row.entryIndex))
    return { action: gates.every(({ verdict }) => verdict === 'PASS') ? 'enter' : 'hold', gates, stopPrice }
  }
  const gates = row.long.exit.map((rule) => gateAt(rule, row.exitIndex))
  if (rules.holdBarsMax > 0) {
    const limit = { comparison: '>=', limit: rules.holdBarsMax } as const
    gates.push(numberGate('position.hold_bars', position.heldBars, limit))
  }
  if (position.stopPrice !== null) {
    // The close, not the low: the low of the bar may lie before the fill that opened the position.
    const limit = { comparison: '<=', limit: position.stopPrice, of: 'stop' } as const
    gates.push(numberGate('position.stop', row.close, limit))
  }
  const lost = row.exitIndex >= 0 && rules.exitWithout !== null && measuredAt(rules.exitWithout, row.exitIndex) === null
  const exits = lost || gates.some(({ verdict }) => verdict === 'PASS')
  return { action: exits ? 'exit' : 'hold', gates, stopPrice }
}

/** A breakout request is answered by the strategy that fits the regime; a request for another is left alone. */
export function pickStrategy(requested: StrategyName, regime: RegimeLabel): StrategyName {
  if (requested !== 'breakout') return requested
  if (regime === 'trend_up' || regime === 'trend_down') return 'momentum'
  return regime === 'sideways' || regime === 'calm' ? 'mean_reversion' : requested
}
