/** Moments over a short window, two passes in float64. A window is given by its bounds, so that none is copied. */

/** Mean of values[start, end). NaN for an empty window. */
export function meanOf(values: readonly number[], start = 0, end = values.length): number {
  let sum = 0
  for (let index = start; index < end; index += 1) sum += values[index] ?? Number.NaN
  return sum / (end - start)
}

/** Population standard deviation (divisor n) of values[start, end) about the given mean. NaN for an empty window. */
export function deviationOf(values: readonly number[], mean: number, start = 0, end = values.length): number {
  let sum = 0
  for (let index = start; index < end; index += 1) {
    const distance = (values[index] ?? Number.NaN) - mean
    sum += distance * distance
  }
  return Math.sqrt(sum / (end - start))
}
