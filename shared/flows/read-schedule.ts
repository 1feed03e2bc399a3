/** A day's schedule as it stands: what was stored, and what should have been and was not. */
import type { Instant } from '../base/instant.ts'
import type { Schedule } from '../contracts/api/schedule.ts'
import type { Book } from '../contracts/books.ts'
import type { Slot } from '../contracts/schedule.ts'
import { calendarDay, tradingDayOf } from '../domain/calendar/index.ts'
import { type PlannedSlot, slotsOf, untouchedStatus } from '../domain/schedule/index.ts'
import type { SchedulePorts, StoredSlot } from '../ports/schedule.ts'

export async function readSchedule(ports: SchedulePorts, book: Book, wanted: string | undefined): Promise<Schedule> {
  const now = ports.clock.now()
  const day = wanted ?? tradingDayOf(now)
  const [since, stored, closures] = await Promise.all([
    ports.schedule.knownSince(book),
    ports.schedule.between(book, day, day),
    ports.closures.all(),
  ])
  const known = calendarDay(day, closures)
  const session = known.kind === 'session' ? known.session : null
  const planned = slotsOf(day, closures).map((slot) => {
    const found = stored.find((one) => one.slot === slot.slot)
    return found ? shownOf(found) : untouched(slot, book, { since, now })
  })
  const names = new Set(planned.map(({ slot }) => slot))
  const byHand = stored.filter(({ slot }) => !names.has(slot)).map(shownOf)
  return {
    book,
    day,
    dayKind: session ? (session.early ? 'early' : 'session') : known.kind === 'closed' ? 'closed' : 'UNKNOWN',
    closedFor: known.kind === 'closed' ? known.name : null,
    opensAt: session?.opensAt ?? null,
    closesAt: session?.closesAt ?? null,
    since,
    slots: [...planned, ...byHand].sort((a, b) => a.dueAt - b.dueAt || (a.slot < b.slot ? -1 : 1)),
    asOf: now,
  }
}

export const shownOf = ({ leaseUntil: _, ...slot }: StoredSlot): Slot => slot

/** A slot that nothing has touched. */
function untouched(
  { day, slot, job, dueAt }: PlannedSlot,
  book: Book,
  at: { readonly since: Instant | null; readonly now: Instant },
): Slot {
  const status = untouchedStatus({ dueAt }, at)
  return {
    ...{ book, day, slot, job, dueAt, trigger: null, startedAt: null, endedAt: null, left: [] },
    status,
    reason: status === 'SKIPPED' ? 'BEFORE_FIRST_START' : null,
    detail: null,
    lateByMs: status === 'OVERDUE' ? at.now - dueAt : null,
  }
}
