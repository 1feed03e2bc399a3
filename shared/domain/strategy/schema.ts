/** Words that the parameter schemas share. */
import * as z from 'zod'
import { REGIMES } from '../../contracts/signals.ts'

/** Longest window, in bars. */
export const WINDOW_MAX = 500
export const window = (least: number, usual: number) => z.int().min(least).max(WINDOW_MAX).default(usual)
export const flag = (usual: boolean) => z.boolean().default(usual)
/** Distance of the stop from the close, in average true ranges. */
export const atrMult = (usual: number) => z.number().positive().max(20).default(usual)
/** The open of the next bar, or its close as a market-on-close order; never the decision's own bar. */
export const entryPrice = z.enum(['close', 'next_open']).default('next_open')
/** Least slope of the filtered log price per bar: -0.01 lets a fall of 1 % per bar pass, and -1 lets anything pass. */
export const minProbVelocity = (usual: number) => z.number().min(-1).max(1).default(usual)
export const regimeWhitelist = z
  .array(z.enum(REGIMES).exclude(['unknown']))
  .max(REGIMES.length)
  .readonly()

/** After this many spans an exponential mean holds e^-20 of its seed. */
export const EMA_SETTLED_SPANS = 10
