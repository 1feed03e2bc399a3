/** Corrections of p-values for the number of tests that they were chosen from. Order in is order out. */

const indexOrder = (values: Float64Array): number[] =>
  Array.from(values, (_, index) => index).sort((a, b) => (values[a] as number) - (values[b] as number))

/**
 * Adjusted p-values of S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
 * Statistics 6 (1979): those at most α are true at a family-wise error of α, however the tests depend on each other.
 */
export function holm(pValues: Float64Array): Float64Array {
  const adjusted = new Float64Array(pValues.length)
  let highest = 0
  for (const [rank, index] of indexOrder(pValues).entries()) {
    highest = Math.max(highest, Math.min(1, (pValues.length - rank) * (pValues[index] as number)))
    adjusted[index] = highest
  }
  return adjusted
}

/**
 * Adjusted p-values of Benjamini and Hochberg, "Controlling the false discovery rate", Journal of the Royal Statistical
 * Society B 57 (1995): of those at most α, a share of α is expected to be false.
 */
export function benjaminiHochberg(pValues: Float64Array): Float64Array {
  const adjusted = new Float64Array(pValues.length)
  let lowest = 1
  for (const [fromEnd, index] of indexOrder(pValues).reverse().entries()) {
    const rank = pValues.length - fromEnd
    lowest = Math.min(lowest, ((pValues[index] as number) * pValues.length) / rank)
    adjusted[index] = lowest
  }
  return adjusted
}
