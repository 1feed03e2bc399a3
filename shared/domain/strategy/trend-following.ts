/** Trend following, long and short: rides with the faster mean while the trend is strong, behind a trailing stop. */
import * as z from 'zod'
import type { MarketView, Rule, Rules, SideRules, Strategy } from './form.ts'
import { atrMult, EMA_SETTLED_SPANS, entryPrice, flag, window } from './schema.ts'

const schema = z
  .strictObject({
    emaFast: window(2, 20),
    emaSlow: window(3, 60),
    adxLen: window(2, 14),
    /** Least average directional index (Wilder, 1978), 0 to 100. */
    minAdx: z.number().min(0).max(100).default(20),
    atrLen: window(1, 14),
    atrMult: atrMult(3),
    /** Whether the stop follows the best price. */
    trailing: flag(true),
    allowShort: flag(false),
    entryPrice,
  })
  .refine((params) => params.emaFast < params.emaSlow, { path: ['emaFast'], message: 'must be below ema_slow' })
  .transform((params) => ({ strategy: 'trend_following' as const, ...params }))
export type TrendFollowingParams = Readonly<z.output<typeof schema>>

/**
 * Entry: the fast mean above the slow one and the directional index at least `minAdx`, both of the bar itself. Exit:
 * the fast mean below the slow one. A short mirrors this. The stop stands `atrMult` true ranges away and trails if
 * asked.
 */
function rules({ of }: MarketView, params: TrendFollowingParams): Rules {
  const fast = of.ema(of.close, params.emaFast)
  const slow = of.ema(of.close, params.emaSlow)
  const { adx } = of.adx(params.adxLen)
  const atr = of.meanTrueRange(params.atrLen)
  const distance = of.times(atr, params.atrMult)
  const against = (gate: string, comparison: '>' | '<'): Rule => ({
    ...{ kind: 'number', gate: `trend_following.${gate}`, value: fast, comparison, limit: slow, of: 'ema_slow' },
  })
  const strength: Rule = {
    ...{ kind: 'number', gate: 'trend_following.strength', value: adx, comparison: '>=', limit: params.minAdx },
  }
  const long: SideRules = { entry: [against('above', '>'), strength], exit: [against('crossed_down', '<')] }
  const short: SideRules = { entry: [against('below', '<'), strength], exit: [against('crossed_up', '>')] }
  return {
    measures: { emaFast: fast, emaSlow: slow, adx, atr },
    long,
    short: params.allowShort ? short : null,
    ...{ entryDelayBars: 0, exitDelayBars: 0, exitWithout: null },
    ...{ stopDistance: distance, trailDistance: params.trailing ? distance : null },
    ...{ entryPrice: params.entryPrice, holdBarsMax: 0 },
  }
}

export const trendFollowing: Strategy<TrendFollowingParams> = {
  name: 'trend_following',
  title: 'Trend following',
  schema,
  aliases: { atr: 'atrLen' },
  ranges: {
    emaFast: { unit: 'bars', values: [10, 20, 30] },
    emaSlow: { unit: 'bars', values: [50, 100, 200] },
    minAdx: { unit: 'points of 100', values: [15, 20, 25] },
    atrMult: { unit: 'average true ranges', values: [2, 3, 4] },
  },
  sizing: 'loss_at_stop',
  rowsNeeded: (params) =>
    Math.max(EMA_SETTLED_SPANS * params.emaSlow, EMA_SETTLED_SPANS * 2 * params.adxLen, params.atrLen) + 1,
  rules,
}
