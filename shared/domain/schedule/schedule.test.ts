import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../base/instant.ts'
import {
  CALENDAR_HORIZON,
  calendarDay,
  dayNumber,
  dayText,
  newYorkInstant,
  newYorkMinuteOf,
} from '../calendar/index.ts'
import { missedOf, PLANNED_SLOTS, slotsOf, untouchedStatus, verdictOf } from './index.ts'

const [FIRST, LAST] = [dayNumber(CALENDAR_HORIZON.from) ?? 0, dayNumber(CALENDAR_HORIZON.to) ?? 0]
const days = fc.integer({ min: FIRST, max: LAST }).map(dayText)

/** New York times of a day's slots. */
const timesOf = (day: string): Record<string, string> =>
  Object.fromEntries(
    slotsOf(day).map(({ slot, dueAt }) => {
      const minute = newYorkMinuteOf(dueAt)
      return [slot, `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`]
    }),
  )

describe('the day', () => {
  test.each([
    ['an ordinary day in winter', '2025-01-06', '16:05', '17:30', '18:00'],
    ['an ordinary day in summer', '2025-07-07', '16:05', '17:30', '18:00'],
    ['the Monday after the clocks go forward', '2025-03-10', '16:05', '17:30', '18:00'],
    ['an early close', '2025-11-28', '13:05', '14:30', '15:00'],
  ])('%s keeps the runbook’s times in New York', (...[, day, afterHours, retrain, report]) => {
    expect(timesOf(day)).toEqual({
      'startup-check': '03:58',
      'premarket-scan': '04:00',
      'watchlist-finalize': '09:15',
      'warm-up': '09:25',
      'session-open': '09:30',
      'intraday-refresh-0935': '09:35',
      'intraday-refresh-1130': '11:30',
      'intraday-refresh-1330': '13:30',
      'afterhours-scan': afterHours,
      retrain,
      'daily-report': report,
    })
  })

  test('is the same whenever it is asked, and a closed day has no slots (1)', () => {
    fc.assert(
      fc.property(days, (day) => {
        expect(slotsOf(day)).toEqual(slotsOf(day))
        const names = slotsOf(day).map(({ slot }) => slot)
        expect(names.toSorted()).toEqual(calendarDay(day).kind === 'session' ? PLANNED_SLOTS.toSorted() : [])
      }),
    )
  })

  test('moves and skips what a closure takes away (1, 3)', () => {
    const shut = new Map([['2025-01-06', { reason: 'flood', closesMinute: null }]])
    expect(slotsOf('2025-01-06', shut)).toEqual([])
    const halted = new Map([['2025-01-06', { reason: 'flood', closesMinute: 660 }]])
    const slots = slotsOf('2025-01-06', halted)
    expect(slots.filter(({ skip }) => skip === 'SESSION_CLOSED').map(({ slot }) => slot)).toEqual([
      'intraday-refresh-1130',
      'intraday-refresh-1330',
    ])
    expect(slots.find(({ job }) => job === 'afterhours-scan')?.dueAt).toBe(newYorkInstant('2025-01-06', 665))
  })

  test('beyond the horizon has no slots, as nobody knows the day (1)', () => {
    expect(slotsOf('2029-01-02')).toEqual([])
  })

  test('each slot may start from its time on, until a time of its own (2)', () => {
    fc.assert(
      fc.property(days, (day) => {
        for (const { dueAt, runsUntil, slot } of slotsOf(day)) expect(runsUntil, slot).toBeGreaterThanOrEqual(dueAt)
      }),
    )
    const lateMinutes = Object.fromEntries(
      slotsOf('2025-01-06').map(({ slot, dueAt, runsUntil }) => [slot, (runsUntil - dueAt) / MINUTE_MS]),
    )
    expect(lateMinutes).toMatchObject({ 'premarket-scan': 90, 'watchlist-finalize': 60, 'daily-report': 9_960 })
  })

  test('only a refresh after an early close is skipped, by name (3)', () => {
    fc.assert(
      fc.property(days, (day) => {
        const known = calendarDay(day)
        const skipped = slotsOf(day).filter(({ skip }) => skip !== null)
        const isEarly = known.kind === 'session' && known.session.early
        expect(skipped.map(({ slot }) => slot)).toEqual(isEarly ? ['intraday-refresh-1330'] : [])
      }),
    )
  })
})

test('a slot is upcoming, then due, then missed, and never goes back (4)', () => {
  const order = ['UPCOMING', 'DUE', 'MISSED']
  const slots = slotsOf('2025-01-06')
  fc.assert(
    fc.property(fc.constantFrom(...slots), fc.array(fc.integer({ min: -600, max: 12_000 })), (slot, minutes) => {
      const verdicts = minutes.toSorted((a, b) => a - b).map((late) => verdictOf(slot, slot.dueAt + late * MINUTE_MS))
      const ranks = verdicts.map((verdict) => order.indexOf(verdict))
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
    }),
  )
})

describe('a slot that nothing has touched', () => {
  const day = '2026-03-04'
  const closures = new Map()
  const instants = fc.integer({ min: -3_600_000, max: 90_000_000 }).map((ms) => newYorkInstant(day, 0) + ms)

  test('is overdue from 90 seconds after its time on, and never before the desk first started (5)', () => {
    fc.assert(
      fc.property(fc.constantFrom(...slotsOf(day)), instants, instants, (slot, since, now) => {
        const status = untouchedStatus(slot, { since, now })
        expect(status === 'OVERDUE').toBe(slot.dueAt >= since && now - slot.dueAt > 90_000)
        expect(status === 'SKIPPED').toBe(slot.dueAt < since && now >= slot.dueAt)
        expect(untouchedStatus(slot, { since: null, now })).toBe(now >= slot.dueAt ? 'SKIPPED' : 'UPCOMING')
      }),
    )
  })

  test('is missed by name while it is overdue, as is one that failed; what ended otherwise is not', () => {
    const since = newYorkInstant(day, 0)
    const at = (hour: number, minute: number): number => newYorkInstant(day, hour * 60 + minute)
    const missed = (slots: Readonly<Record<string, string>>, now: number) =>
      missedOf({ day, closures, since, slots: new Map(Object.entries(slots)) as never }, now)
    expect(missed({}, at(3, 58))).toEqual([])
    expect(missed({}, at(4, 0))).toEqual(['startup-check'])
    expect(missed({ 'startup-check': 'COMPLETED' }, at(4, 1))).toEqual([])
    const ended = { 'startup-check': 'FAILED', 'premarket-scan': 'BLOCKED', 'watchlist-finalize': 'MISSED' }
    expect(missed({ ...ended, 'warm-up': 'RUNNING' }, at(9, 29))).toEqual(['startup-check', 'watchlist-finalize'])
  })

  test('is not missed on a day on which the exchange stays closed', () => {
    const flood = new Map([[day, { reason: 'flood', closesMinute: null }]])
    const slots = new Map()
    expect(missedOf({ day, closures: flood, since: 0, slots }, newYorkInstant(day, 1_200))).toEqual([])
    expect(missedOf({ day, closures, since: 0, slots }, newYorkInstant(day, 1_200))).toEqual(PLANNED_SLOTS)
  })
})
