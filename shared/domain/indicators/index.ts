/**
 * Indicators: what can be measured on a market's past, and the only view of the market that a strategy is given.
 *
 * Invariants, which the property tests repeat by number:
 * 1. Causal: values up to a bar are bit-equal whatever comes after it.
 * 2. UNKNOWN is never a guess: a value is finite or NaN, and NaN until its warm-up is over.
 * 3. Recovery: an UNKNOWN input clears the memory, and what follows it is bit-equal to the indicator of the values that
 *    begin after it. Changes and delays ask only for the bars they name: Ichimoku's cloud is still drawn over a gap.
 * 4. Memory is invisible: a column has equal values whatever was asked before it, and at most the given bytes are kept.
 * 5. Free of scale: prices times a power of two give the same shares, counts and directions, bit by bit, and prices,
 *    ranges and bands times that power.
 */
export { type Column, Columns, type Delayed, delayedOf, valuesOf } from './columns.ts'
