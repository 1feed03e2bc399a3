/** What the filters and the classifier say of one bar. */
import * as z from 'zod'
import { instantSchema, intervalSchema, symbolSchema } from './scalars.ts'

export const REGIMES = [
  'trend_up',
  'trend_down',
  'calm',
  'sideways',
  'high_volatility',
  'uncertain',
  'unknown',
] as const
export const regimeLabelSchema = z.enum(REGIMES)
export type RegimeLabel = z.infer<typeof regimeLabelSchema>

/** A label as a number of a column: its index in REGIMES, NaN while it is unknown. */
export const regimeCode = (label: RegimeLabel): number => (label === 'unknown' ? Number.NaN : REGIMES.indexOf(label))

const known = z.number().nullable()

export const signalSchema = z.strictObject({
  symbol: symbolSchema,
  interval: intervalSchema,
  /** Close of the bar. */
  at: instantSchema,
  open: z.number(),
  high: z.number(),
  low: z.number(),
  /** Close of the bar. */
  price: z.number(),
  volume: z.number(),
  /** Filtered price in dollars. */
  filteredPrice: known,
  /** Slope of the filtered log price per bar. */
  velocity: known,
  /** Mean normalised innovation |y|/√S over 10 bars; about 0.5 when the model fits, above 3 it does not. */
  uncertainty: known,
  butterworthPrice: known,
  emaPrice: known,
  synthetic: z.boolean(),
})
export type Signal = z.infer<typeof signalSchema>

export const regimeSchema = z.strictObject({
  symbol: symbolSchema,
  interval: intervalSchema,
  at: instantSchema,
  regime: regimeLabelSchema,
  /** Population standard deviation of the last 20 log returns; null while warming up. */
  volatility: known,
  /** Mean of the last 20 log returns; null while warming up. */
  momentum: known,
  uncertainty: known,
  synthetic: z.boolean(),
})
export type Regime = z.infer<typeof regimeSchema>
