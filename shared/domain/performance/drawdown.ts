/** How far and how long equity stood below its highest. */

export interface Drawdown {
  /** Largest fall from the highest equity so far as a share of it; at most 0. */
  readonly share: number
  /** Most days in a row that ended below the highest equity so far. */
  readonly days: number
}

/**
 * The deepest and the longest drawdown, which need not be the same one.
 *
 * @param start what the account began with, the first highest
 * @param equity at the end of each day, in the unit of `start`
 */
export function drawdownOf(start: number, equity: Float64Array): Drawdown {
  let highest = start
  let [share, under, longest] = [0, 0, 0]
  for (const value of equity) {
    if (value >= highest) {
      highest = value
      under = 0
    } else {
      share = Math.min(share, value / highest - 1)
      under += 1
      longest = Math.max(longest, under)
    }
  }
  return { share, days: longest }
}
