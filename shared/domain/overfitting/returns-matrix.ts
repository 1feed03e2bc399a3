/** Daily returns of many cells over the same days. */
import { assert } from '../../base/assert.ts'
import { type Moments, momentsOf } from '../performance/index.ts'

/** The return of a cell on a day is `values[cell * days + day]`; NaN is UNKNOWN. */
export interface ReturnsMatrix {
  readonly cells: number
  readonly days: number
  readonly values: Float64Array | Float32Array
}

/** The cells that can be judged, and which they are. */
export interface Judged {
  readonly matrix: ReturnsMatrix
  /** Number of each in the sweep. */
  readonly cells: Int32Array
  readonly moments: readonly Moments[]
}

/** The days of one cell. */
export function returnsOf({ days, values }: ReturnsMatrix, cell: number): Float64Array {
  const row = values.subarray(cell * days, (cell + 1) * days)
  return row instanceof Float64Array ? row : Float64Array.from(row)
}

/**
 * Leaves out the cells without a Sharpe ratio: those with an UNKNOWN return, and those whose returns are all the same.
 */
export function judged(matrix: ReturnsMatrix): Judged {
  const { cells, days, values } = matrix
  assert(values.length === cells * days, 'a matrix of returns has days × cells values')
  const all = Array.from({ length: cells }, (_, cell) => ({ cell, moments: momentsOf(returnsOf(matrix, cell)) }))
  const kept = all.filter(({ moments }) => moments.deviation > 0)
  const rows = values.slice(0, kept.length === cells ? 0 : kept.length * days)
  if (kept.length < cells) {
    for (const [index, { cell }] of kept.entries()) {
      rows.set(values.subarray(cell * days, (cell + 1) * days), index * days)
    }
  }
  return {
    matrix: kept.length === cells ? matrix : { cells: kept.length, days, values: rows },
    cells: Int32Array.from(kept, ({ cell }) => cell),
    moments: kept.map(({ moments }) => moments),
  }
}
