/**
 * Sweep jobs: the registry that desk and workers share, where configurations lie, and who starts executions.
 *
 * A job has `shards` shards of cells and one more, with the number `shards`, that gathers what they left. Each shard is
 * held by one execution at a time, which shows its token with each write: a token is good until the next claim.
 */
import type { Instant } from '../base/instant.ts'
import type {
  Cells,
  CellsQuery,
  FramePreview,
  FrameRow,
  Frames,
  FramesQuery,
  PromotionRow,
  SweepCounts,
  SweepJob,
  SweepJobDetail,
  SweepJobs,
  SweepJobsQuery,
} from '../contracts/api/sweeps.ts'
import type { OutgoingEvent } from '../contracts/envelope.ts'
import type { Cell, Promotion, SweepSummary } from '../contracts/research.ts'
import type { SweepStatus } from '../contracts/sweeps.ts'

/** A job as it is stored first. */
export type NewSweepJob = Pick<
  SweepJob,
  | 'jobId'
  | 'hypothesis'
  | 'strategy'
  | 'symbols'
  | 'vendor'
  | 'interval'
  | 'from'
  | 'to'
  | 'configBlob'
  | 'configHash'
  | 'metadata'
  | 'cells'
  | 'shards'
  | 'requestedBy'
>

export interface SweepEnd {
  /** Code of contracts/reasons.ts. */
  readonly reason: string
  readonly detail: string | null
}

/** An execution to start for one shard. */
export interface ShardStart {
  readonly jobId: string
  readonly shard: number
  readonly shards: number
  readonly configBlob: string
}

/** Leave to start the executions of a job, until `until`; nobody else starts them meanwhile. */
export interface Dispatch {
  readonly jobId: string
  readonly token: number
  /** Starts that failed before this one. */
  readonly failures: number
  /** Shards that no execution was started for yet. */
  readonly starts: readonly ShardStart[]
}

/** A job that must be looked after: nothing has been heard of it for too long. */
export interface SilentJob {
  readonly jobId: string
  readonly status: Extract<SweepStatus, 'queued' | 'dispatched' | 'running'>
  /** A start is due: nobody began it, its beginner fell silent, or it is to be tried again. */
  readonly unstarted: boolean
  readonly shards: readonly SilentShard[]
}

export interface SilentShard extends ShardStart {
  readonly starts: number
  /** Its newest start or sign of life; null of a gathering that nobody has begun. */
  readonly seenAt: Instant | null
  /** What the starter called the newest execution; null when there is none. */
  readonly execution: string | null
}

/** What the API tells of jobs. */
export interface SweepReads {
  job(jobId: string): Promise<SweepJobDetail | null>
  jobs(query: SweepJobsQuery, now: Instant): Promise<SweepJobs>
  counts(now: Instant): Promise<SweepCounts>
  cells(jobId: string, query: CellsQuery, now: Instant): Promise<Cells>
  cell(jobId: string, cell: number): Promise<Cell | null>
  summary(jobId: string): Promise<SweepSummary | null>
}

/** How long a job may be silent, by what is waited for. */
export interface Patience {
  /** A queued job that nobody began to start. */
  readonly queuedSince: Instant
  /** A started execution that took no shard. */
  readonly unclaimedSince: Instant
  /** A holder that gave no sign of life. */
  readonly silentSince: Instant
}

/** The desk's side of the registry. Every change is guarded by the job's state and leaves a row of its history. */
export interface SweepRegistry {
  /**
   * Stores job, shards, first event and the request for the hub together, once per id: a second call finds the first
   * one's job. The request is claimed for the caller to send.
   */
  create(
    job: NewSweepJob,
    now: Instant,
  ): Promise<{ readonly isNew: boolean; readonly job: SweepJob; readonly claimed: readonly OutgoingEvent[] }>
  /**
   * Null when there is nothing to start: every shard has had its first start, the job has ended, or another starts it
   * at this moment.
   */
  beginDispatch(jobId: string, forMs: number, now: Instant): Promise<Dispatch | null>
  /** Writes which execution was started for a shard. */
  noteStart(start: ShardStart, execution: string, now: Instant): Promise<void>
  /** queued → dispatched, once every shard was started. */
  endDispatch(dispatch: Dispatch, now: Instant): Promise<void>
  /** Gives the dispatch back until `retryAt`; the job stays as it is. */
  postponeDispatch(dispatch: Dispatch, detail: string, retryAt: Instant, now: Instant): Promise<void>
  /** Any state that is not final → failed. False when it was final. */
  fail(jobId: string, end: SweepEnd, now: Instant): Promise<boolean>
  /** Any state that is not final → cancelled. The state that the job has now; null when there is no such job. */
  cancel(jobId: string, actor: string, now: Instant): Promise<SweepStatus | null>
  /** Jobs of which nothing was heard for too long, with the shards that are to blame; none for a queued one. */
  silent(patience: Patience, now: Instant): Promise<readonly SilentJob[]>
  /** Takes a shard from its silent holder and counts another start. False when it has been heard of since. */
  releaseShard(shard: SilentShard, now: Instant): Promise<boolean>
}

/** What an execution shows with each write. */
export interface ShardFence {
  readonly jobId: string
  readonly shard: number
  readonly token: number
}

export type ShardClaim =
  | {
      readonly kind: 'claimed'
      readonly fence: ShardFence
      readonly hypothesis: string
      readonly configBlob: string
      readonly configHash: string
      /** Ends a window that has no end of its own, so that every execution looks at the same bars. */
      readonly requestedAt: Instant
      readonly shards: number
      readonly cells: number
      /** Cells of the job that have a row already, in their order: they are not run again. */
      readonly done: readonly number[]
    }
  /**
   * `held`: another execution has it. `done`: nothing is left of it. `early`: the gathering waits for other shards.
   * `ended`: the job is completed, failed or cancelled. `unknown`: there is no such job or shard.
   */
  | { readonly kind: 'none'; readonly why: 'held' | 'done' | 'early' | 'ended' | 'unknown' }

/** A cell with what the trial ledger counts. */
export interface TriedCell {
  readonly cell: Cell
  /** trialDigestOf(config, params). */
  readonly trial: string
  /** Null when the sample cannot say, and for a failed cell. */
  readonly sharpePerDay: number | null
}

/** Trials of one hypothesis. */
export interface Trials {
  readonly count: number
  /** Of those that have one, in the order of their digests. */
  readonly sharpesPerDay: readonly number[]
}

/** What a worker may go on with: `cancelled` when the job has ended, `lost` when another execution has the shard. */
export type GoOn = 'go on' | 'cancelled' | 'lost'

/** The workers' side of the registry. */
export interface SweepWork {
  /**
   * Takes a shard for `forMs`: one that waits, whose holder's time is over, or that the same holder had. The first
   * claim makes the job run. The gathering is claimable once every other shard is done.
   */
  claimShard(
    key: { readonly jobId: string; readonly shard: number },
    how: { readonly holder: string; readonly forMs: number },
    now: Instant,
  ): Promise<ShardClaim>
  heartbeat(fence: ShardFence, forMs: number, now: Instant): Promise<GoOn>
  /** Stores rows and counts their trials; a row that is there stays as it is. Renews the claim. */
  putCells(fence: ShardFence, cells: readonly TriedCell[], forMs: number, now: Instant): Promise<GoOn>
  /** The shard's cells all have their rows. Whoever ends a shard asks for the gathering next. */
  finishShard(fence: ShardFence, now: Instant): Promise<GoOn>
  /** Every row of the job in the order of its cells. */
  allCells(jobId: string): Promise<readonly Cell[]>
  trials(hypothesis: string): Promise<Trials>
  /** running → completed, by the holder of the gathering and by nobody twice. A cell without a row is a bug. */
  complete(fence: ShardFence, summary: SweepSummary, now: Instant): Promise<GoOn>
  /** running → failed, by the holder of any shard: for what would fail in every execution, such as no data. */
  failJob(fence: ShardFence, end: SweepEnd, now: Instant): Promise<GoOn>
}

/** Counts what is tried outside a sweep job, so that no look at a hypothesis is free. */
export interface TrialLedger {
  /** Counts a trial once, however often it is made; returns how many the hypothesis has then. */
  add(
    trial: { readonly hypothesis: string; readonly digest: string; readonly sharpePerDay: number | null },
    by: string,
    now: Instant,
  ): Promise<number>
}

export interface PromotionStore {
  /** Keeps a decision, whichever way it fell. */
  add(promotion: Promotion, decidedBy: string, now: Instant): Promise<PromotionRow>
  /** Of a job, newest first. */
  of(jobId: string): Promise<readonly PromotionRow[]>
}

/** The manifest of frames. */
export interface FrameManifest {
  add(row: FrameRow): Promise<void>
  list(query: FramesQuery, now: Instant): Promise<Frames>
  /** The newest row of a path. */
  find(path: string): Promise<FrameRow | null>
}

export type FrameLook =
  | { readonly kind: 'frame'; readonly preview: Omit<FramePreview, 'path' | 'manifest'> }
  | { readonly kind: 'none' }
  /** It is no frame, or too large to look into. */
  | { readonly kind: 'refused'; readonly detail: string }

/** Looks into the Parquet files of `trader-data`. Faults are thrown as Unavailable. */
export interface FramePreviews {
  /** At most so many of the newest rows. */
  look(path: string, rows: number): Promise<FrameLook>
}

/** Texts of configurations in Blob. Faults are thrown as Unavailable. */
export interface ConfigStore {
  /** Null when there is none. Throws BlobTooLarge beyond the bound. */
  read(container: string, path: string, bytesMax: number): Promise<string | null>
  /** Writes the text in the place of what was there. */
  write(path: string, text: string): Promise<void>
}

export class BlobTooLarge extends Error {
  override readonly name = 'BlobTooLarge'
}

export type Started =
  | { readonly kind: 'started'; readonly execution: string }
  /** Asking again later may succeed: a conflict, too many requests, a fault or a silence of the other side. */
  | { readonly kind: 'busy'; readonly detail: string }
  /** Asking again will not help. */
  | { readonly kind: 'refused'; readonly detail: string }

/** What became of an execution; `unknown` when the starter cannot say. */
export type ExecutionState = 'running' | 'succeeded' | 'failed' | 'unknown'

/** Starts executions of the worker. */
export interface JobStarter {
  start(start: ShardStart): Promise<Started>
  stateOf(execution: string): Promise<ExecutionState>
}
