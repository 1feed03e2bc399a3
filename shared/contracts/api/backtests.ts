/** `POST /backtests/runs`: one combination of parameters, run while the caller waits. */
import * as z from 'zod'
import { cellSchema, manifestSchema } from '../research.ts'
import { intervalSchema, strategySchema, symbolSchema } from '../scalars.ts'
import { cellTradeSchema, dayEquitySchema, RUN_DAYS_MAX, RUN_TRADES_MAX } from './sweeps.ts'

/** Most bars of one run while a caller waits, warm-up included: about a second. More is a sweep. */
export const RUN_BARS_LIMIT = 250_000

export const backtestBodySchema = z.strictObject({
  /** The configuration of a sweep with one combination, as an object or as a text in YAML or JSON. */
  config: z.union([z.string().min(1), z.record(z.string(), z.unknown())]),
})
export type BacktestBody = z.output<typeof backtestBodySchema>

export const backtestSchema = z.strictObject({
  hypothesis: z.string(),
  /** Cells ever tried for the hypothesis, this one among them. */
  trials: z.int(),
  strategy: strategySchema,
  symbols: z.array(symbolSchema),
  vendor: z.string(),
  interval: intervalSchema,
  /** First and last day traded. */
  from: z.string(),
  to: z.string(),
  bars: z.int(),
  result: cellSchema,
  startEquityUsd: z.number(),
  /** Equity at the end of each day traded. */
  equity: z.array(dayEquitySchema).max(RUN_DAYS_MAX),
  /** The newest ones, oldest first. */
  trades: z.array(cellTradeSchema).max(RUN_TRADES_MAX),
  tradesTotal: z.int(),
  warnings: z.array(z.string()),
  synthetic: z.boolean(),
  manifest: manifestSchema.pick({ engineVersion: true, configHash: true, dataHash: true, seed: true }),
})
export type Backtest = z.infer<typeof backtestSchema>
