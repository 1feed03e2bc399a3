import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY_MS, instantOf, isInstant, isoOf } from './instant.ts'

const FIRST = Date.parse('0001-01-01T00:00:00Z')
const LAST = Date.parse('9999-12-31T23:59:59.999Z')
const instants = fc.integer({ min: FIRST, max: LAST })

describe('instantOf', () => {
  test('reads back every instant that isoOf writes', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        expect(instantOf(isoOf(instant))).toBe(instant)
      }),
    )
  })

  test('takes the offset into account', () => {
    const offsets = fc.record({ hours: fc.integer({ min: 0, max: 23 }), minutes: fc.integer({ min: 0, max: 59 }) })
    fc.assert(
      fc.property(fc.integer({ min: FIRST, max: LAST - 2 * DAY_MS }), offsets, (instant, { hours, minutes }) => {
        const offset = `+${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
        const local = isoOf(instant + (hours * 60 + minutes) * 60_000).replace('Z', offset)
        expect(instantOf(local)).toBe(instant)
      }),
    )
  })

  test.each([
    ['', 'nothing'],
    ['2025-01-02', 'a day'],
    ['2025-01-02T00:00:00', 'no offset'],
    ['2025-02-30T00:00:00Z', 'a day that February does not have'],
    ['2025-02-29T00:00:00Z', 'a leap day of no leap year'],
    ['2025-13-01T00:00:00Z', 'a thirteenth month'],
    ['2025-01-02T00:00:60Z', 'a sixtieth second'],
    ['2025-01-02t00:00:00z', 'lower case'],
    ['0000-01-01T00:00:00Z', 'the year 0, which no table holds'],
    ['0001-01-01T00:00:00+00:01', 'a minute before the year 1'],
    ['9999-12-31T23:59:59-00:01', 'the year 10000'],
    [' 2025-01-02T00:00:00Z', 'a blank'],
    ['1735776000000', 'milliseconds'],
  ])('refuses %j: %s', (text) => {
    expect(instantOf(text)).toBeNull()
  })

  test.each([
    ['2024-02-29T00:00:00Z', 1_709_164_800_000],
    ['2025-01-02T09:30-05:00', 1_735_828_200_000],
    ['2025-01-02T00:00:00.123456789Z', 1_735_776_000_123],
  ])('reads %s', (text, instant) => {
    expect(instantOf(text)).toBe(instant)
  })
})

test('an instant is a whole number of milliseconds within the years that tables hold', () => {
  expect([FIRST, 0, LAST].every(isInstant)).toBe(true)
  expect([FIRST - 1, LAST + 1, 0.5, Number.NaN, Number.POSITIVE_INFINITY].some(isInstant)).toBe(false)
})
