/** Intents, orders, fills and positions: the words of the order path, written once for wire, tables and screen. */
import * as z from 'zod'
import { vendorSchema } from './bars.ts'
import { bookSchema } from './books.ts'
import { decimalSchema, idSchema, instantSchema, sideSchema, strategySchema, symbolSchema } from './scalars.ts'

const intentRiskSchema = z.strictObject({
  /** Fraction of the equity base, after the cap. */
  kellyFraction: z.number(),
  /** Raw Kelly k before the agent's fraction and the cap. */
  rawKelly: z.number(),
  targetNotional: z.number(),
  probability: z.number(),
  payoff: z.number(),
  equityBase: z.number(),
  /** Dollars lost if the stop is hit at its price; null when the strategy gave no stop. */
  lossAtStop: z.number().nullable(),
})

export const paramsSchema = z.record(
  z.string().max(60),
  z.union([z.number(), z.boolean(), z.string().max(60), z.array(z.string().max(30)).max(10)]),
)

export const orderIntentSchema = z.strictObject({
  id: idSchema,
  runId: idSchema,
  book: bookSchema,
  symbol: symbolSchema,
  strategy: strategySchema,
  side: sideSchema,
  qty: decimalSchema,
  notional: decimalSchema,
  priceHint: decimalSchema,
  stopPrice: decimalSchema.nullable(),
  vendor: vendorSchema,
  /** True when any price behind the intent was made up. */
  synthetic: z.boolean(),
  /** Asks the consumer to hand the order to the book's broker. */
  execute: z.boolean(),
  /** When the decision was made. */
  timestamp: instantSchema,
  /** The consumer records a later arrival as expired and does nothing else with it. */
  expiresAt: instantSchema,
  /** End of a day order; null while the book has no session. */
  goodUntil: instantSchema.nullable(),
  params: paramsSchema,
  risk: intentRiskSchema,
  /** Digest that only the risk room writes. */
  approval: z.string().length(64),
})
export type OrderIntent = z.infer<typeof orderIntentSchema>

export const ORDER_STATUSES = [
  'intent',
  'pending',
  'accepted',
  'partially_filled',
  'filled',
  'canceled',
  'rejected',
  'expired',
] as const
export const orderStatusSchema = z.enum(ORDER_STATUSES)
export type OrderStatus = z.infer<typeof orderStatusSchema>

/** Rank of a status: a stored order only moves up. The last four are final. */
export const STATUS_RANK: Readonly<Record<OrderStatus, number>> = {
  intent: 0,
  pending: 1,
  accepted: 2,
  partially_filled: 3,
  filled: 4,
  canceled: 4,
  rejected: 4,
  expired: 4,
}

export const fillSchema = z.strictObject({
  id: idSchema,
  orderId: idSchema,
  book: bookSchema,
  symbol: symbolSchema,
  side: sideSchema,
  qty: decimalSchema,
  price: decimalSchema,
  fee: decimalSchema,
  /**
   * Dollars paid above (buy) or below (sell) the reference price, spread and slippage together, for the whole fill.
   * Null is UNKNOWN: a broker's execution comes without the market that it met.
   */
  cost: decimalSchema.nullable(),
  /** Full width of the spread that the fill met, dollars per share; null is UNKNOWN. */
  spread: decimalSchema.nullable(),
  /** Whether the spread was quoted by the vendor or assumed by the fill model; null is UNKNOWN. */
  spreadSource: z.enum(['quoted', 'assumed']).nullable(),
  /** Profit realised by this fill, before fees; null when it opened or added to a position. */
  pnl: decimalSchema.nullable(),
  filledAt: instantSchema,
  synthetic: z.boolean(),
})
export type Fill = z.infer<typeof fillSchema>

/**
 * What a broker reports of an order: an acknowledgement, a final state, or executions. May arrive before the intent.
 */
export const orderReportSchema = z.strictObject({
  orderId: idSchema,
  book: bookSchema,
  symbol: symbolSchema,
  side: sideSchema,
  status: z.enum(['accepted', 'canceled', 'rejected', 'expired']).nullable(),
  brokerOrderId: z.string().max(64).nullable(),
  reason: z.string().max(200).nullable(),
  fills: z
    .array(
      z.strictObject({
        /** The broker's execution id; without one the id is made from the fill's content. */
        executionId: z.string().max(64).nullable(),
        qty: z.number(),
        price: z.number(),
        fee: z.number().default(0),
        filledAt: instantSchema,
      }),
    )
    .max(500),
  at: instantSchema,
})
export type OrderReport = z.infer<typeof orderReportSchema>

export const TRADING_STATES = ['ACTIVE', 'REDUCING', 'HALTED'] as const
const tradingStateSchema = z.strictObject({
  state: z.enum(TRADING_STATES),
  reason: z.string().nullable(),
  setBy: z.string(),
  setAt: instantSchema,
})
export type TradingState = z.infer<typeof tradingStateSchema>
