/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation: Bailey, Borwein, López de Prado
 * and Zhu, Journal of Computational Finance 20 (2017).
 *
 * The days are cut into blocks of equal length. Every half of the blocks trains, and the other half tests: the cell
 * with the best Sharpe ratio in training is ranked among all by its ratio in the test. Sums of returns and of their
 * squares by block are all that is needed, so that a combination costs one pass over the cells.
 */
import { assert } from '../../base/assert.ts'
import type { ReturnsMatrix } from './returns-matrix.ts'

/** 924 combinations: they tell a share to a thousandth, and in ten years a block has ten months. */
export const CSCV_BLOCKS = 12
const BLOCKS_MAX = 16
const BLOCK_DAYS_MIN = 10

export interface Cscv {
  /** Share of combinations in which the chosen cell was not above the median of the test. */
  readonly pbo: number
  /** Share of combinations in which the chosen cell had a Sharpe ratio of at most 0 in the test. */
  readonly lossShare: number
  readonly blocks: number
  /** Of each combination: the chosen cell, and its Sharpe ratio per day in training and in the test. */
  readonly chosen: Int32Array
  readonly train: Float64Array
  readonly test: Float64Array
}

/** Sums over some blocks, for every cell. */
interface Sums {
  readonly days: number
  readonly returns: Float64Array
  readonly squares: Float64Array
}

/**
 * Null without at least two cells and ten days a block. The oldest days, which fill no block, are left out. A cell that
 * never moved in a half has a ratio of 0 there, what holding cash has.
 *
 * @param matrix of cells that have a Sharpe ratio
 * @param blocks even
 */
export function cscv(matrix: ReturnsMatrix, blocks = CSCV_BLOCKS): Cscv | null {
  assert(blocks % 2 === 0 && blocks >= 2 && blocks <= BLOCKS_MAX, `${blocks} blocks do not make two halves`)
  const { cells } = matrix
  const length = Math.floor(matrix.days / blocks)
  if (cells < 2 || length < BLOCK_DAYS_MIN) return null
  const half = blocks / 2
  const sums = Array.from({ length: blocks }, (_, block) =>
    blockSums(matrix, matrix.days - (blocks - block) * length, length),
  )
  // The sums of a half are those of its blocks among the older six and among the newer six: 2 · 64 sets in all.
  const [older, newer] = [subsetSums(sums.slice(0, half)), subsetSums(sums.slice(half))]
  const ratiosOf = (set: number, into: Float64Array): void =>
    ratios(older[set & ((1 << half) - 1)] as Sums, newer[set >> half] as Sums, into)
  const sets = halvesOf(blocks)
  const columns = {
    chosen: new Int32Array(sets.length),
    train: new Float64Array(sets.length),
    test: new Float64Array(sets.length),
  }
  const [one, other] = [new Float64Array(cells), new Float64Array(cells)]
  let [overfit, lost] = [0, 0]
  const judge = (index: number, train: Float64Array, test: Float64Array): void => {
    const chosen = indexOfHighest(train)
    const score = test[chosen] as number
    columns.chosen[index] = chosen
    columns.train[index] = train[chosen] as number
    columns.test[index] = score
    if (rankOf(score, test) <= (cells + 1) / 2) overfit += 1
    if (score <= 0) lost += 1
  }
  // The first and the last set are each other's complement, and so on inwards: the test of one is the other's training.
  for (let first = 0, last = sets.length - 1; first < last; first += 1, last -= 1) {
    ratiosOf(sets[first] as number, one)
    ratiosOf(sets[last] as number, other)
    judge(first, one, other)
    judge(last, other, one)
  }
  return { pbo: overfit / sets.length, lossShare: lost / sets.length, blocks, ...columns }
}

function blockSums({ cells, days, values }: ReturnsMatrix, from: number, length: number): Sums {
  const [returns, squares] = [new Float64Array(cells), new Float64Array(cells)]
  for (let cell = 0; cell < cells; cell += 1) {
    let [sum, square] = [0, 0]
    for (let index = cell * days + from; index < cell * days + from + length; index += 1) {
      const value = values[index] as number
      sum += value
      square += value * value
    }
    returns[cell] = sum
    squares[cell] = square
  }
  return { days: length, returns, squares }
}

/** The sums of every set of the blocks; bit n of the index stands for block n. */
function subsetSums(blocks: readonly Sums[]): Sums[] {
  const cells = blocks[0]?.returns.length ?? 0
  const sets: Sums[] = [{ days: 0, returns: new Float64Array(cells), squares: new Float64Array(cells) }]
  for (const block of blocks) {
    for (const { days, returns, squares } of [...sets]) {
      sets.push({
        days: days + block.days,
        returns: returns.map((sum, cell) => sum + (block.returns[cell] as number)),
        squares: squares.map((sum, cell) => sum + (block.squares[cell] as number)),
      })
    }
  }
  return sets
}

/** The sets of half of the blocks as bits, ascending: the complement of the n-th is the n-th from the end. */
function halvesOf(blocks: number): number[] {
  const sets: number[] = []
  for (let set = 0; set < 1 << blocks; set += 1) if (bitsOf(set) * 2 === blocks) sets.push(set)
  return sets
}

function bitsOf(set: number): number {
  let count = 0
  for (let rest = set; rest > 0; rest &= rest - 1) count += 1
  return count
}

/** Sharpe ratio per day of every cell over the days of two sets of blocks. */
function ratios(older: Sums, newer: Sums, into: Float64Array): void {
  const days = older.days + newer.days
  for (let cell = 0; cell < into.length; cell += 1) {
    const mean = ((older.returns[cell] as number) + (newer.returns[cell] as number)) / days
    const square = ((older.squares[cell] as number) + (newer.squares[cell] as number)) / days
    const variance = ((square - mean * mean) * days) / (days - 1)
    // What rounding leaves of a variance of 0 is far below this share of the square.
    into[cell] = variance > square * 1e-12 ? mean / Math.sqrt(variance) : 0
  }
}

function indexOfHighest(values: Float64Array): number {
  let best = 0
  for (let index = 1; index < values.length; index += 1) {
    if ((values[index] as number) > (values[best] as number)) best = index
  }
  return best
}

/** Place of a score among all, 1 for the lowest; equal ones share the mean of their places. */
function rankOf(score: number, scores: Float64Array): number {
  let [below, equal] = [0, 0]
  for (let index = 0; index < scores.length; index += 1) {
    const other = scores[index] as number
    if (other < score) below += 1
    else if (other === score) equal += 1
  }
  return below + (equal + 1) / 2
}
