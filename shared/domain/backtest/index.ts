/**
 * Backtest: what a strategy would have traded on past bars, and what that would have come to. `simulation.ts` holds the
 * rules.
 *
 * Invariants, which the property tests repeat by number:
 * 1. Intents in = accepted + refused: each intent ends with one outcome, and has fills exactly when it was accepted.
 * 2. The account conserves: equity is the start plus what fills, dividends, splits, fees, borrow costs and marks come
 *    to, to the millionth of a dollar.
 * 3. The fills of a bar never take more than the participation of its volume; only END and DELISTED ask for no volume.
 * 4. No decision fills on its own bar or before. Protection, END and DELISTED are no decisions.
 * 5. A buyer never pays less than a price that the bar traded at, a seller never gets more; costs and fees are never
 *    below zero.
 * 6. Causal: bars, signals and corporate actions after a step change nothing that was recorded up to it.
 * 7. In steps or at once, a simulation comes to the same.
 * 8. A short is a long in the mirror.
 * 9. A split that prices and volumes follow changes the unit of both, and nothing else.
 */
export { openSimulation, simulateEvents } from './event-engine.ts'
export { recordParts } from './record-parts.ts'
export { fillTotals, roundTripsOf } from './round-trips.ts'
export {
  type AccountRules,
  type CorporateAction,
  INTENT_KINDS,
  type OrderRecords,
  OUTCOMES,
  type Simulation,
  type SimulationCosts,
  type SimulationResult,
} from './simulation.ts'
export { type SweepCell, SweepEngine } from './sweep-engine.ts'
export { prepareMarket } from './sweep-market.ts'
