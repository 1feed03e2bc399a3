/** How rows of research become the values of the API. */
import type * as z from 'zod'
import { isoOf } from '../../../base/instant.ts'
import { type SweepJob, sweepJobSchema } from '../../../contracts/api/sweeps.ts'
import { decodeWire } from '../../../contracts/wire.ts'
import type { Row } from '../database.ts'

/** Jobs with what their shards add up to; `j` is the job. A statement goes on with `where`. */
export const SELECT_JOBS = `
  select j.id as job_id, j.status, j.reason, j.detail, j.hypothesis, j.strategy, j.symbols, j.vendor, j.interval,
    j.starts_at as "from", j.ends_at as "to", j.config_blob, j.config_hash, j.metadata, j.cells, p.done, p.failed,
    j.shards, j.requested_by, j.requested_at, j.dispatched_at, j.started_at, p.heartbeat_at, j.finished_at, j.headline
  from research.sweep_jobs j
  cross join lateral (
    select coalesce(sum(s.done), 0)::integer as done, coalesce(sum(s.failed), 0)::integer as failed,
      max(s.heartbeat_at) as heartbeat_at
    from research.sweep_shards s where s.job_id = j.id
  ) p`

/** A row whose columns are the fields of the wire; instants arrive as Date. */
export function wireRow<S extends z.ZodType>(schema: S, row: Row, more: Row = {}): z.output<S> {
  const wire = Object.entries({ ...row, ...more }).map(([name, value]) => [
    name,
    value instanceof Date ? isoOf(value.getTime()) : value,
  ])
  const decoded = decodeWire(schema, Object.fromEntries(wire))
  if (decoded.kind === 'ok') return decoded.value
  const [first] = decoded.errors
  throw new Error(`research has a row in an unknown shape: ${first?.field} ${first?.message}`)
}

export const jobOfRow = (row: Row): SweepJob => wireRow(sweepJobSchema, row, { eta_at: etaOf(row) })

/** When the last cell will have its row at the pace between the start and the newest sign of life. */
export function etaOf(row: Row): Date | null {
  const { status, started_at: started, heartbeat_at: seen } = row
  const done = Number(row.done)
  if (status !== 'running' || !(started instanceof Date) || !(seen instanceof Date) || done === 0) return null
  const elapsedMs = seen.getTime() - started.getTime()
  return new Date(started.getTime() + Math.round((elapsedMs / done) * Number(row.cells)))
}

/** The columns of a cell, `c`, under the names of the wire. */
export const CELL_COLUMNS =
  'c.cell, c.params, c.status, c.reason, c.intents::float8 as intents, c.accepted::float8 as accepted, c.refused, ' +
  'c.metrics, c.digest'
