/**
 * Orders: how an order moves, how it fills and what a fill does to a position.
 *
 * Paper broker, replay and backtest share this room, so that none of them can be kinder than the others.
 *
 * Invariants:
 * 1. A status only moves up in rank; a final status never changes.
 * 2. A fill never happens at or before its decision: it takes a bar that opens after the order's instant.
 * 3. The filled quantity never exceeds the order's quantity, nor the bar's volume times the participation limit.
 * 4. A buyer never pays less than the reference price, a seller never gets more.
 * 5. A position equals the signed sum of its fills, whatever their order of arrival.
 */

export { bookExecution } from './book-execution.ts'
export {
  type Direction,
  type ExecutionCosts,
  exactMicros,
  executionMicros,
  feeMicros,
  MICROS_PER_USD,
  microsOf,
} from './execution.ts'
export { fillOnBar, PAPER_FILL_MODEL, type WorkingOrder } from './fill-model.ts'
export { type FilledOrders, fillWorkingOrders } from './fill-working.ts'
export { advanceStatus, isWorking, statusAfterFill } from './lifecycle.ts'
export { applyFill, FLAT, type Holding, unrealizedPnl } from './position.ts'
