/** The open marker: the bell of the day, with what the desk goes into it with. */
import { calendarDay, minuteText, newYorkMinuteOf } from '../domain/calendar/index.ts'
import type { ClosureStore } from '../ports/closures.ts'
import type { Ledger } from '../ports/ledger.ts'
import type { Fence, JobEnd } from '../ports/schedule.ts'

export async function openSession(
  ports: { readonly closures: ClosureStore; readonly ledger: Ledger },
  { day }: Fence,
): Promise<JobEnd> {
  const known = calendarDay(day, await ports.closures.all())
  if (known.kind !== 'session') return { kind: 'skipped', reason: 'SESSION_CLOSED', detail: null }
  const { state } = await ports.ledger.tradingState()
  const { opensAt, closesAt, early } = known.session
  const [from, to] = [opensAt, closesAt].map((at) => minuteText(newYorkMinuteOf(at)))
  const detail = `${from} to ${to} ET${early ? ', closes early' : ''}; trading ${state}`
  return { kind: 'done', left: [{ what: 'session', count: 1 }], detail }
}
