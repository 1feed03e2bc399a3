/** Every session that the calendar knows, listed once: each walk of the synthetic market runs over all of them. */
import { CALENDAR_HORIZON, type Session, sessionsBetween } from '../calendar/index.ts'

let sessions: readonly Session[] | null = null

export function allSessions(): readonly Session[] {
  sessions ??= sessionsBetween(CALENDAR_HORIZON.from, CALENDAR_HORIZON.to)
  return sessions
}
