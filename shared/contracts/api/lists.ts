/** Bounded lists of the API: their filters, their rows and their cursor. */
import * as z from 'zod'
import { bookSchema } from '../books.ts'
import { fillSchema, orderStatusSchema } from '../orders.ts'
import {
  decimalSchema,
  idSchema,
  instantSchema,
  intervalSchema,
  sideSchema,
  strategySchema,
  symbolSchema,
} from '../scalars.ts'
import { regimeSchema, signalSchema } from '../signals.ts'
import { runSummarySchema } from './router.ts'

/** A page of rows, newest first; `nextCursor` is null on the last page. `asOf` is the database's answer time. */
export const pageOf = <S extends z.ZodType>(row: S) =>
  z.strictObject({ items: z.array(row), nextCursor: z.string().nullable(), asOf: instantSchema })

export const limit = (fallback: number) => z.coerce.number().int().min(1).max(500).default(fallback)
export const cursor = z.string().max(200).optional()

const orderRowSchema = z.strictObject({
  id: idSchema,
  book: bookSchema,
  symbol: symbolSchema,
  side: sideSchema,
  strategy: strategySchema.nullable(),
  runId: idSchema.nullable(),
  /** Null only while a broker's report came before the intent. */
  qty: decimalSchema.nullable(),
  filledQty: decimalSchema,
  avgPrice: decimalSchema.nullable(),
  limitPrice: decimalSchema.nullable(),
  status: orderStatusSchema,
  reason: z.string().nullable(),
  synthetic: z.boolean(),
  brokerOrderId: z.string().nullable(),
  submittedAt: instantSchema.nullable(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
})
export type OrderRow = z.infer<typeof orderRowSchema>

const orderEventSchema = z.strictObject({
  sequence: z.number().int(),
  at: instantSchema,
  status: orderStatusSchema,
  event: z.string(),
  detail: z.string().nullable(),
})

export const orderDetailSchema = orderRowSchema.extend({
  events: z.array(orderEventSchema),
  fills: z.array(fillSchema),
})
export type OrderDetail = z.infer<typeof orderDetailSchema>

const positionSchema = z.strictObject({
  book: bookSchema,
  symbol: symbolSchema,
  netQty: decimalSchema,
  avgPrice: decimalSchema.nullable(),
  realizedPnl: decimalSchema,
  fees: decimalSchema,
  /** Last price the desk has seen; null is UNKNOWN, and then so is the unrealised P&L. */
  markPrice: decimalSchema.nullable(),
  markedAt: instantSchema.nullable(),
  unrealizedPnl: decimalSchema.nullable(),
  updatedAt: instantSchema,
})
export type Position = z.infer<typeof positionSchema>

export const QUERIES = {
  runs: z.strictObject({ book: bookSchema.optional(), symbol: symbolSchema.optional(), limit: limit(50), cursor }),
  orders: z.strictObject({
    book: bookSchema.optional(),
    symbol: symbolSchema.optional(),
    status: orderStatusSchema.optional(),
    runId: idSchema.optional(),
    since: instantSchema.optional(),
    limit: limit(50),
    cursor,
  }),
  fills: z.strictObject({
    book: bookSchema.optional(),
    symbol: symbolSchema.optional(),
    orderId: idSchema.optional(),
    since: instantSchema.optional(),
    limit: limit(100),
    cursor,
  }),
  positions: z.strictObject({
    book: bookSchema.optional(),
    symbol: symbolSchema.optional(),
    limit: limit(100),
    cursor,
  }),
  signals: z.strictObject({
    book: bookSchema.optional(),
    interval: intervalSchema.default('1Min'),
    limit: limit(100),
    cursor,
  }),
  regimes: z.strictObject({ book: bookSchema.optional(), symbol: symbolSchema.optional(), limit: limit(100), cursor }),
} as const
export type Query<K extends keyof typeof QUERIES> = z.output<(typeof QUERIES)[K]>

/** A stored bar's signal with its regime, as `/signals/{symbol}` gives it. `value` is the filtered price. */
const signalRowSchema = signalSchema.extend({
  book: bookSchema,
  value: z.number().nullable(),
  regime: regimeSchema.shape.regime.nullable(),
})
export type SignalRow = z.infer<typeof signalRowSchema>

const regimeRowSchema = regimeSchema.extend({ book: bookSchema })

export const PAGES = {
  runs: pageOf(runSummarySchema),
  orders: pageOf(orderRowSchema),
  fills: pageOf(fillSchema),
  positions: pageOf(positionSchema),
  signals: pageOf(signalRowSchema),
  regimes: pageOf(regimeRowSchema),
} as const
export type Page<K extends keyof typeof PAGES> = z.output<(typeof PAGES)[K]>
