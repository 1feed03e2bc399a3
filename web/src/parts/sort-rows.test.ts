import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextSorting, type SortValue, sortedRows } from './sort-rows.ts'

test('a header is pressed to the largest first, the smallest first, and back to the order of the list', () => {
  const down = nextSorting(null, 'price')
  expect(down).toEqual({ columnId: 'price', direction: 'descending' })
  const up = nextSorting(down, 'price')
  expect(up).toEqual({ columnId: 'price', direction: 'ascending' })
  expect(nextSorting(up, 'price')).toBeNull()
  expect(nextSorting(up, 'symbol')).toEqual({ columnId: 'symbol', direction: 'descending' })
})

test('UNKNOWN sorts before every value and equal rows keep their order', () => {
  const value = fc.option(fc.integer({ min: -3, max: 3 }))
  fc.assert(
    fc.property(fc.array(value), (values) => {
      const rows = values.map((each, index) => ({ each: each as SortValue, index }))
      const sorted = sortedRows(rows, ({ each }) => each, 'ascending')
      for (const [at, row] of sorted.entries()) {
        const next = sorted[at + 1]
        if (!next) continue
        if (row.each === next.each) expect(row.index).toBeLessThan(next.index)
        else expect(row.each === null || (next.each !== null && row.each < next.each)).toBe(true)
      }
      expect(sorted).toHaveLength(rows.length)
    }),
  )
})
