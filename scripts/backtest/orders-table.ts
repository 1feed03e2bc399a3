/** Every intent of a run and what became of it: a fill, or a refusal with its reason. */
import { present } from '../../shared/base/assert.ts'
import { INTENT_KINDS, OUTCOMES, type SimulationResult } from '../../shared/domain/backtest/index.ts'
import { MICROS_PER_USD } from '../../shared/domain/orders/index.ts'
import type { Market, TableColumn } from '../../shared/domain/research/index.ts'

/** One row for each intent in the order they were made; prices and money in dollars, NaN where nothing filled. */
export function ordersTable({ records }: SimulationResult, { symbols }: Market): readonly TableColumn[] {
  const { intents, fills } = records
  const [qty, notional, fee, cost] = [0, 1, 2, 3].map(() => new Float64Array(intents)) as [
    ...[Float64Array, Float64Array, Float64Array, Float64Array],
  ]
  for (let at = 0; at < fills; at += 1) {
    const intent = records.fillIntent[at] as number
    const shares = records.fillQty[at] as number
    qty[intent] = (qty[intent] as number) + shares
    notional[intent] = (notional[intent] as number) + shares * (records.fillPrice[at] as number)
    fee[intent] = (fee[intent] as number) + (records.fillFee[at] as number) / MICROS_PER_USD
    cost[intent] = (cost[intent] as number) + (records.fillCost[at] as number) / MICROS_PER_USD
  }
  const rows = Array.from({ length: intents }, (_, intent) => intent)
  const barsOf = (intent: number) => present(symbols[records.intentSymbol[intent] as number], 'a symbol').bars
  const text = (name: string, of: (intent: number) => string | null): TableColumn => ({
    name,
    kind: 'text',
    values: rows.map(of),
  })
  return [
    {
      ...{ name: 'decided_at', kind: 'instant' },
      values: Float64Array.from(
        rows,
        (intent) => barsOf(intent).closesAt[records.intentBar[intent] as number] as number,
      ),
    },
    text('symbol', (intent) => barsOf(intent).symbol),
    text('kind', (intent) => INTENT_KINDS[records.intentKind[intent] as number] ?? null),
    text('side', (intent) => ((records.intentSide[intent] as number) > 0 ? 'buy' : 'sell')),
    { name: 'wanted', kind: 'amount', values: records.intentQty.slice(0, intents) },
    text('outcome', (intent) => OUTCOMES[records.intentOutcome[intent] as number] ?? null),
    { name: 'filled', kind: 'amount', values: qty },
    {
      name: 'price',
      kind: 'number',
      values: notional.map((amount, at) => amount / (qty[at] as number) / MICROS_PER_USD),
    },
    { name: 'fees', kind: 'amount', values: fee },
    { name: 'costs', kind: 'amount', values: cost },
  ]
}
