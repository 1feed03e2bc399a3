/** What the pulse measures in Postgres, in one statement. */
import * as z from 'zod'
import { BOOKS } from '../../contracts/books.ts'
import { TRADING_STATES } from '../../contracts/orders.ts'
import { slotStatusSchema } from '../../contracts/schedule.ts'
import type { BookDay, DeskFactsReader } from '../../ports/desk-facts.ts'
import type { Database } from './database.ts'
import { instantColumn } from './sql/rows.ts'

/** More untaken intents than this need no exact answer to the question whether one of them was buried. */
const UNTAKEN_MAX = 500

/**
 * A sent event leaves the outbox a day later, when its hub has lost it too, so every row that is there is asked for. A
 * buried intent will never be an order; its letter has the event's id in its body, and is no older than the event.
 */
const FACTS_SQL = `
  with untaken as materialized (
    select e.event_id, e.created_at, e.sent_at from ops.outbox e
    where e.hub = 'orders' and e.sent_at is not null
      and not exists (select 1 from trading.orders o where o.run_id = e.run_id)
    order by e.sent_at
    limit ${UNTAKEN_MAX}
  )
  select
    (select created_at from ops.outbox where sent_at is null order by sequence limit 1) as oldest_unsent_at,
    (select min(u.sent_at) from untaken u where not exists (
      select 1 from ops.dead_letters d
      where d.hub = 'orders' and d.created_at >= u.created_at and position(u.event_id in d.body) > 0
    )) as oldest_untaken_at,
    (select state from trading.trading_state) as state,
    (select json_agg(json_build_object(
      'book', b.book,
      'since', (select extract(epoch from since)::float8 * 1000 from ops.schedule_books s where s.book = b.book),
      'slots', (select coalesce(json_object_agg(slot, status), '{}') from ops.schedule_slots s
        where s.book = b.book and s.day = $2::date)
    )) from unnest($1::text[]) as b (book)) as books,
    (select json_build_object('reason', reason, 'closesMinute', closes_minute) from market.closures
     where day = $2::date) as closure`

const factsSchema = z.object({
  oldest_unsent_at: instantColumn.nullable(),
  oldest_untaken_at: instantColumn.nullable(),
  state: z.enum(TRADING_STATES).nullable().catch(null),
  books: z
    .array(
      z.object({
        book: z.enum(BOOKS),
        since: z.number().nullable(),
        slots: z.record(z.string(), slotStatusSchema),
      }),
    )
    .nullable(),
  closure: z.object({ reason: z.string(), closesMinute: z.number().nullable() }).nullable(),
})

export function createDeskFactsReader(database: Database): DeskFactsReader {
  return {
    read: async (books, day) => {
      const [row] = await database.query('desk-facts', FACTS_SQL, [[...books], day])
      const { oldest_unsent_at, oldest_untaken_at, state, books: stored, closure } = factsSchema.parse(row)
      return {
        oldestUnsentAt: oldest_unsent_at,
        oldestUntakenAt: oldest_untaken_at,
        tradingState: state ?? 'UNKNOWN',
        books: (stored ?? []).map((one): BookDay => ({ ...one, slots: new Map(Object.entries(one.slots)) })),
        closures: new Map(closure ? [[day, closure]] : []),
      }
    },
  }
}
