/** The days of a market: sessions, early closes, holidays and closures; UNKNOWN beyond what the calendar knows. */
import { CALENDAR_DAYS_MAX, type Calendar, type CalendarQuery } from '../contracts/api/calendar.ts'
import { CALENDAR_HORIZON, dayText, horizonWarning, knownDayNumber, tradingDayOf } from '../domain/calendar/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { ClosureStore } from '../ports/closures.ts'
import { calendarRow } from './lib/calendar-row.ts'

/** Days after the first that are told when the last is not named. */
const DAYS_AHEAD = 30

type Refused = { readonly kind: 'refused'; readonly field: 'to'; readonly message: string }
type Found = { readonly kind: 'found'; readonly calendar: Calendar }

export async function readCalendar(
  ports: { readonly closures: Pick<ClosureStore, 'all'>; readonly clock: Clock },
  { market, from: first, to: last }: CalendarQuery,
): Promise<Found | Refused> {
  const now = ports.clock.now()
  const from = first ?? tradingDayOf(now)
  const start = knownDayNumber(from)
  const length = (last === undefined ? start + DAYS_AHEAD : knownDayNumber(last)) - start + 1
  if (length < 1) return { kind: 'refused', field: 'to', message: `lies before ${from}, the first day` }
  if (length > CALENDAR_DAYS_MAX) {
    const message = `makes it ${length} days from ${from} on: ask for at most ${CALENDAR_DAYS_MAX}`
    return { kind: 'refused', field: 'to', message }
  }
  const closures = await ports.closures.all()
  const days = Array.from({ length }, (_, step) => calendarRow(market, dayText(start + step), closures))
  const horizon = market === 'XNYS' ? { ...CALENDAR_HORIZON, warning: horizonWarning(now) } : null
  const to = dayText(start + length - 1)
  return { kind: 'found', calendar: { market, from, to, horizon, days, asOf: now } }
}
