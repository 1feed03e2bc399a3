/** Mean reversion, long only: buys far below the mean and sells on the way back, in markets that do come back. */
import * as z from 'zod'
import { filterRules } from './filter-rules.ts'
import type { MarketView, Rules, Strategy } from './form.ts'
import { atrMult, entryPrice, flag, minProbVelocity, regimeWhitelist, window } from './schema.ts'

const schema = z
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
export type MeanReversionParams = Readonly<z.output<typeof schema>>

/**
 * z = (price - mean) / population deviation over `lookback` bars of the strategy price. Entry: z <= zEntry, velocity
 * and regime allowed. Exit: z >= zExit, or z UNKNOWN, since a position whose measure is lost has no reason to be held.
 * Both are decided one bar after their signal unless `enterOnSignalBar`.
 */
function rules(view: MarketView, params: MeanReversionParams): Rules {
  const { of, price } = view
  const { mean, deviation: std, score: zScore } = of.spread(price, params.lookback)
  const atr = of.meanTrueRange(params.atrLen)
  const delay = params.enterOnSignalBar ? 0 : 1
  const { zEntry, zExit } = params
  return {
    measures: { price, mean, std, zScore, atr },
    long: {
      entry: [
        { kind: 'number', gate: 'mean_reversion.z_entry', value: zScore, comparison: '<=', limit: zEntry },
        ...filterRules(view, 'mean_reversion', params),
      ],
      exit: [{ kind: 'number', gate: 'mean_reversion.z_exit', value: zScore, comparison: '>=', limit: zExit }],
    },
    short: null,
    ...{ entryDelayBars: delay, exitDelayBars: delay, exitWithout: zScore },
    ...{ stopDistance: of.times(atr, params.atrMult), trailDistance: null },
    ...{ entryPrice: params.entryPrice, holdBarsMax: 0 },
  }
}

export const meanReversion: Strategy<MeanReversionParams> = {
  name: 'mean_reversion',
  title: 'Mean reversion',
  schema,
  aliases: { atr: 'atrLen' },
  ranges: {
    lookback: { unit: 'bars', values: [10, 20, 40] },
    zEntry: { unit: 'deviations', values: [-2.5, -2, -1.5] },
    zExit: { unit: 'deviations', values: [-0.5, 0, 0.5] },
    atrMult: { unit: 'average true ranges', values: [1.5, 2, 3] },
  },
  sizing: 'loss_at_stop',
  rowsNeeded: (params) => Math.max(params.lookback, params.atrLen) + 1,
  rules,
}
