import { describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS, isoOf, MINUTE_MS } from '../../base/instant.ts'
import { dayText, isOpen, newYorkInstant, newYorkMinuteOf, nextOpen, tradingDayOf, weekdayOf } from './index.ts'

/** The nth Sunday of a month as a day number; counted from the end where n is 0. */
function sundayOf(year: number, month: number, nth: number): number {
  const first = Date.UTC(year, nth === 0 ? month : month - 1, 1) / DAY_MS
  const sunday = first + ((7 - weekdayOf(first)) % 7)
  return sunday + (nth - 1) * 7
}

interface Change {
  readonly day: string
  readonly season: 'spring' | 'autumn'
}

/**
 * By statute and not by the zone tables that the calendar itself asks: the Uniform Time Act as amended in 1986, and
 * since 2007 the Energy Policy Act of 2005 (15 U.S.C. 260a).
 */
const CHANGES: readonly Change[] = Array.from({ length: 31 }, (_, index) => 1998 + index).flatMap((year) => [
  { day: dayText(year < 2007 ? sundayOf(year, 4, 1) : sundayOf(year, 3, 2)), season: 'spring' } as const,
  { day: dayText(year < 2007 ? sundayOf(year, 10, 0) : sundayOf(year, 11, 1)), season: 'autumn' } as const,
])

/** What the clock in New York shows at each minute of the day that passes, from its own midnight to the next. */
function* minutesOf({ day, season }: Change): Generator<{ instant: number; wall: number }> {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  const [before, after] = season === 'spring' ? [5, 4] : [4, 5]
  const changeAt = midnight + (2 + before) * HOUR_MS
  for (let at = midnight + before * HOUR_MS; at < midnight + DAY_MS + after * HOUR_MS; at += MINUTE_MS) {
    const behind = at < changeAt ? before : after
    yield { instant: at, wall: (at - midnight) / MINUTE_MS - behind * 60 }
  }
}

describe('the 62 days of clock change from 1998 to 2028, minute by minute', () => {
  test('are those that are known', () => {
    const known = ['1998-04-05', '1998-10-25', '2006-04-02', '2006-10-29', '2007-03-11', '2007-11-04', '2028-11-05']
    expect(CHANGES.map(({ day }) => day)).toEqual(expect.arrayContaining(known))
    expect(CHANGES).toHaveLength(62)
  })

  test('5. every minute that passes has its day and its wall time, and is found by them again', () => {
    const wrong: string[] = []
    let minutes = 0
    for (const change of CHANGES) {
      for (const { instant, wall } of minutesOf(change)) {
        minutes += 1
        if (tradingDayOf(instant) !== change.day) wrong.push(`${isoOf(instant)} is of ${tradingDayOf(instant)}`)
        if (newYorkMinuteOf(instant) !== wall) wrong.push(`${isoOf(instant)} is minute ${newYorkMinuteOf(instant)}`)
        // The hour that autumn shows twice is read as its first showing.
        const isLate = instant >= Date.parse(`${change.day}T06:00:00Z`)
        const isSecond = change.season === 'autumn' && isLate && wall < 120
        const found = newYorkInstant(change.day, wall)
        const expected = isSecond ? instant - HOUR_MS : instant
        if (found !== expected) wrong.push(`${change.day} ${wall} is ${isoOf(found)}`)
      }
    }
    expect(wrong).toEqual([])
    expect(minutes).toBe(31 * 23 * 60 + 31 * 25 * 60)
  })

  test('5. every minute that can be asked for lies on its day; the hour that spring skips is read as the next', () => {
    const wrong: string[] = []
    for (const { day, season } of CHANGES) {
      for (let minute = 0; minute < 1_440; minute += 1) {
        const instant = newYorkInstant(day, minute)
        const isSkipped = season === 'spring' && minute >= 120 && minute < 180
        const shown = isSkipped ? minute + 60 : minute
        if (tradingDayOf(instant) !== day || newYorkMinuteOf(instant) !== shown) wrong.push(`${day} ${minute}`)
      }
    }
    expect(wrong).toEqual([])
  })

  test('7. currencies stay closed until 17:00 on the new clock and then open', () => {
    const wrong: string[] = []
    for (const change of CHANGES) {
      const opensAt = newYorkInstant(change.day, 1_020)
      for (const { instant, wall } of minutesOf(change)) {
        if (isOpen('FX', instant) !== wall >= 1_020) wrong.push(isoOf(instant))
        if (wall < 1_020 && nextOpen('FX', instant) !== opensAt) wrong.push(`after ${isoOf(instant)}`)
      }
    }
    expect(wrong).toEqual([])
  })
})
