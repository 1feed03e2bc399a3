/** New York wall time: which day and minute an instant is there, and which instant a minute of a day is. */
import { fromEpochMilliseconds, toZonedDateTimeISO } from 'temporal-polyfill/fns/Instant'
import { getTimeZoneTransition, offsetNanoseconds } from 'temporal-polyfill/fns/ZonedDateTime'
import { assert } from '../../base/assert.ts'
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../../base/instant.ts'
import { memoryOf } from '../../base/memory.ts'

const ZONE = 'America/New_York'
/** The zone's two offsets from UTC since 1918. */
const STANDARD_OFFSET_MS = -5 * HOUR_MS
const DAYLIGHT_OFFSET_MS = -4 * HOUR_MS
/** Years whose changes of clock are remembered; more than the calendar has, so it never thrashes. */
const YEARS_MAX = 128
/** Days whose text is remembered; more than the calendar has. */
const DAYS_MAX = 16_384
/** A year has two changes of clock; a zone with more than this is not New York. */
const CHANGES_MAX = 4

interface YearOfClock {
  readonly startOffsetMs: number
  readonly changes: readonly { readonly at: Instant; readonly offsetMs: number }[]
}

// The zone tables cost milliseconds to ask and change only with the platform, so each year is asked once per process.
const years = memoryOf<number, YearOfClock>(YEARS_MAX)

function clockOfYear(year: number): YearOfClock {
  const end = Date.UTC(year + 1, 0, 1)
  let zoned = toZonedDateTimeISO(fromEpochMilliseconds(Date.UTC(year, 0, 1)), ZONE)
  const startOffsetMs = offsetNanoseconds(zoned) / 1_000_000
  const changes: { at: Instant; offsetMs: number }[] = []
  for (let count = 0; count < CHANGES_MAX; count += 1) {
    const next = getTimeZoneTransition(zoned, 'next')
    if (!next || next.epochMilliseconds >= end) break
    changes.push({ at: next.epochMilliseconds, offsetMs: offsetNanoseconds(next) / 1_000_000 })
    zoned = next
  }
  return { startOffsetMs, changes }
}

/** New York time minus UTC at an instant, in milliseconds (negative). */
function offsetAt(instant: Instant): number {
  const year = new Date(instant).getUTCFullYear()
  const clock = years(year, () => clockOfYear(year))
  let offsetMs = clock.startOffsetMs
  for (const change of clock.changes) if (instant >= change.at) offsetMs = change.offsetMs
  return offsetMs
}

// Most questions to a calendar read and write the same few days, and that was half of their time.
const texts = memoryOf<number, string>(DAYS_MAX)
const numbers = memoryOf<string, number | null>(DAYS_MAX)

/** The days since 1970-01-01 of a `YYYY-MM-DD` text, or null when there is no such day. */
export function dayNumber(day: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null
  return numbers(day, () => {
    const at = Date.parse(`${day}T00:00:00Z`)
    return Number.isFinite(at) && dayText(at / DAY_MS) === day ? at / DAY_MS : null
  })
}

/** The same for a text that the caller knows to be a day. Throws when it is none. */
export function knownDayNumber(day: string): number {
  const number = dayNumber(day)
  assert(number !== null, `${JSON.stringify(day)} is not a day: write YYYY-MM-DD`)
  return number
}

/** The `YYYY-MM-DD` text of a day number. */
export function dayText(number: number): string {
  return texts(number, () => new Date(number * DAY_MS).toISOString().slice(0, 10))
}

/** 0 Sunday to 6 Saturday. */
export function weekdayOf(number: number): number {
  return (((number + 4) % 7) + 7) % 7
}

/** The New York date of an instant, trading day or not, as `YYYY-MM-DD`. */
export function tradingDayOf(instant: Instant): string {
  return dayText(Math.floor((instant + offsetAt(instant)) / DAY_MS))
}

/** Minutes since New York midnight of an instant on the wall clock there, with fractions. */
export function newYorkMinuteOf(instant: Instant): number {
  const local = instant + offsetAt(instant)
  return (local - Math.floor(local / DAY_MS) * DAY_MS) / MINUTE_MS
}

/** `HH:MM` of a minute of the day, 24:00 at its end; a fraction has not passed yet. */
export function minuteText(minuteOfDay: number): string {
  const minute = Math.floor(minuteOfDay)
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}

/**
 * The instant at which the wall clock in New York shows `minuteOfDay` (0 to 1440, fractions allowed) on `day`.
 * A minute that the clock skips in spring is read as one hour later; one that it shows twice in autumn as the first.
 */
export function newYorkInstant(day: string, minuteOfDay: number): Instant {
  return newYorkInstantOn(knownDayNumber(day), minuteOfDay)
}

/** The same for a day number, for those who count days. */
export function newYorkInstantOn(number: number, minuteOfDay: number): Instant {
  assert(minuteOfDay >= 0 && minuteOfDay <= 1_440, `minute ${minuteOfDay} is not within a day`)
  const daylight = number * DAY_MS + minuteOfDay * MINUTE_MS - DAYLIGHT_OFFSET_MS
  return offsetAt(daylight) === DAYLIGHT_OFFSET_MS ? daylight : daylight + DAYLIGHT_OFFSET_MS - STANDARD_OFFSET_MS
}
