/** The day that is asked for, and what can be wrong with a call. */
import { CALENDAR_HORIZON, calendarDay, type Session } from '../../shared/domain/calendar/index.ts'

/** Something the caller can put right; told in one line, exit code 2. */
export class DayError extends Error {
  override readonly name = 'DayError'
}

/** The session of a day, or a DayError that says why there is none. */
export function sessionOfDay(day: string): Session {
  const found = /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day)) ? calendarDay(day) : null
  if (!found) throw new DayError(`--date ${day} is not a day: write YYYY-MM-DD`)
  switch (found.kind) {
    case 'session':
      return found.session
    case 'closed':
      throw new DayError(`${day} is not a trading day of the New York Stock Exchange: ${found.name}`)
    case 'beyond_horizon':
      throw new DayError(
        `${day} lies beyond the calendar, which knows ${CALENDAR_HORIZON.from} to ${CALENDAR_HORIZON.to}`,
      )
  }
}
