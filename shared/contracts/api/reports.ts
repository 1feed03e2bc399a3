/** `/reports/daily`: what one trading day came to. */
import * as z from 'zod'
import { bookSchema } from '../books.ts'
import { decimalSchema, instantSchema, symbolSchema } from '../scalars.ts'
import { daySchema, slotSchema } from '../schedule.ts'

/** How the orders of the day were filled; null where nothing was filled, so that nothing could be measured. */
const executionSchema = z.strictObject({
  fills: z.number().int().nonnegative(),
  sharesFilled: decimalSchema,
  /** Dollars above or below the reference price, spread and slippage together; null when one fill's is UNKNOWN. */
  cost: decimalSchema.nullable(),
  /** That cost over the traded value, in basis points (1 bp = 0.01 %). */
  costBp: z.number().nullable(),
  /**
   * Spread that the traded shares met over the traded value, in per cent; null when one fill's is UNKNOWN.
   */
  spreadPercent: z.number().nullable(),
})

const reportPositionSchema = z.strictObject({
  symbol: symbolSchema,
  netQty: decimalSchema,
  /** Null is UNKNOWN: the report was made after the position had changed again. */
  avgPrice: decimalSchema.nullable(),
  /** Last price of the day that the desk has seen; null is UNKNOWN, and then so is what follows from it. */
  markPrice: decimalSchema.nullable(),
  unrealizedPnl: decimalSchema.nullable(),
})

export const dailyReportSchema = z.strictObject({
  book: bookSchema,
  day: daySchema,
  madeAt: instantSchema,
  /** True when any price behind it was made up. */
  synthetic: z.boolean(),
  pnl: z.strictObject({
    /** Realised by the fills of this day, before fees. */
    realized: decimalSchema,
    fees: decimalSchema,
    /** Of what is still held, at the last price seen; null when a price is UNKNOWN. */
    unrealized: decimalSchema.nullable(),
    net: decimalSchema.nullable(),
  }),
  counts: z.strictObject({
    decisions: z.number().int().nonnegative(),
    orders: z.number().int().nonnegative(),
    /** Fills that closed a position or a part of it. */
    trades: z.number().int().nonnegative(),
    winners: z.number().int().nonnegative(),
  }),
  execution: executionSchema,
  /** Runs of the day that ended without an order, by their reason, the most frequent first. */
  refusals: z.array(z.strictObject({ reason: z.string(), count: z.number().int().positive() })),
  positions: z.array(reportPositionSchema),
  /** The day's schedule as it stood when the report was made. */
  slots: z.array(slotSchema),
  /** What an operator should look at: slots gone wrong, dead letters, orders that expired or were rejected. */
  incidents: z.array(z.strictObject({ at: instantSchema, what: z.string(), detail: z.string() })),
  /** Where the page lies in the trader-data container; null while it could not be written. */
  blobPath: z.string().nullable(),
})
export type DailyReport = z.infer<typeof dailyReportSchema>

export const reportPathSchema = z.strictObject({ date: daySchema })
export const reportQuerySchema = z.strictObject({ book: bookSchema.default('paper') })
/** Without a book the reports of all of them. */
export const reportListQuerySchema = z.strictObject({
  book: bookSchema.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(30),
})
/** Days that have a report, newest first. */
export const reportListSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      book: bookSchema,
      day: daySchema,
      madeAt: instantSchema,
      netPnl: decimalSchema.nullable(),
      incidents: z.number().int().nonnegative(),
    }),
  ),
  asOf: instantSchema,
})
export type ReportList = z.infer<typeof reportListSchema>
