import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sparklinePoints, sparklineSummary } from './sparkline-shape.ts'

test('a line rises when prices rise, and lies in the middle when they do not move', () => {
  expect(sparklinePoints([1, 2], 90, 22)).toBe('0.0,20.0 90.0,2.0')
  expect(sparklinePoints([5, 5], 90, 22)).toBe('0.0,11.0 90.0,11.0')
})

test('every point lies within the picture', () => {
  const prices = fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(prices, (each) => {
      for (const point of sparklinePoints(each, 96, 22).split(' ')) {
        const [x = Number.NaN, y = Number.NaN] = point.split(',').map(Number)
        expect(x).toBeGreaterThanOrEqual(0)
        expect(x).toBeLessThanOrEqual(96)
        expect(y).toBeGreaterThanOrEqual(2)
        expect(y).toBeLessThanOrEqual(20)
      }
    }),
  )
})

test('a line is told in words, with how far its prices reach in time', () => {
  const at = Date.parse('2014-06-06T14:00:00Z')
  const prices = [
    { at: at - 60_000, price: 20 },
    { at, price: 21 },
  ]
  expect(sparklineSummary('AAPL', prices)).toBe(
    'AAPL: 2 prices from 20.000 to 21.000, +5 %, until 2014-06-06 10:00 ET.',
  )
  expect(sparklineSummary('AAPL', [])).toBe('AAPL: no prices.')
})
