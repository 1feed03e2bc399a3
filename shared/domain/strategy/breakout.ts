/** Breakout, long only: buys a high above the channel of the bars before, while the trend agrees. */
import * as z from 'zod'
import type { MarketView, Rule, Rules, Strategy } from './form.ts'
import { atrMult, EMA_SETTLED_SPANS, entryPrice, flag, WINDOW_MAX, window } from './schema.ts'

const schema = z
  .strictObject({
    lookback: window(2, 20),
    emaFast: window(2, 20),
    atrLen: window(1, 14),
    atrMult: atrMult(2),
    /** Most bars that a position is held; 0 for any number. */
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
export type BreakoutParams = Readonly<z.output<typeof schema>>

/**
 * hh = highest high (or close) of the `lookback` bars before this one, or up to this one with `enterOnBreakBar`: the
 * strategy's one delay. Entry: high (or close) >= hh · (1 + buffer), and close > ema when filtered. Exit: close < ema
 * when both flags ask for it, the low below the trail stop of the bar before, or `holdBars` bars held.
 */
function rules({ of }: MarketView, params: BreakoutParams): Rules {
  const channel = params.useCloseForBreakout ? of.close : of.high
  const hh = of.before(of.highest(channel, params.lookback, params.minBreakValid), params.enterOnBreakBar ? 0 : 1)
  const hhBuf = of.times(hh, 1 + params.breakoutBufferPct)
  const ema = of.ema(of.close, params.emaFast)
  const atr = of.meanTrueRange(params.atrLen)
  const stopDistance = of.times(atr, params.atrMult)
  const trailStop = of.minus(of.close, stopDistance)
  const trailStopBefore = of.before(trailStop, 1)
  const triggerPrice = params.confirmWithHigh ? of.high : of.close
  const trend: Rule = {
    ...{ kind: 'number', gate: 'breakout.trend', value: of.close, comparison: '>', limit: ema, of: 'ema' },
  }
  const emaBreak: Rule = {
    ...{ kind: 'number', gate: 'breakout.ema_break', value: of.close, comparison: '<', limit: ema, of: 'ema' },
  }
  return {
    measures: { hh, hhBuf, ema, atr, trailStop },
    long: {
      entry: [
        {
          ...{ kind: 'number', gate: 'breakout.trigger', value: triggerPrice },
          ...{ comparison: '>=', limit: hhBuf, of: 'hh_buf' },
        },
        ...(params.useEmaFilter ? [trend] : []),
      ],
      exit: [
        ...(params.exitOnEmaBreak && params.useEmaFilter ? [emaBreak] : []),
        {
          ...{ kind: 'number', gate: 'breakout.trail_stop', value: of.low },
          ...{ comparison: '<', limit: trailStopBefore, of: 'trail_stop' },
        },
      ],
    },
    short: null,
    ...{ entryDelayBars: 0, exitDelayBars: 0, exitWithout: null },
    ...{ stopDistance, trailDistance: null, entryPrice: params.entryPrice, holdBarsMax: params.holdBars },
  }
}

export const breakout: Strategy<BreakoutParams> = {
  name: 'breakout',
  title: 'Breakout',
  schema,
  aliases: { breakoutLookback: 'lookback', ema: 'emaFast', atr: 'atrLen' },
  ranges: {
    lookback: { unit: 'bars', values: [10, 20, 40, 60] },
    emaFast: { unit: 'bars', values: [10, 20, 50] },
    atrMult: { unit: 'average true ranges', values: [1.5, 2, 3] },
    holdBars: { unit: 'bars', values: [0, 5, 10, 20] },
  },
  sizing: 'loss_at_stop',
  rowsNeeded: (params) => Math.max(params.lookback, params.atrLen, EMA_SETTLED_SPANS * params.emaFast) + 1,
  rules,
}
