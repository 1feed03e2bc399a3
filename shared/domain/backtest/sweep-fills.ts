/** Pricing and booking of fills in the sweep engine. What is priced lies in the run until it is booked. */
import { type Direction, exactMicros, executionMicros, feeMicros, microsOf } from '../orders/index.ts'
import { outcomeCode } from './sweep-records.ts'
import { NONE, type RunState, type SymbolState } from './sweep-state.ts'

const MICROS_MAX = Number.MAX_SAFE_INTEGER

/** `exactMicros` of an amount that is whole, so that its size alone tells whether it is exact. */
export function holdExact(micros: number): void {
  if (!(micros <= MICROS_MAX && micros >= -MICROS_MAX)) exactMicros(micros)
}

export const FILLED = outcomeCode('FILLED')
export const PARTIAL = outcomeCode('PARTIAL')

/** Prices a market fill near a reference in dollars. */
export function quoteMarket(run: RunState, state: SymbolState, direction: Direction, referenceUsd: number): void {
  const spread = state.bars.spread[state.bar] as number
  run.direction = direction
  run.priceMicros = executionMicros(direction, referenceUsd, spread, run.costs)
  run.awayMicros = Math.abs(run.priceMicros - microsOf(referenceUsd))
}

/** Prices a fill at a limit. */
export function quoteLimit(run: RunState, direction: Direction, limitUsd: number): void {
  run.direction = direction
  run.priceMicros = microsOf(limitUsd)
  run.awayMicros = 0
}

/** Makes what is priced no worse than a limit. */
export function holdToLimit(run: RunState, limitUsd: number): void {
  const limit = microsOf(limitUsd)
  if (run.direction * run.priceMicros < run.direction * limit) return
  run.priceMicros = limit
  run.awayMicros = 0
}

/** Books shares at what is priced. */
export function bookFill(run: RunState, state: SymbolState, intent: number, qty: number): void {
  const { direction } = run
  const notional = qty * run.priceMicros
  run.feeMicros = feeMicros(qty, notional, run.costs)
  run.cashMicros -= direction * notional + run.feeMicros
  holdExact(notional)
  holdExact(run.cashMicros)
  state.qty += direction * qty
  state.volumeLeft -= qty
  run.records.addFill(intent, state.bar, qty, run)
}

/** Books shares of the working exit order, which is over when the position is. */
export function bookExit(run: RunState, state: SymbolState, qty: number): void {
  bookFill(run, state, state.exit, qty)
  state.exitHasFill = true
  if (state.qty !== 0) return
  run.records.ends(state.exit, FILLED)
  state.exit = NONE
}

/** Closes the whole position near a reference, whatever the volume. */
export function closePosition(run: RunState, state: SymbolState, kind: number, referenceUsd: number): void {
  const side = state.side()
  if (side === 0) return
  const qty = Math.abs(state.qty)
  const intent = run.records.addIntent(state, kind, -side, qty)
  quoteMarket(run, state, side > 0 ? -1 : 1, referenceUsd)
  bookFill(run, state, intent, qty)
  run.records.ends(intent, FILLED)
}

/** Ends the working entry order for a reason; one that got something keeps it. */
export function endEntry(run: RunState, state: SymbolState, outcome: number): void {
  if (state.entry === NONE) return
  run.records.ends(state.entry, state.entryHasFill ? PARTIAL : outcome)
  state.entry = NONE
}

/** Ends the working exit order for a reason; one that got something keeps it. */
export function endExit(run: RunState, state: SymbolState, outcome: number): void {
  if (state.exit === NONE) return
  run.records.ends(state.exit, state.exitHasFill ? PARTIAL : outcome)
  state.exit = NONE
}
