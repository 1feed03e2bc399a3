import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, compare, decimal, isZero, multiply, negate, subtract, ZERO } from '../../base/decimal.ts'
import type { Bar } from '../../contracts/bars.ts'
import { ORDER_STATUSES, STATUS_RANK } from '../../contracts/orders.ts'
import {
  advanceStatus,
  applyFill,
  FLAT,
  fillOnBar,
  fillWorkingOrders,
  type Holding,
  PAPER_FILL_MODEL,
  statusAfterFill,
  unrealizedPnl,
  type WorkingOrder,
} from './index.ts'

const T = Date.UTC(2014, 5, 6, 14, 0)

const bar = (over: Partial<Bar> = {}): Bar => ({
  symbol: 'AAPL',
  vendor: 'file',
  interval: '1Min',
  opensAt: T + 60_000,
  closesAt: T + 120_000,
  open: 100,
  high: 101,
  low: 99,
  close: 100.5,
  volume: 10_000,
  spread: 0.02,
  synthetic: false,
  ...over,
})

const order = (over: Partial<WorkingOrder> = {}): WorkingOrder => ({
  id: 'a'.repeat(32),
  book: 'replay',
  symbol: 'AAPL',
  side: 'buy',
  qty: '7',
  filledQty: '0',
  avgPrice: null,
  status: 'pending',
  submittedAt: T,
  goodUntil: null,
  ...over,
})

const sideArbitrary = fc.constantFrom('buy' as const, 'sell' as const)
const qtyArbitrary = fc.integer({ min: 1, max: 5_000 }).map(String)
const priceArbitrary = fc.integer({ min: 1, max: 1_000_000 }).map((cents) => decimal(cents / 100))

describe('fill model', () => {
  it.each([
    // side, quoted spread, expected price: 100 ± spread/2 ± 1 bp, to the cent against the trader, the spread met
    ['buy', 0.02, '100.02', '0.02'],
    ['sell', 0.02, '99.98', '0.02'],
    ['buy', null, '100.02', '0.02'],
    ['sell', null, '99.98', '0.02'],
    ['buy', 0.1, '100.06', '0.1'],
    ['sell', 0.1, '99.94', '0.1'],
    ['buy', 0, '100.01', '0'],
  ] as const)('a %s with spread %s fills at %s', (side, spread, price, met) => {
    const verdict = fillOnBar(order({ side }), bar({ spread }), PAPER_FILL_MODEL)
    expect(verdict).toMatchObject({
      kind: 'filled',
      fill: { price, spread: met, spreadSource: spread === null ? 'assumed' : 'quoted' },
    })
  })

  it.each([
    ['the bar of the decision', { opensAt: T }, {}, 'bar_before_order'],
    ['an earlier bar', { opensAt: T - 60_000 }, {}, 'bar_before_order'],
    ['a bar without volume', { volume: 0 }, {}, 'no_volume'],
    ['a bar whose tenth is less than a share', { volume: 9 }, {}, 'no_volume'],
    ['a bar after the session', {}, { goodUntil: T + 60_000 }, 'order_over'],
  ] as const)('does not fill on %s', (_, barOver, orderOver, why) => {
    expect(fillOnBar(order(orderOver), bar(barOver), PAPER_FILL_MODEL)).toEqual({ kind: 'not_yet', why })
  })

  it('takes at most a tenth of the volume and fills the rest on later bars', () => {
    const first = fillWorkingOrders([order({ qty: '15' })], FLAT, bar({ volume: 100 }), PAPER_FILL_MODEL)
    expect(first.updates).toMatchObject([{ filledQty: '10', status: 'partially_filled' }])
    const [update] = first.updates
    const rest = order({
      qty: '15',
      filledQty: update?.filledQty ?? '',
      avgPrice: update?.avgPrice ?? '',
      status: 'partially_filled',
    })
    const later = bar({ opensAt: T + 120_000, closesAt: T + 180_000, open: 110, volume: 100 })
    const second = fillWorkingOrders([rest], first.holding, later, PAPER_FILL_MODEL)
    expect(second.updates).toMatchObject([{ filledQty: '15', status: 'filled' }])
    expect(second.holding.netQty).toBe('15')
  })

  it('never favours the trader, never fills early, never fills more than is open or traded (2, 3, 4)', () => {
    fc.assert(
      fc.property(
        fc.record({ side: sideArbitrary, qty: qtyArbitrary, at: fc.integer({ min: -5, max: 5 }) }),
        fc.record({
          open: fc.double({ min: 0.01, max: 5_000, noNaN: true }),
          spread: fc.option(fc.double({ min: 0, max: 5, noNaN: true })),
          volume: fc.integer({ min: 0, max: 100_000 }),
        }),
        ({ side, qty, at }, market) => {
          const working = order({ side, qty, submittedAt: T + at * 60_000 })
          const verdict = fillOnBar(working, bar(market), PAPER_FILL_MODEL)
          if (verdict.kind !== 'filled') return
          const { fill } = verdict
          expect(fill.filledAt).toBeGreaterThan(working.submittedAt)
          expect(compare(fill.qty, qty)).toBeLessThanOrEqual(0)
          expect(Number(fill.qty)).toBeLessThanOrEqual(market.volume * PAPER_FILL_MODEL.participationMax)
          const against = side === 'buy' ? Number(fill.price) - market.open : market.open - Number(fill.price)
          // Six places is the reference price's own rounding; one cent is the lowest price there is.
          if (Number(fill.price) > 0.01) expect(against).toBeGreaterThanOrEqual(-1e-6)
        },
      ),
    )
  })

  it('gives the volume of a bar away once, however many orders want it (3)', () => {
    fc.assert(
      fc.property(
        fc.array(qtyArbitrary, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 0, max: 20_000 }),
        (sizes, volume) => {
          const orders = sizes.map((qty, index) => order({ qty, id: String(index).padStart(32, '0') }))
          const { fills } = fillWorkingOrders(orders, FLAT, bar({ volume }), PAPER_FILL_MODEL)
          const total = fills.reduce((sum, fill) => sum + Number(fill.qty), 0)
          expect(total).toBeLessThanOrEqual(volume * PAPER_FILL_MODEL.participationMax + 1e-6)
        },
      ),
    )
  })
})

describe('lifecycle', () => {
  it('only moves up, and never out of a final status (1)', () => {
    for (const from of ORDER_STATUSES) {
      for (const to of ORDER_STATUSES) {
        const next = advanceStatus(from, to)
        expect(STATUS_RANK[next]).toBeGreaterThanOrEqual(STATUS_RANK[from])
        if (STATUS_RANK[from] === 4) expect(next).toBe(from)
      }
    }
  })

  it.each([
    ['pending', '10', '4', 'partially_filled'],
    ['pending', '10', '10', 'filled'],
    ['partially_filled', '10', '10', 'filled'],
    ['canceled', '10', '4', 'canceled'],
  ] as const)('%s with %s ordered and %s filled is %s', (current, qty, filled, expected) => {
    expect(statusAfterFill(current, qty, filled)).toBe(expected)
  })
})

describe('position', () => {
  const execution = (side: 'buy' | 'sell', qty: string, price: string) => ({ side, qty, price, fee: '1' })
  const holdingAfter = (...executions: ReturnType<typeof execution>[]): Holding =>
    executions.reduce((holding, next) => applyFill(holding, next).holding, FLAT)

  it.each([
    ['opens', [execution('buy', '10', '100')], { netQty: '10', avgPrice: '100', realizedPnl: '0' }],
    [
      'averages',
      [execution('buy', '10', '100'), execution('buy', '10', '110')],
      { netQty: '20', avgPrice: '105', realizedPnl: '0' },
    ],
    [
      'takes profit',
      [execution('buy', '10', '100'), execution('sell', '4', '110')],
      { netQty: '6', avgPrice: '100', realizedPnl: '40' },
    ],
    [
      'closes flat',
      [execution('buy', '10', '100'), execution('sell', '10', '90')],
      { netQty: '0', avgPrice: null, realizedPnl: '-100' },
    ],
    [
      'turns short',
      [execution('buy', '10', '100'), execution('sell', '15', '90')],
      { netQty: '-5', avgPrice: '90', realizedPnl: '-100' },
    ],
    [
      'covers',
      [execution('sell', '10', '100'), execution('buy', '10', '95')],
      { netQty: '0', avgPrice: null, realizedPnl: '50' },
    ],
  ] as const)('%s', (_, executions, expected) => {
    expect(holdingAfter(...executions)).toMatchObject({ ...expected, fees: String(executions.length) })
  })

  const executions = fc.array(
    fc.record({ side: sideArbitrary, qty: qtyArbitrary, price: priceArbitrary, fee: fc.constant('0.5') }),
    { maxLength: 20 },
  )

  it('holds the signed sum of its fills in any order (5)', () => {
    fc.assert(
      fc.property(executions, fc.func(fc.integer()), (list, rank) => {
        const sum = list.reduce(
          (total, { side, qty }) => (side === 'buy' ? add(total, qty) : subtract(total, qty)),
          ZERO,
        )
        const shuffled = [...list].sort((a, b) => rank(a) - rank(b))
        expect(holdingAfter(...list).netQty).toBe(sum)
        expect(holdingAfter(...shuffled).netQty).toBe(sum)
      }),
    )
  })

  it('keeps realised plus open profit equal to cash plus shares at the mark, to the rounding of the average', () => {
    fc.assert(
      fc.property(executions, priceArbitrary, (list, mark) => {
        const holding = holdingAfter(...list)
        const cash = list.reduce((total, { side, qty, price }) => {
          const paid = multiply(qty, price)
          return add(total, side === 'buy' ? negate(paid) : paid)
        }, ZERO)
        const worth = add(cash, multiply(holding.netQty, mark))
        const profit = add(holding.realizedPnl, unrealizedPnl(holding, mark) ?? 'NaN')
        // The average price keeps six places; the largest error is that times the shares of all fills.
        const shares = list.reduce((total, { qty }) => total + Number(qty), 1)
        expect(Math.abs(Number(subtract(worth, profit)))).toBeLessThanOrEqual(shares * list.length * 1e-6)
      }),
    )
  })

  it('leaves open profit UNKNOWN without a mark, and zero when flat', () => {
    expect(unrealizedPnl(holdingAfter(execution('buy', '1', '10')), null)).toBeNull()
    expect(isZero(unrealizedPnl(FLAT, null) ?? 'NaN')).toBe(true)
  })
})
