/** An unscheduled closure of the exchange, and taking it back. What is over stays as it was told. */
import type { Instant } from '../base/instant.ts'
import type { CalendarRow } from '../contracts/api/calendar.ts'
import { CALENDAR_HORIZON, type Closure, calendarDay, newYorkMinuteOf, type Session } from '../domain/calendar/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { ClosureStore } from '../ports/closures.ts'
import { calendarRow } from './lib/calendar-row.ts'

interface Ports {
  readonly closures: ClosureStore
  readonly clock: Clock
}

interface Refused {
  readonly kind: 'refused'
  readonly code: string
  readonly field: 'day' | 'closes_minute'
  readonly message: string
}

/** The day as it stands after the command. */
interface Done {
  readonly kind: 'done'
  readonly row: CalendarRow
}

export async function closeMarket(
  ports: Ports,
  { day, closure, by }: { readonly day: string; readonly closure: Closure; readonly by: string },
): Promise<Done | Refused> {
  const now = ports.clock.now()
  const found = sessionToCome(day, now)
  if (found.kind === 'refused') return found
  const { closesMinute } = closure
  const endsMinute = newYorkMinuteOf(found.session.closesAt)
  if (closesMinute !== null && closesMinute >= endsMinute) {
    const message = `must be below ${endsMinute}, the minute at which that session ends by itself`
    return { kind: 'refused', code: 'CLOSES_BY_ITSELF', field: 'closes_minute', message }
  }
  await ports.closures.set(day, closure, by, now)
  return { kind: 'done', row: calendarRow('XNYS', day, new Map([[day, closure]])) }
}

export async function reopenMarket(ports: Ports, day: string): Promise<Done | Refused | { readonly kind: 'absent' }> {
  if (!(await ports.closures.all()).has(day)) return { kind: 'absent' }
  const found = sessionToCome(day, ports.clock.now())
  if (found.kind === 'refused') return found
  const isRemoved = await ports.closures.remove(day)
  return isRemoved ? { kind: 'done', row: calendarRow('XNYS', day, new Map()) } : { kind: 'absent' }
}

/** The session that the rules give a day, while any of it is still to come. */
function sessionToCome(day: string, now: Instant): Refused | { readonly kind: 'session'; readonly session: Session } {
  const refused = (code: string, message: string): Refused => ({ kind: 'refused', code, field: 'day', message })
  const known = calendarDay(day)
  switch (known.kind) {
    case 'beyond_horizon': {
      const { from, to } = CALENDAR_HORIZON
      return refused('BEYOND_HORIZON', `${day} lies beyond the calendar, which knows ${from} to ${to}`)
    }
    case 'closed':
      return refused('NO_SESSION', `${day} has no session that could be closed: ${known.name}`)
    case 'session':
      return known.session.closesAt > now ? known : refused('SESSION_OVER', `${day} is over; what happened stays told`)
  }
}
