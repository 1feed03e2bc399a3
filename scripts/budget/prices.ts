/** The one list of prices, infra/prices.json: each with its unit, region, source and the days on which it was read. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as z from 'zod'

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const common = { unit: z.string().min(1), region: z.string().min(1), meter: z.string().min(1) }

const knownSchema = z.strictObject({
  ...common,
  usd: z.number().nonnegative(),
  /** Quantity of each month that costs nothing, in the price's unit. */
  free: z.number().positive().optional(),
  source: z.url(),
  /** When the source read the price list. */
  asOf: z.union([day, z.literal('UNKNOWN')]),
  read: day,
})

const unknownSchema = z.strictObject({
  ...common,
  usd: z.literal('UNKNOWN'),
  /** What was told elsewhere, and where to look. */
  fillIn: z.string().min(1),
})

const priceSchema = z.union([knownSchema, unknownSchema])
export type Price = z.infer<typeof priceSchema>

const priceListSchema = z.strictObject({
  about: z.string(),
  currency: z.literal('USD'),
  prices: z.record(z.string(), priceSchema),
})
export type PriceList = z.infer<typeof priceListSchema>

const FILE = resolve(import.meta.dirname, '../../infra/prices.json')

/** Throws ZodError that names the price and the field. */
export const priceListOf = (text: string): PriceList => priceListSchema.parse(JSON.parse(text))

export const readPrices = (): PriceList => priceListOf(readFileSync(FILE, 'utf8'))
