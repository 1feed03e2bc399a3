/** Promotions, trials outside of jobs, and the manifest of frames in Postgres. */
import * as z from 'zod'
import { idOf } from '../../base/digest.ts'
import { type Instant, isoOf } from '../../base/instant.ts'
import {
  type FrameRow,
  type FramesQuery,
  frameRowSchema,
  type PromotionRow,
  promotionRowSchema,
} from '../../contracts/api/sweeps.ts'
import { encodeWire } from '../../contracts/wire.ts'
import type { FrameManifest, PromotionStore, TrialLedger } from '../../ports/sweeps.ts'
import type { Database, Row } from './database.ts'
import { Filter, pageOfRows } from './sql/page.ts'
import { TRIALS_SQL } from './sql/put-trials.ts'
import { wireRow } from './sql/sweep-rows.ts'

/** Decisions of one answer; more than a person makes on one job. */
const DECISIONS_MAX = 200

const DECISION = 'job_id, sequence::integer, cell, verdict, gates, decided_by, decided_at'
const DECIDE_SQL = `
  insert into research.promotions (job_id, cell, verdict, gates, decided_by, decided_at)
  values ($1, $2, $3, $4::json, $5, $6)
  returning ${DECISION}`
const DECISIONS_SQL = `
  select ${DECISION} from research.promotions where job_id = $1
  order by promotions.sequence desc limit ${DECISIONS_MAX}`

export function createPromotionStore(database: Database): PromotionStore {
  const decision = (row: Row): PromotionRow => wireRow(promotionRowSchema, row)
  return {
    add: async (promotion, decidedBy, now) => {
      const { jobId, cell, verdict } = promotion
      const { gates } = encodeWire(promotionRowSchema, { ...promotion, sequence: 1, decidedBy, decidedAt: now }) as {
        gates: unknown
      }
      const values = [jobId, cell, verdict, JSON.stringify(gates), decidedBy, isoOf(now)]
      const [row] = await database.query('promotion-add', DECIDE_SQL, values)
      return decision(row ?? {})
    },
    of: async (jobId) => (await database.query('promotions', DECISIONS_SQL, [jobId])).map(decision),
  }
}

const COUNT_TRIALS_SQL = `select count(*)::integer as trials from research.trials where hypothesis = $1`

export function createTrialLedger(database: Database): TrialLedger {
  return {
    add: async ({ hypothesis, digest, sharpePerDay }, by, now) => {
      await database.query('trials-put', TRIALS_SQL, [hypothesis, by, isoOf(now), [digest], [sharpePerDay]])
      const [row] = await database.query('trials-count', COUNT_TRIALS_SQL, [hypothesis])
      return z.number().parse(row?.trials)
    },
  }
}

const FRAME = `f.saved_at, f.path, f.symbol, f.strategy, f.vendor, f.interval, f.rows, f.columns, f.source, f.job_id,
  f.content_hash, f.data_start, f.data_end`
const FRAME_ADD_SQL = `
  insert into research.frames (path, saved_at, symbol, strategy, vendor, interval, rows, columns, source, job_id,
    content_hash, data_start, data_end, id)
  values ($1, $2, $3, $4, $5, $6, $7, $8::json, $9, $10, $11, $12, $13, $14)
  on conflict (id) do nothing`
const FRAME_FIND_SQL = `select ${FRAME} from research.frames f where f.path = $1 order by f.saved_at desc limit 1`

export function createFrameManifest(database: Database): FrameManifest {
  return {
    add: async (row) => {
      await database.query('frame-add', FRAME_ADD_SQL, frameValues(row))
    },
    list: async (query, now) => {
      const filter = frameFilter(query)
      const sql = `select ${FRAME} from research.frames f ${filter.where}
        order by f.saved_at desc, f.id desc limit ${query.limit + 1}`
      const rows = (await database.query(null, sql, filter.values)).map((row) => wireRow(frameRowSchema, row))
      return { ...pageOfRows(rows, query.limit, (row) => ({ at: row.savedAt, id: idOfFrame(row) })), asOf: now }
    },
    find: async (path) => {
      const [row] = await database.query('frame-find', FRAME_FIND_SQL, [path])
      return row ? wireRow(frameRowSchema, row) : null
    },
  }
}

function frameFilter({ symbol, strategy, vendor, interval, jobId, cursor }: FramesQuery): Filter {
  return new Filter()
    .add('f.symbol = ?', symbol)
    .add('f.strategy = ?', strategy)
    .add('f.vendor = ?', vendor)
    .add('f.interval = ?', interval)
    .add('f.job_id = ?', jobId)
    .after(cursor, { at: 'f.saved_at', id: 'f.id', type: 'bpchar' })
}

const idOfFrame = ({ path, savedAt }: FrameRow): string => idOf('frame', path, savedAt)

const instant = (at: Instant | null): string | null => (at === null ? null : isoOf(at))

function frameValues(row: FrameRow): readonly unknown[] {
  const { path, savedAt, symbol, strategy, vendor, interval, rows, source, jobId, contentHash } = row
  const columns = JSON.stringify(row.columns.map(({ name, nonNull }) => ({ name, non_null: nonNull })))
  return [
    ...[path, isoOf(savedAt), symbol, strategy, vendor, interval, rows, columns, source, jobId, contentHash],
    ...[instant(row.dataStart), instant(row.dataEnd), idOfFrame(row)],
  ]
}
