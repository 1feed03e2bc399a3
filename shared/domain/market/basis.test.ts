import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayText, tradingDayOf } from '../calendar/index.ts'
import { adjuster, type FactorRow, syntheticBars } from './index.ts'

const bars = syntheticBars({ symbol: 'AAPL', seed: 3, interval: '1Day' }, Date.UTC(2014, 0, 1), Date.UTC(2014, 6, 1))
const days = bars.map((bar) => tradingDayOf(bar.opensAt))

/** Ascending factor rows over 2014, as a file has them: the last row stands for everything after it. */
const factorRows: fc.Arbitrary<FactorRow[]> = fc
  .uniqueArray(fc.integer({ min: 16_071, max: 16_251 }), { minLength: 1, maxLength: 6 })
  .chain((numbers) =>
    fc.tuple(
      ...numbers
        .toSorted((a, b) => a - b)
        .map((number) =>
          fc.record({
            lastDay: fc.constant(dayText(number)),
            priceFactor: fc.double({ min: 0.7, max: 1, noNaN: true }),
            splitFactor: fc.constantFrom(1 / 7, 0.25, 0.5, 1, 2, 10),
          }),
        ),
    ),
  )
const basis = fc.constantFrom(...days)

describe('one price basis', () => {
  test('a seven for one split after a day divides the price by seven and multiplies the volume', () => {
    const factors = [
      { lastDay: '2014-06-06', priceFactor: 0.9, splitFactor: 1 / 28 },
      { lastDay: '2050-12-31', priceFactor: 0.9, splitFactor: 1 / 4 },
    ]
    const [bar] = bars.filter((one) => tradingDayOf(one.opensAt) === '2014-06-06')
    if (!bar) throw new Error('no bar')
    const after = adjuster(factors, '2014-06-09')({ ...bar, spread: 0.7 })
    expect(after.close).toBeCloseTo(bar.close / 7, 5)
    expect(after.volume).toBe(bar.volume * 7)
    expect(after.spread).toBeCloseTo(0.1, 9)
    expect(adjuster(factors, '2014-06-06')(bar)).toEqual(bar)
  })

  test('4. the basis day keeps the prices at which it traded', () => {
    fc.assert(
      fc.property(factorRows, basis, (factors, day) => {
        const own = bars.filter((bar) => tradingDayOf(bar.opensAt) === day)
        expect(own.map(adjuster(factors, day))).toEqual(own)
      }),
    )
  })

  test('4. what happens after the basis day changes nothing up to it', () => {
    fc.assert(
      fc.property(factorRows, basis, fc.double({ min: 0.1, max: 9, noNaN: true }), (factors, day, scale) => {
        // A later split or dividend multiplies every factor before it alike.
        const later = factors.map((row) => ({
          ...row,
          priceFactor: row.priceFactor * 0.9,
          splitFactor: row.splitFactor * scale,
        }))
        later.push(
          { lastDay: '2014-12-31', priceFactor: 0.9, splitFactor: scale },
          { lastDay: '2050-12-31', priceFactor: 1, splitFactor: 1 },
        )
        const before = bars.filter((bar) => tradingDayOf(bar.opensAt) <= day)
        const now = before.map(adjuster(factors, day))
        const then = before.map(adjuster(later, day))
        for (const [index, bar] of now.entries()) {
          expect(then[index]?.close).toBeCloseTo(bar.close, 5)
          expect(Math.abs((then[index]?.volume ?? 0) - bar.volume)).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  test('a bar stays a bar: its prices keep their order', () => {
    fc.assert(
      fc.property(factorRows, basis, (factors, day) => {
        for (const { open, high, low, close } of bars.map(adjuster(factors, day))) {
          expect(low <= Math.min(open, close) && Math.max(open, close) <= high).toBe(true)
        }
      }),
    )
  })

  test('without factors nothing is adjusted', () => {
    expect(bars.map(adjuster([], '2014-06-06'))).toEqual(bars)
  })
})
