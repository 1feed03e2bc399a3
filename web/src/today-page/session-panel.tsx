/** The clock of the exchange: the time in New York by the second, where the session stands, and the next bell. */
import type { Overview } from '../../../shared/contracts/api/overview.ts'
import { newYorkOf } from '../format/age.ts'
import { Mark } from '../parts/mark.tsx'
import { Known, Unknown } from '../parts/unknown.tsx'
import { useTextNow } from '../shell/ticker.ts'
import { dayText, nextBellText, PHASES } from '../words/session.ts'

const BEYOND = 'The calendar does not reach this day.'

export function SessionClock({ session }: { readonly session: Overview['session'] }) {
  const time = useTextNow((now) => newYorkOf(now).time)
  const bell = useTextNow((now) => nextBellText(session, now) ?? '')
  const { words, tone } = PHASES[session.phase]
  return (
    <div className="clock">
      <p className="clock-time">
        <time>{time}</time> <span className="quiet">New York, {session.day}</span>
      </p>
      <p>
        {session.phase === 'UNKNOWN' ? <Unknown why={BEYOND} /> : <Mark tone={tone} word={words} />}
        {bell === '' ? ': the next bell is UNKNOWN' : `: ${bell}`}
      </p>
      <p className="quiet">
        Today is <Known value={dayText(session)} show={(text) => text} why={BEYOND} />.
      </p>
    </div>
  )
}
