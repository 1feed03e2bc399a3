/**
 * Answers of the research API for the dashboard's tests: jobs of every state, made up, each of the shape that the
 * contracts give it. A test answers a browser's requests with them in the desk's place.
 */
import type { BrowserContext } from 'playwright-core'
import type * as z from 'zod'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/base/instant.ts'
import {
  type CellRun,
  cellRunSchema,
  cellsSchema,
  type FrameRow,
  framePreviewSchema,
  framesSchema,
  type PromotionRow,
  promotionRowSchema,
  promotionsSchema,
  type SweepJob,
  type SweepJobDetail,
  sweepCountsSchema,
  sweepJobDetailSchema,
  sweepJobSchema,
  sweepJobsSchema,
} from '../../shared/contracts/api/sweeps.ts'
import {
  type Cell,
  cellSchema,
  type Metrics,
  type SweepSummary,
  sweepSummarySchema,
} from '../../shared/contracts/research.ts'
import { encodeWire } from '../../shared/contracts/wire.ts'

const NOW = Date.parse('2026-11-26T15:00:00Z')
const DIGEST = 'ab'.repeat(32)

/** Between −1 and 1, the same for the same number. */
const wave = (at: number): number => Math.sin(at * 12.9898) * Math.cos(at * 4.1414)

const FAST = [5, 10, 15, 20]
const SLOW = [50, 120, 200]
const MULT = [2, 3]
const CELLS_COUNT = FAST.length * SLOW.length * MULT.length

function metricsOf(at: number, sharpe: number | null): Metrics {
  const known = sharpe ?? 0
  return {
    ...{ startEquityUsd: 100_000, endEquityUsd: 100_000 * (1 + known), days: 2_516, totalReturn: known },
    ...{ annualReturn: known / 8, volatility: 0.14, sharpe, sharpeStandardError: sharpe === null ? null : 0.31 },
    ...{ sortino: known * 1.4, calmar: known / 2, maxDrawdown: -0.12 - Math.abs(wave(at)) / 6, maxDrawdownDays: 311 },
    ...{ valueAtRisk95: -0.011, conditionalValueAtRisk95: -0.018, exposure: 0.42, turnover: 7.25, trades: 40 + at },
    ...{ hitRate: 0.44, profitFactor: at % 7 === 0 ? null : 1.31, expectancyUsd: 112.4, expectancy: 0.0041, sqn: 1.2 },
    ...{ maxAdverseExcursion: -0.021, maxFavourableExcursion: 0.035, feesUsd: 310.5, costsUsd: 1_204.25 },
    ...{ slippageBps: 1.4, alpha: 0.01, beta: 0.35, appraisalRatio: 0.6 },
  }
}

/** A cell of the example: some failed, one whose sample is too short. */
function cellOf(at: number): Cell {
  const [fast = 0, slow = 0, mult = 0] = [
    FAST[Math.floor(at / (SLOW.length * MULT.length))],
    SLOW[Math.floor(at / MULT.length) % SLOW.length],
    MULT[at % MULT.length],
  ]
  const isFailed = at === 20 || at === 21
  const sharpe = at === 9 ? null : 0.9 - Math.abs(slow - 120) / 90 + wave(at) / 3
  return {
    cell: at,
    params: [
      { name: 'fast', value: fast },
      { name: 'slow', value: slow },
      { name: 'atr_mult', value: mult },
    ],
    status: isFailed ? 'failed' : 'ok',
    reason: isFailed ? 'WARMUP' : null,
    ...{ intents: isFailed ? 0 : 140, accepted: isFailed ? 0 : 118 },
    refused: isFailed
      ? []
      : [
          { reason: 'below_min_qty', count: 14 },
          { reason: 'risk_limit_pending', count: 8 },
        ],
    metrics: isFailed ? null : metricsOf(at, sharpe),
    digest: isFailed ? null : DIGEST,
  }
}
const CELLS = Array.from({ length: CELLS_COUNT }, (_, at) => cellOf(at))
const RANKED = CELLS.filter(({ metrics }) => metrics?.sharpe != null).toSorted(
  (a, b) => (b.metrics?.sharpe ?? 0) - (a.metrics?.sharpe ?? 0),
)
const BEST = RANKED[0]?.cell ?? 0

function jobOf(jobId: string, more: Partial<SweepJobDetail> = {}): SweepJobDetail {
  return {
    jobId,
    ...{ status: 'completed', reason: null, detail: null, hypothesis: 'momentum in SPY', strategy: 'momentum' },
    ...{ symbols: ['SPY', 'QQQ'], vendor: 'file', interval: '1Day', from: '2014-01-02', to: '2023-12-29' },
    ...{ configBlob: `blob://trader-data/configs/${jobId}.yaml`, configHash: DIGEST, metadata: { ticket: 'R-12' } },
    ...{ cells: CELLS_COUNT, done: CELLS_COUNT, failed: 2, shards: 2, requestedBy: 'operator' },
    ...{
      requestedAt: NOW - 3 * HOUR_MS,
      dispatchedAt: NOW - 3 * HOUR_MS + 4_000,
      startedAt: NOW - 3 * HOUR_MS + 9_000,
    },
    ...{ heartbeatAt: NOW - 2 * HOUR_MS, finishedAt: NOW - 2 * HOUR_MS, etaAt: null },
    headline: { bestCell: BEST, sharpe: 1.24, deflatedSharpe: 0.421, pbo: 0.31, trials: 1_250 },
    events: [
      { sequence: 1, at: NOW - 3 * HOUR_MS, event: 'queued', detail: null },
      { sequence: 2, at: NOW - 3 * HOUR_MS + 2_000, event: 'start-failed', detail: 'The starter answered 429.' },
      { sequence: 3, at: NOW - 3 * HOUR_MS + 4_000, event: 'dispatched', detail: null },
      { sequence: 4, at: NOW - 3 * HOUR_MS + 9_000, event: 'running', detail: null },
      { sequence: 5, at: NOW - 2 * HOUR_MS, event: 'completed', detail: null },
    ],
    executions: [0, 1, 2].map((shard) => ({
      ...{ shard, status: 'done', starts: shard === 1 ? 2 : 1, execution: `sweep-job-${shard}x7` },
      ...{ heartbeatAt: NOW - 2 * HOUR_MS, done: shard === 2 ? 0 : 12, failed: shard === 0 ? 2 : 0 },
    })),
    ...more,
  }
}

const NOT_ENDED = { finishedAt: null, headline: null }
const NO_SUMMARY = { headline: null, events: [], executions: [] }
const JOBS: readonly SweepJobDetail[] = [
  jobOf('momentum-queued', {
    ...{ ...NOT_ENDED, status: 'queued', done: 0, failed: 0, dispatchedAt: null, startedAt: null, heartbeatAt: null },
    ...{ requestedAt: NOW - MINUTE_MS, events: [], executions: [] },
  }),
  jobOf('momentum-running', {
    ...{ ...NOT_ENDED, status: 'running', done: 11, failed: 1, etaAt: NOW + 4 * MINUTE_MS, heartbeatAt: NOW - 3_000 },
  }),
  jobOf('momentum-spy'),
  jobOf('momentum-wide', { symbols: ['SPY', 'QQQ', 'IWM', 'DIA', 'TLT'], failed: 0 }),
  jobOf('momentum-stale', {
    ...{ ...NO_SUMMARY, status: 'failed', reason: 'stale', detail: 'Shard 1 was silent for 20 min.', done: 12 },
  }),
  jobOf('momentum-cancelled', { ...NO_SUMMARY, status: 'cancelled', done: 0, failed: 0, startedAt: null }),
  jobOf('momentum-barren', { failed: CELLS_COUNT, headline: { ...NO_HEADLINE() } }),
]

function NO_HEADLINE(): NonNullable<SweepJob['headline']> {
  return { bestCell: null, sharpe: null, deflatedSharpe: null, pbo: null, trials: 1_250 }
}

const WARNINGS = [
  'SPY: 3 rows of 2 519 are quarantined: HIGH_LOW_CROSSED 2, PRICE_JUMP 1.',
  'SPY: no bar on 2 sessions, the first of them 2016-03-04.',
  '2 of 24 cells failed: WARMUP.',
]

function summaryOf(jobId: string): SweepSummary {
  const isBarren = jobId === 'momentum-barren'
  const unknown = { expectedMaxSharpePerDay: null, probabilisticSharpe: null, deflatedSharpe: null, pbo: null }
  const place = (rank: number): number | null => (isBarren ? null : (RANKED.at(rank)?.cell ?? null))
  return {
    ...{ jobId, hypothesis: 'momentum in SPY', symbols: ['SPY', 'QQQ'], strategy: 'momentum', interval: '1Day' },
    ...{ vendor: 'file', from: '2014-01-02', to: '2023-12-29', bars: 5_032, cells: CELLS_COUNT },
    ...{ failed: isBarren ? CELLS_COUNT : 2, best: place(0), median: place(RANKED.length / 2), worst: place(-1) },
    folds: isBarren
      ? []
      : [1.31, 0.94, 1.62, null, 0.71].map((trainSharpe, fold) => ({
          ...{ fold, trainFrom: `${2014 + fold}-01-02`, trainTo: `${2015 + fold}-05-29` },
          ...{ testFrom: `${2015 + fold}-06-08`, testTo: `${2015 + fold}-12-31` },
          ...{ cell: trainSharpe === null ? null : 3 * fold, trainSharpe },
          ...{ testSharpe: trainSharpe === null ? null : wave(fold + 3), testReturn: wave(fold) / 10 },
        })),
    outOfSample: isBarren
      ? { sharpe: null, annualReturn: null, maxDrawdown: null, days: 0 }
      : { sharpe: 0.22, annualReturn: 0.018, maxDrawdown: -0.141, days: 712 },
    overfitting: {
      ...{ trials: 1_250, expectedMaxSharpePerDay: 0.0631, probabilisticSharpe: 0.9812, deflatedSharpe: 0.421 },
      ...{
        minTrackRecordYears: 3.4,
        pbo: 0.31,
        pboBlocks: 16,
        pboLoss: 0.42,
        realityCheckPValue: 0.131,
        spaPValue: 0.114,
        holmSurvivors: 0,
        fdrSurvivors: 4,
      },
      ...(isBarren
        ? {
            ...unknown,
            minTrackRecordYears: null,
            pboLoss: null,
            realityCheckPValue: null,
            spaPValue: null,
            holmSurvivors: null,
            fdrSurvivors: null,
          }
        : {}),
    },
    warnings: jobId === 'momentum-wide' ? [] : WARNINGS,
    synthetic: isBarren,
    manifest: {
      ...{ engineVersion: '1', gitSha: 'c0ffee'.repeat(6).slice(0, 40), gitDirty: isBarren ? null : true },
      ...{ configHash: DIGEST, dataHash: DIGEST, seed: 1 },
    },
  }
}

const OPENED = Date.parse('2022-01-03T14:30:00Z')
const BARS = 240

/** A year of daily bars with a trade every few weeks, the last of which is still open. */
function runOf(jobId: string, cell: number): CellRun {
  const price = (at: number): number => 400 + 40 * Math.sin(at / 30) + 6 * wave(at)
  const openOf = (at: number): number => OPENED + Math.floor(at / 5) * 7 * DAY_MS + (at % 5) * DAY_MS
  const bars = Array.from({ length: BARS }, (_, at) => {
    const [open, close] = [price(at), price(at + 1)]
    const [high, low] = [Math.max(open, close) + 2, Math.min(open, close) - 2]
    return { opensAt: openOf(at), closesAt: openOf(at) + 6.5 * HOUR_MS, open, high, low, close, volume: 8e7 }
  })
  const trades = [20, 62, 101, 150, 198, 232].map((at, index) => {
    const exit = Math.min(BARS - 1, at + 11)
    const isOpen = exit === BARS - 1
    const [entryPriceUsd, exitPriceUsd] = [price(at), price(exit)]
    return {
      ...{ symbol: 'SPY', side: index === 2 ? ('short' as const) : ('long' as const), qty: 240, entryPriceUsd },
      ...{ exitPriceUsd, entryAt: openOf(at), exitAt: openOf(exit), feesUsd: 4.8, costsUsd: 9.61 },
      ...{ pnlUsd: (exitPriceUsd - entryPriceUsd) * 240 * (index === 2 ? -1 : 1) },
      reason: isOpen ? null : index % 2 === 0 ? 'STOP' : 'EXIT',
    }
  })
  const equity = Array.from({ length: 2_516 }, (_, at) => ({
    day: new Date(Date.parse('2014-01-02') + Math.floor((at * 365.25 * DAY_MS) / 252)).toISOString().slice(0, 10),
    equityUsd: 100_000 * (1 + at / 4_000 + Math.sin(at / 120) / 9 + wave(at) / 90),
  }))
  return {
    ...{ jobId, cell, digest: DIGEST, startEquityUsd: 100_000, equity, trades, tradesTotal: trades.length },
    ...{ symbol: 'SPY', bars, hasOlderBars: true },
  }
}

function decisionOf(jobId: string, cell: number, verdict: 'PROMOTED' | 'REFUSED'): PromotionRow {
  const isRefused = verdict === 'REFUSED'
  return {
    ...{ jobId, cell, verdict, sequence: isRefused ? 1 : 2, decidedAt: NOW - HOUR_MS, decidedBy: 'operator' },
    gates: [
      {
        ...{
          gate: 'promotion.deflated_sharpe',
          verdict: isRefused ? 'BLOCKED' : 'PASS',
          value: isRefused ? 0.421 : 0.97,
        },
        ...{ threshold: '>= 0.95', reason: isRefused ? 'no_edge' : null },
      },
      {
        ...{ gate: 'promotion.pbo', verdict: isRefused ? 'UNKNOWN' : 'PASS', value: isRefused ? null : 0.12 },
        ...{ threshold: '<= 0.2', reason: isRefused ? 'WARMUP' : null },
      },
      { gate: 'promotion.trades', verdict: 'PASS', value: 88, threshold: '>= 30', reason: null },
    ],
  }
}

const COLUMNS = ['timestamp', 'close', 'filtered_price', 'velocity', 'regime', 'p_win', 'butterworth']

function frameOf(at: number): FrameRow {
  const jobId = at % 2 === 0 ? 'momentum-spy' : null
  return {
    ...{ savedAt: NOW - at * DAY_MS, path: `frames/SPY_momentum_file_1day_${at}.parquet`, symbol: 'SPY' },
    ...{ strategy: 'momentum', vendor: 'file', interval: '1Day', rows: 252, jobId, contentHash: DIGEST },
    source: jobId === null ? 'backtest_cli' : 'sweep',
    columns: COLUMNS.map((name) => ({ name, nonNull: name === 'butterworth' && at === 1 ? 0 : 252 })),
    ...{ dataStart: OPENED, dataEnd: OPENED + 364 * DAY_MS },
  }
}

const previewOf = (path: string, rows: number) => ({
  ...{ path, bytes: 48_120, rows: 252, manifest: path.includes('_0.') ? frameOf(0) : null },
  columns: COLUMNS.map((name) => ({
    name,
    type: name === 'timestamp' || name === 'regime' ? 'BYTE_ARRAY' : 'DOUBLE',
    nonNull: name === 'butterworth' ? 0 : name === 'velocity' ? null : 240,
  })),
  newest: Array.from({ length: rows }, (_, at) => [
    ...[new Date(OPENED + at * DAY_MS).toISOString(), 400 + wave(at), 400.12345 + wave(at + 1), wave(at) / 1e4],
    ...['trend_up', at % 5 === 0 ? null : 0.53, null],
  ]),
})

const page = <T>(items: readonly T[]) => ({ items: [...items], nextCursor: null, asOf: NOW })
const encoded = <S extends z.ZodType>(schema: S, value: z.output<S>) => ({
  status: 200,
  body: encodeWire(schema, value),
})
const problem = (status: number, code: string, detail: string, errors?: readonly unknown[]) => ({
  status,
  body: { type: 'about:blank', title: code, status, code, detail, request_id: 'r-1', ...(errors ? { errors } : {}) },
})

function cellsOf(job: SweepJobDetail, query: URLSearchParams): readonly Cell[] {
  const rows = CELLS.slice(0, job.done)
    .map((cell) =>
      job.jobId === 'momentum-barren' ? { ...cell, status: 'failed', reason: 'WARMUP', metrics: null } : cell,
    )
    .map((cell) => cell as Cell)
    .filter(({ status }) => !query.has('status') || status === query.get('status'))
  const sign = query.get('order') === 'desc' ? -1 : 1
  const sharpe = ({ metrics }: Cell): number => metrics?.sharpe ?? sign * Infinity
  return query.get('sort') === 'sharpe' ? rows.toSorted((a, b) => sign * (sharpe(a) - sharpe(b))) : rows
}

function answerOfJob(job: SweepJobDetail, rest: readonly string[], query: URLSearchParams) {
  const [what, cell, run] = rest
  if (what === undefined) return encoded(sweepJobDetailSchema, job)
  if (what === 'summary' && job.status === 'completed') return encoded(sweepSummarySchema, summaryOf(job.jobId))
  if (what === 'promotions') {
    const items = job.jobId === 'momentum-spy' ? [decisionOf(job.jobId, BEST, 'REFUSED')] : []
    return encoded(promotionsSchema, { items, asOf: NOW })
  }
  const rows = cellsOf(job, query)
  if (what === 'cells' && cell === undefined) return encoded(cellsSchema, page(rows))
  const row = rows.find((each) => each.cell === Number(cell))
  if (what !== 'cells' || row === undefined) return problem(404, 'NO_SUCH_CELL', 'There is no such row.')
  return run === undefined ? encoded(cellSchema, row) : encoded(cellRunSchema, runOf(job.jobId, row.cell))
}

/** What is refused of a configuration: a line that the desk names, and a key. */
const REFUSED = problem(422, 'CONFIG_INVALID', 'config.params.roc_lookback is not a known parameter (line 13)', [
  { field: 'config.params.roc_lookback', message: 'is not a parameter of momentum', line: 13 },
  { field: 'config.start', message: 'must lie before end', line: 3 },
])

/** The answer to a request, as the desk would give it. */
function researchAnswer(method: string, url: URL) {
  const [, , area, jobs, id, ...rest] = url.pathname.split('/')
  const query = url.searchParams
  if (area === 'frames') {
    if (jobs === 'preview')
      return encoded(framePreviewSchema, previewOf(query.get('path') ?? '', Number(query.get('rows'))))
    return encoded(framesSchema, page([0, 1, 2].map(frameOf)))
  }
  if (id === undefined) {
    if (method === 'POST') return REFUSED
    const status = query.get('status')
    return encoded(
      sweepJobsSchema,
      page(JOBS.filter((job) => status === null || job.status === status).map(summarised)),
    )
  }
  if (id === 'summary') {
    const counts = { queued: 1, dispatched: 0, running: 1, completed: 3, failed: 1, cancelled: 1, stale: 1 }
    return encoded(sweepCountsSchema, { ...counts, avgDurationMs: HOUR_MS, etaMinutes: 12, asOf: NOW })
  }
  const job = JOBS.find((each) => each.jobId === id)
  if (job === undefined) return problem(404, 'NO_SUCH_SWEEP', 'There is no such job.')
  if (method === 'DELETE') return encoded(sweepJobSchema, { ...summarised(job), status: 'cancelled' })
  if (method === 'POST') return encoded(promotionRowSchema, { ...decisionOf(id, BEST, 'REFUSED'), sequence: 2 })
  return answerOfJob(job, rest, query)
}

function summarised({ events, executions, ...job }: SweepJobDetail): SweepJob {
  return job
}

/** Answers what a page asks of the research API, in the desk's place. */
export async function answerResearch(context: BrowserContext): Promise<void> {
  await context.route('**/backtests/**', async (route) => {
    const { status, body } = researchAnswer(route.request().method(), new URL(route.request().url()))
    await route.fulfill({ status, json: body })
  })
}
