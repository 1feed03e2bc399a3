/** Hours of every kind of market: the exchange by its calendar, crypto and currencies by one rule each. */
import { DAY_MS, type Instant } from '../../base/instant.ts'
import type { Market } from '../../contracts/api/calendar.ts'
import { type Closures, NO_CLOSURES } from './closures.ts'
import { dayText, knownDayNumber, newYorkInstantOn, tradingDayOf, weekdayOf } from './new-york.ts'
import { type CalendarDay, calendarDay } from './sessions.ts'

/** Currencies trade from Sunday 17:00 to Friday 17:00 in New York. */
const FX_MINUTE = 1_020
const SUNDAY_TO_FRIDAY = 5

interface Span {
  readonly opensAt: Instant
  /** The first instant at which it is no longer open. */
  readonly closesAt: Instant
}

type Hours =
  | { readonly kind: 'open'; readonly span: Span }
  | { readonly kind: 'closed' }
  /** Beyond the calendar's horizon; this is not the same as closed. */
  | { readonly kind: 'unknown' }

const utcDayAt = (instant: Instant): Span => {
  const opensAt = Math.floor(instant / DAY_MS) * DAY_MS
  return { opensAt, closesAt: opensAt + DAY_MS }
}

/** The week of currencies that begins on the Sunday on or before a day. */
function fxWeekOf(number: number): Span {
  const sunday = number - weekdayOf(number)
  return {
    opensAt: newYorkInstantOn(sunday, FX_MINUTE),
    closesAt: newYorkInstantOn(sunday + SUNDAY_TO_FRIDAY, FX_MINUTE),
  }
}

const hoursWithin = (span: Span, instant: Instant): Hours =>
  instant >= span.opensAt && instant < span.closesAt ? { kind: 'open', span } : { kind: 'closed' }

/** Whether the market is open at an instant, and from when to when. A closure concerns the exchange alone. */
export function spanAt(market: Market, instant: Instant, closures: Closures = NO_CLOSURES): Hours {
  if (market === 'CRYPTO') return hoursWithin(utcDayAt(instant), instant)
  const day = tradingDayOf(instant)
  if (market === 'FX') return hoursWithin(fxWeekOf(knownDayNumber(day)), instant)
  const known = calendarDay(day, closures)
  switch (known.kind) {
    case 'session':
      return hoursWithin(known.session, instant)
    case 'closed':
      return { kind: 'closed' }
    case 'beyond_horizon':
      return { kind: 'unknown' }
  }
}

/** Whether the market is open at an instant; null is UNKNOWN, beyond the calendar's horizon. */
export function isOpen(market: Market, instant: Instant, closures: Closures = NO_CLOSURES): boolean | null {
  const { kind } = spanAt(market, instant, closures)
  return kind === 'unknown' ? null : kind === 'open'
}

/** When the first span after an instant opens; null is UNKNOWN, beyond the calendar's horizon. */
export function nextOpen(market: Market, instant: Instant, closures: Closures = NO_CLOSURES): Instant | null {
  if (market === 'CRYPTO') return utcDayAt(instant).closesAt
  const today = knownDayNumber(tradingDayOf(instant))
  if (market === 'FX') {
    const { opensAt } = fxWeekOf(today)
    return opensAt > instant ? opensAt : fxWeekOf(today + 7).opensAt
  }
  // Bounded by the horizon.
  for (let number = today; ; number += 1) {
    const known = calendarDay(dayText(number), closures)
    if (known.kind === 'beyond_horizon') return null
    if (known.kind === 'session' && known.session.opensAt > instant) return known.session.opensAt
  }
}

/** What the market does on a day: of UTC for crypto, of New York for the exchange and for currencies. */
export function marketDay(market: Market, day: string, closures: Closures = NO_CLOSURES): CalendarDay {
  if (market === 'XNYS') return calendarDay(day, closures)
  const number = knownDayNumber(day)
  const { opensAt, closesAt } = market === 'CRYPTO' ? utcDayAt(number * DAY_MS) : fxHoursOf(number)
  if (closesAt <= opensAt) return { kind: 'closed', name: 'Weekend' }
  return { kind: 'session', session: { day, opensAt, closesAt, early: false } }
}

function fxHoursOf(number: number): Span {
  const week = fxWeekOf(number)
  return {
    opensAt: Math.max(week.opensAt, newYorkInstantOn(number, 0)),
    closesAt: Math.min(week.closesAt, newYorkInstantOn(number + 1, 0)),
  }
}
