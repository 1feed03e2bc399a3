import fc from 'fast-check'
import { expect, test } from 'vitest'
import { median, noisePercent, quantile, spreadOf } from './spread.ts'

const samples = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 200 })

test.each([
  [0.5, 50],
  [0.95, 95],
  [0.99, 99],
  [1, 100],
  [0, 1],
])('of 1 to 100 the quantile %d is %d', (share, expected) => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect(quantile(values, share)).toBe(expected)
})

test('at least the share of the samples is at or below its quantile, and it is one of them', () => {
  fc.assert(
    fc.property(samples, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
      const found = quantile(values, share)
      expect(values).toContain(found)
      expect(values.filter((value) => value <= found).length).toBeGreaterThanOrEqual(share * values.length - 1e-9)
    }),
  )
})

test('the median of three is the middle one, whatever their order', () => {
  for (const values of [
    [1, 2, 30],
    [30, 1, 2],
    [2, 30, 1],
  ])
    expect(median(values)).toBe(2)
})

test('noise is half the range in per cent of the median', () => {
  expect(noisePercent([90, 100, 110])).toBe(10)
  expect(noisePercent([100])).toBe(0)
})

test('a spread is in order and keeps two decimals', () => {
  fc.assert(
    fc.property(samples, (values) => {
      const { p50, p95, p99 } = spreadOf(values.map((value) => value / 3))
      expect(p50).toBeLessThanOrEqual(p95)
      expect(p95).toBeLessThanOrEqual(p99)
      expect(p99).toBe(Math.round(p99 * 100) / 100)
    }),
  )
})
