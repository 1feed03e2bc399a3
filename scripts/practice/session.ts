/** Which sessions can be practised: those that are over, with everything that the schedule does after the close. */
import { DAY_MS, type Instant, MINUTE_MS } from '../../shared/base/instant.ts'
import { sessionsBetween, tradingDayOf } from '../../shared/domain/calendar/index.ts'
import { slotsOf } from '../../shared/domain/schedule/index.ts'
import { DayError, sessionOfDay } from '../day/session.ts'

/** The exchange has never been closed for as long. */
const CLOSED_MS_MAX = 14 * DAY_MS

export interface PracticeDay {
  readonly day: string
  readonly opensAt: Instant
  readonly closesAt: Instant
  /** Every instant at which something happens: each minute of the session and each slot of the day. */
  readonly steps: readonly Instant[]
}

/** Throws a DayError that says what is wrong with the day. */
export function practiceDay(day: string): PracticeDay {
  const { opensAt, closesAt } = sessionOfDay(day)
  const minutes = (closesAt - opensAt) / MINUTE_MS
  // Past the close the day orders end; the first minute after it runs that timer.
  const session = Array.from({ length: minutes + 1 }, (_, index) => opensAt + (index + 1) * MINUTE_MS)
  const steps = [...new Set([...slotsOf(day).map(({ dueAt }) => dueAt), ...session])].sort((a, b) => a - b)
  return { day, opensAt, closesAt, steps }
}

/** When the clock may go on from the day's last step. */
const overAt = (day: string): Instant => (practiceDay(day).steps.at(-1) ?? 0) + MINUTE_MS

/** The newest session that is over with its report; null beyond the calendar. */
export function lastSessionBefore(now: Instant): string | null {
  const sessions = sessionsBetween(tradingDayOf(now - CLOSED_MS_MAX), tradingDayOf(now))
  return sessions.findLast(({ day }) => overAt(day) <= now)?.day ?? null
}

/** Throws a DayError unless the day is a session that is over with its report. */
export function requireOver(day: string, now: Instant): void {
  if (overAt(day) > now) {
    const newest = lastSessionBefore(now)
    throw new DayError(`${day} is not over yet${newest ? `: the newest session that is over is ${newest}` : ''}`)
  }
}
