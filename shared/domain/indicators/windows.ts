/**
 * Causal windows over a column. The value at an index is made of that index and the `length - 1` before it.
 *
 * NaN is UNKNOWN. Unless a function says otherwise, an UNKNOWN value clears the memory: its own result is UNKNOWN, and
 * what follows equals, bit by bit, the result over the values that begin after it.
 */
import { assert } from '../../base/assert.ts'
import { isKnown, PairSum, scatterOf } from './pair-sum.ts'

export const unknowns = (length: number): Float64Array => new Float64Array(length).fill(Number.NaN)

/** The number, or NaN for an infinity: what no number can say is UNKNOWN. */
export const finite = (value: number): number => (value - value === 0 ? value : Number.NaN)

/** A window holds at least one bar. */
export function assertLength(length: number): void {
  assert(Number.isSafeInteger(length) && length >= 1, `a window of ${length} bars is no window`)
}

function refill(sum: PairSum, values: Float64Array, start: number, end: number): void {
  sum.clear()
  for (let at = start; at < end; at += 1) sum.add(values[at] as number)
}

function refillSquares(sum: PairSum, values: Float64Array, start: number, end: number): void {
  sum.clear()
  for (let at = start; at < end; at += 1) sum.addProduct(values[at] as number, values[at] as number)
}

/** Sum of the last `length` values, correctly rounded for prices and volumes. O(n); from the length's value on. */
export function rollingSum(values: Float64Array, length: number): Float64Array {
  assertLength(length)
  const sums = unknowns(values.length)
  const sum = new PairSum()
  let run = 0
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number
    if (!isKnown(value)) {
      run = 0
      sum.clear()
      continue
    }
    run += 1
    sum.add(value)
    if (run > length) sum.add(-(values[index - length] as number))
    if (sum.isWorn) refill(sum, values, index + 1 - Math.min(run, length), index + 1)
    if (run >= length) sums[index] = sum.high
  }
  return sums
}

export interface Moments {
  readonly mean: Float64Array
  /** Population standard deviation (divisor n). */
  readonly deviation: Float64Array
}

/** Mean and population deviation of the last `length` values. O(n). Known from the length's value on. */
export function rollingMoments(values: Float64Array, length: number): Moments {
  assertLength(length)
  const mean = unknowns(values.length)
  const deviation = unknowns(values.length)
  const sum = new PairSum()
  const squares = new PairSum()
  let run = 0
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number
    if (!isKnown(value)) {
      run = 0
      sum.clear()
      squares.clear()
      continue
    }
    run += 1
    sum.add(value)
    squares.addProduct(value, value)
    const start = index + 1 - Math.min(run, length)
    if (run > length) {
      const gone = values[index - length] as number
      sum.add(-gone)
      squares.addProduct(-gone, gone)
    }
    if (sum.isWorn) refill(sum, values, start, index + 1)
    if (squares.isWorn) refillSquares(squares, values, start, index + 1)
    if (run < length) continue
    mean[index] = sum.high / length
    deviation[index] = finite(Math.sqrt(scatterOf(length, sum, squares)) / length)
  }
  return { mean, deviation }
}

/** A deviation below this share of the mean is the rounding of a constant series, not a spread. */
const FLAT_SHARE = 1e-10

export interface Spread extends Moments {
  /** Distance of the current value from the mean, in deviations. */
  readonly score: Float64Array
}

/** Mean, deviation and score of each value within its last `length`. A window that does not vary has only a mean. */
export function spreadOf(values: Float64Array, length: number): Spread {
  const { mean, deviation } = rollingMoments(values, length)
  const score = unknowns(values.length)
  for (let index = 0; index < values.length; index += 1) {
    const centre = mean[index] as number
    const width = deviation[index] as number
    if (width <= FLAT_SHARE * Math.abs(centre)) deviation[index] = Number.NaN
    else score[index] = finite(((values[index] as number) - centre) / width)
  }
  return { mean, deviation, score }
}

/**
 * Greatest of the last `length` values, or least with `sign` -1, once at least `least` of them exist. A queue of the
 * values that may still become the extreme, each greater than those behind it: O(n).
 */
function extremeOf(values: Float64Array, length: number, least: number, sign: 1 | -1): Float64Array {
  assertLength(length)
  assertLength(least)
  const extremes = unknowns(values.length)
  const queue = new Int32Array(values.length)
  let [first, end, run] = [0, 0, 0]
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number
    if (!isKnown(value)) {
      run = 0
      first = end
      continue
    }
    run += 1
    while (end > first && sign * (values[queue[end - 1] as number] as number) <= sign * value) end -= 1
    queue[end] = index
    end += 1
    if ((queue[first] as number) <= index - length) first += 1
    if (Math.min(run, length) >= least) extremes[index] = values[queue[first] as number] as number
  }
  return extremes
}

/** Highest of the last `length` values, known once `least` of them exist. */
export const highestOf = (values: Float64Array, length: number, least = length): Float64Array =>
  extremeOf(values, length, least, 1)

/** Lowest of the last `length` values, known once `least` of them exist. */
export const lowestOf = (values: Float64Array, length: number, least = length): Float64Array =>
  extremeOf(values, length, least, -1)

/** How many of the first `count` sorted values are below the limit; with `orEqual`, at most the limit. */
function countBelow(sorted: Float64Array, count: number, limit: number, orEqual: boolean): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >>> 1
    const at = sorted[middle] as number
    if (at < limit || (orEqual && at === limit)) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Share of the last `length` values, the current one among them, that are at most the current one. The window is kept
 * sorted: O(log length) comparisons a bar, and one move of the values between the place left and the place taken.
 */
export function rankOf(values: Float64Array, length: number): Float64Array {
  assertLength(length)
  const ranks = unknowns(values.length)
  const sorted = new Float64Array(Math.min(length, values.length) + 1)
  let run = 0
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number
    if (!isKnown(value)) {
      run = 0
      continue
    }
    const count = Math.min(run, length)
    run += 1
    const gone = run > length ? countBelow(sorted, count, values[index - length] as number, false) : count
    const place = countBelow(sorted, count, value, true)
    if (place > gone) {
      sorted.copyWithin(gone, gone + 1, place)
      sorted[place - 1] = value
    } else {
      sorted.copyWithin(place + 1, place, gone)
      sorted[place] = value
    }
    if (run >= length) ranks[index] = (place > gone ? place : place + 1) / length
  }
  return ranks
}

/** Relative change over `length` bars; it asks only for the two values that it compares. */
export function changeOf(values: Float64Array, length: number): Float64Array {
  assertLength(length)
  const changes = unknowns(values.length)
  for (let index = length; index < values.length; index += 1) {
    changes[index] = finite((values[index] as number) / (values[index - length] as number) - 1)
  }
  return changes
}

/** The values of `bars` bars ago, the first `bars` of them UNKNOWN. */
export function delayed(values: Float64Array, bars: number): Float64Array {
  const shifted = unknowns(values.length)
  if (bars < values.length) shifted.set(values.subarray(0, values.length - bars), bars)
  return shifted
}

/** Arithmetic value by value; UNKNOWN where either side is, or where the result is no finite number. */
export function combined(
  operation: 'plus' | 'minus' | 'times',
  left: Float64Array,
  right: Float64Array | number,
): Float64Array {
  const results = unknowns(left.length)
  for (let index = 0; index < left.length; index += 1) {
    const one = left[index] as number
    const other = typeof right === 'number' ? right : (right[index] as number)
    results[index] = finite(operation === 'plus' ? one + other : operation === 'minus' ? one - other : one * other)
  }
  return results
}
