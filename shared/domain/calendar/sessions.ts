/** Trading days of the exchange within the horizon for which its holidays are known. */
import { assert } from '../../base/assert.ts'
import type { Instant } from '../../base/instant.ts'
import { type Closures, cutShort, NO_CLOSURES } from './closures.ts'
import { holidaysOf, type YearOfHolidays } from './holidays.ts'
import { dayText, knownDayNumber, newYorkInstantOn, tradingDayOf, weekdayOf } from './new-york.ts'

/** First and last day the calendar speaks of, both included. */
export const CALENDAR_HORIZON = { from: '1998-01-01', to: '2028-12-31' } as const

/** Minutes since New York midnight of the regular session's bounds. */
export const OPEN_MINUTE = 570
export const CLOSE_MINUTE = 960
const EARLY_CLOSE_MINUTE = 780

/** The horizon's end is told of this many days ahead, in time to extend it. */
const WARNING_DAYS = 90

export interface Session {
  /** New York date. */
  readonly day: string
  readonly opensAt: Instant
  readonly closesAt: Instant
  /** Closes before 16:00: at 13:00 by rule, or earlier than the rule by a closure. */
  readonly early: boolean
}

export type CalendarDay =
  | { readonly kind: 'session'; readonly session: Session }
  /** Weekend, holiday, special closure, or closure by command with its reason; named for people. */
  | { readonly kind: 'closed'; readonly name: string }
  /** The calendar does not know; this is not the same as closed. */
  | { readonly kind: 'beyond_horizon' }

const HORIZON_FROM = knownDayNumber(CALENDAR_HORIZON.from)
const HORIZON_TO = knownDayNumber(CALENDAR_HORIZON.to)

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

function dayAt(number: number, closures: Closures): CalendarDay {
  if (number < HORIZON_FROM || number > HORIZON_TO) return { kind: 'beyond_horizon' }
  const weekday = weekdayOf(number)
  if (weekday === 0 || weekday === 6) return { kind: 'closed', name: 'Weekend' }
  const day = dayText(number)
  const { closed, early } = holidaysOfYear(Number(day.slice(0, 4)))
  const name = closed.get(day)
  if (name !== undefined) return { kind: 'closed', name }
  const session = sessionOn(number, early.has(day))
  const closure = closures.get(day)
  return closure ? cutShort(session, closure) : { kind: 'session', session }
}

/** What the calendar knows of a day. Throws only when the text is not a day. */
export function calendarDay(day: string, closures: Closures = NO_CLOSURES): CalendarDay {
  return dayAt(knownDayNumber(day), closures)
}

/** The session of a day, or null when the exchange is closed. Beyond the horizon it throws: ask calendarDay first. */
export function sessionOf(day: string, closures: Closures = NO_CLOSURES): Session | null {
  const known = calendarDay(day, closures)
  assert(
    known.kind !== 'beyond_horizon',
    `the calendar knows ${CALENDAR_HORIZON.from} to ${CALENDAR_HORIZON.to}, not ${day}`,
  )
  return known.kind === 'session' ? known.session : null
}

/** Whether the exchange opens on a day. Beyond the horizon it throws. */
export function isTradingDay(day: string, closures: Closures = NO_CLOSURES): boolean {
  return sessionOf(day, closures) !== null
}

function neighbour(day: string, step: 1 | -1, closures: Closures): string {
  // Bounded by the horizon, at which isTradingDay throws.
  for (let number = knownDayNumber(day) + step; ; number += step) {
    const next = dayText(number)
    if (isTradingDay(next, closures)) return next
  }
}

/** The last trading day before a day. Throws where the horizon ends first. */
export function previousTradingDay(day: string, closures: Closures = NO_CLOSURES): string {
  return neighbour(day, -1, closures)
}

/** The first trading day after a day. Throws where the horizon ends first. */
export function nextTradingDay(day: string, closures: Closures = NO_CLOSURES): string {
  return neighbour(day, 1, closures)
}

/** Sessions of the days from `fromDay` to `toDay`, both included, oldest first; days beyond the horizon have none. */
export function sessionsBetween(fromDay: string, toDay: string, closures: Closures = NO_CLOSURES): readonly Session[] {
  const found: Session[] = []
  const last = Math.min(knownDayNumber(toDay), HORIZON_TO)
  for (let number = Math.max(knownDayNumber(fromDay), HORIZON_FROM); number <= last; number += 1) {
    const known = dayAt(number, closures)
    if (known.kind === 'session') found.push(known.session)
  }
  return found
}

/** What to tell people while fewer than 90 days of horizon remain, or none; else null. */
export function horizonWarning(now: Instant): string | null {
  const left = HORIZON_TO - knownDayNumber(tradingDayOf(now))
  if (left >= WARNING_DAYS) return null
  const end =
    left < 0 ? `ended on ${CALENDAR_HORIZON.to}` : `ends on ${CALENDAR_HORIZON.to}, which is ${left} day(s) away`
  return `The calendar of the exchange ${end}. Beyond it every day is UNKNOWN and nothing trades: update Gatehouse.`
}
