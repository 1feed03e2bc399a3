import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { fromEpochMilliseconds, toZonedDateTimeISO } from 'temporal-polyfill/fns/Instant'
import { toPlainDateTime, toString as zonedText } from 'temporal-polyfill/fns/ZonedDateTime'
import { describe, expect, test } from 'vitest'
import { sharedDataDir } from '../../../scripts/testing/shared-data.ts'
import { isoOf } from '../../base/instant.ts'
import {
  CALENDAR_HORIZON,
  calendarDay,
  dayNumber,
  dayText,
  horizonWarning,
  isTradingDay,
  minuteText,
  newYorkInstant,
  newYorkMinuteOf,
  nextTradingDay,
  previousTradingDay,
  sessionOf,
  sessionsBetween,
  tradingDayOf,
} from './index.ts'

const numberOf = (day: string): number => dayNumber(day) ?? Number.NaN
const first = numberOf(CALENDAR_HORIZON.from)
const last = numberOf(CALENDAR_HORIZON.to)
const horizonDay = fc.integer({ min: first, max: last }).map(dayText)

/** Every day of a range as `open close` in UTC, or `closed`. */
function table(fromDay: string, toDay: string): Record<string, string> {
  const rows: Record<string, string> = {}
  for (let number = numberOf(fromDay); number <= numberOf(toDay); number += 1) {
    const session = sessionOf(dayText(number))
    rows[dayText(number)] = session ? `${isoOf(session.opensAt)} ${isoOf(session.closesAt)}` : 'closed'
  }
  return rows
}

describe('sessions by rule', () => {
  test.each([
    ['2014-06-06', '2014-06-06T13:30:00.000Z', '2014-06-06T20:00:00.000Z', false],
    ['2013-11-29', '2013-11-29T14:30:00.000Z', '2013-11-29T18:00:00.000Z', true],
    ['2002-07-05', '2002-07-05T13:30:00.000Z', '2002-07-05T17:00:00.000Z', true],
    ['2003-12-26', '2003-12-26T14:30:00.000Z', '2003-12-26T18:00:00.000Z', true],
    ['1999-12-31', '1999-12-31T14:30:00.000Z', '1999-12-31T18:00:00.000Z', true],
    ['2028-07-03', '2028-07-03T13:30:00.000Z', '2028-07-03T17:00:00.000Z', true],
  ])('%s trades from %s to %s', (day, opensAt, closesAt, early) => {
    const session = sessionOf(day)
    expect(session && [isoOf(session.opensAt), isoOf(session.closesAt), session.early]).toEqual([
      opensAt,
      closesAt,
      early,
    ])
  })

  test.each([
    ['2001-09-13', 'Attacks of September 11'],
    ['2012-10-29', 'Hurricane Sandy'],
    ['2025-01-09', 'Mourning for President Carter'],
    ['2022-06-20', 'Juneteenth'],
    ['2021-12-24', 'Christmas Day'],
    ['2023-01-02', "New Year's Day"],
    ['2024-03-29', 'Good Friday'],
    ['2026-07-03', 'Independence Day'],
    ['2014-06-07', 'Weekend'],
  ])('%s is closed for %s', (day, name) => {
    expect(calendarDay(day)).toEqual({ kind: 'closed', name })
  })

  test.each(['2010-12-31', '2021-12-31', '2021-06-18', '2002-07-03', '2012-07-05'])('%s is a whole session', (day) => {
    expect(sessionOf(day)?.early).toBe(false)
  })
})

describe.skipIf(sharedDataDir() === null)('day by day against recorded tables', () => {
  const calendars = join(sharedDataDir() ?? '', 'D_reference/calendars')

  /** Day to `open close` in UTC. */
  function exchangeTable(): Map<string, string> {
    const text = gunzipSync(readFileSync(join(calendars, 'xnys_sessions_1990-2015.csv.gz'))).toString()
    const rows = text.trim().split('\n').slice(1)
    return new Map(
      rows
        .map((line) => line.split(','))
        .map(([day = '', open = '', close = '']) => [
          day.slice(0, 10),
          `${open.slice(0, 16)}:00.000Z ${close.slice(0, 16)}:00.000Z`,
        ]),
    )
  }

  test('2. every session that the exchange table has from before the horizon is unknown, not closed', () => {
    const early = [...exchangeTable().keys()].filter((day) => day < CALENDAR_HORIZON.from)
    expect(early).toHaveLength(2_024)
    for (const day of early) expect(calendarDay(day), day).toEqual({ kind: 'beyond_horizon' })
  })

  test('every day of 1998 to 2015 opens and closes as the exchange table says', () => {
    const recorded = exchangeTable()
    const rows = table('1998-01-01', '2015-12-31')
    for (const day of Object.keys(rows))
      expect.soft(`${day} ${rows[day]}`).toBe(`${day} ${recorded.get(day) ?? 'closed'}`)
    expect(Object.keys(rows).length).toBe(6_574)
  })

  test('every day to the horizon agrees with the other table, but for the three early closes that it lacks', () => {
    const file = JSON.parse(readFileSync(join(calendars, 'lean_market_hours_equity_usa.json'), 'utf8'))
    const { holidays, earlyCloses } = file['Equity-usa-[*]'] as {
      holidays: string[]
      earlyCloses: Record<string, string>
    }
    const iso = (text: string): string => {
      const [month = '', day = '', year = ''] = text.split('/')
      return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
    }
    const closed = new Set(holidays.map(iso))
    const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))
    const closes = new Map(Object.entries(earlyCloses).map(([day, clock]) => [iso(day), minuteOf(clock)]))
    const lacking = ['1998-11-27', '1998-12-24', '1999-12-31']
    for (const day of lacking) expect(closes.has(day), day).toBe(false)
    for (const day of lacking) closes.set(day, 780)
    let sessions = 0
    for (let number = first; number <= last; number += 1) {
      const day = dayText(number)
      const weekend = [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())
      const session = sessionOf(day)
      const ours = session ? `${newYorkMinuteOf(session.opensAt)}-${newYorkMinuteOf(session.closesAt)}` : 'closed'
      const theirs = weekend || closed.has(day) ? 'closed' : `570-${closes.get(day) ?? 960}`
      expect.soft(`${day} ${ours}`).toBe(`${day} ${theirs}`)
      if (session) sessions += 1
    }
    expect([last - first + 1, sessions]).toEqual([11_323, 7_796])
  })
})

describe('the horizon', () => {
  test.each(['1997-12-31', '2029-01-01', '1899-01-01'])('2. %s is beyond the horizon, not closed', (day) => {
    expect(calendarDay(day)).toEqual({ kind: 'beyond_horizon' })
    expect(() => sessionOf(day)).toThrow(/1998-01-01 to 2028-12-31/)
  })

  test('2. the neighbours of the ends are refused, never guessed', () => {
    expect(() => previousTradingDay('1998-01-02')).toThrow(/horizon|knows/)
    expect(() => nextTradingDay('2028-12-29')).toThrow(/horizon|knows/)
  })

  test.each([
    ['2026-03-04T15:00:00Z', null],
    ['2028-10-02T15:00:00Z', null],
    ['2028-10-03T03:59:00Z', null],
    ['2028-10-03T04:00:00Z', 'ends on 2028-12-31, which is 89 day(s) away'],
    ['2028-12-31T15:00:00Z', 'ends on 2028-12-31, which is 0 day(s) away'],
    ['2029-01-01T15:00:00Z', 'ended on 2028-12-31'],
  ])('2. at %s its end is told as: %s', (now, words) => {
    const warning = horizonWarning(Date.parse(now))
    if (words === null) expect(warning).toBeNull()
    else expect(warning).toContain(words)
  })

  test.each(['2014-02-30', '2014-6-6', '20140606', ''])('%s is not a day', (day) => {
    expect(() => calendarDay(day)).toThrow(/is not a day/)
  })
})

describe('properties', () => {
  test('1. and 4. stepping forward and back from a session returns to it', () => {
    const inside = fc.integer({ min: first + 10, max: last - 10 }).map(dayText)
    fc.assert(
      fc.property(inside, (day) => {
        const next = nextTradingDay(day)
        expect(next > day && previousTradingDay(next) <= day).toBe(true)
        if (isTradingDay(day)) expect(previousTradingDay(next)).toBe(day)
      }),
    )
  })

  test('sessionsBetween lists exactly the trading days of the range in order', () => {
    fc.assert(
      fc.property(horizonDay, fc.integer({ min: 0, max: 40 }), (day, length) => {
        const days = Array.from({ length: length + 1 }, (_, step) => dayText(numberOf(day) + step))
        const trading = days.filter((each) => calendarDay(each).kind === 'session')
        expect(sessionsBetween(day, days[length] ?? day).map((session) => session.day)).toEqual(trading)
      }),
    )
  })

  test('5. wall time and instants agree with the zone tables', () => {
    const anyDay = fc.integer({ min: numberOf('1990-01-01'), max: numberOf('2060-12-31') }).map(dayText)
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 1_439 }), (day, minute) => {
        const instant = newYorkInstant(day, minute)
        expect(tradingDayOf(instant)).toBe(day)
        const zoned = toZonedDateTimeISO(fromEpochMilliseconds(instant), 'America/New_York')
        const wall = toPlainDateTime(zoned)
        expect(newYorkMinuteOf(instant), zonedText(zoned)).toBe(wall.hour * 60 + wall.minute)
        // Only the hour that spring skips is read as another minute than the one asked for.
        const skipped = minute >= 120 && minute < 180 && newYorkMinuteOf(instant) === minute + 60
        if (!skipped) expect(newYorkMinuteOf(instant)).toBe(minute)
      }),
    )
  })

  test('5. the skipped hour of spring and the double hour of autumn are read by rule', () => {
    expect(isoOf(newYorkInstant('2014-03-09', 150))).toBe('2014-03-09T07:30:00.000Z')
    expect(isoOf(newYorkInstant('2014-11-02', 90))).toBe('2014-11-02T05:30:00.000Z')
    expect(isoOf(newYorkInstant('2014-11-02', 1_440))).toBe('2014-11-03T05:00:00.000Z')
  })

  test.each([
    [0, '00:00'],
    [570, '09:30'],
    [570.99, '09:30'],
    [1_440, '24:00'],
  ])('minute %d of a day is written %s', (minute, text) => {
    expect(minuteText(minute)).toBe(text)
  })
})
