/** Watchlists in Postgres. */
import * as z from 'zod'
import { isoOf } from '../../base/instant.ts'
import { type WatchlistSummary, watchlistSummarySchema } from '../../contracts/api/watchlists.ts'
import type { Book } from '../../contracts/books.ts'
import { type Watchlist, watchlistSchema } from '../../contracts/watchlists.ts'
import { decodeWire, snakeKeys } from '../../contracts/wire.ts'
import type { WatchlistStore } from '../../ports/watchlists.ts'
import type { Database, Row } from './database.ts'
import { fenceValues, HELD_SLOT, UNFENCED_OR_HELD } from './sql/held-slot.ts'
import { Filter } from './sql/page.ts'

/** An `opening` list looks whether the day has one: whoever else would write it waits for the transaction's lock. */
const SAVE_SQL = `
  with held as (${HELD_SLOT})
  insert into market.watchlists
    (book, bucket, day, as_of, source, synthetic, tags, symbols, dropped, candidates)
  select $5::text, $6::text, $7::date, $8::timestamptz, $9::text, $10::boolean, $11::text[], $12::text[], $13::integer,
    $14::json
  where ${UNFENCED_OR_HELD}
    and ($6 <> 'opening' or not exists (
      select from market.watchlists w where w.book = $5 and w.bucket = $6 and w.day = $7::date
    ))
  on conflict (book, bucket, day, as_of) do update
    set source = excluded.source, synthetic = excluded.synthetic, tags = excluded.tags, symbols = excluded.symbols,
      dropped = excluded.dropped, candidates = excluded.candidates
  returning book`

const SUMMARY = `book, bucket, to_char(day, 'YYYY-MM-DD') as day, as_of, source, synthetic, tags, symbols, dropped,
  cardinality(symbols) as count`
const LIST = `book, bucket, to_char(day, 'YYYY-MM-DD') as day, as_of, source, synthetic, tags, symbols, candidates`

const LATEST_SQL = `
  select ${LIST} from market.watchlists where book = $1 and bucket = $2
  order by watchlists.day desc, as_of desc limit 1`
const OF_DAY_SQL = `
  select ${LIST} from market.watchlists where book = $1 and bucket = $2 and watchlists.day = $3::date
  order by as_of desc limit 1`
/** A day has some six lists; an operator may add to them. */
const MADE_ON_SQL = `
  select ${LIST} from market.watchlists where book = $1 and watchlists.day = $2::date
  order by as_of, bucket limit 500`
/** Of two lists of one instant the one that was refreshed stands. */
const CURRENT_SQL = `
  select ${SUMMARY} from market.watchlists
  where book = $1 and bucket in ('intraday-core', 'opening') and watchlists.day = $2::date and as_of <= $3
  order by as_of desc, bucket limit 1`

/** As the column has it: the instant is a Date, and nothing else differs from the wire. */
const wireOf = (row: Row): unknown => ({ ...row, as_of: isoOf(z.date().parse(row.as_of).getTime()) })

function parsed<S extends z.ZodType>(schema: S, row: Row): z.output<S> {
  const decoded = decodeWire(schema, wireOf(row))
  if (decoded.kind === 'ok') return decoded.value
  const [first] = decoded.errors
  throw new Error(`a watchlist is stored in an unknown shape: ${first?.field} ${first?.message}`)
}

export function createWatchlistStore(database: Database): WatchlistStore {
  const one = async <S extends z.ZodType>(
    schema: S,
    name: string,
    sql: string,
    values: readonly unknown[],
  ): Promise<z.output<S> | null> => {
    const [row] = await database.query(name, sql, values)
    return row ? parsed(schema, row) : null
  }
  return {
    save: (list, fence) =>
      database.transact(async (transaction) => {
        if (list.bucket === 'opening') transaction.serialize([`opening ${list.book} ${list.day}`])
        const values = [...fenceValues(fence), ...columnsOf(list)]
        const rows = await transaction.last.query('watchlist-save', SAVE_SQL, values)
        return rows.length > 0
      }),
    latest: (book, bucket) => one(watchlistSchema, 'watchlist-latest', LATEST_SQL, [book, bucket]),
    ofDay: (book, bucket, day) => one(watchlistSchema, 'watchlist-of-day', OF_DAY_SQL, [book, bucket, day]),
    madeOn: async (book, day) =>
      (await database.query('watchlists-made-on', MADE_ON_SQL, [book, day])).map((row) => parsed(watchlistSchema, row)),
    summaries: (book, limit) => readSummaries(database, book, limit),
    current: (book, day, at) => one(watchlistSummarySchema, 'watchlist-current', CURRENT_SQL, [book, day, isoOf(at)]),
  }
}

function columnsOf(list: Watchlist): readonly unknown[] {
  const { book, bucket, day, asOf, source, synthetic, tags, symbols, candidates } = list
  const dropped = candidates.filter(({ kept }) => !kept).length
  const stored = JSON.stringify(snakeKeys(watchlistSchema.shape.candidates.encode(candidates)))
  return [book, bucket, day, isoOf(asOf), source, synthetic, tags, symbols, dropped, stored]
}

/** The newest of each bucket are the heads of the primary key read backwards. */
async function readSummaries(
  database: Database,
  book: Book | undefined,
  limit: number,
): Promise<readonly WatchlistSummary[]> {
  const filter = new Filter().add('book = ?', book)
  const sql = `
    select * from (
      select distinct on (book, bucket) ${SUMMARY} from market.watchlists ${filter.where}
      order by book desc, bucket desc, watchlists.day desc, as_of desc
    ) newest
    order by as_of desc, book, bucket limit ${limit}`
  return (await database.query(null, sql, filter.values)).map((row) => parsed(watchlistSummarySchema, row))
}
