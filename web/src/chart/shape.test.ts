import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../../shared/base/instant.ts'
import type { OrderRow, SignalRow } from '../../../shared/contracts/api/lists.ts'
import type { Fill } from '../../../shared/contracts/orders.ts'
import { chartShape, chartSummary, regimesSeen } from './shape.ts'

const open = Date.parse('2014-06-06T13:30:00Z')

const row = (minute: number, filteredPrice: number | null = 10): SignalRow => ({
  book: 'replay',
  symbol: 'AAPL',
  interval: '1Min',
  at: open + minute * MINUTE_MS,
  open: 10,
  high: 12,
  low: 9,
  price: 11,
  volume: 100,
  filteredPrice,
  velocity: null,
  uncertainty: null,
  butterworthPrice: null,
  emaPrice: null,
  value: filteredPrice,
  regime: null,
  synthetic: false,
})

const fill = (filledAt: number): Fill => ({
  id: 'a'.repeat(32),
  orderId: 'b'.repeat(32),
  book: 'replay',
  symbol: 'AAPL',
  side: 'buy',
  qty: '5',
  price: '10.5',
  fee: '0',
  cost: '0.01',
  spread: '0.002',
  spreadSource: 'assumed',
  pnl: null,
  filledAt,
  synthetic: false,
})

const order: OrderRow = {
  id: 'b'.repeat(32),
  book: 'replay',
  symbol: 'AAPL',
  side: 'sell',
  strategy: null,
  runId: null,
  qty: '5',
  filledQty: '0',
  avgPrice: null,
  limitPrice: null,
  status: 'accepted',
  reason: null,
  synthetic: false,
  brokerOrderId: null,
  submittedAt: null,
  createdAt: open + 1,
  updatedAt: open + 1,
}

const NOTHING = { fills: [], orders: [] }

describe('chartShape', () => {
  test('an order is marked on its bar and never counts as a fill', () => {
    const shape = chartShape([row(1)], { fills: [fill(open + 2)], orders: [order] }, MINUTE_MS)
    expect(shape.markers.map(({ kind, side }) => [kind, side])).toEqual([
      ['order', 'sell'],
      ['fill', 'buy'],
    ])
    expect(chartSummary('AAPL', shape)).toContain('1 bar and 1 fill')
    const later = { ...order, createdAt: open + 9 * MINUTE_MS }
    expect(chartShape([row(1)], { ...NOTHING, orders: [later] }, MINUTE_MS).fillsOutside).toBe(0)
  })

  test('an unknown regime has no band', () => {
    const rows = [row(1), { ...row(2), regime: 'unknown' as const }, { ...row(3), regime: 'calm' as const }]
    const shape = chartShape(rows, NOTHING, MINUTE_MS)
    expect(shape.regimes).toEqual([{ time: (open + 3 * MINUTE_MS) / 1_000, regime: 'calm' }])
    expect(regimesSeen(shape)).toEqual(['calm'])
  })

  test('candles rise strictly in time whatever the order and repetition of the rows', () => {
    const minutes = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 60 })
    fc.assert(
      fc.property(minutes, (each) => {
        const { candles } = chartShape(
          each.map((minute) => row(minute)),
          NOTHING,
          MINUTE_MS,
        )
        expect(candles.length).toBe(new Set(each).size)
        for (const [index, candle] of candles.entries()) {
          expect(candle.time).toBeGreaterThan(candles[index - 1]?.time ?? 0)
        }
      }),
    )
  })

  test('an unknown filtered price leaves a gap, not a zero', () => {
    expect(chartShape([row(1, null), row(2, 10.2)], NOTHING, MINUTE_MS).filtered).toEqual([
      { time: (open + 2 * MINUTE_MS) / 1_000, value: 10.2 },
    ])
  })

  test.each([
    ['inside a bar, on that bar', 1.5 * MINUTE_MS, 2],
    ['on a close, on the bar that closes', 2 * MINUTE_MS, 2],
    ['before the first bar, outside', 0, null],
    ['after the last bar, outside', 3 * MINUTE_MS + 1, null],
    ['in a gap between bars, outside', 4.5 * MINUTE_MS, null],
  ])('a fill %s', (_, afterOpenMs, minute) => {
    const bars = [row(1), row(2), row(3)]
    const shape = chartShape(
      minute === null && afterOpenMs > 4 * MINUTE_MS ? [...bars, row(9)] : bars,
      { ...NOTHING, fills: [fill(open + afterOpenMs)] },
      MINUTE_MS,
    )
    expect(shape.markers.map(({ time }) => time)).toEqual(minute === null ? [] : [(open + minute * MINUTE_MS) / 1_000])
    expect(shape.fillsOutside).toBe(minute === null ? 1 : 0)
  })

  test('a marker says quantity and price', () => {
    expect(chartShape([row(1)], { ...NOTHING, fills: [fill(open + 1)] }, MINUTE_MS).markers[0]?.text).toBe('5 @ 10.50')
  })
})

test('the summary says what the picture shows', () => {
  expect(chartSummary('AAPL', chartShape([row(1), row(2)], NOTHING, MINUTE_MS))).toBe(
    'AAPL: 2 bars and 0 fills, from 10 to 11, low 9, high 12.',
  )
  expect(chartSummary('AAPL', chartShape([], NOTHING, MINUTE_MS))).toBe('AAPL: no bars.')
})
