import fc from 'fast-check'
import { expect, test } from 'vitest'
import { byInstant, compareText } from './by-instant.ts'

const rows = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 2 }), fc.constantFrom('A', 'B', 'a'), fc.constantFrom('x', 'y')),
)

test('rows come by instant, then by name, then by id, in whatever order they were', () => {
  fc.assert(
    fc.property(
      rows.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([all, shuffled]) => {
        const found = byInstant(all, (row) => row)
        expect(byInstant(shuffled, (row) => row)).toEqual(found)
        for (const [index, [at, name, id]] of found.entries()) {
          const [nextAt = 9, nextName = '', nextId = ''] = found[index + 1] ?? []
          const before = at - nextAt || compareText(name, nextName) || compareText(id, nextId)
          expect(before).toBeLessThanOrEqual(0)
        }
      },
    ),
  )
})
