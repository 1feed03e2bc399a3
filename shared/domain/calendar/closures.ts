/** Days on which the exchange does not open, or stops early, by no rule: an operator says so and why. */
import { newYorkInstant } from './new-york.ts'
import type { CalendarDay, Session } from './sessions.ts'

export interface Closure {
  readonly reason: string
  /** Minute of the New York day at which trading ended; null when the exchange did not open. */
  readonly closesMinute: number | null
}

/** By New York day, `YYYY-MM-DD`. */
export type Closures = ReadonlyMap<string, Closure>

export const NO_CLOSURES: Closures = new Map()

/** What a closure leaves of a session. It only takes: one that ends after the session's own close changes nothing. */
export function cutShort(session: Session, { reason, closesMinute }: Closure): CalendarDay {
  const closesAt = closesMinute === null ? session.opensAt : newYorkInstant(session.day, closesMinute)
  if (closesAt <= session.opensAt) return { kind: 'closed', name: reason }
  return { kind: 'session', session: closesAt < session.closesAt ? { ...session, closesAt, early: true } : session }
}
