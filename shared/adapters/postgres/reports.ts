/** Daily reports in Postgres. */
import * as z from 'zod'
import { decimal } from '../../base/decimal.ts'
import { isoOf } from '../../base/instant.ts'
import { dailyReportSchema } from '../../contracts/api/reports.ts'
import { BOOKS } from '../../contracts/books.ts'
import { decodeWire, encodeWire } from '../../contracts/wire.ts'
import type { ReportStore } from '../../ports/reports.ts'
import type { Database } from './database.ts'
import { fenceValues, HELD_SLOT, UNFENCED_OR_HELD } from './sql/held-slot.ts'
import { readDayFacts } from './sql/read-day-facts.ts'
import { instantColumn, parseRows } from './sql/rows.ts'

const SAVE_SQL = `
  with held as (${HELD_SLOT})
  insert into trading.daily_reports (book, day, made_at, report, blob_path)
  select $5, $6::date, $7::timestamptz, $8::json, $9
  where ${UNFENCED_OR_HELD}
  on conflict (book, day) do update
    set made_at = excluded.made_at, report = excluded.report, blob_path = excluded.blob_path
  returning book`

const FIND_SQL = 'select report from trading.daily_reports where book = $1 and day = $2::date'

/** The newest of each book and then of all: each is one look into the key, however many days there are. */
const LIST_SQL = `
  select r.book, to_char(r.day, 'YYYY-MM-DD') as day, r.made_at, r.report -> 'pnl' ->> 'net' as net,
    json_array_length(r.report -> 'incidents') as incidents
  from unnest($1::text[]) as wanted (book)
  cross join lateral (
    select * from trading.daily_reports d where d.book = wanted.book order by d.day desc limit $2
  ) r
  order by r.day desc, r.book limit $2`

const itemSchema = z
  .object({
    book: z.enum(BOOKS),
    day: z.string(),
    made_at: instantColumn,
    net: z.string().nullable(),
    incidents: z.number(),
  })
  .transform(({ made_at, net, ...row }) => ({
    ...row,
    madeAt: made_at,
    netPnl: net === null ? null : decimal(net),
  }))

export function createReportStore(database: Database): ReportStore {
  return {
    facts: (book, day, bounds) => readDayFacts(database, book, day, bounds),
    save: async (report, fence) => {
      const { book, day, madeAt, blobPath } = report
      const text = JSON.stringify(encodeWire(dailyReportSchema, report))
      const values = [...fenceValues(fence), book, day, isoOf(madeAt), text, blobPath]
      return (await database.query('save-report', SAVE_SQL, values)).length > 0
    },
    find: async (book, day) => {
      const [row] = await database.query('find-report', FIND_SQL, [book, day])
      if (!row) return null
      const report = decodeWire(dailyReportSchema, row.report)
      if (report.kind === 'ok') return report.value
      throw new Error(`the report of ${day} in ${book} is stored in an unknown shape: ${report.errors[0]?.field}`)
    },
    list: async (book, limit) =>
      parseRows(itemSchema, await database.query('list-reports', LIST_SQL, [book ? [book] : BOOKS, limit])),
  }
}
