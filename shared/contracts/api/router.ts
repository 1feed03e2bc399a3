/** `POST /router/run` and the stored runs. Field, event and reason names are the operator runbook's. */
import * as z from 'zod'
import { bookSchema } from '../books.ts'
import { orderIntentSchema, paramsSchema } from '../orders.ts'
import { idSchema, instantSchema, intervalSchema, sideSchema, strategySchema, symbolSchema } from '../scalars.ts'
import { regimeLabelSchema } from '../signals.ts'

const usd = z.number().positive().max(10_000_000)

export const routeRequestSchema = z
  .strictObject({
    symbol: symbolSchema,
    start: instantSchema,
    end: instantSchema.optional(),
    /** Defaults to `smoke` offline and `paper` online. */
    book: bookSchema.optional(),
    strategy: strategySchema.default('breakout'),
    params: paramsSchema.default({}),
    useProbabilistic: z.boolean().default(true),
    dalVendor: z.string().max(30).default('alpaca'),
    dalInterval: intervalSchema.default('1Day'),
    minNotional: usd.default(100),
    maxNotional: usd.default(5_000),
    side: sideSchema.default('buy'),
    publishOrders: z.boolean().default(false),
    executeOrders: z.boolean().default(false),
    offlineMode: z.boolean().default(false),
    /** May only tighten what the desk has set. */
    killSwitchActive: z.boolean().default(false),
    killSwitchReason: z.string().max(60).optional(),
    killSwitchNotional: usd.optional(),
  })
  .refine((request) => request.minNotional <= request.maxNotional, {
    path: ['minNotional'],
    message: 'must not exceed max_notional',
  })
  .refine((request) => request.publishOrders || !request.executeOrders, {
    path: ['executeOrders'],
    message: 'needs publish_orders: an order reaches its broker only over the hub',
  })
export type RouteRequest = z.infer<typeof routeRequestSchema>

/** One gate that was asked, what it saw and what it wanted. */
export const gateSchema = z.strictObject({
  gate: z.string(),
  verdict: z.enum(['PASS', 'BLOCKED', 'UNKNOWN']),
  /** What was measured; null is UNKNOWN. */
  value: z.union([z.number(), z.string(), z.boolean()]).nullable(),
  /** What it was held against, such as `>= 0.8`. */
  threshold: z.string(),
  reason: z.string().nullable(),
})
export type Gate = z.infer<typeof gateSchema>

const priorsSchema = z.strictObject({
  winProb: z.number(),
  payoff: z.number(),
  volHint: z.number(),
  avgReturn: z.number(),
  regime: regimeLabelSchema,
})
export type Priors = z.infer<typeof priorsSchema>

const runErrorSchema = z.string().max(300)

/** The whole story of one run, refusals included. */
export const routeReportSchema = z.strictObject({
  runId: idSchema,
  book: bookSchema,
  symbol: symbolSchema,
  strategy: strategySchema,
  decidedAt: instantSchema,
  synthetic: z.boolean(),
  latencyMs: z.number().nullable(),
  orderIntent: orderIntentSchema.nullable(),
  probFramePath: z.string().nullable(),
  priors: priorsSchema.nullable(),
  events: z.array(z.string()),
  gates: z.array(gateSchema),
  errors: z.array(runErrorSchema),
  fallbackReason: z.string().nullable(),
})
export type RouteReport = z.infer<typeof routeReportSchema>

export const runSummarySchema = z.strictObject({
  runId: idSchema,
  book: bookSchema,
  symbol: symbolSchema,
  strategy: strategySchema,
  trigger: z.enum(['manual', 'bar']),
  decidedAt: instantSchema,
  synthetic: z.boolean(),
  intentId: idSchema.nullable(),
  fallbackReason: z.string().nullable(),
})
export type RunSummary = z.infer<typeof runSummarySchema>

const runTrailEntrySchema = z.strictObject({
  sequence: z.number().int(),
  at: instantSchema,
  event: z.string(),
  detail: z.string().nullable(),
})

/** A stored run with its trail and the order it became, if any. */
export const runDetailSchema = routeReportSchema.extend({
  trigger: z.enum(['manual', 'bar']),
  interval: intervalSchema,
  trail: z.array(runTrailEntrySchema),
  orderStatus: z.string().nullable(),
})
export type RunDetail = z.infer<typeof runDetailSchema>
