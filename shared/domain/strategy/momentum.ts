/** Momentum, long only: buys what has risen and stands high in its range, while trend, velocity and regime agree. */
import * as z from 'zod'
import { filterRules } from './filter-rules.ts'
import type { MarketView, Rule, Rules, Strategy } from './form.ts'
import { atrMult, EMA_SETTLED_SPANS, entryPrice, flag, minProbVelocity, regimeWhitelist, window } from './schema.ts'

const schema = z
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
    /** Window of the measure `momZ`, which no rule reads. */
    zWindow: window(2, 20),
    minProbVelocity: minProbVelocity(0),
    regimeWhitelist: regimeWhitelist.default(['trend_up', 'calm', 'sideways']),
  })
  .transform((params) => ({ strategy: 'momentum' as const, ...params }))
export type MomentumParams = Readonly<z.output<typeof schema>>

/**
 * momentum = relative change over `rocLookback` bars of the strategy price. Entry, decided one bar after its signal
 * unless `enterOnSignalBar`: price > ema, momentum >= minRoc, rank >= minRank, velocity and regime allowed. Exit,
 * decided on its own bar: price < ema or momentum < minRoc, each if its flag asks for it.
 */
function rules(view: MarketView, params: MomentumParams): Rules {
  const { of, price } = view
  const momentum = of.change(price, params.rocLookback)
  const ema = of.ema(price, params.emaFast)
  const rank = of.rank(price, params.rankWindow)
  const atr = of.meanTrueRange(params.atrLen)
  const { minRoc, minRank } = params
  const emaBreak: Rule = {
    ...{ kind: 'number', gate: 'momentum.ema_break', value: price, comparison: '<', limit: ema, of: 'ema' },
  }
  const fade: Rule = { kind: 'number', gate: 'momentum.fade', value: momentum, comparison: '<', limit: minRoc }
  return {
    measures: { price, momentum, ema, rank, momZ: of.spread(momentum, params.zWindow).score, atr },
    long: {
      entry: [
        { kind: 'number', gate: 'momentum.trend', value: price, comparison: '>', limit: ema, of: 'ema' },
        { kind: 'number', gate: 'momentum.roc', value: momentum, comparison: '>=', limit: minRoc },
        { kind: 'number', gate: 'momentum.rank', value: rank, comparison: '>=', limit: minRank },
        ...filterRules(view, 'momentum', params),
      ],
      exit: [...(params.exitOnEmaBreak ? [emaBreak] : []), ...(params.exitOnMomFade ? [fade] : [])],
    },
    short: null,
    ...{ entryDelayBars: params.enterOnSignalBar ? 0 : 1, exitDelayBars: 0, exitWithout: null },
    ...{ stopDistance: of.times(atr, params.atrMult), trailDistance: null },
    ...{ entryPrice: params.entryPrice, holdBarsMax: 0 },
  }
}

export const momentum: Strategy<MomentumParams> = {
  name: 'momentum',
  title: 'Momentum',
  schema,
  aliases: { ema: 'emaFast', atr: 'atrLen' },
  ranges: {
    rocLookback: { unit: 'bars', values: [10, 20, 30, 60] },
    emaFast: { unit: 'bars', values: [30, 50] },
    rankWindow: { unit: 'bars', values: [90, 252] },
    minRank: { unit: 'share of the window', values: [0.75, 0.9] },
    atrMult: { unit: 'average true ranges', values: [1.5, 2, 3] },
  },
  sizing: 'loss_at_stop',
  rowsNeeded: (params) => {
    const measured = Math.max(params.rocLookback + params.zWindow, params.rankWindow, params.atrLen)
    return Math.max(measured, EMA_SETTLED_SPANS * params.emaFast) + 1
  },
  rules,
}
