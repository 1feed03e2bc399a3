/** `/overview`: one book at a glance, as the Today page shows it. What cannot be told is null, which means UNKNOWN. */
import * as z from 'zod'
import { bookSchema } from '../books.ts'
import { TRADING_STATES } from '../orders.ts'
import { decimalSchema, instantSchema } from '../scalars.ts'
import { daySchema } from '../schedule.ts'

export const overviewQuerySchema = z.strictObject({ book: bookSchema.optional() })

const sessionViewSchema = z.strictObject({
  /** `premarket` from 04:00 New York time, `after` until 20:00; UNKNOWN beyond the calendar's horizon. */
  phase: z.enum(['premarket', 'open', 'after', 'closed', 'UNKNOWN']),
  /** Today in New York. */
  day: daySchema,
  opensAt: instantSchema.nullable(),
  closesAt: instantSchema.nullable(),
  early: z.boolean(),
  /** Name of the holiday or closure when today is none. */
  closedFor: z.string().nullable(),
  nextOpensAt: instantSchema.nullable(),
})

const exposureSchema = z.strictObject({
  positions: z.number().int().nonnegative(),
  workingOrders: z.number().int().nonnegative(),
  /** Dollars held at the last prices seen; null when one of them is UNKNOWN. */
  notional: decimalSchema.nullable(),
  equityBase: z.number(),
  /** Notional over the equity base. */
  percent: z.number().nullable(),
})

export const overviewSchema = z.strictObject({
  book: bookSchema,
  asOf: instantSchema,
  tradingState: z.strictObject({
    state: z.enum([...TRADING_STATES, 'UNKNOWN']),
    reason: z.string().nullable(),
    setBy: z.string().nullable(),
    setAt: instantSchema.nullable(),
  }),
  session: sessionViewSchema,
  exposure: exposureSchema,
  /** Of today in New York. */
  pnl: z.strictObject({
    realized: decimalSchema,
    fees: decimalSchema,
    unrealized: decimalSchema.nullable(),
    net: decimalSchema.nullable(),
  }),
  /** The newest of each kind of row in this book; null when there is none. */
  newest: z.strictObject({
    bar: instantSchema.nullable(),
    run: instantSchema.nullable(),
    order: instantSchema.nullable(),
    fill: instantSchema.nullable(),
    watchlist: instantSchema.nullable(),
  }),
  lastReport: z.strictObject({ day: daySchema, madeAt: instantSchema, netPnl: decimalSchema.nullable() }).nullable(),
})
export type Overview = z.infer<typeof overviewSchema>
