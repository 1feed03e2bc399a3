import fc from 'fast-check'
import { expect, test } from 'vitest'
import { curveOf, drawdownsOf, type EquityDay, fallsOf, yearsOf } from './equity-shape.ts'

const START = 100
const daysOf = (equities: readonly number[], perYear = 3): EquityDay[] =>
  equities.map((equityUsd, at) => ({
    day: `${2014 + Math.floor(at / perYear)}-01-${String((at % perYear) + 1).padStart(2, '0')}`,
    equityUsd,
  }))
const equities = fc.array(fc.integer({ min: 50, max: 150 }), { minLength: 1, maxLength: 40 })

test('a drawdown is the fall from the highest equity so far, the start among them', () => {
  fc.assert(
    fc.property(equities, (values) => {
      for (const [at, depth] of drawdownsOf(daysOf(values), START).entries()) {
        const peak = Math.max(START, ...values.slice(0, at + 1))
        expect(depth).toBeCloseTo((values[at] ?? 0) / peak - 1)
        expect(depth).toBeLessThanOrEqual(0)
      }
    }),
  )
})

test('falls cover every day below a peak once, deepest first, and only the last may still be open', () => {
  fc.assert(
    fc.property(equities, (values) => {
      const days = daysOf(values)
      const depths = drawdownsOf(days, START)
      const falls = fallsOf(days, START)
      expect(falls.reduce((sum, fall) => sum + fall.days, 0)).toBe(depths.filter((depth) => depth < 0).length)
      expect(falls.map(({ depth }) => depth)).toEqual(falls.map(({ depth }) => depth).toSorted((a, b) => a - b))
      if (falls[0]) expect(falls[0].depth).toBe(Math.min(...depths))
      expect(falls.filter(({ until }) => until === null)).toHaveLength(Number((depths.at(-1) ?? 0) < 0))
    }),
  )
})

test('the years multiply to the whole', () => {
  fc.assert(
    fc.property(equities, (values) => {
      const rows = yearsOf(daysOf(values), START)
      const whole = rows.reduce((product, { gained }) => product * (1 + gained), START)
      expect(whole).toBeCloseTo(values.at(-1) ?? 0)
      expect(rows.reduce((sum, { days }) => sum + days, 0)).toBe(values.length)
    }),
  )
  expect(yearsOf(daysOf([110, 90, 99, 121]), START)).toEqual([
    { year: '2014', days: 3, gained: 99 / 100 - 1, endEquityUsd: 99, drawdown: 90 / 110 - 1 },
    { year: '2015', days: 1, gained: 121 / 99 - 1, endEquityUsd: 121, drawdown: 0 },
  ])
})

test('a line goes from left to right between its bounds, and one that does not move lies in the middle', () => {
  expect(curveOf([1, 3, 2])).toEqual({ points: '0.0,100.0 500.0,0.0 1000.0,50.0', low: 1, high: 3 })
  expect(curveOf([0, -1], { low: -2, high: 0 }).points).toBe('0.0,0.0 1000.0,50.0')
  expect(curveOf([5, 5]).points).toBe('0.0,50.0 1000.0,50.0')
})
