/** `/watchlist`, `/watchlists`: the lists of a day and writing one by hand. */
import * as z from 'zod'
import { instantOf } from '../../base/instant.ts'
import { bookSchema } from '../books.ts'
import { instantSchema, symbolSchema } from '../scalars.ts'
import { daySchema } from '../schedule.ts'
import { isTicker, listedSymbolSchema, quoted, TICKER_FORM } from '../tickers.ts'
import { bucketSchema, WATCHLIST_SOURCES, WATCHLIST_SYMBOLS_MAX, watchlistSchema } from '../watchlists.ts'

/** `20260304` as `2026-03-04`. */
export const dayOf = (yyyymmdd: string): string => yyyymmdd.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')

export const watchlistsQuerySchema = z.strictObject({
  book: bookSchema.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(20),
})
export const watchlistQuerySchema = z.strictObject({ book: bookSchema.optional() })
export const bucketPathSchema = z.strictObject({ bucket: bucketSchema })
export const bucketDayPathSchema = z.strictObject({
  bucket: bucketSchema,
  yyyymmdd: z
    .string()
    .regex(/^\d{8}$/, 'is not a day: write YYYYMMDD')
    .refine((text) => instantOf(`${dayOf(text)}T00:00:00Z`) !== null, 'is not a day of the calendar'),
})

/** The newest list of each bucket, newest first. */
export const watchlistSummarySchema = watchlistSchema.omit({ candidates: true }).extend({
  count: z.number().int().nonnegative(),
  /** Symbols that were looked at and left out. */
  dropped: z.number().int().nonnegative(),
})
export const watchlistsSchema = z.strictObject({ items: z.array(watchlistSummarySchema), asOf: instantSchema })
export type WatchlistSummary = z.infer<typeof watchlistSummarySchema>

/** What the desk routes now: the day's newest of `intraday-core` and `opening`, and the symbols of the settings. */
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

/** A text list takes tickers alone; a list by hand takes every symbol that the desk can write. */
export const writeWatchlistSchema = z
  .strictObject({
    book: bookSchema.default('paper'),
    symbols: z.array(listedSymbolSchema).min(1, 'names no symbol').max(WATCHLIST_SYMBOLS_MAX),
    tags: z.array(z.string().trim().toLowerCase().min(1).max(30)).max(20).default([]),
    source: z.enum(['manual', 'textlist']).default('manual'),
  })
  .superRefine(({ source, symbols }, context) => {
    if (source !== 'textlist') return
    for (const [index, symbol] of symbols.entries()) {
      if (isTicker(symbol)) continue
      const message = `${quoted(symbol)} is not a ticker: ${TICKER_FORM}`
      context.addIssue({ code: 'custom', path: ['symbols', index], message })
    }
  })
export type WriteWatchlist = z.infer<typeof writeWatchlistSchema>
