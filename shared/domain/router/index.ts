/**
 * Router: from a frame of bars to one order intent, or to the gate that refused it.
 *
 * Invariants:
 * 1. A failed or empty frame yields no order; synthetic bars enter only through an offline request and stamp the
 *    intent.
 * 2. Without an entry on the last closed bar there is no order, unless the request is offline, which says
 *    `signal:forced`.
 * 3. `order:published` is never part of a decision: only the confirmed send writes it.
 * 4. Every refusal names its gate, the value and the threshold, and the reason is the first gate that did not pass.
 * 5. Equal facts give equal decisions, byte for byte.
 */
export { type Analysis, analyse, type FrameAnswer, lookBackMs, type RouteFacts } from './analysis.ts'
export { decideRoute } from './decide.ts'
export type { LedgerFacts, RouteDecision, RoutePolicy } from './facts.ts'
