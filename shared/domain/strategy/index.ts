/**
 * The strategy room: rules over columns that cannot look ahead, one form for the router and for both engines.
 *
 * A strategy is one file: its parameters with schema, defaults, units and sweep range, and its rules as gates over
 * columns. What it sees of a market has no way to ask for a bar, an instant, or what comes after.
 *
 * Invariants, which the property tests repeat by number:
 * 1. Causal: rows and signals up to a bar are equal whatever comes after it.
 * 2. UNKNOWN is never a guess: a measure is finite or UNKNOWN, and an entry needs every gate known and passed.
 * 3. Every refusal is told: an entry happens exactly when all its gates pass, and a hold names those that did not.
 * 4. One delay: a decision rests on its own bar or on the one before, as the parameters say, and never on an older one.
 * 5. Parameters are accepted whole or refused with every fault named; defaults are accepted.
 * 6. A tail is enough: the last row of `rowsNeeded` bars equals that of the whole series, but for what the exponential
 *    mean still holds of its seed.
 * 7. Rows and signals agree: a bar is flagged exactly when its row's gates say so.
 */

export { decide, pickStrategy } from './decide.ts'
export { type FrameColumn, frameColumnsOf } from './frame-columns.ts'
export { parseParams } from './params.ts'
export {
  type DecisionRow,
  lastRow,
  readStrategy,
  rowAt,
  signalBuffers,
  signalsOf,
  viewOf,
  viewOfColumns,
} from './reading.ts'
export {
  type Action,
  decideAt,
  ENTER_LONG,
  ENTER_SHORT,
  EXIT,
  HOLD,
  REVERSE,
  type SignalColumns,
} from './signals.ts'
export { rowsNeeded, type StrategyParams, strategyOf } from './strategies.ts'
