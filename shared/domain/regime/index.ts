/**
 * The regime room: what a bar means after filtering, and what kind of market it stands in.
 *
 * Invariants, which the property tests repeat by number:
 * 1. Causal: rows up to a bar are bit-equal whatever comes after it.
 * 2. Resumable: a state that went through JSON between any two bars gives bit-equal rows.
 * 3. Free of scale: prices times a constant leave velocity, uncertainty, volatility, momentum and label as they were,
 *    and multiply the filtered prices.
 * 4. UNKNOWN is never a guess: the first 20 bars are labelled `unknown`, every number is finite or null, and odds are
 *    known only when velocity, volatility, uncertainty and label are.
 * 5. Steady: a known label gives way only to one that two bars in a row had.
 * 6. Bounded: a state holds at most 64 numbers, however long the series.
 */
export { enrichLegacy, legacySuccessProbability } from './legacy.ts'
export { successProbability } from './probability.ts'
export { regimeFactor } from './sizing.ts'
export { enrich, type FilteredRow, type RegimeState, regimeStateSchema, step } from './stepper.ts'
