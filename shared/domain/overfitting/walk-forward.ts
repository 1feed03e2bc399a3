/**
 * Walk-forward: choose on the past, trade on what follows, and judge the joined tests as the one record they are. Days
 * are indices, ranges half open.
 */
import { assert } from '../../base/assert.ts'
import type { Fold, SweepSummary } from '../../contracts/research.ts'
import { annualReturn, DAYS_PER_YEAR, drawdownOf, sharpe } from '../performance/index.ts'
import { type ReturnsMatrix, returnsOf } from './returns-matrix.ts'

export interface DayRange {
  readonly from: number
  readonly to: number
}

export interface Window {
  /** In order; more than one where days after an earlier test are left out. */
  readonly train: readonly DayRange[]
  readonly test: DayRange
}

export interface WindowRules {
  /** Training of always the same length, or from the first day on. */
  readonly mode: 'rolling' | 'anchored'
  readonly folds: number
  /** Share of a rolling fold that trains. */
  readonly trainShare: number
  /** Days left out of training before the own test, and after every earlier test. */
  readonly purgeDays: number
  readonly embargoDays: number
}

export interface WalkForward {
  readonly folds: readonly Fold[]
  /** Daily returns of the tests, joined; a fold that found nothing to choose holds cash. */
  readonly returns: Float64Array
  readonly outOfSample: SweepSummary['outOfSample']
}

const TRAIN_DAYS_MIN = 20

/**
 * Folds whose tests follow each other without a gap up to the last day. A rolling fold of L days trains on the share s
 * and tests on the rest, so n folds take L · (1 + (n − 1)(1 − s)) days; an anchored one tests the same days. Purged
 * days keep positions of the training out of its own test; embargoed days, which may still hold positions of an earlier
 * test, are kept out of training. None at all when a training would have fewer than twenty days.
 */
export function walkForwardWindows(days: number, rules: WindowRules): Window[] {
  const { folds, trainShare, purgeDays, embargoDays } = rules
  const fold = days / (1 + (folds - 1) * (1 - trainShare))
  const startOf = (test: number): number => Math.round(fold * (trainShare + test * (1 - trainShare)))
  const windows = Array.from({ length: folds }, (_, index): Window => {
    const test = { from: startOf(index), to: index + 1 === folds ? days : startOf(index + 1) }
    const first = rules.mode === 'anchored' ? 0 : Math.max(0, test.from - Math.round(fold * trainShare))
    const embargoes = Array.from({ length: index }, (_, earlier) => {
      const from = startOf(earlier + 1)
      return { from, to: from + embargoDays }
    })
    return { train: without({ from: first, to: test.from - purgeDays }, embargoes), test }
  })
  const isWhole = ({ train, test }: Window): boolean => daysIn(train) >= TRAIN_DAYS_MIN && test.to > test.from
  return windows.every(isWhole) ? windows : []
}

const daysIn = (ranges: readonly DayRange[]): number => ranges.reduce((sum, { from, to }) => sum + to - from, 0)

/** What the gaps, in order, leave of a range. */
function without(range: DayRange, gaps: readonly DayRange[]): DayRange[] {
  const ranges: DayRange[] = []
  let from = range.from
  for (const gap of gaps) {
    if (gap.from > from) ranges.push({ from, to: Math.min(gap.from, range.to) })
    from = Math.max(from, gap.to)
  }
  ranges.push({ from, to: range.to })
  return ranges.filter((part) => part.to > part.from)
}

/**
 * In every window the cell with the highest Sharpe ratio in training, the first of equals, trades the test.
 *
 * @param days names of the matrix' days
 */
export function walkForward(matrix: ReturnsMatrix, windows: readonly Window[], days: readonly string[]): WalkForward {
  assert(days.length === matrix.days, 'a matrix of returns has a name for each day')
  const tests: Float64Array[] = []
  const folds = windows.map(({ train, test }, fold): Fold => {
    const choice = bestIn(matrix, train)
    const returns =
      choice === null ? new Float64Array(test.to - test.from) : returnsOf(matrix, choice.cell).slice(test.from, test.to)
    tests.push(returns)
    const growth = returns.reduce((product, value) => product * (1 + value), 1)
    return {
      fold,
      trainFrom: days[train[0]?.from ?? 0] as string,
      trainTo: days[(train.at(-1)?.to ?? 1) - 1] as string,
      testFrom: days[test.from] as string,
      testTo: days[test.to - 1] as string,
      cell: choice?.cell ?? null,
      trainSharpe: choice === null ? null : choice.perDay * Math.sqrt(DAYS_PER_YEAR),
      testSharpe: sharpe(returns),
      testReturn: choice === null || Number.isNaN(growth) ? null : growth - 1,
    }
  })
  const returns = Float64Array.from(tests.flatMap((test) => [...test]))
  const isRecord = folds.some(({ cell }) => cell !== null)
  return { folds, returns, outOfSample: isRecord ? recordOf(returns) : nothingOf(returns.length) }
}

/** Where no fold chose a cell nothing was traded, and nothing is known of it: a return of 0 would be invented. */
const nothingOf = (days: number): SweepSummary['outOfSample'] => ({
  ...{ sharpe: null, annualReturn: null, maxDrawdown: null, days },
})

function recordOf(returns: Float64Array): SweepSummary['outOfSample'] {
  let equity = 1
  const curve = returns.map((value) => {
    equity *= 1 + value
    return equity
  })
  return {
    sharpe: sharpe(returns),
    annualReturn: annualReturn(equity, returns.length),
    maxDrawdown: returns.length < 2 || Number.isNaN(equity) ? null : drawdownOf(1, curve).share,
    days: returns.length,
  }
}

function bestIn(matrix: ReturnsMatrix, ranges: readonly DayRange[]): { cell: number; perDay: number } | null {
  const count = daysIn(ranges)
  let best: { cell: number; perDay: number } | null = null
  for (let cell = 0; cell < matrix.cells; cell += 1) {
    let [sum, square] = [0, 0]
    for (const { from, to } of ranges) {
      for (let index = cell * matrix.days + from; index < cell * matrix.days + to; index += 1) {
        const value = matrix.values[index] as number
        sum += value
        square += value * value
      }
    }
    const variance = (square - (sum * sum) / count) / (count - 1)
    // What rounding leaves of a variance of 0 is far below this share of the mean square.
    if (!(variance > (square / count) * 1e-12)) continue
    const perDay = sum / count / Math.sqrt(variance)
    if (best === null || perDay > best.perDay) best = { cell, perDay }
  }
  return best
}
