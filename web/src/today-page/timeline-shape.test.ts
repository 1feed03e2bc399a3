import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lanesOf, nowPlace, placeOf } from './timeline-shape.ts'

const day = '2014-06-06'
const at = (time: string) => Date.parse(`${day}T${time}:00-04:00`)

test.each([
  ['03:58', 0],
  ['04:00', 0],
  ['12:00', 50],
  ['16:00', 75],
  ['20:00', 100],
  ['23:00', 100],
])('%s lies at %d percent', (time, percent) => {
  expect(placeOf(at(time), day)).toBe(percent)
})

test('what belongs to another day lies at the end it is nearer to', () => {
  expect(placeOf(at('12:00'), '2014-06-05')).toBe(100)
  expect(placeOf(at('12:00'), '2014-06-07')).toBe(0)
  expect(nowPlace(at('12:00'), '2014-06-05')).toBeNull()
  expect(nowPlace(at('21:00'), day)).toBeNull()
  expect(nowPlace(at('12:00'), day)).toBe(50)
})

test('marks of one lane never touch, and the first lane is used whenever it is free', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 30 }), (unordered) => {
      const places = [...unordered].sort((a, b) => a - b)
      const lanes = lanesOf(places)
      for (const lane of new Set(lanes)) {
        const inLane = places.filter((_, index) => lanes[index] === lane)
        for (const [index, place] of inLane.entries()) {
          if (index > 0) expect(place - (inLane[index - 1] ?? 0)).toBeGreaterThanOrEqual(4)
        }
      }
      if (places.length > 0) expect(lanes[0]).toBe(0)
    }),
  )
})
