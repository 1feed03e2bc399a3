/** The smallest world with everything in it: one order that filled, one bar, and what they left behind. */
import { idOf } from '../../../shared/base/digest.ts'
import type { Bar } from '../../../shared/contracts/bars.ts'
import { CONSUMED_HUBS, HUBS } from '../../../shared/contracts/hubs.ts'
import type { OrderIntent } from '../../../shared/contracts/orders.ts'
import { offlineNextBar } from '../../../shared/domain/market/index.ts'
import { FLAT, fillWorkingOrders, PAPER_FILL_MODEL } from '../../../shared/domain/orders/index.ts'
import { type Evidence, runOfBar } from '../evidence.ts'
import type { LedgerRows } from '../ledger-rows.ts'
import type { OrderCall } from '../plan.ts'

const NOW = Date.parse('2025-06-10T14:00:00Z')
const MINUTE_MS = 60_000

const BAR: Bar = {
  ...{ symbol: 'LISTED', vendor: 'synthetic', interval: '1Min', opensAt: NOW, closesAt: NOW + MINUTE_MS },
  ...{ open: 30, high: 30.1, low: 29.9, close: 30, volume: 1_000, spread: 0.02, synthetic: true },
}

export const callOf = (key: string): OrderCall => ({
  ...{ key, symbol: 'SMOKE', book: 'smoke', side: 'buy', execute: true, copies: 1 },
})

export function intentOf(call: OrderCall): OrderIntent {
  const runId = idOf('run', 'manual', 'operator', call.key)
  return {
    ...{
      id: idOf('intent', runId),
      runId,
      book: call.book,
      symbol: call.symbol,
      strategy: 'momentum',
      side: call.side,
    },
    ...{ qty: '9', notional: '450', priceHint: '50', stopPrice: null, vendor: 'synthetic', synthetic: true },
    ...{ execute: call.execute, timestamp: NOW, expiresAt: NOW + MINUTE_MS, goodUntil: null, approval: 'a'.repeat(64) },
    params: {},
    risk: {
      ...{ kellyFraction: 0.1, rawKelly: 0.1, targetNotional: 450, probability: 0.6, payoff: 1 },
      ...{ equityBase: 10_000, lossAtStop: null },
    },
  }
}

export function consistentWorld(): { readonly evidence: Evidence; readonly rows: LedgerRows } {
  const call = callOf('key-0001')
  const intent = intentOf(call)
  const report = { orderIntent: intent } as Evidence['acknowledged'][number]['report']
  const evidence: Evidence = {
    acknowledged: [{ call, report }],
    published: [intent],
    listed: BAR.symbol,
    bars: [BAR],
    hubEnds: Object.fromEntries(CONSUMED_HUBS.map((hub) => [HUBS[hub].name, [1]])),
  }
  const { id, book, symbol, side, qty, timestamp: submittedAt, goodUntil } = intent
  const order = { ...{ id, book, symbol, side, qty, submittedAt, goodUntil }, filledQty: '0', avgPrice: null }
  const next = offlineNextBar(symbol, submittedAt)
  const [fill] = next ? fillWorkingOrders([{ ...order, status: 'pending' }], FLAT, next, PAPER_FILL_MODEL).fills : []
  if (!fill) throw new Error('the offline path gave no fill')
  const rows: LedgerRows = {
    runs: [
      { id: intent.runId, symbol, trigger: 'manual', intent_id: id, published: 1 },
      { id: runOfBar(BAR), symbol: BAR.symbol, trigger: 'bar', intent_id: null, published: 0 },
    ],
    orders: [
      {
        ...{ id, book, symbol, side, qty, filled_qty: qty, avg_price: fill.price },
        ...{ status: 'filled', reason: null, fill_events: 1 },
      },
    ],
    fills: [{ ...{ id: fill.id, order_id: id, book, symbol, side, qty }, price: fill.price, fee: fill.fee, pnl: null }],
    positions: [{ book, symbol, net_qty: qty, realized_pnl: '0', fees: fill.fee }],
    signals: [{ symbol: BAR.symbol, at: BAR.closesAt }],
    regimes: [{ symbol: BAR.symbol, at: BAR.closesAt }],
    marks: CONSUMED_HUBS.map((hub) => ({ hub, partition_id: '0', sequence_number: 0 })),
    letters: [],
  }
  return { evidence, rows }
}
