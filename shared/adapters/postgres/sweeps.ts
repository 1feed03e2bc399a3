/** The desk's side of sweep jobs in Postgres: asking for one, starting it, ending it, and hearing that it is silent. */
import * as z from 'zod'
import { type Instant, isoOf } from '../../base/instant.ts'
import type { SweepJob } from '../../contracts/api/sweeps.ts'
import { isFinal } from '../../contracts/sweep-states.ts'
import { type SweepStatus, sweepMetadataSchema, sweepStatusSchema } from '../../contracts/sweeps.ts'
import { encodeWire } from '../../contracts/wire.ts'
import type { Dispatch, NewSweepJob, SilentJob, SilentShard, SweepEnd, SweepRegistry } from '../../ports/sweeps.ts'
import type { Database, Queryable, Transaction } from './database.ts'
import { parseRows } from './sql/rows.ts'
import { jobOfRow, SELECT_JOBS } from './sql/sweep-rows.ts'
import { claimedValues, noteEvent, requestEvent, takeStep } from './sql/sweep-steps.ts'

/** Jobs of one look; the rest is looked after a minute later. */
const WATCHED_MAX = 100

/** Job, shards, history and outbox row; nothing of all that when the job is there. */
const CREATE_SQL = `
  with job as (
    insert into research.sweep_jobs (id, status, hypothesis, strategy, symbols, vendor, interval, starts_at, ends_at,
      config_blob, config_hash, metadata, cells, shards, requested_by, requested_at)
    values ($1, 'queued', $2, $3, $4::text[], $5, $6, $7, $8, $9, $10, $11::json, $12, $13, $14, $19::timestamptz)
    on conflict (id) do nothing
    returning id, shards
  ), shard as (
    insert into research.sweep_shards (job_id, shard, status)
    select job.id, numbers.shard, 'waiting' from job, generate_series(0, job.shards) as numbers (shard)
  ), event as (
    insert into research.sweep_job_events (job_id, at, event, detail)
    select id, $19::timestamptz, 'queued', 'by ' || $14 from job
  )
  insert into ops.outbox (event_id, hub, partition_key, body, created_at, claimed_until, attempts)
  select $15, $16, $17, $18::json, $19::timestamptz, $20::timestamptz, 1 from job
  on conflict (event_id) do nothing
  returning event_id`

const FIND_SQL = `${SELECT_JOBS} where j.id = $1`

/** What a step needs to know, and the lock that keeps other steps of the job away until the commit. */
const LOCK_SQL = `
  select j.status, j.cells,
    (select coalesce(sum(s.failed), 0)::integer from research.sweep_shards s where s.job_id = j.id) as failed
  from research.sweep_jobs j where j.id = $1
  for update of j`
const lockedSchema = z.object({ status: sweepStatusSchema, cells: z.number(), failed: z.number() })

/** A worker may run while its desk has not started the others, or has died before it wrote that it had. */
const TO_START = `(j.status = 'queued' or j.status in ('dispatched', 'running') and exists (
    select from research.sweep_shards s where s.job_id = j.id and s.shard < j.shards and s.starts = 0
  ))`

const BEGIN_SQL = `
  update research.sweep_jobs j set dispatch_token = dispatch_token + 1, dispatch_until = $2
  where id = $1 and ${TO_START} and (dispatch_until is null or dispatch_until <= $3)
  returning dispatch_token, dispatch_failures, config_blob, shards,
    (select coalesce(json_agg(s.shard order by s.shard), '[]') from research.sweep_shards s
      where s.job_id = j.id and s.shard < j.shards and s.starts = 0) as waiting`
const begunSchema = z.object({
  dispatch_token: z.number(),
  dispatch_failures: z.number(),
  config_blob: z.string(),
  shards: z.number(),
  waiting: z.array(z.number()),
})

const NOTE_START_SQL = `
  update research.sweep_shards set starts = greatest(starts, 1), execution = $3, seen_at = greatest(seen_at, $4)
  where job_id = $1 and shard = $2`

const HELD_DISPATCH_SQL = `
  select status from research.sweep_jobs where id = $1 and dispatch_token = $2 for update`

const RETURN_SQL = `
  update research.sweep_jobs set dispatch_until = $2, dispatch_failures = dispatch_failures + $3 where id = $1`

/**
 * A shard is silent when nothing was seen of it since its start or its last sign of life; the gathering, which no
 * dispatch starts, when that is so of the shards that it waits for.
 */
const SILENT_SQL = `
  select j.id as job_id, j.status, j.shards, j.config_blob, coalesce(s.silent, '[]') as silent, d.unstarted
  from research.sweep_jobs j
  cross join lateral (
    select ${TO_START} and case
      when j.dispatch_until is null then j.status = 'queued' and j.requested_at <= $2
      else j.dispatch_until <= $1
    end as unstarted
  ) d
  left join lateral (
    select json_agg(json_build_object('shard', s.shard, 'starts', s.starts, 'execution', s.execution,
      'seen_ms', extract(epoch from s.seen_at) * 1000) order by s.shard) as silent
    from research.sweep_shards s
    where j.status <> 'queued' and s.job_id = j.id and s.status <> 'done'
      and case
        when s.status = 'running' then s.seen_at <= $4
        when s.shard < j.shards then s.starts > 0 and s.seen_at <= $3
        else coalesce(s.seen_at, '-infinity') <= $3 and not exists (
          select from research.sweep_shards o
          where o.job_id = j.id and o.shard < j.shards and (o.status <> 'done' or o.seen_at > $3)
        )
      end
  ) s on true
  where j.status in ('queued', 'dispatched', 'running') and (s.silent is not null or d.unstarted)
  order by j.requested_at, j.id
  limit ${WATCHED_MAX}`
const silentSchema = z.object({
  job_id: z.string(),
  status: z.enum(['queued', 'dispatched', 'running']),
  shards: z.number(),
  config_blob: z.string(),
  unstarted: z.boolean(),
  silent: z.array(
    z.object({
      shard: z.number(),
      starts: z.number(),
      execution: z.string().nullable(),
      seen_ms: z.number().nullable(),
    }),
  ),
})

const RELEASE_SQL = `
  update research.sweep_shards s set status = 'waiting', token = token + 1, holder = null, lease_until = null,
    starts = starts + 1, seen_at = $5
  from research.sweep_jobs j
  where s.job_id = $1 and s.shard = $2 and s.starts = $3 and s.status <> 'done'
    and s.seen_at is not distinct from $4::timestamptz and j.id = s.job_id and j.status in ('dispatched', 'running')
  returning s.shard`

export function createSweepRegistry(database: Database): SweepRegistry {
  return {
    create: async (job, now) => {
      const event = requestEvent({ ...job, requestedAt: now })
      const values = [...columnsOf(job), ...claimedValues(event, now)]
      const isNew = (await database.query('sweep-create', CREATE_SQL, values)).length > 0
      const stored = await findJob(database, job.jobId)
      if (!stored) throw new Error(`sweep job ${job.jobId} was stored and is not there`)
      return { isNew, job: stored, claimed: isNew ? [event] : [] }
    },
    beginDispatch: async (jobId, forMs, now) => {
      const rows = await database.query('sweep-begin', BEGIN_SQL, [jobId, isoOf(now + forMs), isoOf(now)])
      const [row] = parseRows(begunSchema, rows)
      if (!row) return null
      const { shards, config_blob: configBlob } = row
      const starts = row.waiting.map((shard) => ({ jobId, shard, shards, configBlob }))
      return { jobId, token: row.dispatch_token, failures: row.dispatch_failures, starts }
    },
    noteStart: async ({ jobId, shard }, execution, now) => {
      await database.query('sweep-note-start', NOTE_START_SQL, [jobId, shard, execution, isoOf(now)])
    },
    endDispatch: (dispatch, now) =>
      whileHeld(database, dispatch, async (transaction) => {
        await transaction.query('sweep-return', RETURN_SQL, [dispatch.jobId, null, 0])
        await takeStep(transaction, dispatch.jobId, { step: 'dispatched', end: null }, now)
      }),
    postponeDispatch: (dispatch, detail, retryAt, now) =>
      whileHeld(database, dispatch, async (transaction) => {
        await transaction.query('sweep-return', RETURN_SQL, [dispatch.jobId, isoOf(retryAt), 1])
        await noteEvent(transaction, dispatch.jobId, { event: 'start-failed', detail }, now)
      }),
    fail: async (jobId, end, now) => (await endJob(database, { jobId, step: 'failed', end }, now))?.moved ?? false,
    cancel: async (jobId, actor, now) => {
      const end = { reason: null, detail: `by ${actor}` }
      const ended = await endJob(database, { jobId, step: 'cancelled', end }, now)
      return ended?.status ?? null
    },
    silent: async ({ queuedSince, unclaimedSince, silentSince }, now) => {
      const values = [now, queuedSince, unclaimedSince, silentSince].map(isoOf)
      const rows = await database.query('sweep-silent', SILENT_SQL, values)
      return parseRows(silentSchema, rows).map((row): SilentJob => {
        const { job_id: jobId, status, unstarted, shards, config_blob: configBlob, silent } = row
        const known = { jobId, shards, configBlob }
        const shardsOf = silent.map(({ seen_ms: seenAt, ...shard }): SilentShard => ({ ...known, ...shard, seenAt }))
        return { jobId, status, unstarted, shards: shardsOf }
      })
    },
    releaseShard: (shard, now) => release(database, shard, now),
  }
}

const columnsOf = (job: NewSweepJob): readonly unknown[] => [
  ...[job.jobId, job.hypothesis, job.strategy, [...job.symbols], job.vendor, job.interval, job.from, job.to],
  ...[job.configBlob, job.configHash, JSON.stringify(encodeWire(sweepMetadataSchema, job.metadata))],
  ...[job.cells, job.shards, job.requestedBy],
]

async function findJob(connection: Queryable, jobId: string): Promise<SweepJob | null> {
  const [row] = await connection.query('sweep-find', FIND_SQL, [jobId])
  return row ? jobOfRow(row) : null
}

/** Runs the work while the dispatch is the caller's; one that was taken over, or whose job ended, writes nothing. */
async function whileHeld(
  database: Database,
  { jobId, token }: Dispatch,
  work: (transaction: Transaction) => Promise<void>,
): Promise<void> {
  await database.transact(async (transaction) => {
    const [row] = await transaction.query('sweep-held', HELD_DISPATCH_SQL, [jobId, token])
    if (row && !isFinal(sweepStatusSchema.parse(row.status))) await work(transaction)
  })
}

/** Ends a job from any state that is not final, and tells the state that it has now. */
async function endJob(
  database: Database,
  {
    jobId,
    step,
    end,
  }: {
    readonly jobId: string
    readonly step: 'failed' | 'cancelled'
    readonly end: Omit<SweepEnd, 'reason'> & { readonly reason: string | null }
  },
  now: Instant,
): Promise<{ readonly moved: boolean; readonly status: SweepStatus } | null> {
  return await database.transact(async (transaction) => {
    const [row] = parseRows(lockedSchema, await transaction.query('sweep-lock', LOCK_SQL, [jobId]))
    if (!row) return null
    const told = { ...end, cells: row.cells, failedCells: row.failed }
    const moved = await takeStep(transaction, jobId, { step, end: told }, now)
    return { moved, status: moved ? step : row.status }
  })
}

async function release(
  database: Database,
  { jobId, shard, starts, seenAt }: SilentShard,
  now: Instant,
): Promise<boolean> {
  return await database.transact(async (transaction) => {
    const values = [jobId, shard, starts, seenAt === null ? null : isoOf(seenAt), isoOf(now)]
    const rows = await transaction.query('sweep-release', RELEASE_SQL, values)
    if (rows.length === 0) return false
    await noteEvent(transaction, jobId, { event: 'restarted', detail: `shard ${shard}, start ${starts + 1}` }, now)
    return true
  })
}
