import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../../shared/base/instant.ts'
import type { SignalRow } from '../../../shared/contracts/api/lists.ts'
import type { Fill } from '../../../shared/contracts/orders.ts'
import { chartShape, chartSummary } from './shape.ts'

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
  spreadSource: 'assumed',
  pnl: null,
  filledAt,
  synthetic: false,
})

describe('chartShape', () => {
  test('candles rise strictly in time whatever the order and repetition of the rows', () => {
    const minutes = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 60 })
    fc.assert(
      fc.property(minutes, (each) => {
        const { candles } = chartShape(
          each.map((minute) => row(minute)),
          [],
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
    expect(chartShape([row(1, null), row(2, 10.2)], [], MINUTE_MS).filtered).toEqual([
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
      [fill(open + afterOpenMs)],
      MINUTE_MS,
    )
    expect(shape.markers.map(({ time }) => time)).toEqual(minute === null ? [] : [(open + minute * MINUTE_MS) / 1_000])
    expect(shape.fillsOutside).toBe(minute === null ? 1 : 0)
  })

  test('a marker says quantity and price', () => {
    expect(chartShape([row(1)], [fill(open + 1)], MINUTE_MS).markers[0]?.text).toBe('5 @ 10.50')
  })
})

test('the summary says what the picture shows', () => {
  expect(chartSummary('AAPL', chartShape([row(1), row(2)], [], MINUTE_MS))).toBe(
    'AAPL: 2 bars and 0 fills, from 10 to 11, low 9, high 12.',
  )
  expect(chartSummary('AAPL', chartShape([], [], MINUTE_MS))).toBe('AAPL: no bars.')
})
