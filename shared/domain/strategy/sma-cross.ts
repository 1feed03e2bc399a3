/** Moving-average cross: long from the bar on which the fast mean crosses above the slow one, until it crosses back. */
import * as z from 'zod'
import type { MarketView, Rule, Rules, SideRules, Strategy } from './form.ts'
import { entryPrice, flag, window } from './schema.ts'

const schema = z
  .strictObject({
    fast: window(1, 10),
    slow: window(2, 30),
    allowShort: flag(false),
    /** Distance of the stop in average true ranges over `atrLen` bars; 0 for no stop. */
    atrMult: z.number().min(0).max(20).default(0),
    atrLen: window(1, 14),
    entryPrice,
  })
  .refine((params) => params.fast < params.slow, { path: ['fast'], message: 'must be below slow' })
  .transform((params) => ({ strategy: 'sma_cross' as const, ...params }))
export type SmaCrossParams = Readonly<z.output<typeof schema>>

/** Entry: fast > slow, and fast <= slow on the bar before. Exit: the opposite cross. Simple means of the close. */
function rules({ of }: MarketView, params: SmaCrossParams): Rules {
  const fast = of.sma(of.close, params.fast)
  const slow = of.sma(of.close, params.slow)
  const [fastBefore, slowBefore] = [of.before(fast, 1), of.before(slow, 1)]
  const crossed = (gate: string, comparison: '>' | '<'): readonly Rule[] => [
    { kind: 'number', gate: `sma_cross.${gate}`, value: fast, comparison, limit: slow, of: 'slow' },
    {
      ...{ kind: 'number', gate: `sma_cross.${gate}_before`, value: fastBefore },
      ...{ comparison: comparison === '>' ? '<=' : '>=', limit: slowBefore, of: 'slow' },
    },
  ]
  const below: Rule = { kind: 'number', gate: 'sma_cross.below', value: fast, comparison: '<', limit: slow, of: 'slow' }
  const above: Rule = { kind: 'number', gate: 'sma_cross.above', value: fast, comparison: '>', limit: slow, of: 'slow' }
  const long: SideRules = { entry: crossed('above', '>'), exit: [below] }
  const short: SideRules = { entry: crossed('below', '<'), exit: [above] }
  const atr = of.meanTrueRange(params.atrLen)
  return {
    measures: { fast, slow, atr },
    long,
    short: params.allowShort ? short : null,
    ...{ entryDelayBars: 0, exitDelayBars: 0, exitWithout: null },
    ...{ stopDistance: params.atrMult > 0 ? of.times(atr, params.atrMult) : null, trailDistance: null },
    ...{ entryPrice: params.entryPrice, holdBarsMax: 0 },
  }
}

export const smaCross: Strategy<SmaCrossParams> = {
  name: 'sma_cross',
  title: 'Moving-average cross',
  schema,
  aliases: {},
  ranges: {
    fast: { unit: 'bars', values: [5, 10, 20] },
    slow: { unit: 'bars', values: [30, 50, 100, 200] },
    atrMult: { unit: 'average true ranges, 0 for no stop', values: [0, 2, 3] },
  },
  sizing: 'all_in',
  rowsNeeded: (params) => Math.max(params.slow, params.atrLen) + 1,
  rules,
}
