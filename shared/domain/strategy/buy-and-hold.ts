/** Buy and hold: buys on the first bar and keeps it. What every other strategy has to be worth more than. */
import * as z from 'zod'
import type { MarketView, Rules, Strategy } from './form.ts'
import { entryPrice } from './schema.ts'

const schema = z.strictObject({ entryPrice }).transform((params) => ({ strategy: 'buy_and_hold' as const, ...params }))
export type BuyAndHoldParams = Readonly<z.output<typeof schema>>

/** Entry: the close is a price. There is no exit and no stop. */
function rules({ of }: MarketView, params: BuyAndHoldParams): Rules {
  return {
    measures: {},
    long: {
      entry: [{ kind: 'number', gate: 'buy_and_hold.price', value: of.close, comparison: '>', limit: 0 }],
      exit: [],
    },
    short: null,
    ...{ entryDelayBars: 0, exitDelayBars: 0, exitWithout: null, stopDistance: null, trailDistance: null },
    ...{ entryPrice: params.entryPrice, holdBarsMax: 0 },
  }
}

export const buyAndHold: Strategy<BuyAndHoldParams> = {
  name: 'buy_and_hold',
  title: 'Buy and hold',
  schema,
  aliases: {},
  ranges: {},
  sizing: 'all_in',
  rowsNeeded: () => 1,
  rules,
}
