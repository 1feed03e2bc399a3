import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  CALENDAR_HORIZON,
  type Closures,
  calendarDay,
  dayNumber,
  dayText,
  isTradingDay,
  newYorkMinuteOf,
  nextTradingDay,
  previousTradingDay,
  sessionOf,
  sessionsBetween,
} from './index.ts'

const first = dayNumber(CALENDAR_HORIZON.from) ?? Number.NaN
const last = dayNumber(CALENDAR_HORIZON.to) ?? Number.NaN
const numbers = fc.integer({ min: first, max: last })
const closure = fc.record({
  reason: fc.constantFrom('Storm', 'Power failure'),
  closesMinute: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 1_440 })),
})

/** Closures within some forty days, so that they meet the days asked for. */
const closedMonths = numbers.chain((start) => {
  const near = fc.integer({ min: start, max: Math.min(start + 40, last) }).map(dayText)
  const closures = fc.array(fc.tuple(near, closure), { maxLength: 30 }).map((entries): Closures => new Map(entries))
  return fc.record({ day: near, closures })
})

describe('a closure', () => {
  test.each([
    ['a whole day', '2026-03-04', null, { kind: 'closed', name: 'Storm' }],
    ['before the opening', '2026-03-04', 570, { kind: 'closed', name: 'Storm' }],
    ['a holiday, which keeps its name', '2026-12-25', null, { kind: 'closed', name: 'Christmas Day' }],
    ['a weekend', '2026-03-07', 600, { kind: 'closed', name: 'Weekend' }],
    ['beyond the horizon', '2029-01-02', null, { kind: 'beyond_horizon' }],
  ])('6. of %s', (_, day, closesMinute, expected) => {
    expect(calendarDay(day, new Map([[day, { reason: 'Storm', closesMinute }]]))).toEqual(expected)
  })

  test.each([
    ['shortens a session', '2026-03-04', 641, 641, true],
    ['shortens an early one', '2026-11-27', 700, 700, true],
    ['never lengthens an early one', '2026-11-27', 900, 780, true],
    ['leaves a whole one whole when it ends later', '2026-03-04', 960, 960, false],
    ['shortens the first session on summer time', '2026-03-09', 641, 641, true],
  ])('6. %s: %s from minute %i ends at %i', (...[_, day, closesMinute, ends, early]) => {
    const session = sessionOf(day, new Map([[day, { reason: 'Storm', closesMinute }]]))
    expect(session && [newYorkMinuteOf(session.closesAt), session.early]).toEqual([ends, early])
  })

  test('6. changes no other day, opens nothing, and lengthens no session', () => {
    fc.assert(
      fc.property(closedMonths, ({ day, closures }) => {
        const byRule = calendarDay(day)
        const now = calendarDay(day, closures)
        const closed = closures.get(day)
        if (byRule.kind !== 'session' || !closed) {
          expect(now).toEqual(byRule)
        } else if (now.kind === 'session') {
          expect(now.session).toMatchObject({ day, opensAt: byRule.session.opensAt })
          expect(now.session.closesAt).toBeGreaterThan(now.session.opensAt)
          const ends = Math.min(closed.closesMinute ?? 0, newYorkMinuteOf(byRule.session.closesAt))
          expect(newYorkMinuteOf(now.session.closesAt)).toBe(ends)
          expect(now.session.early).toBe(byRule.session.early || now.session.closesAt < byRule.session.closesAt)
        } else {
          expect(now).toEqual({ kind: 'closed', name: closed.reason })
          expect(closed.closesMinute ?? 0).toBeLessThanOrEqual(570)
        }
      }),
    )
  })

  test('6. is forgotten by the next who asks without it', () => {
    fc.assert(
      fc.property(closedMonths, ({ day, closures }) => {
        const before = calendarDay(day)
        calendarDay(day, closures)
        expect(calendarDay(day)).toEqual(before)
      }),
    )
  })

  test('4. trading days are counted past it', () => {
    fc.assert(
      fc.property(closedMonths, ({ day, closures }) => {
        fc.pre(day > dayText(first + 60) && day < dayText(last - 60))
        const next = nextTradingDay(day, closures)
        const between = sessionsBetween(dayText((dayNumber(day) ?? 0) + 1), next, closures)
        expect(between.map((session) => session.day)).toEqual([next])
        if (isTradingDay(day, closures)) expect(previousTradingDay(next, closures)).toBe(day)
      }),
    )
  })

  test('4. may last: the four months of 1914 are counted past too', () => {
    const start = dayNumber('2014-07-31') ?? 0
    const war: Closures = new Map(
      Array.from({ length: 134 }, (_, index) => [dayText(start + index), { reason: 'War', closesMinute: null }]),
    )
    expect(nextTradingDay('2014-07-30', war)).toBe('2014-12-12')
    expect(previousTradingDay('2014-12-12', war)).toBe('2014-07-30')
    expect(sessionsBetween('2014-07-31', '2014-12-11', war)).toEqual([])
  })
})
