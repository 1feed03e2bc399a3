/** Prices and fees of fills, against whole-number arithmetic. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { executionMicros, feeMicros, microsOf } from './index.ts'

const costs = { slippageBps: 0, assumedSpreadBps: 0, feePerShare: 0, feeMin: 0 }
const basisPoints = fc.integer({ min: 0, max: 1_000 })
/** A price in hundredths of a cent. */
const ticks = fc.oneof(fc.integer({ min: 1, max: 10_000_000 }), fc.integer({ min: 1, max: 10_000_000_000 }))

describe('microsOf', () => {
  test('is the nearest whole millionth, as rounding says it', () => {
    const usd = fc.oneof(
      fc.double({ min: -1e9, max: 1e9, noNaN: true }),
      fc.integer().map((micros) => micros / 1e6),
    )
    fc.assert(
      fc.property(usd, (value) => {
        const scaled = value * 1e6
        // A tie goes to the even number, and zero has no sign.
        if (Math.abs(scaled % 1) !== 0.5) expect(microsOf(value)).toBe(Math.round(scaled) + 0)
        else expect(Math.abs(microsOf(value) % 2)).toBe(0)
      }),
    )
  })
})

describe('executionMicros', () => {
  test('is to the cent against the trader, below a dollar to a hundredth of one, at least one such step', () => {
    const sides = fc.constantFrom(1 as const, -1 as const)
    fc.assert(
      fc.property(ticks, sides, basisPoints, basisPoints, (tick, direction, slippageBps, halfSpreadBps) => {
        const usd = tick / 10_000
        const unknown = { ...costs, slippageBps, assumedSpreadBps: 2 * halfSpreadBps }
        const price = executionMicros(direction, usd, Number.NaN, unknown)
        // In hundredths of a millionth, of which a cent has a million.
        const step = usd < 1 ? 10_000n : 1_000_000n
        const exact = BigInt(tick) * (10_000n + BigInt(direction * (slippageBps + halfSpreadBps)))
        const steps = direction > 0 ? (exact + step - 1n) / step : exact / step
        // Half a millionth is neither: a price that is that much beyond a cent may be counted as at it.
        const beyond = direction > 0 ? exact % step : step - (exact % step)
        const near = beyond <= 50n ? steps - BigInt(direction) : steps
        const least = Number(step) / 100
        const expected = [steps, near].map((each) => Math.max(least, Number(each) * least))
        expect(beyond > 0n && beyond < 50n ? [expected[1]] : beyond === 50n ? expected : [expected[0]]).toContain(price)
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    ['buyer', [1, 100, 0.03], 100_020_000],
    ['seller', [-1, 100, 0.03], 99_980_000],
    ['seller of next to nothing', [-1, 0.01, 0.5], 100],
    ['buyer below a dollar', [1, 0.25, 0.0002], 250_100],
  ] as const)('takes half of a quoted spread from a %s', (_, [direction, usd, spread], price) => {
    expect(executionMicros(direction, usd, spread, { ...costs, assumedSpreadBps: 50 })).toBe(price)
  })
})

test('feeMicros is per share and per cent of the notional, at least the minimum', () => {
  expect(feeMicros(300, 30_000_000_000, { ...costs, feePerShare: 0.005 })).toBe(1_500_000)
  expect(feeMicros(300, 30_000_000_000, { ...costs, feePerShare: 0.005, feePct: 0.1 })).toBe(31_500_000)
  expect(feeMicros(1, 100_000_000, { ...costs, feePerShare: 0.005, feeMin: 1 })).toBe(1_000_000)
})
