/** The day that a scan belongs to: its previous session, and how much of its own has passed. */
import { present } from '../../base/assert.ts'
import { type Instant, MINUTE_MS } from '../../base/instant.ts'
import { type Closures, calendarDay, dayNumber, dayText, sessionsBetween, tradingDayOf } from '../calendar/index.ts'

export interface ScanDay {
  /** New York date. */
  readonly day: string
  /** Null where the calendar does not know one. */
  readonly previousDay: string | null
  /** Share of the session's minutes that have passed, from the first minute on; null when there is no session. */
  readonly elapsedFraction: number | null
}

/** The exchange has never been closed for as long. */
const CLOSED_DAYS_MAX = 14

export function scanDayOf(at: Instant, closures: Closures): ScanDay {
  const day = tradingDayOf(at)
  const number = present(dayNumber(day), day)
  const before = sessionsBetween(dayText(number - CLOSED_DAYS_MAX), dayText(number - 1), closures)
  const known = calendarDay(day, closures)
  const session = known.kind === 'session' ? known.session : null
  return { day, previousDay: before.at(-1)?.day ?? null, elapsedFraction: session && elapsedFraction(session, at) }
}

/** Whole sessions and shortened ones alike: a minute counts at least, and no more than the session has. */
function elapsedFraction(session: { readonly opensAt: Instant; readonly closesAt: Instant }, at: Instant): number {
  const minutes = (session.closesAt - session.opensAt) / MINUTE_MS
  return Math.min(Math.max((at - session.opensAt) / MINUTE_MS, 1), minutes) / minutes
}
