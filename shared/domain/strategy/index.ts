/**
 * The strategy room: three long-only rules, each as columns over bars and one decision per row.
 *
 * Invariants, which the property tests repeat by number:
 * 1. Causal: rows up to a bar are equal whatever comes after it.
 * 2. UNKNOWN is never a guess: a column is finite or null, and an entry needs every gate known and passed.
 * 3. Every refusal is told: an entry happens exactly when all its gates pass, and a hold names those that did not.
 * 4. One delay: a decision rests on its own bar or on the one before, as the parameters say, and never on an older one.
 * 5. Parameters are accepted whole or refused with every fault named; defaults are accepted.
 * 6. A tail is enough: the last row of `rowsNeeded` bars equals that of the whole series, but for what the exponential
 *    mean still holds of its seed.
 */
export { columns, lastRow, pickStrategy, rowsNeeded } from './columns.ts'
export { type DecisionRow, decide } from './decide.ts'
export { parseParams, type StrategyParams } from './params.ts'
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
