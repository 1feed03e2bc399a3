/** Closures of the exchange in Postgres. */
import * as z from 'zod'
import { isoOf } from '../../base/instant.ts'
import type { Closures } from '../../domain/calendar/index.ts'
import type { ClosureStore } from '../../ports/closures.ts'
import type { Database } from './database.ts'
import { parseRows } from './sql/rows.ts'

/** At most one row for each session that was still to come: a few a decade, bounded by the calendar's horizon. */
const ALL_SQL = `select to_char(day, 'YYYY-MM-DD') as day, reason, closes_minute from market.closures order by day`

const SET_SQL = `
  insert into market.closures (day, closes_minute, reason, set_by, set_at)
  values ($1, $2, $3, $4, $5)
  on conflict (day) do update
    set closes_minute = excluded.closes_minute, reason = excluded.reason, set_by = excluded.set_by,
      set_at = excluded.set_at`

const REMOVE_SQL = 'delete from market.closures where day = $1 returning day'

const rowSchema = z.object({ day: z.string(), reason: z.string(), closes_minute: z.number().nullable() })

/** Every decision asks for them and they change a few times a decade; another instance's command is seen this late. */
const KEPT_MS = 2_000

export function createClosureStore(database: Database): ClosureStore {
  let kept: { readonly untilMs: number; readonly closures: Promise<Closures> } | null = null
  const read = async (): Promise<Closures> => {
    const rows = parseRows(rowSchema, await database.query('closures', ALL_SQL))
    return new Map(rows.map((row) => [row.day, { reason: row.reason, closesMinute: row.closes_minute }]))
  }
  const changed = async (name: string, sql: string, values: readonly unknown[]): Promise<number> => {
    const rows = await database.query(name, sql, values)
    kept = null
    return rows.length
  }
  return {
    all: () => {
      if (kept && performance.now() < kept.untilMs) return kept.closures
      const closures = read()
      kept = { untilMs: performance.now() + KEPT_MS, closures }
      closures.catch(() => {
        kept = null
      })
      return closures
    },
    set: async (day, { reason, closesMinute }, by, now) => {
      await changed('set-closure', SET_SQL, [day, closesMinute, reason, by, isoOf(now)])
    },
    remove: async (day) => (await changed('remove-closure', REMOVE_SQL, [day])) > 0,
  }
}
