/**
 * Market: bars that can be trusted. The wall that every bar passes, one price basis, longer bars, and invented markets.
 *
 * 1. A validated bar has finite positive prices, low ≤ open, close ≤ high, volume ≥ 0 and starts after the one before.
 * 2. Every row of a batch is either a bar or quarantined with one rule; a bad row never costs its neighbours.
 * 3. Whether a row passes does not depend on later rows.
 * 4. Adjusting to a basis day leaves that day's bars as they traded, and what happened after it changes nothing.
 * 5. Aggregation keeps the total volume, the extremes, the first open and the last close of the regular session, and
 *    makes no bar before its end.
 * 6. A synthetic bar is stamped; equal symbol, seed and day give equal bars whatever window they are asked in.
 * 7. A day's synthetic bar is the aggregate of its minutes.
 * 8. The offline path stays between 20 and 80 dollars, rises at every session, and its frames agree where they overlap.
 * 9. A synthetic snapshot is stamped, equal for equal arguments, and shows nothing made after its instant; only the
 *    path of the morning runs towards an open that is still to come.
 * 10. A practice symbol behaves as its name says, on days that its seed decides; no other symbol's bars know of it.
 */
export { adjuster, type FactorRow } from './adjust.ts'
export { aggregate, bucketAt } from './aggregate.ts'
export { type BarColumns, barColumns } from './bar-columns.ts'
export { offlineFrame, offlineNextBar } from './offline.ts'
export { PRACTICE_SYMBOLS } from './practice-universe.ts'
export { syntheticBars } from './synthetic.ts'
export { syntheticSnapshot } from './synthetic-snapshot.ts'
export { type BarRow, validateBars } from './validate.ts'
