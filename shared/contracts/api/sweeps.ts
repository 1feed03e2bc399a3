/**
 * `/backtests`: sweep jobs, their cells, promotions, and the frames that runs left behind.
 *
 * POST   /backtests/sweeps/jobs                   sweepRequestBody → 202 sweepJob
 * GET    /backtests/sweeps/jobs                   sweepJobsQuery → sweepJobs
 * GET    /backtests/sweeps/jobs/summary           → sweepCounts
 * GET    /backtests/sweeps/jobs/{id}              → sweepJobDetail
 * DELETE /backtests/sweeps/jobs/{id}              → sweepJob, cancelled
 * GET    /backtests/sweeps/jobs/{id}/cells        cellsQuery → cells
 * GET    /backtests/sweeps/jobs/{id}/cells/{cell}       → cell
 * GET    /backtests/sweeps/jobs/{id}/cells/{cell}/run   cellRunQuery → cellRun
 * GET    /backtests/sweeps/jobs/{id}/summary      → sweepSummary
 * POST   /backtests/sweeps/jobs/{id}/promotions   promotionRequest → promotionRow
 * GET    /backtests/sweeps/jobs/{id}/promotions   → promotions
 * GET    /backtests/frames                        framesQuery → frames
 * GET    /backtests/frames/preview                framePreviewQuery → framePreview
 */
import * as z from 'zod'
import { cellSchema, metricsSchema, promotionSchema } from '../research.ts'
import { instantSchema, intervalSchema, strategySchema, symbolSchema } from '../scalars.ts'
import {
  SWEEP_STATUSES,
  shardStatusSchema,
  sweepJobIdSchema,
  sweepMetadataSchema,
  sweepStatusSchema,
} from '../sweeps.ts'
import { snakeOf } from '../wire.ts'
import { cursor, limit, pageOf } from './lists.ts'

/** A sweep, by value or by where its configuration lies. `strategy` and `symbol` stand over the configuration's. */
export const sweepRequestBodySchema = z
  .strictObject({
    /** An object, or the text of one in YAML or JSON; see the configuration's own description. */
    config: z.union([z.string().min(1), z.record(z.string(), z.unknown())]).optional(),
    /** `blob://container/path` of a text in YAML or JSON. */
    configPath: z
      .string()
      .max(300)
      .regex(/^blob:\/\/[a-z0-9-]{3,63}\/[\w./-]+$/, 'is not a place: write blob://container/path')
      .optional(),
    strategy: strategySchema.optional(),
    symbol: symbolSchema.optional(),
    /** The same id with the same configuration is the same job; one is made where it is absent. */
    jobId: sweepJobIdSchema.optional(),
    metadata: sweepMetadataSchema.default({}),
  })
  .refine(({ config, configPath }) => (config === undefined) !== (configPath === undefined), {
    path: ['config'],
    message: 'or config_path is needed, and not both',
  })
export type SweepRequestBody = z.output<typeof sweepRequestBodySchema>

const count = z.int().nonnegative()

/** What a finished job is remembered by; the Sharpe ratio is annual and never stands alone. */
const headlineSchema = z.strictObject({
  bestCell: count.nullable(),
  sharpe: z.number().nullable(),
  deflatedSharpe: z.number().nullable(),
  pbo: z.number().nullable(),
  /** Cells ever tried for the hypothesis when the job ended. */
  trials: count,
})

export const sweepJobSchema = z.strictObject({
  jobId: sweepJobIdSchema,
  status: sweepStatusSchema,
  /** Code of contracts/reasons.ts; null where none is needed. `stale` when a failed job had fallen silent. */
  reason: z.string().nullable(),
  detail: z.string().nullable(),
  hypothesis: z.string(),
  strategy: strategySchema,
  symbols: z.array(symbolSchema),
  vendor: z.string(),
  interval: intervalSchema,
  /** First and last day asked for; null is the newest bar. */
  from: z.string(),
  to: z.string().nullable(),
  configBlob: z.string(),
  /** Digest of the whole configuration. */
  configHash: z.string(),
  metadata: sweepMetadataSchema,
  /** Combinations, those with a row, and those of them that failed. */
  cells: count,
  done: count,
  failed: count,
  shards: count,
  requestedBy: z.string(),
  requestedAt: instantSchema,
  dispatchedAt: instantSchema.nullable(),
  startedAt: instantSchema.nullable(),
  /** Newest sign of life of any execution. */
  heartbeatAt: instantSchema.nullable(),
  finishedAt: instantSchema.nullable(),
  /** When it will have ended at the pace so far; null is UNKNOWN. */
  etaAt: instantSchema.nullable(),
  headline: headlineSchema.nullable(),
})
export type SweepJob = z.infer<typeof sweepJobSchema>

const sweepEventSchema = z.strictObject({
  sequence: z.int(),
  at: instantSchema,
  /** A state of the job, or a step on the way: `start-failed`, `shard-running`, `shard-done`, `restarted`. */
  event: z.string(),
  detail: z.string().nullable(),
})

const shardSchema = z.strictObject({
  /** The last one has no cells: it gathers what the others left. */
  shard: count,
  status: shardStatusSchema,
  /** Times that an execution was started for it. */
  starts: count,
  execution: z.string().nullable(),
  heartbeatAt: instantSchema.nullable(),
  done: count,
  failed: count,
})

export const sweepJobDetailSchema = sweepJobSchema.extend({
  events: z.array(sweepEventSchema),
  executions: z.array(shardSchema),
})
export type SweepJobDetail = z.infer<typeof sweepJobDetailSchema>

export const sweepJobsQuerySchema = z.strictObject({
  /** A state; `stale` asks for those that failed by falling silent. */
  status: z.enum([...SWEEP_STATUSES, 'stale']).optional(),
  strategy: strategySchema.optional(),
  symbol: symbolSchema.optional(),
  limit: limit(50),
  cursor,
})
export type SweepJobsQuery = z.output<typeof sweepJobsQuerySchema>
export const sweepJobsSchema = pageOf(sweepJobSchema)
export type SweepJobs = z.infer<typeof sweepJobsSchema>

/** How many jobs stand where; `stale` are among the failed. Durations and ETA rest on the last 100 completed jobs. */
export const sweepCountsSchema = z.strictObject({
  queued: count,
  dispatched: count,
  running: count,
  completed: count,
  failed: count,
  cancelled: count,
  stale: count,
  /** Milliseconds from start to end; null while none has completed. */
  avgDurationMs: z.number().nullable(),
  /** Minutes until what runs and waits has ended; null is UNKNOWN. */
  etaMinutes: z.number().nullable(),
  asOf: instantSchema,
})
export type SweepCounts = z.infer<typeof sweepCountsSchema>

export const sweepJobPathSchema = z.strictObject({ id: sweepJobIdSchema })

const METRIC_NAMES = Object.keys(metricsSchema.shape) as (keyof typeof metricsSchema.shape)[]
/** Names of metrics as they are on the wire, such as `max_drawdown`, and of the row itself. */
export const CELL_SORTS = ['cell', 'intents', 'accepted', ...METRIC_NAMES.map(snakeOf)] as const

export const cellsQuerySchema = z.strictObject({
  sort: z.enum(CELL_SORTS).default('cell'),
  /** Rows whose metric is UNKNOWN come last in either order. */
  order: z.enum(['asc', 'desc']).default('asc'),
  status: cellSchema.shape.status.optional(),
  limit: limit(100),
  cursor,
})
export type CellsQuery = z.output<typeof cellsQuerySchema>
export const cellsSchema = pageOf(cellSchema)
export type Cells = z.infer<typeof cellsSchema>

export const cellPathSchema = sweepJobPathSchema.extend({ cell: z.coerce.number().int().nonnegative() })

/** Most bars, trades and days of one answer; of more the newest are given, and how many there are is told. */
const RUN_BARS_MAX = 2_000
export const RUN_TRADES_MAX = 1_000
export const RUN_DAYS_MAX = 12_600

export const cellRunQuerySchema = z.strictObject({
  /** Whose bars; the first symbol of the job where none is named. */
  symbol: symbolSchema.optional(),
  /** Day of the newest bar wanted; the last day traded where none is named. */
  until: z.iso.date().optional(),
  bars: z.coerce.number().int().min(1).max(RUN_BARS_MAX).default(500),
})
export type CellRunQuery = z.output<typeof cellRunQuerySchema>

/** A position from first share to last. Quantity and prices are those of the exit: splits have rescaled them. */
export const cellTradeSchema = z.strictObject({
  symbol: symbolSchema,
  side: z.enum(['long', 'short']),
  entryAt: instantSchema,
  exitAt: instantSchema,
  qty: z.number(),
  entryPriceUsd: z.number(),
  exitPriceUsd: z.number(),
  feesUsd: z.number(),
  /** Spread and slippage, which the prices hold already. */
  costsUsd: z.number(),
  /** After fees, borrow and dividends. */
  pnlUsd: z.number(),
  /** Why it ended, such as `STOP`; null while it is open: then the exit is the last mark. */
  reason: z.string().nullable(),
})
export type CellTrade = z.infer<typeof cellTradeSchema>

const runBarSchema = z.strictObject({
  opensAt: instantSchema,
  closesAt: instantSchema,
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  volume: z.number(),
})
export type RunBar = z.infer<typeof runBarSchema>

export const dayEquitySchema = z.strictObject({ day: z.string(), equityUsd: z.number() })

/** What one combination did, oldest first throughout: the run whose records and equity have the row's digest. */
export const cellRunSchema = z.strictObject({
  jobId: sweepJobIdSchema,
  cell: count,
  digest: z.string(),
  startEquityUsd: z.number(),
  /** Equity at the end of each day traded. */
  equity: z.array(dayEquitySchema).max(RUN_DAYS_MAX),
  trades: z.array(cellTradeSchema).max(RUN_TRADES_MAX),
  tradesTotal: count,
  symbol: symbolSchema,
  bars: z.array(runBarSchema).max(RUN_BARS_MAX),
  /** True when there are bars before the first. */
  hasOlderBars: z.boolean(),
})
export type CellRun = z.infer<typeof cellRunSchema>

export const promotionRequestSchema = z.strictObject({ cell: count })
export const promotionRowSchema = promotionSchema.extend({
  /** Grows with every decision of the job. */
  sequence: z.int().positive(),
  decidedAt: instantSchema,
  decidedBy: z.string(),
})
export type PromotionRow = z.infer<typeof promotionRowSchema>
export const promotionsSchema = z.strictObject({ items: z.array(promotionRowSchema), asOf: instantSchema })

const FRAME_SOURCES = ['backtest_cli', 'sweep', 'router', 'unknown'] as const

/** The row of a stored frame. Saving one of the same path again adds a row: the newest tells what lies there. */
export const frameRowSchema = z.strictObject({
  savedAt: instantSchema,
  /** Path in the `trader-data` container. */
  path: z.string().max(300),
  symbol: symbolSchema,
  strategy: strategySchema,
  vendor: z.string().max(30),
  interval: intervalSchema,
  rows: count,
  columns: z.array(z.strictObject({ name: z.string().max(60), nonNull: count })).max(200),
  source: z.enum(FRAME_SOURCES),
  jobId: z.string().max(60).nullable(),
  /** SHA-256 of the file. */
  contentHash: z.string().length(64),
  /** First and last bar; null of an empty frame. */
  dataStart: instantSchema.nullable(),
  dataEnd: instantSchema.nullable(),
})
export type FrameRow = z.infer<typeof frameRowSchema>

export const framesQuerySchema = z.strictObject({
  symbol: symbolSchema.optional(),
  strategy: strategySchema.optional(),
  vendor: z.string().max(30).optional(),
  interval: intervalSchema.optional(),
  jobId: sweepJobIdSchema.optional(),
  limit: limit(50),
  cursor,
})
export type FramesQuery = z.output<typeof framesQuerySchema>
export const framesSchema = pageOf(frameRowSchema)
export type Frames = z.infer<typeof framesSchema>

/** Folders of `trader-data` whose Parquet files may be looked into. */
const FRAME_PATH = /^(frames|backtests|sweeps)(\/[\w=-][\w.=-]*){1,12}\.parquet$/

export const framePreviewQuerySchema = z.strictObject({
  path: z
    .string()
    .max(300)
    .overwrite((text) => text.replace(/^blob:\/\/trader-data\//, ''))
    .regex(FRAME_PATH, 'is not a frame: a .parquet file under frames/, backtests/ or sweeps/ of trader-data'),
  /** Newest rows to show. */
  rows: z.coerce.number().int().min(1).max(200).default(20),
})

const frameValue = z.union([z.number(), z.string(), z.boolean()]).nullable()
/** What lies in a frame, and its newest rows. Null in a row is UNKNOWN. */
export const framePreviewSchema = z.strictObject({
  path: z.string(),
  bytes: count,
  rows: count,
  columns: z.array(
    z.strictObject({
      name: z.string(),
      /** As Parquet has it, such as `DOUBLE`. */
      type: z.string(),
      /** Null where the file does not tell. */
      nonNull: count.nullable(),
    }),
  ),
  /** Newest last; the values of a row stand in the order of the columns. */
  newest: z.array(z.array(frameValue)),
  /** The row of the manifest behind it; null for a file that none names. */
  manifest: frameRowSchema.nullable(),
})
export type FramePreview = z.infer<typeof framePreviewSchema>
