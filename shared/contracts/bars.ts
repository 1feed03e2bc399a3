/** A bar: one symbol, one vendor, one interval. Statistics are float64; a bar is evidence, not money. */
import * as z from 'zod'
import { instantSchema, intervalSchema, symbolSchema } from './scalars.ts'

export const vendorSchema = z.enum(['file', 'synthetic'])
export type Vendor = z.infer<typeof vendorSchema>

const price = z.number().positive().max(10_000_000)

export const barSchema = z.strictObject({
  symbol: symbolSchema,
  vendor: vendorSchema,
  interval: intervalSchema,
  /** Start of the bar. */
  opensAt: instantSchema,
  /** End of the bar: nothing in it was known before this instant. */
  closesAt: instantSchema,
  open: price,
  high: price,
  low: price,
  close: price,
  /** Shares, adjusted like the price. */
  volume: z.number().nonnegative().max(1e15),
  /** Ask minus bid at the close, in dollars; null is UNKNOWN. */
  spread: z.number().nonnegative().nullable(),
  synthetic: z.boolean(),
})
export type Bar = z.infer<typeof barSchema>

/** A row that broke a rule at the wall and was set aside. */
export interface QuarantinedRow {
  readonly symbol: string
  readonly line: number
  readonly rule: string
  readonly row: string
}
