import * as z from 'zod'
import { type RunDetail, routeReportSchema } from '../../../contracts/api/router.ts'
import { intervalSchema } from '../../../contracts/scalars.ts'
import { decodeWire } from '../../../contracts/wire.ts'
import type { Queryable } from '../database.ts'

const SQL = `
  select r.report, r.trigger, r.interval, o.status,
    (select coalesce(jsonb_agg(jsonb_build_object('sequence', e.sequence, 'at', extract(epoch from e.at) * 1000,
       'event', e.event, 'detail', e.detail) order by e.sequence), '[]')
     from trading.run_events e where e.run_id = r.id) as trail
  from trading.runs r
  left join trading.orders o on o.book = r.book and o.id = r.intent_id
  where r.id = $1`

const rowSchema = z.object({
  report: z.unknown(),
  trigger: z.enum(['manual', 'bar']),
  interval: intervalSchema,
  status: z.string().nullable(),
  trail: z.array(z.object({ sequence: z.number(), at: z.number(), event: z.string(), detail: z.string().nullable() })),
})

/** A stored run with its trail; null when there is none. */
export async function readRun(transaction: Queryable, runId: string): Promise<RunDetail | null> {
  const [raw] = await transaction.query('read-run', SQL, [runId])
  if (!raw) return null
  const row = rowSchema.parse(raw)
  const report = decodeWire(routeReportSchema, row.report)
  if (report.kind === 'invalid')
    throw new Error(`run ${runId} is stored in an unknown shape: ${report.errors[0]?.field}`)
  const events = row.trail.map(({ event }) => event)
  const waits =
    report.value.orderIntent !== null && !events.some((event) => /^order:(published|simulated)$/.test(event))
  const failure = row.trail.findLast(({ event }) => event === 'enqueue:failed')
  return {
    ...report.value,
    events,
    errors: waits && failure ? [...report.value.errors, `enqueue:${failure.detail}`] : report.value.errors,
    fallbackReason: waits && failure ? 'publish_failed' : report.value.fallbackReason,
    trigger: row.trigger,
    interval: row.interval,
    trail: row.trail,
    orderStatus: row.status,
  }
}
