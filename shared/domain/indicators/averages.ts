/** Moving averages. UNKNOWN values clear their memory, as windows.ts says. Units are those of the values. */
import { isKnown, PairSum } from './pair-sum.ts'
import { assertLength, rollingSum, unknowns } from './windows.ts'

/** Simple mean of the last `length` values; known from the length's value on. */
export function sma(values: Float64Array, length: number): Float64Array {
  const means = rollingSum(values, length)
  for (let index = 0; index < means.length; index += 1) means[index] = (means[index] as number) / length
  return means
}

/** What an exponential mean starts from: the first value, or the simple mean of the first `length` values. */
export type EmaSeed = 'first' | 'mean'

/** Recursive exponential mean, α = 2 / (length + 1); known from the length's value on, whatever seeds it. */
export function ema(values: Float64Array, length: number, seed: EmaSeed): Float64Array {
  assertLength(length)
  const means = unknowns(values.length)
  const weight = 2 / (length + 1)
  let [run, mean, sum] = [0, 0, 0]
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number
    if (!isKnown(value)) {
      run = 0
      sum = 0
      continue
    }
    run += 1
    sum += value
    if (run === 1 && seed === 'first') mean = value
    else if (run <= length && seed === 'mean') mean = sum / length
    else mean += weight * (value - mean)
    if (run >= length) means[index] = mean
  }
  return means
}

/**
 * Wilder's smoothed mean (New Concepts in Technical Trading Systems, 1978): the simple mean of the first `length`
 * values, then (mean · (length - 1) + value) / length. Known from the length's value on.
 */
export function smma(values: Float64Array, length: number): Float64Array {
  assertLength(length)
  const means = unknowns(values.length)
  let [run, mean, sum] = [0, 0, 0]
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number
    if (!isKnown(value)) {
      run = 0
      sum = 0
      continue
    }
    run += 1
    if (run <= length) {
      sum += value
      mean = sum / length
    } else mean = (mean * (length - 1) + value) / length
    if (run >= length) means[index] = mean
  }
  return means
}

/**
 * Mean of the last `length` values with weights 1 to `length`, the latest the heaviest; known from the length's value
 * on. O(n): one step adds `length` times the new value and takes the sum of the window before.
 */
export function wma(values: Float64Array, length: number): Float64Array {
  assertLength(length)
  const means = unknowns(values.length)
  const [sum, weighted] = [new PairSum(), new PairSum()]
  const weights = (length * (length + 1)) / 2
  let run = 0
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number
    if (!isKnown(value)) {
      run = 0
      sum.clear()
      weighted.clear()
      continue
    }
    run += 1
    if (run > length) {
      weighted.add(-sum.high)
      weighted.add(-sum.low)
      sum.add(-(values[index - length] as number))
    }
    sum.add(value)
    weighted.addProduct(Math.min(run, length), value)
    if (sum.isWorn || weighted.isWorn) {
      const count = Math.min(run, length)
      sum.clear()
      weighted.clear()
      for (let place = 1; place <= count; place += 1) {
        const term = values[index - count + place] as number
        sum.add(term)
        weighted.addProduct(place, term)
      }
    }
    if (run >= length) means[index] = weighted.high / weights
  }
  return means
}
