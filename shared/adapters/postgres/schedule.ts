/** The ledger of slots in Postgres. */
import * as z from 'zod'
import { type Instant, isoOf } from '../../base/instant.ts'
import type { TaskRuns, taskRunsQuerySchema } from '../../contracts/api/schedule.ts'
import { BOOKS } from '../../contracts/books.ts'
import { jobSchema, type Left, slotStatusSchema } from '../../contracts/schedule.ts'
import type { ScheduleStore, SlotKey, StoredSlot } from '../../ports/schedule.ts'
import type { Database } from './database.ts'
import { Filter, pageOfRows } from './sql/page.ts'
import { instantColumn, parseRows } from './sql/rows.ts'

const SINCE_SQL = `
  with added as (
    insert into ops.schedule_books (book, since) values ($1, $2) on conflict do nothing returning since
  )
  select since from added union all select since from ops.schedule_books where book = $1 limit 1`
const KNOWN_SINCE_SQL = 'select since from ops.schedule_books where book = $1'

/** A new slot, or one that its holder let lapse: the token of the former holder is then worth nothing. */
const CLAIM_SQL = `
  insert into ops.schedule_slots as s
    (book, day, slot, job, due_at, status, trigger, token, lease_until, started_at, left_rows)
  values ($1, $2, $3, $4, $5, 'RUNNING', $6, 1, $7, $8, '[]')
  on conflict (book, day, slot) do update
    set token = s.token + 1, trigger = excluded.trigger, lease_until = excluded.lease_until
    where s.status = 'RUNNING' and s.lease_until <= $8
  returning token`

const FINISH_SQL = `
  update ops.schedule_slots
  set status = $5, reason = $6, detail = $7, left_rows = $8, ended_at = $9, lease_until = null
  where book = $1 and day = $2 and slot = $3 and token = $4 and status = 'RUNNING'
  returning token`

const GIVE_BACK_SQL = `
  update ops.schedule_slots set lease_until = $6, detail = $5
  where book = $1 and day = $2 and slot = $3 and token = $4 and status = 'RUNNING'`

const SETTLE_SQL = `
  insert into ops.schedule_slots
    (book, day, slot, job, due_at, status, reason, detail, trigger, token, ended_at, left_rows)
  select a.book, a.day, a.slot, a.job, a.due_at, a.status, a.reason, a.detail, $9, 0, $10, '[]'
  from unnest($1::text[], $2::date[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::text[], $8::text[])
    as a (book, day, slot, job, due_at, status, reason, detail)
  on conflict do nothing
  returning slot`

/** What a stored slot is read by. How late it is counts to its start, or to its end where it never began. */
export const SLOT_COLUMNS = `book, to_char(day, 'YYYY-MM-DD') as day, slot, job, due_at, status, reason, detail,
  trigger, started_at, ended_at, lease_until, left_rows,
  extract(epoch from coalesce(started_at, ended_at) - due_at)::float8 * 1000 as late_by_ms`

const BETWEEN_SQL = `
  select ${SLOT_COLUMNS} from ops.schedule_slots
  where book = $1 and day between $2::date and $3::date order by due_at, slot`
const FIND_SQL = `select ${SLOT_COLUMNS} from ops.schedule_slots where book = $1 and day = $2::date and slot = $3`
const NEWEST_SQL = `
  select to_char(day, 'YYYY-MM-DD') as day from ops.schedule_slots
  where book = $1 and slot = any ($2) order by day desc limit 1`

export const slotRowSchema = z
  .object({
    book: z.enum(BOOKS),
    day: z.string(),
    slot: z.string(),
    job: jobSchema,
    due_at: instantColumn,
    status: slotStatusSchema,
    reason: z.string().nullable(),
    detail: z.string().nullable(),
    trigger: z.enum(['timer', 'watch', 'operator']),
    started_at: instantColumn.nullable(),
    ended_at: instantColumn.nullable(),
    lease_until: instantColumn.nullable(),
    left_rows: z.array(z.object({ what: z.string(), count: z.number() })),
    late_by_ms: z.number().nullable(),
  })
  .transform(
    ({ due_at, started_at, ended_at, lease_until, left_rows, late_by_ms, ...row }): StoredSlot => ({
      ...row,
      dueAt: due_at,
      startedAt: started_at,
      endedAt: ended_at,
      leaseUntil: lease_until,
      left: left_rows as Left[],
      lateByMs: late_by_ms === null ? null : Math.max(0, Math.round(late_by_ms)),
    }),
  )

const keyOf = ({ book, day, slot }: SlotKey): readonly string[] => [book, day, slot]

export function createScheduleStore(database: Database): ScheduleStore {
  const sinceOf = (rows: readonly unknown[]) =>
    z.array(z.object({ since: instantColumn })).parse(rows)[0]?.since ?? null
  return {
    since: async (book, now) => sinceOf(await database.query('schedule-since', SINCE_SQL, [book, isoOf(now)])) ?? now,
    knownSince: async (book) => sinceOf(await database.query('schedule-known-since', KNOWN_SINCE_SQL, [book])),
    claim: async (slot, { trigger, forMs }, now) => {
      const { book, day, slot: name, job, dueAt } = slot
      const values = [...keyOf(slot), job, isoOf(dueAt), trigger, isoOf(now + forMs), isoOf(now)]
      const [row] = await database.query('slot-claim', CLAIM_SQL, values)
      return row ? { book, day, slot: name, token: Number(row.token) } : null
    },
    finish: async (fence, { status, reason, detail, left }, now) => {
      const end = [status, reason, detail?.slice(0, DETAIL_MAX) ?? null, JSON.stringify(left), isoOf(now)]
      return (await database.query('slot-finish', FINISH_SQL, [...keyOf(fence), fence.token, ...end])).length > 0
    },
    giveBack: async (fence, detail, now) => {
      const values = [...keyOf(fence), fence.token, detail.slice(0, DETAIL_MAX), isoOf(now)]
      await database.query('slot-give-back', GIVE_BACK_SQL, values)
    },
    settle: async (slots, trigger, now) => {
      const column = <T>(pick: (slot: (typeof slots)[number]) => T): T[] => slots.map(pick)
      const rows = await database.query('slot-settle', SETTLE_SQL, [
        column(({ book }) => book),
        column(({ day }) => day),
        column(({ slot }) => slot),
        column(({ job }) => job),
        column(({ dueAt }) => isoOf(dueAt)),
        column(({ end }) => end.status),
        column(({ end }) => end.reason),
        column(({ end }) => end.detail),
        trigger,
        isoOf(now),
      ])
      return rows.length
    },
    between: async (book, from, to) =>
      parseRows(slotRowSchema, await database.query('slots', BETWEEN_SQL, [book, from, to])),
    newestDay: async (book, slots) => {
      const [row] = await database.query('slot-newest', NEWEST_SQL, [book, [...slots]])
      return row ? String(row.day) : null
    },
    find: async (key) => parseRows(slotRowSchema, await database.query('slot-find', FIND_SQL, keyOf(key)))[0] ?? null,
  }
}

const DETAIL_MAX = 1_000

/** Slots that something has touched, newest first. */
export async function readTaskRuns(
  database: Database,
  query: z.output<typeof taskRunsQuerySchema>,
  now: Instant,
): Promise<TaskRuns> {
  const filter = new Filter()
    .add('book = ?', query.book)
    .add('job = ?', query.job)
    .add('status = ?', query.status)
    .after(query.cursor, { at: 'due_at', id: RUN_ID, type: 'text' })
  const sql = `
    select ${SLOT_COLUMNS} from ops.schedule_slots ${filter.where}
    order by due_at desc, ${RUN_ID} desc limit ${query.limit + 1}`
  const rows = parseRows(slotRowSchema, await database.query(null, sql, filter.values))
  const shown = rows.map(({ leaseUntil: _, ...row }) => row)
  const page = pageOfRows(shown, query.limit, ({ book, slot, day, dueAt }) => ({
    at: dueAt,
    id: `${slot}/${book}/${day}`,
  }))
  return { ...page, asOf: now }
}

const RUN_ID = "(slot || '/' || book || '/' || to_char(day, 'YYYY-MM-DD'))"
