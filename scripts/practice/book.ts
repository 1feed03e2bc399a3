/** The practice book from outside: what it watches, whether a session is in it, and making room for one more. */
import * as z from 'zod'
import { type Database, openDatabase } from '../../shared/adapters/postgres/database.ts'
import { type Instant, isoOf } from '../../shared/base/instant.ts'
import type { PracticeDay } from './session.ts'

/** Symbols that the desk routes at an instant, and those that are held: their prices are wanted too. */
const WATCHED_SQL = `
  select unnest(symbols) as symbol from (
    select symbols from market.watchlists
    where book = 'practice' and day = $1::date and bucket in ('opening', 'intraday-core') and as_of <= $2
    order by as_of desc limit 1
  ) list
  union
  select symbol from trading.positions where book = 'practice' and net_qty <> 0
  order by symbol`

const HAS_DAY_SQL = "select from ops.schedule_slots where book = 'practice' and day = $1::date limit 1"

const SINCE_SQL = "select since from ops.schedule_books where book = 'practice'"
const KEEP_SINCE_SQL = `
  insert into ops.schedule_books (book, since) values ('practice', $1)
  on conflict (book) do update set since = excluded.since`

/** A series goes forward only: one that is past the session stands aside for it, under a name that is no book. */
const STAND_ASIDE_SQL = `
  update market.bar_states set book = 'practice aside' where book = 'practice' and closes_at > $1`
const COME_BACK_SQL = `
  with aside as (delete from market.bar_states where book = 'practice aside' returning *)
  insert into market.bar_states (book, symbol, interval, closes_at, state)
  select 'practice', symbol, interval, closes_at, state from aside
  on conflict (book, symbol, interval) do update set closes_at = excluded.closes_at, state = excluded.state
    where market.bar_states.closes_at < excluded.closes_at`

export const openPracticeBook = (url: string): Database =>
  openDatabase({ url, connectionsMax: 1, acquireWithinMs: 5_000, statementWithinMs: 15_000 })

export async function watchedSymbols(database: Database, day: string, at: Instant): Promise<readonly string[]> {
  const rows = await database.query('practice-watched', WATCHED_SQL, [day, isoOf(at)])
  return z
    .array(z.object({ symbol: z.string() }))
    .parse(rows)
    .map(({ symbol }) => symbol)
}

export async function hasSession(database: Database, { day }: PracticeDay): Promise<boolean> {
  return (await database.query(null, HAS_DAY_SQL, [day])).length > 0
}

/** Since when the schedule keeps the book; null when it never has. */
export async function keptSince(database: Database): Promise<Instant | null> {
  const [row] = await database.query(null, SINCE_SQL)
  return row ? z.object({ since: z.date() }).parse(row).since.getTime() : null
}

/** Slots of the book from this instant on are expected, and no earlier ones. */
export async function keepSince(database: Database, since: Instant): Promise<void> {
  await database.query(null, KEEP_SINCE_SQL, [isoOf(since)])
}

/** Lets an older session have the series of bars that newer ones have moved on; again, it changes nothing. */
export async function setSeriesAside(database: Database, { closesAt }: PracticeDay): Promise<void> {
  await database.query(null, STAND_ASIDE_SQL, [isoOf(closesAt)])
}

/** Series go on where they were, so that no bar of a newer session is taken again. */
export async function bringSeriesBack(database: Database): Promise<void> {
  await database.query(null, COME_BACK_SQL)
}
