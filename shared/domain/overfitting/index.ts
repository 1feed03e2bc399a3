/**
 * Overfitting: how likely it is that the best of many cells was luck, and whether it may be promoted all the same.
 *
 * 1. UNKNOWN is never a guess: what the sample cannot say is null, and a null refuses a promotion.
 * 2. Free of scale and order: returns times a constant, or cells in another order, leave every figure as it was.
 * 3. Reproducible: equal returns, trials and seed give equal figures, whatever ran before or beside.
 * 4. More trials never make a result surer: the deflated Sharpe ratio falls as the ledger grows.
 * 5. Corrected p-values are never below the raw ones and keep their order; Benjamini and Hochberg's are at most Holm's.
 * 6. No training of a walk-forward holds a day of its own test or after it, nor one that is purged or embargoed.
 * 7. A promotion passes every gate; each gate that does not says why.
 */
export { assess } from './assess.ts'
export { promotionFigures, promotionGates, verdictOf } from './promotion.ts'
export type { ReturnsMatrix } from './returns-matrix.ts'
export { walkForward, walkForwardWindows } from './walk-forward.ts'
