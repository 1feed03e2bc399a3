/** Words for the trading session: where it stands, and how long until it opens or closes. */
import type { Instant } from '../../../shared/base/instant.ts'
import type { Overview } from '../../../shared/contracts/api/overview.ts'
import { clockText, durationText, newYorkOf } from '../format/age.ts'
import type { Tone } from './events.ts'

type Session = Overview['session']

export const PHASES: Readonly<Record<Session['phase'], { readonly words: string; readonly tone: Tone }>> = {
  premarket: { words: 'Before the open', tone: 'warn' },
  open: { words: 'Open', tone: 'good' },
  after: { words: 'After the close', tone: 'warn' },
  closed: { words: 'Closed', tone: 'quiet' },
  UNKNOWN: { words: 'UNKNOWN', tone: 'warn' },
}

/** Day of the week in New York, such as `Mon`. */
const weekday = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/New_York', weekday: 'short' })

/** `09:30 ET` today, `Mon 2014-06-09 09:30 ET` on another day. */
function whenText(at: Instant, today: string): string {
  const { day } = newYorkOf(at)
  return day === today ? `${clockText(at)} ET` : `${weekday.format(at)} ${day} ${clockText(at)} ET`
}

/** What comes next, from the server's time: `closes in 2 h 13 min, at 16:00 ET`. Null when the calendar cannot say. */
export function nextBellText(session: Session, now: Instant): string | null {
  const bells = [
    ['opens', session.opensAt],
    ['closes', session.closesAt],
    ['opens again', session.nextOpensAt],
  ] as const
  const next = bells.find(([, at]) => at !== null && at > now)
  if (!next?.[1]) return null
  const [what, at] = next
  return `${what} in ${durationText(at - now)}, at ${whenText(at, session.day)}`
}

/** What kind of day it is: a holiday by name, an early close, or a usual session. */
export function dayText(session: Session): string | null {
  if (session.closedFor !== null)
    return session.opensAt === null ? `no session: ${session.closedFor}` : session.closedFor
  if (session.phase === 'UNKNOWN') return null
  if (session.opensAt === null) return 'no session: the exchange rests'
  return session.early ? 'a session that closes early' : 'a usual session'
}
