/**
 * Risk: the only room that can approve an order intent.
 *
 * Invariants:
 * 1. Only `approve` mints Approved<OrderIntent>, and only when every rail passed; `revive` accepts nothing it did not
 *    mint.
 * 2. Limits of a request may tighten the desk's limits, never loosen them.
 * 3. An unreadable trading state, price or stop refuses the order; nothing is guessed.
 * 4. A stake is zero for every edge that is zero or negative, never above the cap, and grows with the probability.
 * 5. Whatever the inputs, notional stays below the notional limit and the loss at the stop within its limit.
 */
export { type Approved, approve, revive } from './approval.ts'
export { fractionalKelly, probabilityLowerBound, stakesOf } from './kelly.ts'
export { killSwitch, type StoredState } from './kill-switch.ts'
export { SIZE_REFUSALS, type SizeRails, sharesToOrder } from './position-size.ts'
export { DEFAULT_RISK_LIMITS, lossAtStopRail, type RiskLimits, sizeOrder } from './sizing.ts'
