/** The ledger of slots: every one that was due, what became of it, and who may write for it now. */
import type { Instant } from '../base/instant.ts'
import type { Check } from '../contracts/api/health.ts'
import type { Book } from '../contracts/books.ts'
import type { Job, Left, Slot, SlotStatus } from '../contracts/schedule.ts'
import type { Clock } from './clock.ts'
import type { ClosureStore } from './closures.ts'

export interface SlotKey {
  readonly book: Book
  readonly day: string
  readonly slot: string
}

/** What a slot's holder shows with each write: the slot has this token only until the next claim. */
export interface Fence extends SlotKey {
  readonly token: number
}

/** The write came from a holder that was paused past its lease: another has the slot, and nothing was written. */
export class FenceLost extends Error {
  override readonly name = 'FenceLost'
}

export interface DueSlot extends SlotKey {
  readonly job: Job
  readonly dueAt: Instant
}

/** A due slot with the last instant at which a start is worth it. */
export interface SlotToRun extends DueSlot {
  readonly runsUntil: Instant
}

/** What a job left, or why it did nothing. A job shows its fence with each write. */
export type JobEnd =
  | { readonly kind: 'done'; readonly left: readonly Left[]; readonly detail: string | null }
  | { readonly kind: 'skipped' | 'blocked'; readonly reason: string; readonly detail: string | null }

export type SlotTrigger = NonNullable<Slot['trigger']>

export interface SlotEnd {
  readonly status: Exclude<SlotStatus, 'RUNNING'>
  readonly reason: string | null
  readonly detail: string | null
  readonly left: readonly Left[]
}

/** A stored slot and, while it runs, until when its holder has it. */
export interface StoredSlot extends Slot {
  readonly status: SlotStatus
  readonly leaseUntil: Instant | null
}

export interface ScheduleStore {
  /** When the desk first started in this book; the first call stores it. */
  since(book: Book, now: Instant): Promise<Instant>
  /** The same without storing anything; null before the first start. */
  knownSince(book: Book): Promise<Instant | null>
  /**
   * Takes the slot for `forMs`: a new one, or one whose holder's lease has lapsed. Null when it is settled or another
   * holds it.
   */
  claim(
    slot: DueSlot,
    how: { readonly trigger: SlotTrigger; readonly forMs: number },
    now: Instant,
  ): Promise<Fence | null>
  /** Writes the end of a run. False when the holder's token is no longer the slot's. */
  finish(fence: Fence, end: SlotEnd, now: Instant): Promise<boolean>
  /** Ends a run that an outage broke off, so that the slot can be claimed again at once; keeps why. */
  giveBack(fence: Fence, detail: string, now: Instant): Promise<void>
  /** Settles slots that never ran; those that something has touched stay as they are. Returns how many were written. */
  settle(slots: readonly (DueSlot & { readonly end: SlotEnd })[], trigger: SlotTrigger, now: Instant): Promise<number>
  /** Stored slots of the days, oldest first. */
  between(book: Book, from: string, to: string): Promise<readonly StoredSlot[]>
  /** The newest day on which one of these slots is stored; null when there is none. */
  newestDay(book: Book, slots: readonly string[]): Promise<string | null>
  find(key: SlotKey): Promise<StoredSlot | null>
}

/** What it takes to say what should have happened by now. */
export interface SchedulePorts {
  readonly schedule: ScheduleStore
  readonly closures: ClosureStore
  readonly clock: Clock
}

/** Results of the startup checks. */
export interface StartupLog {
  /** False when the holder's token is no longer the slot's; nothing is written then. */
  save(fence: Fence, checks: readonly Check[], now: Instant): Promise<boolean>
}
