import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../shared/base/instant.ts'
import { ageText, durationText, exactText, isOld, titleText } from './age.ts'

const now = Date.parse('2025-12-10T15:00:00Z')

describe('ageText', () => {
  test.each([
    [0, 'now'],
    [999, 'now'],
    [3 * SECOND_MS, '3 s ago'],
    [59_999, '59 s ago'],
    [MINUTE_MS, '1 min ago'],
    [HOUR_MS, '1 h ago'],
    [47 * HOUR_MS, '47 h ago'],
    [48 * HOUR_MS, '2 d ago'],
    [400 * DAY_MS, '400 d ago'],
    [4_000 * DAY_MS, '10 y ago'],
    [-1_500, 'now'],
    [-5 * MINUTE_MS, 'in 5 min'],
  ])('an age of %d ms reads %s', (ageMs, text) => {
    expect(ageText(now - ageMs, now)).toBe(text)
  })

  test('never says a fraction, NaN or nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (ageMs) => {
        expect(ageText(now - ageMs, now)).toMatch(/^(now|\d+ (s|min|h|d|y) ago|in \d+ (s|min|h|d|y))$/)
      }),
    )
  })
})

describe('exactText', () => {
  test.each([
    ['2014-06-06T13:41:03Z', '2014-06-06 09:41:03 ET'],
    ['2025-01-02T05:00:00Z', '2025-01-02 00:00:00 ET'],
    ['2025-03-09T07:00:00Z', '2025-03-09 03:00:00 ET'],
  ])('%s is %s in summer, winter and on the night of the change', (iso, text) => {
    expect(exactText(Date.parse(iso))).toBe(text)
  })

  test('the tooltip carries both clocks', () => {
    expect(titleText(now)).toBe('2025-12-10 10:00:00 ET (2025-12-10T15:00:00.000Z)')
  })
})

test('a value is old after a day', () => {
  expect(isOld(now - DAY_MS, now)).toBe(true)
  expect(isOld(now - DAY_MS + 1, now)).toBe(false)
})

test.each([
  [0, '0 s'],
  [999, '0 s'],
  [12 * SECOND_MS, '12 s'],
  [4 * MINUTE_MS + 5 * SECOND_MS, '4 min 5 s'],
  [2 * HOUR_MS + 13 * MINUTE_MS + 59 * SECOND_MS, '2 h 13 min'],
  [HOUR_MS, '1 h'],
  [3 * DAY_MS + HOUR_MS, '3 d 1 h'],
])('a length of %d ms reads %s', (lengthMs, text) => {
  expect(durationText(lengthMs)).toBe(text)
})
