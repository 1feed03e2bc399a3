/**
 * Whether a set of parameters may be promoted. Every gate must pass; a figure that is UNKNOWN refuses.
 *
 * The thresholds are those of a test at one in twenty where the figure is a probability. Together they promote far
 * fewer than one in twenty sweeps of pure noise and nearly every one in which a cell, or a family of cells, has an
 * annual Sharpe ratio of 2 over ten years: `npm run bench -- --only promotion` counts both.
 */
import type { Gate } from '../../contracts/api/router.ts'
import type { ReasonCode } from '../../contracts/reasons.ts'
import type { Cell, Promotion, SweepSummary } from '../../contracts/research.ts'
import { DAYS_PER_YEAR } from '../performance/index.ts'
import { minTrackRecord, probabilisticSharpe } from './sharpe-ratio.ts'

export interface PromotionFigures {
  /** The bars were invented. */
  readonly synthetic: boolean
  /** What a reader must know before believing a number: quarantined rows, gaps, failed cells. */
  readonly warnings: number
  readonly trades: number | null
  readonly recordYears: number | null
  readonly minTrackRecordYears: number | null
  readonly deflatedSharpe: number | null
  readonly pbo: number | null
  readonly pboLoss: number | null
  readonly spaPValue: number | null
  readonly outOfSampleSharpe: number | null
  /** Standard errors by which alpha is above 0, to buying and holding the same symbols. */
  readonly alphaErrors: number | null
  /** Folds of the walk-forward that chose the cell, and whether it is the best of the sweep. */
  readonly chosenInFolds: number
  readonly isBest: boolean
}

const PROMOTION_LIMITS = {
  tradesMin: 30,
  deflatedSharpeMin: 0.95,
  /**
   * Choosing must beat the median cell in four of five splits, or the chosen cell must hardly ever lose: on a plateau,
   * where any choice is as good, the median says nothing.
   */
  pboMax: 0.2,
  pboLossMax: 0.05,
  spaPValueMax: 0.05,
  /** Annual, of the stitched test windows. */
  outOfSampleSharpeMin: 0.5,
  /** Standard errors by which alpha is above 0: one-sided, one in twenty. */
  alphaErrorsMin: 1.645,
} as const

/**
 * The figures of one cell of a sweep. Those of the best cell stand in the summary; another cell's Sharpe ratio is
 * deflated by the same trials, with the standard error of its metrics.
 */
export function promotionFigures(summary: SweepSummary, cell: Cell): PromotionFigures {
  const { overfitting, outOfSample } = summary
  return {
    synthetic: summary.synthetic,
    warnings: summary.warnings.length,
    trades: cell.metrics?.trades ?? null,
    recordYears: cell.metrics === null ? null : cell.metrics.days / DAYS_PER_YEAR,
    ...surenessOf(summary, cell),
    pbo: overfitting.pbo,
    pboLoss: overfitting.pboLoss,
    spaPValue: overfitting.spaPValue,
    outOfSampleSharpe: outOfSample.sharpe,
    alphaErrors: alphaErrors(cell),
    chosenInFolds: summary.folds.filter((fold) => fold.cell === cell.cell).length,
    isBest: summary.best === cell.cell,
  }
}

/** The appraisal ratio of a sample grows with the root of its years: its t statistic. */
const alphaErrors = ({ metrics }: Cell): number | null =>
  metrics === null || metrics.appraisalRatio === null
    ? null
    : metrics.appraisalRatio * Math.sqrt(metrics.days / DAYS_PER_YEAR)

function surenessOf(
  { best, overfitting }: SweepSummary,
  { cell, metrics }: Cell,
): Pick<PromotionFigures, 'minTrackRecordYears' | 'deflatedSharpe'> {
  const { minTrackRecordYears, deflatedSharpe, expectedMaxSharpePerDay: expectedMax } = overfitting
  if (cell === best) return { minTrackRecordYears, deflatedSharpe }
  if (metrics === null || metrics.sharpe === null || !metrics.sharpeStandardError) {
    return { minTrackRecordYears: null, deflatedSharpe: null }
  }
  const estimate = {
    sharpe: metrics.sharpe / Math.sqrt(DAYS_PER_YEAR),
    error: metrics.sharpeStandardError / Math.sqrt(DAYS_PER_YEAR),
    observations: metrics.days,
  }
  const days = minTrackRecord(estimate, 0)
  return {
    minTrackRecordYears: days === null ? null : days / DAYS_PER_YEAR,
    deflatedSharpe: expectedMax === null ? null : probabilisticSharpe(estimate, expectedMax),
  }
}

/** Every gate, in the order in which they are told; none is left out because another one failed. */
export function promotionGates(figures: PromotionFigures): Gate[] {
  const { deflatedSharpe, minTrackRecordYears, outOfSampleSharpe, pbo, pboLoss, recordYears, spaPValue } = figures
  const { synthetic, trades, warnings, alphaErrors, chosenInFolds, isBest } = figures
  const limits = PROMOTION_LIMITS
  return [
    gateOf('data.synthetic', synthetic, '= false', [!synthetic, 'PROMOTION_SYNTHETIC']),
    gateOf('data.warnings', warnings, '= 0', [warnings === 0, 'PROMOTION_DATA_WARNINGS']),
    gateOf('performance.trades', trades, `>= ${limits.tradesMin}`, [
      trades !== null && trades >= limits.tradesMin,
      'PROMOTION_TRADES_FEW',
    ]),
    gateOf('performance.alpha', alphaErrors, `>= ${limits.alphaErrorsMin} standard errors`, [
      alphaErrors !== null && alphaErrors >= limits.alphaErrorsMin,
      'PROMOTION_NO_ALPHA',
    ]),
    gateOf('overfitting.chosen', chosenInFolds, '>= 1 fold, or the best cell', [
      isBest || chosenInFolds > 0,
      'PROMOTION_NEVER_CHOSEN',
    ]),
    gateOf(
      'overfitting.track_record',
      minTrackRecordYears === null ? null : recordYears,
      trackText(minTrackRecordYears),
      [
        recordYears !== null && minTrackRecordYears !== null && recordYears >= minTrackRecordYears,
        'OVERFIT_TRACK_RECORD',
      ],
    ),
    gateOf('overfitting.deflated_sharpe', deflatedSharpe, `>= ${limits.deflatedSharpeMin}`, [
      deflatedSharpe !== null && deflatedSharpe >= limits.deflatedSharpeMin,
      'OVERFIT_DEFLATED_SHARPE',
    ]),
    gateOf('overfitting.pbo', pboLoss === null ? null : pbo, `<= ${limits.pboMax}, or loss <= ${limits.pboLossMax}`, [
      pbo !== null && pboLoss !== null && (pbo <= limits.pboMax || pboLoss <= limits.pboLossMax),
      'OVERFIT_PBO',
    ]),
    gateOf('overfitting.spa', spaPValue, `<= ${limits.spaPValueMax}`, [
      spaPValue !== null && spaPValue <= limits.spaPValueMax,
      'OVERFIT_SPA',
    ]),
    gateOf('overfitting.out_of_sample', outOfSampleSharpe, `>= ${limits.outOfSampleSharpeMin}`, [
      outOfSampleSharpe !== null && outOfSampleSharpe >= limits.outOfSampleSharpeMin,
      'OVERFIT_OUT_OF_SAMPLE',
    ]),
  ]
}

const trackText = (years: number | null): string => (years === null ? '>= UNKNOWN' : `>= ${years.toFixed(2)}`)

function gateOf(
  gate: string,
  value: Gate['value'],
  threshold: string,
  [passes, refusal]: readonly [boolean, ReasonCode],
): Gate {
  if (value === null) return { gate, verdict: 'UNKNOWN', value, threshold, reason: 'STATISTIC_UNKNOWN' }
  return { gate, verdict: passes ? 'PASS' : 'BLOCKED', value, threshold, reason: passes ? null : refusal }
}

/** Promoted only when there are gates and all of them passed. */
export const verdictOf = (gates: readonly Gate[]): Promotion['verdict'] =>
  gates.length > 0 && gates.every(({ verdict }) => verdict === 'PASS') ? 'PROMOTED' : 'REFUSED'
