import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rowWindow } from './row-window.ts'

const height = fc.integer({ min: 20, max: 60 })
const sightHeight = fc.integer({ min: 100, max: 1_200 })
const count = fc.integer({ min: 1, max: 100_000 })

test('every row in sight is drawn, and never many more, wherever a list of 100 000 rows is scrolled to', () => {
  fc.assert(
    fc.property(count, height, sightHeight, fc.double({ min: 0, max: 1, noNaN: true }), (rows, rowHeight, high, at) => {
      const top = at * Math.max(0, rows * rowHeight - high)
      const { first, end } = rowWindow(rows, rowHeight, { top, height: high })
      expect(first).toBeLessThanOrEqual(Math.floor(top / rowHeight))
      expect(end).toBeGreaterThanOrEqual(Math.min(rows, Math.ceil((top + high) / rowHeight)))
      expect(end - first).toBeLessThanOrEqual(Math.ceil(high / rowHeight) + 80)
    }),
  )
})

test('a list that shrinks below what was scrolled away still shows its end', () => {
  const { first, end } = rowWindow(30, 30, { top: 90_000, height: 600 })
  expect(end).toBe(30)
  expect(first).toBeLessThan(30)
})
