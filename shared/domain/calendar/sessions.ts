/** Trading days of the exchange within the horizon for which its holidays are known. */
import { assert, present } from '../../base/assert.ts'
import type { Instant } from '../../base/instant.ts'
import { holidaysOf, type YearOfHolidays } from './holidays.ts'
import { dayNumber, dayText, newYorkInstantOn, weekdayOf } from './new-york.ts'

/** First and last day the calendar speaks of, both included. */
export const CALENDAR_HORIZON = { from: '1998-01-01', to: '2028-12-31' } as const

/** Minutes since New York midnight of the regular session's bounds. */
export const OPEN_MINUTE = 570
export const CLOSE_MINUTE = 960
const EARLY_CLOSE_MINUTE = 780

/** Days without a session in a row: four in September 2001 and a weekend, and one to spare. */
const CLOSED_RUN_MAX = 7

export interface Session {
  /** New York date. */
  readonly day: string
  readonly opensAt: Instant
  readonly closesAt: Instant
  /** Closes at 13:00 instead of 16:00. */
  readonly early: boolean
}

type CalendarDay =
  | { readonly kind: 'session'; readonly session: Session }
  /** Weekend, holiday or special closure, named for people. */
  | { readonly kind: 'closed'; readonly name: string }
  /** The calendar does not know; this is not the same as closed. */
  | { readonly kind: 'beyond_horizon' }

const HORIZON_FROM = present(dayNumber(CALENDAR_HORIZON.from), 'horizon')
const HORIZON_TO = present(dayNumber(CALENDAR_HORIZON.to), 'horizon')

// Both maps are bounded by the horizon: 31 years and about 7,800 sessions.
const years = new Map<number, YearOfHolidays>()
const sessions = new Map<number, Session>()

function holidaysOfYear(year: number): YearOfHolidays {
  const known = years.get(year) ?? holidaysOf(year)
  years.set(year, known)
  return known
}

function sessionOn(number: number, early: boolean): Session {
  const known = sessions.get(number)
  if (known) return known
  const day = dayText(number)
  const session = {
    day,
    opensAt: newYorkInstantOn(number, OPEN_MINUTE),
    closesAt: newYorkInstantOn(number, early ? EARLY_CLOSE_MINUTE : CLOSE_MINUTE),
    early,
  }
  sessions.set(number, session)
  return session
}

function dayAt(number: number): CalendarDay {
  if (number < HORIZON_FROM || number > HORIZON_TO) return { kind: 'beyond_horizon' }
  const weekday = weekdayOf(number)
  if (weekday === 0 || weekday === 6) return { kind: 'closed', name: 'Weekend' }
  const day = dayText(number)
  const { closed, early } = holidaysOfYear(Number(day.slice(0, 4)))
  const name = closed.get(day)
  return name === undefined ? { kind: 'session', session: sessionOn(number, early.has(day)) } : { kind: 'closed', name }
}

function numberOf(day: string): number {
  const number = dayNumber(day)
  assert(number !== null, `${JSON.stringify(day)} is not a day: write YYYY-MM-DD`)
  return number
}

/** What the calendar knows of a day. Throws only when the text is not a day. */
export function calendarDay(day: string): CalendarDay {
  return dayAt(numberOf(day))
}

/** The session of a day, or null when the exchange is closed. Beyond the horizon it throws: ask calendarDay first. */
export function sessionOf(day: string): Session | null {
  const known = calendarDay(day)
  assert(
    known.kind !== 'beyond_horizon',
    `the calendar knows ${CALENDAR_HORIZON.from} to ${CALENDAR_HORIZON.to}, not ${day}`,
  )
  return known.kind === 'session' ? known.session : null
}

/** Whether the exchange opens on a day. Beyond the horizon it throws. */
export function isTradingDay(day: string): boolean {
  return sessionOf(day) !== null
}

function neighbour(day: string, step: 1 | -1): string {
  const number = numberOf(day)
  for (let count = 1; count <= CLOSED_RUN_MAX; count += 1) {
    const next = dayText(number + step * count)
    if (isTradingDay(next)) return next
  }
  assert(false, `no session within ${CLOSED_RUN_MAX} days of ${day}`)
}

/** The last trading day before a day. Throws where the horizon ends first. */
export function previousTradingDay(day: string): string {
  return neighbour(day, -1)
}

/** The first trading day after a day. Throws where the horizon ends first. */
export function nextTradingDay(day: string): string {
  return neighbour(day, 1)
}

/** Sessions of the days from `fromDay` to `toDay`, both included, oldest first; days beyond the horizon have none. */
export function sessionsBetween(fromDay: string, toDay: string): readonly Session[] {
  const found: Session[] = []
  const last = Math.min(numberOf(toDay), HORIZON_TO)
  for (let number = Math.max(numberOf(fromDay), HORIZON_FROM); number <= last; number += 1) {
    const known = dayAt(number)
    if (known.kind === 'session') found.push(known.session)
  }
  return found
}
