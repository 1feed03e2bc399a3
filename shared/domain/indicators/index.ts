/**
 * Indicators: what can be measured on a market's past, and the only view of the market that a strategy is given.
 *
 * Invariants, which the property tests repeat by number:
 * 1. Causal: values up to a bar are bit-equal whatever comes after it.
 * 2. UNKNOWN is never a guess: a value is finite or NaN, and NaN until its warm-up is over.
 * 3. Recovery: an UNKNOWN input clears the memory, and what follows it is bit-equal to the indicator of the values that
 *    begin after it. A change or a delay asks only for the bars it names.
 * 4. Memory is invisible: a column has equal values whatever was asked before it, and at most the given bytes are kept.
 */
export { type Column, Columns, type ColumnsOptions, valuesOf } from './columns.ts'
