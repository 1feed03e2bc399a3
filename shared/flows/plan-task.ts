/** A job that an operator asks for: a slot of its own beside those of the schedule. */
import { HOUR_MS, type Instant } from '../base/instant.ts'
import type { TaskRequest } from '../contracts/api/schedule.ts'
import type { Book } from '../contracts/books.ts'
import type { Job } from '../contracts/schedule.ts'
import { tradingDayOf } from '../domain/calendar/index.ts'
import { PLANNED_SLOTS } from '../domain/schedule/index.ts'
import type { SlotToRun } from '../ports/schedule.ts'

export type PlannedTask =
  | { readonly kind: 'slot'; readonly slot: SlotToRun }
  | { readonly kind: 'refused'; readonly field: string; readonly code: string; readonly message: string }

/** Names the slot `<job>:<name>`, so that one name serves every job of a day. */
export function planTask(job: Job, request: TaskRequest & { readonly book: Book }, now: Instant): PlannedTask {
  const today = tradingDayOf(now)
  const { book, day = today, slot } = request
  const refused = (field: string, code: string, message: string): PlannedTask => ({
    kind: 'refused',
    field,
    code,
    message,
  })
  if (day > today) return refused('day', 'DAY_TO_COME', `${day} is still to come; today in New York is ${today}`)
  if (PLANNED_SLOTS.includes(slot)) {
    return refused('slot', 'SLOT_OF_SCHEDULE', `${slot} is a slot of the schedule itself; give yours another name`)
  }
  return {
    kind: 'slot',
    slot: { book, day, slot: `${job}:${slot}`.slice(0, 60), job, dueAt: now, runsUntil: now + HOUR_MS },
  }
}
