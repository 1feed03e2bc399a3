/** Scalars of the wire: how an instant, a decimal, a symbol or a price is written and bounded. */
import * as z from 'zod'
import { decimal } from '../base/decimal.ts'
import { instantOf, isoOf } from '../base/instant.ts'

/** ISO 8601 with an offset on the wire, epoch milliseconds inside. */
export const instantSchema = z.codec(z.string().max(40), z.number(), {
  decode: (text, context) => {
    const instant = instantOf(text)
    if (instant === null) {
      context.issues.push({
        code: 'custom',
        input: text,
        message: 'is not an instant: write ISO 8601 with an offset, such as 2025-01-02T00:00:00Z',
      })
      return z.NEVER
    }
    return instant
  },
  encode: (instant) => isoOf(instant),
})

/** A JSON number on the wire, an exact decimal text inside. */
export const decimalSchema = z.codec(z.number(), z.string(), {
  decode: (number) => decimal(number),
  encode: (text) => Number(text),
})

/** Ticker symbol: a capital letter, then up to 14 capitals, digits, dots, dashes or slashes. Lower case is raised. */
export const symbolSchema = z
  .string()
  .max(15)
  .overwrite((text) => text.trim().toUpperCase())
  .regex(/^[A-Z][A-Z0-9.\-/]{0,14}$/, 'is not a symbol: letters, digits, dot, dash or slash, at most 15')

export const INTERVALS = ['1Min', '5Min', '15Min', '30Min', '1Hour', '1Day'] as const
export const intervalSchema = z.enum(INTERVALS)
export type Interval = z.infer<typeof intervalSchema>

/** Length of an intraday interval in minutes; a day counts the regular session's 390. */
export const INTERVAL_MINUTES: Readonly<Record<Interval, number>> = {
  '1Min': 1,
  '5Min': 5,
  '15Min': 15,
  '30Min': 30,
  '1Hour': 60,
  '1Day': 390,
}

export const strategySchema = z.enum([
  'breakout',
  'momentum',
  'mean_reversion',
  'trend_following',
  'sma_cross',
  'buy_and_hold',
])
export type StrategyName = z.infer<typeof strategySchema>

export const sideSchema = z.enum(['buy', 'sell'])
export type Side = z.infer<typeof sideSchema>

export const idSchema = z.string().regex(/^[0-9a-f]{32}$/, 'is not an id: 32 hexadecimal characters')
