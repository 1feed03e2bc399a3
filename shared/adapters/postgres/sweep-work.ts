/** The workers' side of sweep jobs in Postgres: shards held by a token, rows of cells, and the ledger of trials. */
import * as z from 'zod'
import { assert } from '../../base/assert.ts'
import { type Instant, isoOf } from '../../base/instant.ts'
import { type Cell, cellSchema, type SweepSummary, sweepSummarySchema } from '../../contracts/research.ts'
import { isFinal } from '../../contracts/sweep-states.ts'
import { shardStatusSchema, sweepStatusSchema } from '../../contracts/sweeps.ts'
import { encodeWire } from '../../contracts/wire.ts'
import type { GoOn, ShardClaim, ShardFence, SweepWork, Trials, TriedCell } from '../../ports/sweeps.ts'
import type { Database, Transaction } from './database.ts'
import { TRIALS_SQL } from './sql/put-trials.ts'
import { instantColumn, parseRows } from './sql/rows.ts'
import { CELL_COLUMNS, wireRow } from './sql/sweep-rows.ts'
import { noteEvent, takeStep } from './sql/sweep-steps.ts'

/** Whoever looks locks the job's row, so that a step of the job and a claim in it follow each other. */
const LOOK_SQL = `
  select j.status, j.hypothesis, j.config_blob, j.config_hash, j.shards, j.cells, j.requested_at,
    s.status as shard_status, s.token, s.holder, s.lease_until,
    not exists (
      select from research.sweep_shards o where o.job_id = j.id and o.shard < j.shards and o.status <> 'done'
    ) as gatherable
  from research.sweep_jobs j
  join research.sweep_shards s on s.job_id = j.id and s.shard = $2
  where j.id = $1
  for update`
const lookSchema = z.object({
  status: sweepStatusSchema,
  hypothesis: z.string(),
  config_blob: z.string(),
  config_hash: z.string(),
  shards: z.number(),
  cells: z.number(),
  requested_at: instantColumn,
  shard_status: shardStatusSchema,
  token: z.string().transform(Number),
  holder: z.string().nullable(),
  lease_until: instantColumn.nullable(),
  gatherable: z.boolean(),
})
type Look = z.output<typeof lookSchema>

const CLAIM_SQL = `
  update research.sweep_shards set status = 'running', token = token + 1, holder = $3, lease_until = $4,
    starts = greatest(starts, 1), heartbeat_at = $5, seen_at = $5
  where job_id = $1 and shard = $2`

const DONE_SQL = 'select cell from research.sweep_cells where job_id = $1 order by cell'

/** Locks the shard, and the job against steps: shards write beside each other, and an end waits for them. */
const heldSql = (job: 'share' | 'update'): string => `
  select j.status, j.hypothesis, j.cells, (s.token = $3 and s.status = 'running') as held
  from research.sweep_jobs j
  join research.sweep_shards s on s.job_id = j.id and s.shard = $2
  where j.id = $1
  for ${job} of j for update of s`
const heldSchema = z.object({
  status: sweepStatusSchema,
  hypothesis: z.string(),
  cells: z.number(),
  held: z.boolean(),
})
type Held = z.output<typeof heldSchema>

const ALIVE_SQL = `
  update research.sweep_shards set heartbeat_at = $3, seen_at = $3, lease_until = $4, done = done + $5,
    failed = failed + $6, status = $7
  where job_id = $1 and shard = $2`

const PUT_SQL = `
  insert into research.sweep_cells
    (job_id, cell, status, reason, params, intents, accepted, refused, metrics, digest)
  select $1, r.cell, r.status, r.reason, r.params, r.intents, r.accepted, r.refused, r.metrics, r.digest
  from json_to_recordset($2::json) as r (cell integer, status text, reason text, params json, intents bigint,
    accepted bigint, refused json, metrics json, digest text)
  order by r.cell
  on conflict (job_id, cell) do nothing
  returning status`

const ALL_CELLS_SQL = `select ${CELL_COLUMNS} from research.sweep_cells c where c.job_id = $1 order by c.cell`

const READ_TRIALS_SQL = `
  select sharpe_per_day from research.trials where hypothesis = $1 order by digest`

const TALLY_SQL = `
  select count(*)::integer as cells, (count(*) filter (where status = 'failed'))::integer as failed
  from research.sweep_cells where job_id = $1`
const tallySchema = z.object({ cells: z.number(), failed: z.number() })

const KEEP_SQL = `
  update research.sweep_jobs set summary = $2::json, headline = $3::json where id = $1`

const SHARPE_SQL = `
  select (metrics ->> 'sharpe')::double precision as sharpe from research.sweep_cells where job_id = $1 and cell = $2`

export function createSweepWork(database: Database): SweepWork {
  return {
    claimShard: (key, how, now) => database.transact((transaction) => claim(transaction, key, how, now)),
    heartbeat: (fence, forMs, now) =>
      whileHeld(database, fence, async (transaction) => {
        await alive(transaction, fence, { until: now + forMs }, now)
      }),
    putCells: (fence, cells, forMs, now) =>
      whileHeld(database, fence, async (transaction, { hypothesis }) => {
        const put = await putCells(transaction, fence.jobId, cells)
        await putTrials(transaction, { jobId: fence.jobId, hypothesis }, cells, now)
        await alive(transaction, fence, { until: now + forMs, ...put }, now)
      }),
    finishShard: (fence, now) =>
      whileHeld(database, fence, async (transaction) => {
        await alive(transaction, fence, { until: null, isDone: true }, now)
        await noteEvent(transaction, fence.jobId, { event: 'shard-done', detail: `shard ${fence.shard}` }, now)
      }),
    allCells: async (jobId) => {
      const rows = await database.query('sweep-all-cells', ALL_CELLS_SQL, [jobId])
      return rows.map((row): Cell => wireRow(cellSchema, row))
    },
    trials: async (hypothesis): Promise<Trials> => {
      const rows = await database.query('trials', READ_TRIALS_SQL, [hypothesis])
      const sharpes = rows.map((row) => row.sharpe_per_day)
      return { count: rows.length, sharpesPerDay: sharpes.filter((sharpe) => typeof sharpe === 'number') }
    },
    complete: (fence, summary, now) =>
      ending(database, fence, (transaction, { cells }) => complete(transaction, fence, { summary, cells }, now)),
    failJob: (fence, end, now) =>
      ending(database, fence, async (transaction, { cells }) => {
        const tally = await tallyOf(transaction, fence.jobId)
        const told = { ...end, cells, failedCells: tally.failed }
        await takeStep(transaction, fence.jobId, { step: 'failed', end: told }, now)
      }),
  }
}

async function claim(
  transaction: Transaction,
  { jobId, shard }: { readonly jobId: string; readonly shard: number },
  { holder, forMs }: { readonly holder: string; readonly forMs: number },
  now: Instant,
): Promise<ShardClaim> {
  const [look] = parseRows(lookSchema, await transaction.query('shard-look', LOOK_SQL, [jobId, shard]))
  const why = look ? refusalOf(look, { shard, holder }, now) : 'unknown'
  if (!look || why) return { kind: 'none', why: why ?? 'unknown' }
  await transaction.query('shard-claim', CLAIM_SQL, [jobId, shard, holder, isoOf(now + forMs), isoOf(now)])
  await takeStep(transaction, jobId, { step: 'running', end: null }, now)
  const event = shard === look.shards ? 'gathering' : 'shard-running'
  await noteEvent(transaction, jobId, { event, detail: `shard ${shard} by ${holder}` }, now)
  const done = await transaction.query('shard-cells', DONE_SQL, [jobId])
  return {
    kind: 'claimed',
    fence: { jobId, shard, token: look.token + 1 },
    hypothesis: look.hypothesis,
    configBlob: look.config_blob,
    configHash: look.config_hash,
    requestedAt: look.requested_at,
    shards: look.shards,
    cells: look.cells,
    done: done.map((row) => Number(row.cell)),
  }
}

function refusalOf(
  look: Look,
  { shard, holder }: { readonly shard: number; readonly holder: string },
  now: Instant,
): Extract<ShardClaim, { kind: 'none' }>['why'] | null {
  if (isFinal(look.status)) return 'ended'
  if (look.shard_status === 'done') return 'done'
  if (shard === look.shards && !look.gatherable) return 'early'
  const isFree = look.shard_status === 'waiting' || look.holder === holder || (look.lease_until ?? now) <= now
  return isFree ? null : 'held'
}

type Work = (transaction: Transaction, held: Held) => Promise<void>

/** Runs the work while the shard is the caller's and its job runs; else nothing is written. */
const whileHeld = (database: Database, fence: ShardFence, work: Work): Promise<GoOn> =>
  database.transact((transaction) => onHeld(transaction, fence, { lock: 'share', work }))

/** The same for work that ends the job. */
const ending = (database: Database, fence: ShardFence, work: Work): Promise<GoOn> =>
  database.transact((transaction) => onHeld(transaction, fence, { lock: 'update', work }))

async function onHeld(
  transaction: Transaction,
  { jobId, shard, token }: ShardFence,
  { lock, work }: { readonly lock: 'share' | 'update'; readonly work: Work },
): Promise<GoOn> {
  const rows = await transaction.query(`shard-held-${lock}`, heldSql(lock), [jobId, shard, token])
  const [held] = parseRows(heldSchema, rows)
  if (held && isFinal(held.status)) return 'cancelled'
  if (!held?.held) return 'lost'
  await work(transaction, held)
  return 'go on'
}

async function alive(
  transaction: Transaction,
  { jobId, shard }: ShardFence,
  news: {
    readonly until: Instant | null
    readonly done?: number
    readonly failed?: number
    readonly isDone?: boolean
  },
  now: Instant,
): Promise<void> {
  const { until, done = 0, failed = 0, isDone = false } = news
  const lease = until === null ? null : isoOf(until)
  const values = [jobId, shard, isoOf(now), lease, done, failed, isDone ? 'done' : 'running']
  await transaction.query('shard-alive', ALIVE_SQL, values)
}

/** How many rows are new, and how many of those failed. */
async function putCells(
  transaction: Transaction,
  jobId: string,
  cells: readonly TriedCell[],
): Promise<{ readonly done: number; readonly failed: number }> {
  const wire = cells.map(({ cell }) => encodeWire(cellSchema, cell))
  const rows = await transaction.query('cells-put', PUT_SQL, [jobId, JSON.stringify(wire)])
  return { done: rows.length, failed: rows.filter((row) => row.status === 'failed').length }
}

async function putTrials(
  transaction: Transaction,
  { jobId, hypothesis }: { readonly jobId: string; readonly hypothesis: string },
  cells: readonly TriedCell[],
  now: Instant,
): Promise<void> {
  // One statement may not touch a row twice, and equal cells of a batch are one trial.
  const byDigest = new Map(cells.map(({ trial, sharpePerDay }) => [trial, sharpePerDay]))
  const columns = [[...byDigest.keys()], [...byDigest.values()]]
  await transaction.query('trials-put', TRIALS_SQL, [hypothesis, jobId, isoOf(now), ...columns])
}

async function tallyOf(transaction: Transaction, jobId: string): Promise<z.output<typeof tallySchema>> {
  const [tally] = parseRows(tallySchema, await transaction.query('cells-tally', TALLY_SQL, [jobId]))
  return tally ?? { cells: 0, failed: 0 }
}

async function complete(
  transaction: Transaction,
  fence: ShardFence,
  { summary, cells }: { readonly summary: SweepSummary; readonly cells: number },
  now: Instant,
): Promise<void> {
  const { jobId } = fence
  const tally = await tallyOf(transaction, jobId)
  assert(tally.cells === cells, `job ${jobId} has ${tally.cells} rows of ${cells} cells`)
  const [best] = summary.best === null ? [] : await transaction.query('cells-sharpe', SHARPE_SQL, [jobId, summary.best])
  const headline = {
    best_cell: summary.best,
    sharpe: best?.sharpe ?? null,
    deflated_sharpe: summary.overfitting.deflatedSharpe,
    pbo: summary.overfitting.pbo,
    trials: summary.overfitting.trials,
  }
  const text = JSON.stringify(encodeWire(sweepSummarySchema, summary))
  await transaction.query('sweep-keep', KEEP_SQL, [jobId, text, JSON.stringify(headline)])
  await alive(transaction, fence, { until: null, isDone: true }, now)
  const end = { reason: null, detail: null, cells, failedCells: tally.failed }
  await takeStep(transaction, jobId, { step: 'completed', end }, now)
}
