/** Results of the startup checks, kept while their slot is held. */
import { isoOf } from '../../base/instant.ts'
import type { StartupLog } from '../../ports/schedule.ts'
import type { Database } from './database.ts'
import { fenceValues, HELD_SLOT } from './sql/held-slot.ts'

const SQL = `
  with held as (${HELD_SLOT})
  insert into ops.startup_checks (book, day, slot, name, status, reason, latency_ms, checked_at)
  select held.book, held.day, held.slot, c.name, c.status, c.reason, c.latency_ms, $9
  from held, unnest($5::text[], $6::text[], $7::text[], $8::float8[]) as c (name, status, reason, latency_ms)
  on conflict (book, day, slot, name) do update set status = excluded.status, reason = excluded.reason,
    latency_ms = excluded.latency_ms, checked_at = excluded.checked_at
  returning name`

export function createStartupLog(database: Database): StartupLog {
  return {
    save: async (fence, checks, now) => {
      const rows = await database.query('startup-checks', SQL, [
        ...fenceValues(fence),
        checks.map(({ name }) => name),
        checks.map(({ status }) => status),
        checks.map(({ reason }) => reason),
        checks.map(({ latencyMs }) => latencyMs),
        isoOf(now),
      ])
      return rows.length > 0
    },
  }
}
