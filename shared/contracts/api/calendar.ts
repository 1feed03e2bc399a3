/** `/calendar`: which days trade and when, and closures of the exchange by command. */
import * as z from 'zod'
import { instantSchema } from '../scalars.ts'
import { daySchema } from '../schedule.ts'

/** The New York Stock Exchange, round-the-clock crypto, and currencies. */
export const MARKETS = ['XNYS', 'CRYPTO', 'FX'] as const
const marketSchema = z.enum(MARKETS)
export type Market = z.infer<typeof marketSchema>

/** Longest range of one answer. */
export const CALENDAR_DAYS_MAX = 400

export const calendarQuerySchema = z.strictObject({
  /** Default: today in New York. */
  from: daySchema.optional(),
  /** Default: 30 days after `from`. */
  to: daySchema.optional(),
  market: marketSchema.default('XNYS'),
})
export type CalendarQuery = z.output<typeof calendarQuerySchema>

export const calendarRowSchema = z.strictObject({
  /** A UTC day for crypto, a New York day for the others; may lie beyond the days that can be asked from. */
  day: z.string(),
  /** `early` closes before the usual time; UNKNOWN lies beyond the horizon, and is not the same as closed. */
  kind: z.enum(['session', 'early', 'closed', 'UNKNOWN']),
  /** Why it is closed or closes early, as far as that has a name. */
  name: z.string().nullable(),
  opensAt: instantSchema.nullable(),
  closesAt: instantSchema.nullable(),
  /** True when an operator closed it. */
  closure: z.boolean(),
})
export type CalendarRow = z.infer<typeof calendarRowSchema>

export const calendarSchema = z.strictObject({
  market: marketSchema,
  from: daySchema,
  to: z.string(),
  /** Days for which the exchange's holidays are known; null for a market that follows one rule for ever. */
  horizon: z.strictObject({ from: daySchema, to: daySchema, warning: z.string().nullable() }).nullable(),
  days: z.array(calendarRowSchema),
  asOf: instantSchema,
})
export type Calendar = z.infer<typeof calendarSchema>

export const closurePathSchema = z.strictObject({ day: daySchema })
export const closureRequestSchema = z.strictObject({
  reason: z.string().trim().min(3).max(200),
  /** Minute of the New York day at which trading ended, from 09:31 to 15:59; null when the exchange did not open. */
  closesMinute: z.number().int().min(571).max(959).nullable().default(null),
})
