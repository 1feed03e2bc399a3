/** Parameters of the strategies: names, defaults and bounds, and how a request's are read. */
import * as z from 'zod'
import type { StrategyName } from '../../contracts/scalars.ts'
import { REGIMES } from '../../contracts/signals.ts'
import { camelOf, decodeWire, type FieldError, snakeKeys, snakeOf } from '../../contracts/wire.ts'

/** Longest window, in bars. */
const WINDOW_MAX = 500
const window = (least: number, usual: number) => z.int().min(least).max(WINDOW_MAX).default(usual)
const flag = (usual: boolean) => z.boolean().default(usual)
/** Distance of the stop from the close, in average true ranges. */
const atrMult = (usual: number) => z.number().positive().max(20).default(usual)
const entryPrice = z.enum(['close', 'next_open']).default('close')
/** Least slope of the filtered log price per bar: -0.01 lets a fall of 1 % per bar pass, and -1 lets anything pass. */
const minProbVelocity = (usual: number) => z.number().min(-1).max(1).default(usual)
const regimeWhitelist = z
  .array(z.enum(REGIMES).exclude(['unknown']))
  .max(REGIMES.length)
  .readonly()

const breakoutSchema = z
  .strictObject({
    lookback: window(2, 20),
    emaFast: window(2, 20),
    atrLen: window(1, 14),
    atrMult: atrMult(2),
    /** Kept for old requests; no rule reads it. */
    holdBars: window(0, 10),
    entryPrice,
    exitOnEmaBreak: flag(true),
    useEmaFilter: flag(true),
    /** Fraction above the channel that a break must reach. */
    breakoutBufferPct: z.number().min(0).max(0.5).default(0),
    /** Bars that the channel needs at least; all of them when absent. */
    minBreakValid: z.int().min(1).max(WINDOW_MAX).optional(),
    confirmWithHigh: flag(true),
    useCloseForBreakout: flag(false),
    enterOnBreakBar: flag(false),
  })
  .refine((params) => params.minBreakValid === undefined || params.minBreakValid <= params.lookback, {
    path: ['minBreakValid'],
    message: 'must not exceed lookback',
  })
  .transform((params) => ({
    strategy: 'breakout' as const,
    ...params,
    minBreakValid: params.minBreakValid ?? params.lookback,
  }))

const momentumSchema = z
  .strictObject({
    rocLookback: window(1, 60),
    emaFast: window(2, 50),
    rankWindow: window(2, 252),
    minRank: z.number().min(0).max(1).default(0.8),
    minRoc: z.number().min(-1).max(10).default(0),
    exitOnEmaBreak: flag(true),
    exitOnMomFade: flag(true),
    atrLen: window(1, 14),
    atrMult: atrMult(2),
    entryPrice,
    enterOnSignalBar: flag(false),
    zWindow: window(2, 20),
    minProbVelocity: minProbVelocity(0),
    regimeWhitelist: regimeWhitelist.default(['trend_up', 'calm', 'sideways']),
  })
  .transform((params) => ({ strategy: 'momentum' as const, ...params }))

const meanReversionSchema = z
  .strictObject({
    lookback: window(2, 20),
    zEntry: z.number().min(-10).max(10).default(-2),
    zExit: z.number().min(-10).max(10).default(-0.5),
    atrLen: window(1, 14),
    atrMult: atrMult(1.5),
    entryPrice,
    enterOnSignalBar: flag(false),
    minProbVelocity: minProbVelocity(-1),
    regimeWhitelist: regimeWhitelist.default(['calm', 'sideways', 'trend_up']),
  })
  .refine((params) => params.zEntry < params.zExit, {
    path: ['zEntry'],
    message: 'must be below z_exit, else every entry is an exit too',
  })
  .transform((params) => ({ strategy: 'mean_reversion' as const, ...params }))

export type BreakoutParams = Readonly<z.output<typeof breakoutSchema>>
export type MomentumParams = Readonly<z.output<typeof momentumSchema>>
export type MeanReversionParams = Readonly<z.output<typeof meanReversionSchema>>
export type StrategyParams = BreakoutParams | MomentumParams | MeanReversionParams

const PARAM_SCHEMAS = {
  breakout: breakoutSchema,
  momentum: momentumSchema,
  mean_reversion: meanReversionSchema,
} as const

/** Older names, where the strategy has the parameter. */
const ALIASES: Readonly<Record<string, string>> = { breakoutLookback: 'lookback', ema: 'emaFast', atr: 'atrLen' }
const ALIASED: Readonly<Record<StrategyName, readonly string[]>> = {
  breakout: ['breakoutLookback', 'ema', 'atr'],
  momentum: ['ema', 'atr'],
  mean_reversion: ['atr'],
}

export type ParsedParams =
  | { readonly kind: 'ok'; readonly params: StrategyParams }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] }

/**
 * Reads a request's parameters for a strategy: wire names or their camelCase, older aliases too, defaults filled in.
 * Every fault is told at once by wire name: unknown names, wrong types, values out of bounds, a name given twice.
 */
export function parseParams(name: StrategyName, raw: Readonly<Record<string, unknown>>): ParsedParams {
  const named: Record<string, unknown> = Object.create(null)
  const errors: FieldError[] = []
  for (const [given, value] of Object.entries(raw)) {
    const camel = camelOf(given)
    const alias = ALIASED[name].includes(camel) ? ALIASES[camel] : undefined
    const target = alias ?? camel
    if (target in named) errors.push({ field: snakeOf(target), message: `is given twice, the second time as ${given}` })
    named[target] = value
  }
  const decoded = decodeWire(PARAM_SCHEMAS[name], snakeKeys(named))
  if (decoded.kind === 'invalid') return { kind: 'invalid', errors: [...errors, ...decoded.errors] }
  return errors.length > 0 ? { kind: 'invalid', errors } : { kind: 'ok', params: decoded.value }
}
