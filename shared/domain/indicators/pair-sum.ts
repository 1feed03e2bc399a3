/** Sums that can be taken from as well as added to, without the drift of a plain running sum. */

/** Magnitudes from here on are UNKNOWN, as NaN is: sums of their squares would overflow. */
const KNOWN_MAX = 1e140

export const isKnown = (value: number): boolean => Math.abs(value) < KNOWN_MAX

/** Splits a float64 into two halves of 26 bits (Dekker, 1971). */
const SPLIT = 2 ** 27 + 1

/** What rounding took from a · b: a · b = product + productError(a, b, product) (Dekker, 1971). */
function productError(a: number, b: number, product: number): number {
  const aBig = SPLIT * a
  const aHigh = aBig - (aBig - a)
  const aLow = a - aHigh
  const bBig = SPLIT * b
  const bHigh = bBig - (bBig - b)
  const bLow = b - bHigh
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow)
}

/** A sum that has shrunk to this share of its greatest magnitude carries too much of what is gone. */
const WORN_SHARE = 2 ** -40

/**
 * A sum as a rounded part and what rounding took from it (double-double; Knuth, 1969). Adding is exact while all terms
 * and the sum fit into 106 bits from the highest to the lowest, as prices and volumes of any market do: then a sum over
 * a window depends on the window alone, whatever has passed through it before.
 */
export class PairSum {
  high = 0
  low = 0
  private peak = 0

  clear(): void {
    this.high = 0
    this.low = 0
    this.peak = 0
  }

  add(value: number): void {
    const rough = this.high + value
    const taken = rough - this.high
    const rest = this.low + (this.high - (rough - taken) + (value - taken))
    this.high = rough + rest
    this.low = rest - (this.high - rough)
    const size = Math.abs(this.high)
    if (size > this.peak) this.peak = size
  }

  /** Adds a · b, with both its parts. */
  addProduct(a: number, b: number): void {
    const product = a * b
    this.add(product)
    this.add(productError(a, b, product))
  }

  /** True when the sum has to be made again from its terms. */
  get isWorn(): boolean {
    return Math.abs(this.high) < WORN_SHARE * this.peak
  }
}

/**
 * count · squares - sum², which is count² times the population variance, without the cancellation of float64: the
 * relative error is about 1e-31 · mean² / variance.
 */
export function scatterOf(count: number, sum: PairSum, squares: PairSum): number {
  const first = count * squares.high
  const second = sum.high * sum.high
  const errors = productError(count, squares.high, first) - productError(sum.high, sum.high, second)
  const scatter = first - second + (errors + count * squares.low - 2 * sum.high * sum.low)
  return Math.max(scatter, 0)
}
