/** What a worker would write: cells, a summary, and the requests that make the jobs they belong to. */
import { idOf } from '../../shared/base/digest.ts'
import { type Cell, metricsSchema, overfittingSchema, type SweepSummary } from '../../shared/contracts/research.ts'
import type { NewSweepJob, TriedCell } from '../../shared/ports/sweeps.ts'

/** A configuration that is accepted: six combinations on the synthetic market. */
export const CONFIG = {
  symbol: 'SPY',
  start: '2025-01-02',
  end: '2025-12-31',
  strategy: 'breakout',
  dal: { vendor: 'synthetic', interval: '1Day' },
  params: { lookback: [10, 20, 30], atr_mult: [1.5, 2] },
} as const

export const newJob = (jobId: string, over: Partial<NewSweepJob> = {}): NewSweepJob => ({
  ...{ jobId, hypothesis: `h ${jobId}`, strategy: 'breakout', symbols: ['SPY'], vendor: 'synthetic', interval: '1Day' },
  ...{ from: '2025-01-02', to: null, configBlob: `blob://trader-data/configs/${jobId}.yaml` },
  ...{ configHash: 'c'.repeat(64), metadata: { note: 'x' }, cells: 4, shards: 2, requestedBy: 'operator' },
  ...over,
})

const METRICS = Object.fromEntries(Object.keys(metricsSchema.shape).map((name) => [name, 1]))

/** A row; without a Sharpe ratio it is one whose sample could not say, and a reason makes it a failed one. */
export function cellOf(cell: number, sharpe: number | null, reason: string | null = null): TriedCell {
  const row: Cell = {
    ...{ cell, params: [{ name: 'lookback', value: 10 + cell }], status: reason ? 'failed' : 'ok', reason },
    ...{ intents: 5, accepted: 3, refused: [{ reason: 'no_signal', count: 2 }] },
    metrics: reason ? null : metricsSchema.parse({ ...METRICS, sharpe }),
    digest: reason ? null : 'd'.repeat(64),
  }
  return { cell: row, trial: idOf('trial', cell).repeat(2), sharpePerDay: sharpe === null ? null : sharpe / 16 }
}

const FIGURES = Object.fromEntries(Object.keys(overfittingSchema.shape).map((name) => [name, 1]))
const OVERFITTING = overfittingSchema.parse({ ...FIGURES, trials: 3, deflatedSharpe: 0.9, pbo: 0.25 })

export const summaryOf = (jobId: string, over: Partial<SweepSummary> = {}): SweepSummary => ({
  ...{ jobId, hypothesis: `h ${jobId}`, symbols: ['SPY'], strategy: 'breakout', interval: '1Day', vendor: 'synthetic' },
  ...{ from: '2025-01-02', to: '2025-12-31', bars: 250, cells: 4, failed: 1, best: 2, median: 0, worst: 1, folds: [] },
  outOfSample: { sharpe: 0.4, annualReturn: 0.1, maxDrawdown: -0.1, days: 100 },
  overfitting: OVERFITTING,
  warnings: ['1 cell failed'],
  synthetic: true,
  manifest: { engineVersion: '1', gitSha: null, gitDirty: null, configHash: 'c', dataHash: 'd', seed: 1 },
  ...over,
})
