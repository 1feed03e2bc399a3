/** Sweeps of which the truth is known: returns without any edge, or with one that was planted. */
import { integerBetween, normal, type Random, seededRandom } from '../../shared/base/random.ts'
import type { Overfitting, Promotion } from '../../shared/contracts/research.ts'
import {
  assess,
  promotionGates,
  type ReturnsMatrix,
  verdictOf,
  walkForward,
  walkForwardWindows,
} from '../../shared/domain/overfitting/index.ts'
import { againstBenchmark } from '../../shared/domain/performance/index.ts'

/** Ten years. */
const SWEEP_DAYS = 2_520
const DAILY_VOLATILITY = 0.01
const DAYS_PER_YEAR = 252
/** What neighbours in a grid of parameters share. */
const IN_COMMON = 0.8

export interface SweepTruth {
  readonly cells: number
  /** Correlation of a return with the one of the day before. */
  readonly autocorrelation: number
  /** The first cells have an annual Sharpe ratio of `sharpe`, and this share of their variance in common. */
  readonly family?: { readonly cells: number; readonly sharpe: number; readonly inCommon: number }
}

/** Daily returns of normal autoregressions, independent of each other outside the family. */
export function plantedSweep(seed: number, { cells, autocorrelation, family }: SweepTruth): ReturnsMatrix {
  const random = seededRandom(seed)
  const values = new Float32Array(cells * SWEEP_DAYS)
  const common = family ? Float64Array.from({ length: SWEEP_DAYS }, () => normal(random)) : null
  for (let cell = 0; cell < cells; cell += 1) {
    const row = values.subarray(cell * SWEEP_DAYS, (cell + 1) * SWEEP_DAYS)
    const isMember = family !== undefined && cell < family.cells
    fill(row, { random, autocorrelation, common, inCommon: isMember ? family.inCommon : 0 })
    const drift = isMember ? family.sharpe / Math.sqrt(DAYS_PER_YEAR) : 0
    for (let day = 0; day < SWEEP_DAYS; day += 1) row[day] = DAILY_VOLATILITY * ((row[day] as number) + drift)
  }
  return { cells, days: SWEEP_DAYS, values }
}

interface Noise {
  readonly random: Random
  readonly autocorrelation: number
  readonly common: Float64Array | null
  readonly inCommon: number
}

/** A stationary autoregression with variance 1. */
function fill(row: Float32Array, { random, autocorrelation, common, inCommon }: Noise): void {
  const [shared, own] = [Math.sqrt(inCommon), Math.sqrt(1 - inCommon)]
  const fresh = Math.sqrt(1 - autocorrelation ** 2)
  let value = 0
  for (let day = 0; day < row.length; day += 1) {
    const shock = own * normal(random) + (inCommon > 0 ? shared * (common?.[day] as number) : 0)
    value = day === 0 ? shock : autocorrelation * value + fresh * shock
    row[day] = value
  }
}

export interface SweepSizes {
  readonly from: number
  readonly to: number
}

/** Without any edge. Of four sweeps two remember their own past, and in two the cells have most of a day in common. */
export function noiseTruth(seed: number, { from, to }: SweepSizes): SweepTruth {
  const cells = integerBetween(seededRandom(seed), from, to)
  const truth = { cells, autocorrelation: seed % 2 === 0 ? 0 : 0.2 }
  return seed % 4 < 2 ? truth : { ...truth, family: { cells, sharpe: 0, inCommon: IN_COMMON } }
}

/** One cell with an annual Sharpe ratio of 2, or in every second sweep a family of up to half the cells. */
export function edgeTruth(seed: number, { from, to }: SweepSizes): SweepTruth {
  const random = seededRandom(seed)
  const cells = integerBetween(random, from, to)
  const members = seed % 2 === 0 ? 1 : integerBetween(random, 2, Math.max(2, Math.floor(cells / 2)))
  return { cells, autocorrelation: 0, family: { cells: members, sharpe: 2, inCommon: IN_COMMON } }
}

/** The windows that a sweep has unless its configuration says otherwise. */
const WINDOWS = walkForwardWindows(SWEEP_DAYS, {
  ...{ mode: 'rolling', folds: 5, trainShare: 0.7, purgeDays: 5, embargoDays: 5 },
})
const DAYS = Array.from({ length: SWEEP_DAYS }, (_, day) => `${day}`)
/** Returns alone have no trades; this many pass their gate. */
const TRADES = 250

export interface Judgement {
  readonly verdict: Promotion['verdict']
  readonly overfitting: Overfitting
  /** Gates that did not pass. */
  readonly refusals: readonly string[]
}

/** What becomes of a sweep's best cell, by the very gates that a promotion must pass. */
export function judgementOf(matrix: ReturnsMatrix, ledger: { seed: number; draws?: number }): Judgement {
  const { best, overfitting } = assess(matrix, { trials: matrix.cells, ...ledger })
  const { outOfSample } = walkForward(matrix, WINDOWS, DAYS)
  const known = { synthetic: false, warnings: 0, trades: TRADES, recordYears: SWEEP_DAYS / DAYS_PER_YEAR }
  const gates = promotionGates({
    ...{ ...known, ...overfitting, outOfSampleSharpe: outOfSample.sharpe },
    ...{ alphaErrors: alphaErrors(matrix, best, ledger.seed), chosenInFolds: 0, isBest: true },
  })
  const refusals = gates.filter(({ verdict }) => verdict !== 'PASS').map(({ gate }) => gate)
  return { verdict: verdictOf(gates), overfitting, refusals }
}

/** To a market that has nothing to do with the cells: of its own seed, a hundredth a day. */
function alphaErrors({ values }: ReturnsMatrix, best: number | null, seed: number): number | null {
  if (best === null) return null
  const random = seededRandom(seed + 0x5eed)
  const market = Float64Array.from({ length: SWEEP_DAYS }, () => 0.01 * normal(random))
  const own = Float64Array.from(values.subarray(best * SWEEP_DAYS, (best + 1) * SWEEP_DAYS))
  const { appraisalRatio } = againstBenchmark(own, market)
  return appraisalRatio === null ? null : appraisalRatio * Math.sqrt(SWEEP_DAYS / DAYS_PER_YEAR)
}
