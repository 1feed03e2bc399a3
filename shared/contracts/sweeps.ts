/** Sweep jobs: their states, what travels on `backtest.jobs`, where a job lies in Blob, and what a trial is. */
import * as z from 'zod'
import { canonicalJson, digestOf } from '../base/digest.ts'
import { SWEEPER_CONNECTION_LIMIT } from './connections.ts'
import { instantSchema, strategySchema, symbolSchema } from './scalars.ts'
import type { SweepConfig } from './sweep-config.ts'

/** Lower-case letters, digits and dashes; `summary` is a path of the API. */
export const sweepJobIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{2,59}$/, 'is not a job id: 3 to 60 lower-case letters, digits and dashes')
  .refine((id) => id !== 'summary', 'is a word of the API: take another')

/** A job moves to the right, and the last three are final. A job that was given up as silent failed with `stale`. */
export const SWEEP_STATUSES = ['queued', 'dispatched', 'running', 'completed', 'failed', 'cancelled'] as const
export const sweepStatusSchema = z.enum(SWEEP_STATUSES)
export type SweepStatus = z.infer<typeof sweepStatusSchema>

export const shardStatusSchema = z.enum(['waiting', 'running', 'done'])

/** Free words of the caller's, kept as they came. */
export const sweepMetadataSchema = z
  .record(z.string().max(40), z.union([z.string().max(200), z.number(), z.boolean()]))
  .refine((metadata) => Object.keys(metadata).length <= 20, 'has more than 20 entries')

/** Asks for the start of a job. What the job is stands in the registry: this only names it. */
export const sweepRequestSchema = z.strictObject({
  jobId: sweepJobIdSchema,
  /** `blob://container/path` of the whole configuration. */
  configBlob: z.string().max(300),
  strategy: strategySchema,
  symbols: z.array(symbolSchema).min(1),
  cells: z.int().positive(),
  requestedAt: instantSchema,
})
export type SweepRequest = z.infer<typeof sweepRequestSchema>

/** Tells how a job ended. Nobody starts anything because of it. */
export const sweepResultSchema = z.strictObject({
  jobId: sweepJobIdSchema,
  status: z.enum(['completed', 'failed', 'cancelled']),
  reason: z.string().max(100).nullable(),
  cells: z.int().nonnegative(),
  failedCells: z.int().nonnegative(),
  finishedAt: instantSchema,
})
export type SweepResult = z.infer<typeof sweepResultSchema>

/** Container of everything that research leaves behind. */
export const RESEARCH_CONTAINER = 'trader-data'
export const sweepConfigPath = (jobId: string): string => `configs/${jobId}.yaml`
/** Folder of a job's artefacts, without a slash at its end. */
export const sweepFolder = (jobId: string): string => `sweeps/${jobId}`
export const blobUrl = (path: string): string => `blob://${RESEARCH_CONTAINER}/${path}`

/** The settings by which an execution learns what it is to do. */
export const SWEEP_ENV = {
  jobId: 'SWEEP_JOB_ID',
  /** From 0 to below SWEEP_SHARDS; SWEEP_SHARDS itself only gathers what the shards left. */
  shard: 'SWEEP_SHARD',
  shards: 'SWEEP_SHARDS',
  configBlob: 'SWEEP_CONFIG_BLOB',
} as const

/** Executions of one job at most, and the cells below which another one is not worth its start. */
export const SHARDS_MAX = 16
const SHARD_CELLS_MIN = 100
/** As many as find a connection to Postgres at the same time: more of them take turns. */
export const SHARDS_USUAL = SWEEPER_CONNECTION_LIMIT

/** Executions that share the cells of a job. */
export const shardsOf = (config: Pick<SweepConfig, 'maxWorkers'>, cells: number): number =>
  Math.max(1, Math.min(config.maxWorkers ?? SHARDS_USUAL, SHARDS_MAX, Math.ceil(cells / SHARD_CELLS_MIN)))

/** What the trials of a sweep are counted under. */
export const hypothesisOf = (config: Pick<SweepConfig, 'hypothesis' | 'strategy' | 'symbol'>): string =>
  config.hypothesis ?? `${config.strategy} ${[config.symbol].flat().join(' ')}`

/**
 * Digest (64 hexadecimal characters) of everything that makes one trial differ from another: the market, the window,
 * the costs, the sizing and the parameters with their defaults filled in. Seed, folds, threads and folders do not, so
 * that a cell that is tried again counts once.
 */
export function trialDigestOf(config: SweepConfig, params: Readonly<Record<string, unknown>>): string {
  const { hypothesis, params: _, walkForward, seed, outputDir, maxWorkers, ...what } = config
  return digestOf(canonicalJson({ ...what, params }))
}
