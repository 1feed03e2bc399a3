/** Moments of a sample of returns, two passes in float64. */

export interface Moments {
  readonly count: number
  readonly mean: number
  /** Sample standard deviation, divisor n − 1; 0 when the values differ by no more than rounding. */
  readonly deviation: number
  /** m₃ / m₂^1.5 and m₄ / m₂² of the central moments with divisor n; 3 is the kurtosis of a normal sample. */
  readonly skewness: number
  readonly kurtosis: number
}

/** Rounding of equal values leaves deviations of this order relative to the values. */
const ROUNDING = 1e-12

/** Moments of the values; those that the sample cannot say are NaN. */
export function momentsOf(values: Float64Array): Moments {
  const count = values.length
  let sum = 0
  for (let index = 0; index < count; index += 1) sum += values[index] as number
  const mean = sum / count
  let [second, third, fourth] = [0, 0, 0]
  for (let index = 0; index < count; index += 1) {
    const distance = (values[index] as number) - mean
    const square = distance * distance
    second += square
    third += square * distance
    fourth += square * square
  }
  const variance = second / count
  const sameValues = Math.sqrt(variance) <= ROUNDING * Math.abs(mean)
  return {
    count,
    mean,
    deviation: sameValues ? 0 : Math.sqrt(second / (count - 1)),
    skewness: sameValues ? Number.NaN : third / count / variance ** 1.5,
    kurtosis: sameValues ? Number.NaN : fourth / count / (variance * variance),
  }
}
