/** Watchlists: which symbols the desk looks at, and for every one that was looked at, why it is in or out. */
import * as z from 'zod'
import { bookSchema } from './books.ts'
import { instantSchema, symbolSchema } from './scalars.ts'
import { daySchema } from './schedule.ts'

/** Lists that the schedule makes; an operator may name others. */
export const SCAN_BUCKETS = ['premarket', 'opening', 'intraday-core', 'afterhours'] as const
export const bucketSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'is not a bucket: 1 to 40 lower-case letters, digits, dashes and underscores')

export const WATCHLIST_SYMBOLS_MAX = 200

/** One gate of a scan: what it saw, what it wanted. A value that is not known is null, and its verdict UNKNOWN. */
const scanGateSchema = z.strictObject({
  gate: z.string().max(60),
  verdict: z.enum(['PASS', 'DROP', 'UNKNOWN']),
  value: z.union([z.number(), z.string(), z.boolean()]).nullable(),
  /** What it was held against, such as `<= 0.75 %`. */
  threshold: z.string().max(100),
  /** Code of contracts/reasons.ts when it did not pass. */
  reason: z.string().max(60).nullable(),
})
export type ScanGate = z.infer<typeof scanGateSchema>

/** A symbol that a scan looked at, in or out, with every gate that was asked. Measures are null where UNKNOWN. */
const candidateSchema = z.strictObject({
  symbol: symbolSchema,
  kept: z.boolean(),
  /** Place in the list from 1; null when out. */
  rank: z.number().int().positive().nullable(),
  /** Dollars. */
  price: z.number().nullable(),
  bid: z.number().nullable(),
  ask: z.number().nullable(),
  spreadPercent: z.number().nullable(),
  gapPercent: z.number().nullable(),
  /** Volume of the day so far over what is usual by then. */
  relativeVolume: z.number().nullable(),
  /** Shares of the day so far. */
  volume: z.number().nullable(),
  dollarVolume: z.number().nullable(),
  /** When its newest price was made. */
  pricedAt: instantSchema.nullable(),
  gates: z.array(scanGateSchema).max(20),
})
export type Candidate = z.infer<typeof candidateSchema>

export const WATCHLIST_SOURCES = ['scan', 'manual', 'textlist', 'file-universe'] as const

export const watchlistSchema = z.strictObject({
  book: bookSchema,
  bucket: bucketSchema,
  day: daySchema,
  /** When it was made; a bucket may be made anew within a day, except `opening`. */
  asOf: instantSchema,
  source: z.enum(WATCHLIST_SOURCES),
  synthetic: z.boolean(),
  tags: z.array(z.string().max(30)).max(20),
  /** In the order of the list. */
  symbols: z.array(symbolSchema).max(WATCHLIST_SYMBOLS_MAX),
  /** Everything that was looked at, the kept ones first; empty for lists written by hand. */
  candidates: z.array(candidateSchema).max(500),
})
export type Watchlist = z.infer<typeof watchlistSchema>
