/** What research leaves behind: the metrics of a run, the row of a cell, the summary of a sweep and its manifest. */
import * as z from 'zod'
import { gateSchema } from './api/router.ts'
import { intervalSchema, strategySchema } from './scalars.ts'

/** A measured number; null is UNKNOWN, because the sample cannot say. */
const known = z.number().nullable()

/** Formulas and units stand beside the functions of the performance room. Shares are fractions, not per cent. */
export const metricsSchema = z.strictObject({
  startEquityUsd: z.number(),
  endEquityUsd: z.number(),
  /** Trading days of the equity series. */
  days: z.number(),
  totalReturn: known,
  annualReturn: known,
  volatility: known,
  sharpe: known,
  /** Standard error of the annual Sharpe ratio: the larger of that for independent days and Newey and West's. */
  sharpeStandardError: known,
  sortino: known,
  calmar: known,
  /** At most 0. */
  maxDrawdown: known,
  maxDrawdownDays: known,
  valueAtRisk95: known,
  conditionalValueAtRisk95: known,
  /** Share of days with a position. */
  exposure: known,
  /** Traded notional per year over mean equity. */
  turnover: known,
  trades: z.number(),
  hitRate: known,
  profitFactor: known,
  /** Mean profit of a round trip in dollars, and as a fraction of what it put in. */
  expectancyUsd: known,
  expectancy: known,
  sqn: known,
  /** Means over round trips of the worst and best excursion, as fractions of the entry price. */
  maxAdverseExcursion: known,
  maxFavourableExcursion: known,
  feesUsd: z.number(),
  /** Spread and slippage paid. */
  costsUsd: z.number(),
  slippageBps: known,
  /** To buying and holding the same symbols: annual alpha and beta. */
  alpha: known,
  beta: known,
  /** Alpha over the volatility of what beta does not explain. */
  appraisalRatio: known,
})
export type Metrics = z.infer<typeof metricsSchema>

const countSchema = z.strictObject({ reason: z.string(), count: z.number() })

/** One combination of parameters, and what came of it. */
export const cellSchema = z.strictObject({
  cell: z.int().nonnegative(),
  /** In the order of the configuration, names in wire form. */
  params: z.array(z.strictObject({ name: z.string(), value: z.unknown() })),
  status: z.enum(['ok', 'failed']),
  /** Why a cell failed; null when it did not. */
  reason: z.string().nullable(),
  intents: z.number(),
  accepted: z.number(),
  /** Every refused intent by its reason; with `accepted` they are all intents. */
  refused: z.array(countSchema),
  metrics: metricsSchema.nullable(),
  /** Digest of the order records and the equity series. */
  digest: z.string().nullable(),
})
export type Cell = z.infer<typeof cellSchema>

const foldSchema = z.strictObject({
  fold: z.int(),
  trainFrom: z.string(),
  trainTo: z.string(),
  testFrom: z.string(),
  testTo: z.string(),
  /** The cell that was best in training; null when none had a Sharpe ratio. */
  cell: z.int().nullable(),
  trainSharpe: known,
  testSharpe: known,
  testReturn: known,
})
export type Fold = z.infer<typeof foldSchema>

/** How likely it is that the best cell was luck. Every Sharpe ratio here is annual unless it says per day. */
export const overfittingSchema = z.strictObject({
  /** Cells ever tried for the hypothesis, this sweep's among them. */
  trials: z.int(),
  /** Expected best Sharpe ratio, per day, of that many trials without any edge. */
  expectedMaxSharpePerDay: known,
  probabilisticSharpe: known,
  deflatedSharpe: known,
  /** Shortest record, in years, that would show the best cell's Sharpe ratio to be above 0 at 95 %. */
  minTrackRecordYears: known,
  /** Probability of backtest overfitting (CSCV), and the number of blocks it was cut into. */
  pbo: known,
  pboBlocks: z.int(),
  /** Share of the same splits in which the cell that was best in training lost in the test. */
  pboLoss: known,
  /** White's reality check of the best mean return, by the same bootstrap as the next. */
  realityCheckPValue: known,
  /** Superior predictive ability (Hansen) of the best cell by stationary block bootstrap. */
  spaPValue: known,
  /** Cells whose mean return is above 0 at 5 % after Holm's and after Benjamini and Hochberg's correction. */
  holmSurvivors: z.int().nullable(),
  fdrSurvivors: z.int().nullable(),
})
export type Overfitting = z.infer<typeof overfittingSchema>

export const manifestSchema = z.strictObject({
  engineVersion: z.string(),
  gitSha: z.string().nullable(),
  /** True when the working tree had changes; null when that is UNKNOWN. */
  gitDirty: z.boolean().nullable(),
  configHash: z.string(),
  dataHash: z.string(),
  seed: z.int(),
})
export type Manifest = z.infer<typeof manifestSchema>

export const sweepSummarySchema = z.strictObject({
  jobId: z.string(),
  hypothesis: z.string(),
  symbols: z.array(z.string()),
  strategy: strategySchema,
  interval: intervalSchema,
  vendor: z.string(),
  /** First and last day traded. */
  from: z.string(),
  to: z.string(),
  bars: z.int(),
  cells: z.int(),
  failed: z.int(),
  /** Cells by annual Sharpe ratio. */
  best: z.int().nullable(),
  median: z.int().nullable(),
  worst: z.int().nullable(),
  folds: z.array(foldSchema),
  /** Of the stitched test windows. */
  outOfSample: z.strictObject({ sharpe: known, annualReturn: known, maxDrawdown: known, days: z.number() }),
  overfitting: overfittingSchema,
  /** What a reader must know before believing a number: quarantined rows, gaps, cells that failed as they ran. */
  warnings: z.array(z.string()),
  synthetic: z.boolean(),
  manifest: manifestSchema,
})
export type SweepSummary = z.infer<typeof sweepSummarySchema>

/** The recorded decision on promoting a cell; every gate is told, passed or not. */
export const promotionSchema = z.strictObject({
  jobId: z.string(),
  cell: z.int(),
  verdict: z.enum(['PROMOTED', 'REFUSED']),
  gates: z.array(gateSchema),
})
export type Promotion = z.infer<typeof promotionSchema>
