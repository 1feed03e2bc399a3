import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { integerBetween, normal, seededRandom } from './random.ts'
import { deviationOf, meanOf } from './statistics.ts'

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const draw = (seed: number, count: number): number[] => {
  const random = seededRandom(seed)
  return Array.from({ length: count }, random)
}

describe('a seeded generator', () => {
  test('gives the same stream for the same seed and another for another, always in [0, 1)', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const stream = draw(seed, 50)
        expect(draw(seed, 50)).toEqual(stream)
        expect(draw((seed + 1) >>> 0, 50)).not.toEqual(stream)
        expect(stream.every((value) => value >= 0 && value < 1)).toBe(true)
      }),
    )
  })

  test('is level over its range', () => {
    const counts = new Array<number>(10).fill(0)
    for (const value of draw(7, 20_000)) counts[Math.floor(value * 10)] = (counts[Math.floor(value * 10)] ?? 0) + 1
    for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(200)
  })

  test('draws normal deviates of mean 0 and deviation 1', () => {
    const random = seededRandom(11)
    const values = Array.from({ length: 20_000 }, () => normal(random))
    const mean = meanOf(values)
    expect(Math.abs(mean)).toBeLessThan(0.03)
    expect(Math.abs(deviationOf(values, mean) - 1)).toBeLessThan(0.03)
  })

  test('draws integers within their bounds and reaches both', () => {
    const random = seededRandom(3)
    const values = Array.from({ length: 500 }, () => integerBetween(random, -2, 3))
    expect([...new Set(values)].toSorted((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2, 3])
  })
})
