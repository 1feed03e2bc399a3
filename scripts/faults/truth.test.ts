/** The judge is judged: one consistent world passes, and every way of losing, doubling or making up is told. */
import { describe, expect, test } from 'vitest'
import { idOf } from '../../shared/base/digest.ts'
import type { OrderIntent } from '../../shared/contracts/orders.ts'
import { type Evidence, runOfBar } from './evidence.ts'
import type { LedgerRows } from './ledger-rows.ts'
import { callOf, consistentWorld, intentOf } from './testing/small-world.ts'
import { violationsOf } from './truth.ts'

const { evidence, rows } = consistentWorld()
const first = <T>(items: readonly T[]): T => items[0] as T

describe('violationsOf', () => {
  test('a ledger that agrees with answers and log has none', () => {
    expect(violationsOf(evidence, rows)).toEqual([])
  })

  test('an intent sent twice is none either, as long as it became one order', () => {
    expect(violationsOf({ ...evidence, published: [...evidence.published, ...evidence.published] }, rows)).toEqual([])
  })

  test('an order that the last bar made itself may still work', () => {
    const { world, order } = withOrderOfLastBar()
    expect(violationsOf(world.evidence, { ...world.rows, orders: [...world.rows.orders, order] })).toEqual([])
  })

  const broken: readonly (readonly [string, Partial<Evidence>, Partial<LedgerRows>, RegExp])[] = [
    ['an acknowledged intent that never left', { published: evidence.published.slice(1) }, {}, /is missing/],
    ['an intent nobody asked for', { acknowledged: evidence.acknowledged.slice(1) }, {}, /hub: nobody asked/],
    ['an intent with two contents', { published: [...evidence.published, changed()] }, {}, /two contents/],
    ['an intent other than the answer', { published: [changed(), ...evidence.published.slice(1)] }, {}, /answered/],
    ['a run that is lost', {}, { runs: rows.runs.slice(1) }, /runs: .* is missing/],
    ['a run from nowhere', {}, { runs: [...rows.runs, { ...first(rows.runs), id: 'f'.repeat(32) }] }, /runs: nobody/],
    [
      'a run told as published twice',
      {},
      { runs: [{ ...first(rows.runs), published: 2 }, ...rows.runs.slice(1)] },
      /2 times/,
    ],
    ['an order that is lost', {}, { orders: rows.orders.slice(1) }, /became no order/],
    ['an order from nowhere', { published: evidence.published.slice(1) }, {}, /orders: .* is on no hub/],
    ['an order in two books', {}, { orders: [...rows.orders, { ...first(rows.orders), book: 'paper' }] }, /two books/],
    ['an order of another size', {}, { orders: orderWith({ qty: '8' }) }, /not what its intent says/],
    ['an order left working', {}, { orders: orderWith({ status: 'pending' }) }, /should be filled/],
    ['an order with another sum', {}, { orders: orderWith({ filled_qty: '8' }) }, /its fills are/],
    ['an order with another average', {}, { orders: orderWith({ avg_price: '1' }) }, /average/],
    ['an order told as filled twice', {}, { orders: orderWith({ fill_events: 2 }) }, /tells of 2 fills/],
    ['a fill that is lost', {}, { fills: rows.fills.slice(1) }, /its fills are 0/],
    ['a fill without an order', {}, { orders: [] }, /has no order/],
    [
      'a fill from nowhere',
      {},
      { fills: [...rows.fills, { ...first(rows.fills), id: '0'.repeat(32) }] },
      /from nowhere/,
    ],
    ['a fill at another price', {}, { fills: [{ ...first(rows.fills), price: '1' }] }, /its bar gives/],
    ['a position of another size', {}, { positions: [{ ...first(rows.positions), net_qty: '1' }] }, /net_qty is 1/],
    ['a position that is lost', {}, { positions: [] }, /fills and no position/],
    ['a signal that is lost', {}, { signals: [] }, /signals: none/],
    ['a regime twice', {}, { regimes: [...rows.regimes, ...rows.regimes] }, /a bar has two rows/],
    ['a signal from nowhere', { bars: [] }, {}, /no bar behind/],
    ['a consumer that stopped early', {}, { marks: rows.marks.slice(1) }, /its consumer is at 0/],
    ['a dead letter', {}, { letters: [{ hub: 'orders', code: 'HANDLER_FAILED', detail: 'x' }] }, /HANDLER_FAILED/],
  ]
  test.each(broken)('%s is told', (_, evidenceChange, rowsChange, words) => {
    const violations = violationsOf({ ...evidence, ...evidenceChange }, { ...rows, ...rowsChange })
    expect(violations.join('\n')).toMatch(words)
  })
})

function changed(): OrderIntent {
  return { ...first(evidence.published), qty: '1' }
}

function orderWith(change: Partial<LedgerRows['orders'][number]>): LedgerRows['orders'] {
  return [{ ...first(rows.orders), ...change }, ...rows.orders.slice(1)]
}

/** The last bar of the listed symbol ordered something, which no later bar could fill. */
function withOrderOfLastBar() {
  const world = consistentWorld()
  const bar = world.evidence.bars.at(-1)
  if (!bar) throw new Error('no bars')
  const runId = runOfBar(bar)
  const intent = { ...intentOf(callOf('any')), book: 'replay' as const, symbol: bar.symbol, runId, id: idOf('x') }
  const { id, book, symbol, side, qty } = intent
  const order = {
    ...{ id, book, symbol, side, qty, status: 'pending' as const },
    ...{ filled_qty: '0', avg_price: null, reason: null, fill_events: 0 },
  }
  const runs = world.rows.runs.map((run) => (run.id === runId ? { ...run, intent_id: id, published: 1 } : run))
  const hubEnds = { ...world.evidence.hubEnds, 'hub.of.others': [0, 0] }
  const published = [...world.evidence.published, intent]
  return { world: { evidence: { ...world.evidence, published, hubEnds }, rows: { ...world.rows, runs } }, order }
}
