/** A step of a sweep job in one statement: the state under its guard, the history, and the word for the hub. */
import { idOf } from '../../../base/digest.ts'
import { type Instant, isoOf } from '../../../base/instant.ts'
import { type OutgoingEvent, outgoing } from '../../../contracts/envelope.ts'
import { SWEEP_STEPS, type SweepStep } from '../../../contracts/sweep-states.ts'
import type { SweepRequest, SweepResult } from '../../../contracts/sweeps.ts'
import type { SweepEnd } from '../../../ports/sweeps.ts'
import type { Queryable } from '../database.ts'
import { CLAIM_MS } from './writing.ts'

const STEP_SQL = `
  with moved as (
    update research.sweep_jobs set status = $3, reason = $4, detail = $5,
      dispatch_until = case when $3 = 'running' then dispatch_until end,
      dispatched_at = case when $3 = 'dispatched' then $6 else dispatched_at end,
      started_at = case when $3 = 'running' then $6 else started_at end,
      finished_at = case when $3 in ('completed', 'failed', 'cancelled') then $6 else finished_at end
    where id = $1 and status = any ($2::text[])
    returning id
  ), told as (
    insert into ops.outbox (event_id, hub, partition_key, body, created_at)
    select $7, $8, id, $9::json, $6 from moved where $7::text is not null
    on conflict (event_id) do nothing
  )
  insert into research.sweep_job_events (job_id, at, event, detail)
  select id, $6, $3, coalesce($5, $4) from moved
  returning job_id`

const NOTE_SQL = `
  insert into research.sweep_job_events (job_id, at, event, detail)
  values ($1, $2, $3, $4)`

const DETAIL_MAX = 1_000

/** How a job ended, as its row and the hub tell it. */
interface Told extends Omit<SweepEnd, 'reason'>, Pick<SweepResult, 'reason' | 'cells' | 'failedCells'> {}

/** Takes a step; false when the job is in none of its states, and nothing was written. */
export async function takeStep(
  connection: Queryable,
  jobId: string,
  { step, end }: { readonly step: SweepStep; readonly end: Told | null },
  now: Instant,
): Promise<boolean> {
  const { from, to } = SWEEP_STEPS[step]
  const isEnd = to === 'completed' || to === 'failed' || to === 'cancelled'
  const result = isEnd && end ? resultEvent({ jobId, status: to, ...end, finishedAt: now }) : null
  const rows = await connection.query('sweep-step', STEP_SQL, [
    jobId,
    [...from],
    to,
    end?.reason ?? null,
    end?.detail?.slice(0, DETAIL_MAX) ?? null,
    isoOf(now),
    result?.id ?? null,
    result?.hub ?? null,
    result ? JSON.stringify(result.body) : null,
  ])
  return rows.length > 0
}

/** Adds to the history what moves the job from no state to another. */
export async function noteEvent(
  connection: Queryable,
  jobId: string,
  { event, detail }: { readonly event: string; readonly detail: string | null },
  now: Instant,
): Promise<void> {
  await connection.query('sweep-note', NOTE_SQL, [jobId, isoOf(now), event, detail?.slice(0, DETAIL_MAX) ?? null])
}

/** A backtest belongs to no book that trades; its events travel in the one that replays. */
const HEAD = { source: 'sweeps', book: 'replay' } as const

/** The event by which a job is asked to start. */
export function requestEvent(job: SweepRequest): OutgoingEvent {
  const { jobId, configBlob, strategy, symbols, cells, requestedAt } = job
  const data = { jobId, configBlob, strategy, symbols, cells, requestedAt }
  const id = idOf('sweep-request', jobId)
  return outgoing({ ...HEAD, id, type: 'gatehouse.sweep.request.v1', time: requestedAt, subject: jobId, data })
}

function resultEvent({ jobId, status, reason, cells, failedCells, finishedAt }: SweepResult): OutgoingEvent {
  const data = { jobId, status, reason, cells, failedCells, finishedAt }
  const id = idOf('sweep-result', jobId)
  return outgoing({ ...HEAD, id, type: 'gatehouse.sweep.result.v1', time: finishedAt, subject: jobId, data })
}

/** An event for the outbox that its writer sends at once. */
export const claimedValues = (event: OutgoingEvent, now: Instant): readonly unknown[] => [
  event.id,
  event.hub,
  event.partitionKey,
  JSON.stringify(event.body),
  isoOf(now),
  isoOf(now + CLAIM_MS),
]
