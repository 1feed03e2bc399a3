/** `/watchlist`, `/watchlists`: the lists of a day and writing one by hand. */
import * as z from 'zod'
import { bookSchema } from '../books.ts'
import { instantSchema, symbolSchema } from '../scalars.ts'
import { daySchema } from '../schedule.ts'
import { bucketSchema, WATCHLIST_SOURCES, WATCHLIST_SYMBOLS_MAX, watchlistSchema } from '../watchlists.ts'

export const watchlistsQuerySchema = z.strictObject({
  book: bookSchema.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(20),
})
export const watchlistQuerySchema = z.strictObject({ book: bookSchema.optional() })
export const bucketPathSchema = z.strictObject({ bucket: bucketSchema })
export const bucketDayPathSchema = z.strictObject({
  bucket: bucketSchema,
  yyyymmdd: z.string().regex(/^\d{8}$/, 'is not a day: write YYYYMMDD'),
})

/** The newest list of each bucket, newest first. */
export const watchlistSummarySchema = watchlistSchema.omit({ candidates: true }).extend({
  count: z.number().int().nonnegative(),
  /** Symbols that were looked at and left out. */
  dropped: z.number().int().nonnegative(),
})
export const watchlistsSchema = z.strictObject({ items: z.array(watchlistSummarySchema), asOf: instantSchema })
export type WatchlistSummary = z.infer<typeof watchlistSummarySchema>
export type Watchlists = z.infer<typeof watchlistsSchema>

/** What the desk routes now in a book: the newest of `intraday-core` and `opening` of the day, else the settings' text. */
export const currentWatchlistSchema = z.strictObject({
  book: bookSchema,
  day: daySchema.nullable(),
  bucket: bucketSchema.nullable(),
  source: z.enum([...WATCHLIST_SOURCES, 'settings', 'none']),
  asOf: instantSchema.nullable(),
  count: z.number().int().nonnegative(),
  symbols: z.array(symbolSchema),
})
export type CurrentWatchlist = z.infer<typeof currentWatchlistSchema>

export const writeWatchlistSchema = z.strictObject({
  book: bookSchema.default('paper'),
  symbols: z.array(symbolSchema).min(1, 'names no symbol').max(WATCHLIST_SYMBOLS_MAX),
  tags: z.array(z.string().trim().toLowerCase().min(1).max(30)).max(20).default([]),
  source: z.enum(['manual', 'textlist']).default('manual'),
})
export type WriteWatchlist = z.infer<typeof writeWatchlistSchema>
