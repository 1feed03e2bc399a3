/** What the API tells of sweep jobs, out of Postgres. */
import * as z from 'zod'
import { decodeNumberCursor, encodeNumberCursor } from '../../contracts/api/cursor.ts'
import {
  type CellsQuery,
  type SweepCounts,
  type SweepJobDetail,
  type SweepJobsQuery,
  sweepJobDetailSchema,
} from '../../contracts/api/sweeps.ts'
import { cellSchema, sweepSummarySchema } from '../../contracts/research.ts'
import { SWEEP_STATUSES } from '../../contracts/sweeps.ts'
import type { SweepReads } from '../../ports/sweeps.ts'
import type { Database, Row } from './database.ts'
import { Filter, pageOfRows } from './sql/page.ts'
import { parseRows } from './sql/rows.ts'
import { CELL_COLUMNS, etaOf, jobOfRow, SELECT_JOBS, wireRow } from './sql/sweep-rows.ts'

/** The newest of a long history; a job that never rests has some hundred. */
const EVENTS_MAX = 500

const FIND_SQL = `${SELECT_JOBS} where j.id = $1`
const EVENTS_SQL = `
  select * from (
    select (row_number() over (order by sequence))::integer as sequence, at, event, detail
    from research.sweep_job_events where job_id = $1
  ) e order by e.sequence desc limit ${EVENTS_MAX}`
const SHARDS_SQL = `
  select shard, status, starts, execution, heartbeat_at, done, failed
  from research.sweep_shards where job_id = $1 order by shard`

const COUNTS_SQL = `
  select status, count(*)::integer as count, (count(*) filter (where reason = 'stale'))::integer as stale
  from research.sweep_jobs group by status`
const countsSchema = z.object({ status: z.enum(SWEEP_STATUSES), count: z.number(), stale: z.number() })
/** Enough to know the usual duration by. */
const DURATION_SQL = `
  select avg(extract(epoch from finished_at - started_at))::float8 * 1000 as ms from (
    select started_at, finished_at from research.sweep_jobs where status = 'completed'
    order by requested_at desc, id desc limit 100
  ) newest`

const CELL_SQL = `select ${CELL_COLUMNS} from research.sweep_cells c where c.job_id = $1 and c.cell = $2`
const SUMMARY_SQL = 'select summary from research.sweep_jobs where id = $1'

export function createSweepReads(database: Database): SweepReads {
  return {
    job: (jobId) => readJob(database, jobId),
    jobs: async (query, now) => {
      const filter = jobFilter(query)
      const sql = `${SELECT_JOBS} ${filter.where} order by j.requested_at desc, j.id desc limit ${query.limit + 1}`
      const rows = (await database.query(null, sql, filter.values)).map(jobOfRow)
      const page = pageOfRows(rows, query.limit, ({ requestedAt, jobId }) => ({ at: requestedAt, id: jobId }))
      return { ...page, asOf: now }
    },
    counts: async (now) => {
      const [rows, [duration]] = await Promise.all([
        database.query('sweep-counts', COUNTS_SQL),
        database.query('sweep-duration', DURATION_SQL),
      ])
      return countsOf(
        parseRows(countsSchema, rows),
        z
          .number()
          .nullable()
          .parse(duration?.ms ?? null),
        now,
      )
    },
    cells: async (jobId, query, now) => {
      const { sql, values } = cellsPage(jobId, query)
      const rows = await database.query(null, sql, values)
      const shown = rows.slice(0, query.limit)
      const last = rows.length > query.limit ? shown.at(-1) : undefined
      const nextCursor = last && encodeNumberCursor({ value: last.sort_value as number | null, row: Number(last.cell) })
      const items = shown.map(({ sort_value: _, ...row }) => wireRow(cellSchema, row))
      return { items, nextCursor: nextCursor ?? null, asOf: now }
    },
    cell: async (jobId, cell) => {
      const [row] = await database.query('sweep-cell', CELL_SQL, [jobId, cell])
      return row ? wireRow(cellSchema, row) : null
    },
    summary: async (jobId) => {
      const [row] = await database.query('sweep-summary', SUMMARY_SQL, [jobId])
      return row?.summary ? wireRow(sweepSummarySchema, row.summary as Row) : null
    },
  }
}

async function readJob(database: Database, jobId: string): Promise<SweepJobDetail | null> {
  const [[row], events, executions] = await Promise.all([
    database.query('sweep-find', FIND_SQL, [jobId]),
    database.query('sweep-events', EVENTS_SQL, [jobId]),
    database.query('sweep-shards', SHARDS_SQL, [jobId]),
  ])
  if (!row) return null
  const history = events.toReversed().map((event) => isoRow(event))
  const shards = executions.map((shard) => isoRow(shard))
  return wireRow(sweepJobDetailSchema, row, { eta_at: etaOf(row), events: history, executions: shards })
}

const isoRow = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]),
  )

function jobFilter({ status, strategy, symbol, cursor }: SweepJobsQuery): Filter {
  return new Filter()
    .add('j.status = ?', status === 'stale' ? 'failed' : status)
    .add('j.reason = ?', status === 'stale' ? 'stale' : undefined)
    .add('j.strategy = ?', strategy)
    .add('? = any (j.symbols)', symbol)
    .after(cursor, { at: 'j.requested_at', id: 'j.id', type: 'text' })
}

function countsOf(
  rows: readonly z.output<typeof countsSchema>[],
  avgDurationMs: number | null,
  asOf: number,
): SweepCounts {
  const of = (status: string): number => rows.find((row) => row.status === status)?.count ?? 0
  const open = of('queued') + of('dispatched') + of('running')
  const etaMinutes = avgDurationMs === null ? null : (avgDurationMs * open) / 60_000
  return {
    ...{ queued: of('queued'), dispatched: of('dispatched'), running: of('running'), completed: of('completed') },
    ...{ failed: of('failed'), cancelled: of('cancelled'), stale: rows.reduce((sum, { stale }) => sum + stale, 0) },
    ...{ avgDurationMs, etaMinutes: open === 0 ? 0 : etaMinutes, asOf },
  }
}

/** Columns of the row itself; every other name to sort by is a metric. */
const ROW_SORTS: Readonly<Record<string, string>> = {
  cell: 'c.cell::float8',
  intents: 'c.intents::float8',
  accepted: 'c.accepted::float8',
}

/** Rows in the order asked for, then by cell; what is UNKNOWN comes last in either order. */
function cellsPage(
  jobId: string,
  { sort, order, status, limit, cursor }: CellsQuery,
): { readonly sql: string; readonly values: readonly unknown[] } {
  const values: unknown[] = [jobId]
  const given = (value: unknown): string => `$${values.push(value)}`
  const clauses = ['c.job_id = $1']
  const value = ROW_SORTS[sort] ?? `(c.metrics ->> ${given(sort)})::float8`
  if (status !== undefined) clauses.push(`c.status = ${given(status)}`)
  if (cursor !== undefined) {
    const after = decodeNumberCursor(cursor)
    const [at, cell] = [`${given(after.value)}::float8`, `${given(after.row)}::integer`]
    const beyond = order === 'asc' ? '>' : '<'
    clauses.push(`case
      when ${at} is null then s.sort_value is null and c.cell > ${cell}
      else s.sort_value is null or s.sort_value ${beyond} ${at} or (s.sort_value = ${at} and c.cell > ${cell})
    end`)
  }
  const sql = `
    select ${CELL_COLUMNS}, s.sort_value from research.sweep_cells c
    cross join lateral (select ${value} as sort_value) s
    where ${clauses.join(' and ')}
    order by s.sort_value ${order} nulls last, c.cell limit ${limit + 1}`
  return { sql, values }
}
