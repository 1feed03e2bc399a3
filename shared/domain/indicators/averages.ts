/** Moving averages. UNKNOWN values clear their memory, as windows.ts says; units are those of the values. */
import { isKnown } from './pair-sum.ts'
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
