/** Everything that this room says about one sweep. */

import { normalCdf } from '../../base/normal.ts'
import type { Overfitting } from '../../contracts/research.ts'
import { DAYS_PER_YEAR, momentsOf, sharpeStandardError } from '../performance/index.ts'
import { CSCV_BLOCKS, cscv } from './cscv.ts'
import { type Fortnights, fortnightsOf, scoresOf } from './fortnights.ts'
import { benjaminiHochberg, holm } from './multiple-testing.ts'
import { realityCheck } from './reality-check.ts'
import { type Judged, judged, type ReturnsMatrix, returnsOf } from './returns-matrix.ts'
import { expectedMaxSharpe, minTrackRecord, probabilisticSharpe } from './sharpe-ratio.ts'

const SIGNIFICANCE = 0.05

export interface Ledger {
  /** Cells ever tried for the hypothesis, this sweep's among them; fewer than those are taken for as many. */
  readonly trials: number
  /** Sharpe ratio per day of every trial that has one; those of the sweep when absent. */
  readonly sharpesPerDay?: readonly number[]
  /** Of the bootstrap's draws, and how many; a thousand when absent. */
  readonly seed: number
  readonly draws?: number
}

export interface Assessment {
  /** The cell with the highest Sharpe ratio, the first of equals; null when none has one. */
  readonly best: number | null
  /** Of the best cell and of the sweep. */
  readonly overfitting: Overfitting
}

/** Judges a sweep by the daily returns of its cells. What the sample cannot say is null. */
export function assess(matrix: ReturnsMatrix, ledger: Ledger): Assessment {
  const { seed, draws } = ledger
  const trials = Math.max(ledger.trials, matrix.cells)
  const sweep = judged(matrix)
  const fortnights = fortnightsOf(sweep.matrix)
  const checked = fortnights === null ? null : realityCheck(fortnights, seed, draws)
  const pValues = fortnights === null ? null : scoresOf(fortnights).map((score) => normalCdf(-score))
  const validated = cscv(sweep.matrix)
  const perDay = sweep.moments.map(({ mean, deviation }) => mean / deviation)
  const variance = varianceOfLuck(sweep, fortnights, ledger.sharpesPerDay ?? perDay)
  const expectedMax = variance === null ? null : expectedMaxSharpe(trials, variance)
  const best = perDay.reduce((first, ratio, index) => (ratio > (perDay[first] ?? -Infinity) ? index : first), 0)
  return {
    best: sweep.cells[best] ?? null,
    overfitting: {
      trials,
      expectedMaxSharpePerDay: expectedMax,
      ...sureness(sweep, best, expectedMax),
      pbo: validated?.pbo ?? null,
      pboLoss: validated?.lossShare ?? null,
      pboBlocks: CSCV_BLOCKS,
      realityCheckPValue: checked?.realityCheckPValue ?? null,
      spaPValue: checked?.spaPValue ?? null,
      holmSurvivors: pValues === null ? null : significant(holm(pValues)),
      fdrSurvivors: pValues === null ? null : significant(benjaminiHochberg(pValues)),
    },
  }
}

const significant = (pValues: Float64Array): number => pValues.filter((value) => value <= SIGNIFICANCE).length

/**
 * Variance of the Sharpe ratios per day of trials without an edge. It is that of the trials, but at most what errors of
 * estimation alone would make it, the mean square of the cells' standard errors: trials that differ by more differ
 * because they are good or bad, and a spread of true ratios is no luck to be expected of the best. Without that bound a
 * sweep would be refused because many of its cells earn.
 */
function varianceOfLuck({ moments }: Judged, fortnights: Fortnights | null, ratios: readonly number[]): number | null {
  if (fortnights === null) return null
  const errors = moments.map(({ count, deviation }, cell) => {
    const perDay = (fortnights.deviations[cell] as number) ** 2 / fortnights.shown / fortnights.days
    return perDay / deviation ** 2 / count
  })
  if (ratios.length < 2) return mean(errors)
  const across = momentsOf(Float64Array.from(ratios)).deviation ** 2
  return Math.min(across, mean(errors))
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** How sure the Sharpe ratio of a cell is. */
function sureness({ matrix, moments }: Judged, cell: number, expectedMax: number | null) {
  const sample = moments[cell]
  const annualError = sample === undefined ? null : sharpeStandardError(returnsOf(matrix, cell))
  if (sample === undefined || !annualError) {
    return { probabilisticSharpe: null, deflatedSharpe: null, minTrackRecordYears: null }
  }
  const sharpe = sample.mean / sample.deviation
  const error = annualError / Math.sqrt(DAYS_PER_YEAR)
  const days = minTrackRecord({ sharpe, error, observations: sample.count }, 0)
  return {
    probabilisticSharpe: probabilisticSharpe({ sharpe, error }, 0),
    deflatedSharpe: expectedMax === null ? null : probabilisticSharpe({ sharpe, error }, expectedMax),
    minTrackRecordYears: days === null ? null : days / DAYS_PER_YEAR,
  }
}
