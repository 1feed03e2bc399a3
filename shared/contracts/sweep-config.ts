/** The configuration of a sweep, as YAML or JSON: which market, which strategy, which parameters, what they cost. */
import * as z from 'zod'
import { instantSchema, intervalSchema, strategySchema, symbolSchema } from './scalars.ts'

/** Most combinations of parameters in one sweep. */
export const COMBINATIONS_MAX = 5_000
/** Most symbols on one account. */
const SWEEP_SYMBOLS_MAX = 50
const VALUES_MAX = 200

const dayOrInstant = z.union(
  [z.iso.date({ abort: true }), instantSchema],
  'is neither a day nor an instant: write 2025-01-02 or 2025-01-02T00:00:00Z',
)
const value = z.union(
  [z.number(), z.boolean(), z.string().max(60), z.array(z.string().max(60)).max(10)],
  'is not a value: a finite number, true or false, or a text',
)

const sizingSchema = z.enum(['all_in', 'notional', 'loss_at_stop'])

export const sweepConfigSchema = z.strictObject({
  /** One symbol, or several on one cash account. */
  symbol: z.union(
    [symbolSchema, z.array(symbolSchema).min(1).max(SWEEP_SYMBOLS_MAX)],
    `is not a symbol, nor a list of 1 to ${SWEEP_SYMBOLS_MAX}`,
  ),
  /** First day on which a trade may be decided; the bars before it warm up and are never traded. */
  start: dayOrInstant,
  /** Last day, included; the newest bar when absent. */
  end: dayOrInstant.optional(),
  strategy: strategySchema.default('breakout'),
  /** What the trials are counted under; strategy and symbols when absent. */
  hypothesis: z.string().min(1).max(100).optional(),
  useProbabilistic: z.boolean().default(true),
  regimeAwareSizing: z.boolean().default(false),
  /** Dollars at the start. */
  startEquity: z.number().positive().max(1_000_000_000).default(100_000),
  slippageBps: z.number().min(0).max(1_000).default(1),
  /** Full spread where none is quoted, in basis points of the price. */
  spreadBps: z.number().min(0).max(1_000).default(2),
  /** Dollars per share. */
  feePerShare: z.number().min(0).max(100).default(0),
  /** Per cent of the notional of each fill. */
  feePct: z.number().min(0).max(10).default(0),
  /** Per cent per year on the value of shares sold short. */
  borrowPct: z.number().min(0).max(100).default(0),
  /** Largest share of a bar's volume. */
  participation: z.number().positive().max(1).default(0.1),
  /** The strategy's own when absent. */
  sizing: sizingSchema.optional(),
  /** Share of equity that a trade risks, or takes with `notional`. */
  riskFrac: z.number().positive().max(1).default(0.03),
  /** Dollars that an order must be worth at least. */
  minNotional: z.number().min(0).max(10_000_000).default(100),
  leverage: z.number().positive().max(10).default(1),
  dal: z
    .strictObject({
      vendor: z.string().min(1).max(30).default('file'),
      interval: intervalSchema.default('1Day'),
    })
    .prefault({}),
  riskAgent: z
    .strictObject({
      name: z.enum(['none', 'fractional_kelly']).default('none'),
      fraction: z.number().positive().max(1).default(0.5),
    })
    .prefault({}),
  /** Values of each parameter; every combination is a cell, the last name varying fastest. */
  params: z
    .record(
      z.string().max(40),
      z.union(
        [value, z.array(value).min(1).max(VALUES_MAX)],
        `is not a value, nor a list of 1 to ${VALUES_MAX}: finite numbers, true or false, texts`,
      ),
    )
    .default({}),
  walkForward: z
    .strictObject({
      mode: z.enum(['rolling', 'anchored', 'off']).default('rolling'),
      folds: z.int().min(2).max(50).default(5),
      /** Share of a fold that trains, when rolling. */
      trainShare: z.number().min(0.1).max(0.9).default(0.7),
      /** Days left out before, and after, each test window. */
      purgeDays: z.int().min(0).max(250).default(5),
      embargoDays: z.int().min(0).max(250).default(5),
    })
    .prefault({}),
  /** Of every random draw of the statistics. */
  seed: z.int().min(0).max(4_294_967_295).default(1),
  outputDir: z.string().max(200).optional(),
  /** Threads, or executions of a job; the result is the same for any number. */
  maxWorkers: z.int().min(1).max(64).optional(),
})
export type SweepConfig = z.output<typeof sweepConfigSchema>
