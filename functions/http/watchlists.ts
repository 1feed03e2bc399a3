/** Watchlists: what the desk watches, the lists of a day with their reasons, and writing one by hand. */
import {
  bucketDayPathSchema,
  bucketPathSchema,
  currentWatchlistSchema,
  dayOf,
  watchlistQuerySchema,
  watchlistsQuerySchema,
  watchlistsSchema,
  writeWatchlistSchema,
} from '../../shared/contracts/api/watchlists.ts'
import type { Book } from '../../shared/contracts/books.ts'
import { type Watchlist, watchlistSchema } from '../../shared/contracts/watchlists.ts'
import { encodeWire } from '../../shared/contracts/wire.ts'
import { currentWatchlist } from '../../shared/flows/lib/current-watchlist.ts'
import { writeWatchlist } from '../../shared/flows/write-watchlist.ts'
import { type Answer, door } from '../guard/endpoint.ts'
import { HttpProblem } from '../guard/problem.ts'

/** The book of a reader who names none. */
const DEFAULT_BOOK: Book = 'paper'

function answered(list: Watchlist | null, what: string): Answer {
  if (!list) throw new HttpProblem(404, 'NO_SUCH_WATCHLIST', `There is no list ${what}.`)
  return { body: encodeWire(watchlistSchema, list), cacheable: true, version: list.asOf }
}

export const watchlistDoors = {
  'watchlist-current': door({
    summary: 'What the desk watches now: the newest opening or intraday list of the day, and the settings’ symbols.',
    query: watchlistQuerySchema,
    answer: currentWatchlistSchema,
    handle: async ({ context, query: { book = DEFAULT_BOOK } }) => {
      const ports = { watchlists: context.watchlists, settings: context.config.desk }
      const current = await currentWatchlist(ports, book, context.clock.now())
      return { body: encodeWire(currentWatchlistSchema, current), cacheable: true, version: current.asOf ?? 0 }
    },
  }),
  'watchlists-list': door({
    summary: 'The newest list of each bucket, newest first; of every book where none is named.',
    query: watchlistsQuerySchema,
    answer: watchlistsSchema,
    handle: async ({ context, query: { book, limit } }) => {
      const items = [...(await context.watchlists.summaries(book, limit))]
      return { body: encodeWire(watchlistsSchema, { items, asOf: context.clock.now() }), cacheable: true }
    },
  }),
  'watchlist-latest': door({
    summary: 'The newest list of a bucket, with every symbol that was looked at and the gates it was asked.',
    path: bucketPathSchema,
    query: watchlistQuerySchema,
    answer: watchlistSchema,
    handle: async ({ context, path: { bucket }, query: { book = DEFAULT_BOOK } }) =>
      answered(await context.watchlists.latest(book, bucket), `${bucket} in book ${book}`),
  }),
  'watchlist-of-day': door({
    summary: 'The newest list of a bucket on a day.',
    path: bucketDayPathSchema,
    query: watchlistQuerySchema,
    answer: watchlistSchema,
    handle: async ({ context, path, query: { book = DEFAULT_BOOK } }) => {
      const day = dayOf(path.yyyymmdd)
      const list = await context.watchlists.ofDay(book, path.bucket, day)
      return answered(list, `${path.bucket} of ${day} in book ${book}`)
    },
  }),
  'watchlist-write': door({
    summary: 'Write a list of the day by hand. The opening list of a day is written once.',
    path: bucketPathSchema,
    body: writeWatchlistSchema,
    answer: watchlistSchema,
    handle: async ({ context, path: { bucket }, body }) => {
      const list = await writeWatchlist(context, bucket, body)
      if (!list) {
        const remedy = 'Write intraday-core instead: the desk watches the newer of the two.'
        throw new HttpProblem(409, 'LIST_STANDS', `The day's ${bucket} list in book ${body.book} stands. ${remedy}`)
      }
      return { body: encodeWire(watchlistSchema, list) }
    },
  }),
}
