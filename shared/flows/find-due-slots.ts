/** Looks at a book's schedule: what should run now, and what is settled because it never can. */
import type { Instant } from '../base/instant.ts'
import type { Book } from '../contracts/books.ts'
import { dayNumber, dayText, tradingDayOf } from '../domain/calendar/index.ts'
import { PLANNED_SLOTS, type PlannedSlot, slotsOf, verdictOf } from '../domain/schedule/index.ts'
import type {
  DueSlot,
  SchedulePorts,
  ScheduleStore,
  SlotEnd,
  SlotToRun,
  SlotTrigger,
  StoredSlot,
} from '../ports/schedule.ts'

/** A desk that was away longer tells the slots of the last of these days. */
const LOOK_BACK_DAYS_MAX = 400
/** Longest that a slot of an older day can still be open: the report of the week before. */
const OPEN_DAYS = 8

const SKIPPED = (reason: string): SlotEnd => ({ status: 'SKIPPED', reason, detail: null, left: [] })
const MISSED: SlotEnd = { status: 'MISSED', reason: 'SLOT_MISSED', detail: null, left: [] }

/** Slots to run now, the oldest first. Those that were skipped or missed are settled on the way. */
export async function findDueSlots(
  ports: SchedulePorts,
  book: Book,
  trigger: SlotTrigger,
): Promise<readonly SlotToRun[]> {
  const now = ports.clock.now()
  const since = await ports.schedule.since(book, now)
  const today = tradingDayOf(now)
  const from = await firstOpenDay(ports.schedule, book, { since, today })
  const [stored, closures] = await Promise.all([ports.schedule.between(book, from, today), ports.closures.all()])
  const known = Map.groupBy(stored, ({ day }) => day)
  const due: SlotToRun[] = []
  const settled: (DueSlot & { readonly end: SlotEnd })[] = []
  const open = daysBetween(from, today).filter((day) => !isSettled(known.get(day) ?? []))
  for (const planned of open.flatMap((day) => slotsOf(day, closures))) {
    if (planned.dueAt < since || planned.dueAt > now) continue
    const slot = { book, day: planned.day, slot: planned.slot, job: planned.job, dueAt: planned.dueAt }
    const before = known.get(planned.day)?.find(({ slot }) => slot === planned.slot)
    const todo = whatToDo(planned, before, now)
    if (todo === 'run') due.push({ ...slot, runsUntil: planned.runsUntil })
    else if (todo !== 'leave') settled.push({ ...slot, end: todo })
  }
  if (settled.length > 0) await ports.schedule.settle(settled, trigger, now)
  return due
}

const PLANNED: ReadonlySet<string> = new Set(PLANNED_SLOTS)

/** Most days of a look are over, with nothing left to ask about them. */
function isSettled(stored: readonly StoredSlot[]): boolean {
  const planned = stored.filter(({ slot, status }) => status !== 'RUNNING' && PLANNED.has(slot))
  return planned.length === PLANNED.size
}

function whatToDo(planned: PlannedSlot, stored: StoredSlot | undefined, now: Instant): 'run' | 'leave' | SlotEnd {
  // A lapsed run is claimed again, also after its time: whoever claims it then ends it.
  if (stored) return stored.status === 'RUNNING' && (stored.leaseUntil ?? now) <= now ? 'run' : 'leave'
  if (planned.skip !== null) return SKIPPED(planned.skip)
  return verdictOf(planned, now) === 'MISSED' ? MISSED : 'run'
}

/** The first day that may hold a slot that is not settled. */
async function firstOpenDay(
  schedule: ScheduleStore,
  book: Book,
  { since, today }: { readonly since: Instant; readonly today: string },
): Promise<string> {
  const newest = (await schedule.newestDay(book, PLANNED_SLOTS)) ?? tradingDayOf(since)
  const number = dayNumber(today) ?? 0
  const open = Math.min((dayNumber(newest) ?? number) - OPEN_DAYS, number)
  return dayText(Math.max(open, number - LOOK_BACK_DAYS_MAX))
}

function daysBetween(from: string, to: string): string[] {
  const [first, last] = [dayNumber(from) ?? 0, dayNumber(to) ?? 0]
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => dayText(first + index))
}
