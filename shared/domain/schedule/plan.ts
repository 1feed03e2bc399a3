/** What should happen on a trading day, and until when a late start is still worth it. */
import { type Instant, MINUTE_MS } from '../../base/instant.ts'
import type { ReasonCode } from '../../contracts/reasons.ts'
import type { Job, SlotStatus } from '../../contracts/schedule.ts'
import { type Closures, calendarDay, minuteText, OPEN_MINUTE, type Session } from '../calendar/index.ts'

export interface PlannedSlot {
  readonly day: string
  readonly slot: string
  readonly job: Job
  readonly dueAt: Instant
  /** A start after this instant would do more harm than good: the slot is missed. */
  readonly runsUntil: Instant
  /** Why there is nothing to do; the slot is settled without a run. */
  readonly skip: ReasonCode | null
}

/** Minutes of the New York day, or minutes after the close. */
type Time = { readonly at: number } | { readonly afterClose: number }

interface Entry {
  readonly job: Job
  readonly time: Time
  readonly until: Time
  /** A name of its own where a job has several slots a day. */
  readonly slot?: string
  /** Only while the exchange trades. */
  readonly inSession?: true
}

const clock = (hour: number, minute: number): number => hour * 60 + minute
const MIDNIGHT = 1_440
/** A report is worth having a week later, when whoever was away comes back. */
const REPORT_LATE_MINUTES = 7 * 1_440

/**
 * The operator runbook's day in New York time. Its 06:15 is Pacific, which is 09:15 here. What follows the close moves
 * with it on early days.
 */
const DAY: readonly Entry[] = [
  { job: 'startup-check', time: { at: clock(3, 58) }, until: { at: OPEN_MINUTE } },
  { job: 'premarket-scan', time: { at: clock(4, 0) }, until: { at: clock(5, 30) } },
  { job: 'watchlist-finalize', time: { at: clock(9, 15) }, until: { at: clock(10, 15) } },
  { job: 'warm-up', time: { at: clock(9, 25) }, until: { at: clock(10, 25) } },
  { job: 'session-open', time: { at: OPEN_MINUTE }, until: { afterClose: 0 } },
  refresh(clock(9, 35), { at: clock(11, 30) }),
  refresh(clock(11, 30), { at: clock(13, 30) }),
  refresh(clock(13, 30), { afterClose: 0 }),
  { job: 'afterhours-scan', time: { afterClose: 5 }, until: { afterClose: 240 } },
  { job: 'retrain', time: { afterClose: 90 }, until: { at: MIDNIGHT } },
  { job: 'daily-report', time: { afterClose: 120 }, until: { afterClose: REPORT_LATE_MINUTES } },
]

function refresh(minute: number, until: Time): Entry {
  const text = minuteText(minute).replace(':', '')
  return { job: 'intraday-refresh', slot: `intraday-refresh-${text}`, time: { at: minute }, until, inSession: true }
}

/** Clocks change on Sundays, so every minute of a trading day lies as far from the open as the wall clock says. */
const instantOf = (session: Session, time: Time): Instant =>
  'at' in time ? session.opensAt + (time.at - OPEN_MINUTE) * MINUTE_MS : session.closesAt + time.afterClose * MINUTE_MS

/** The slots of a day in the order in which they are due; none when the exchange stays closed or nobody knows. */
export function slotsOf(day: string, closures?: Closures): readonly PlannedSlot[] {
  const known = calendarDay(day, closures)
  if (known.kind !== 'session') return []
  const { session } = known
  return DAY.map(({ job, slot = job, time, until, inSession }) => {
    const dueAt = instantOf(session, time)
    const skip = inSession && dueAt >= session.closesAt ? ('SESSION_CLOSED' as const) : null
    return { day, slot, job, dueAt, runsUntil: Math.max(dueAt, instantOf(session, until)), skip }
  })
}

/** Names of the slots that the schedule itself makes; an operator's slots have others. */
export const PLANNED_SLOTS: readonly string[] = DAY.map(({ job, slot = job }) => slot)

/** How long a slot may wait for its timer before it is told as overdue, so that a dead watch is seen too. */
const OVERDUE_AFTER_MS = 90_000

/** What is told of a slot that nothing has touched. One from before the desk's first start was never expected. */
export function untouchedStatus(
  { dueAt }: Pick<PlannedSlot, 'dueAt'>,
  { since, now }: { readonly since: Instant | null; readonly now: Instant },
): 'UPCOMING' | 'OVERDUE' | 'SKIPPED' {
  if (since === null || dueAt < since) return now >= dueAt ? 'SKIPPED' : 'UPCOMING'
  return now > dueAt + OVERDUE_AFTER_MS ? 'OVERDUE' : 'UPCOMING'
}

export interface SlotsOfDay {
  readonly day: string
  readonly closures: Closures
  /** When the desk first started; null before. */
  readonly since: Instant | null
  /** What is stored of the day, by slot. */
  readonly slots: ReadonlyMap<string, SlotStatus>
}

/** Planned slots of the day that were missed, have failed or are overdue. What an operator ran by hand is theirs. */
export function missedOf({ day, closures, since, slots }: SlotsOfDay, now: Instant): readonly string[] {
  const missed = slotsOf(day, closures).filter((planned) => {
    const status = slots.get(planned.slot) ?? untouchedStatus(planned, { since, now })
    return status === 'MISSED' || status === 'FAILED' || status === 'OVERDUE'
  })
  return missed.map(({ slot }) => slot)
}

export type SlotVerdict = 'UPCOMING' | 'DUE' | 'MISSED'

/** What is to be done about a slot that nothing has touched. */
export function verdictOf(slot: Pick<PlannedSlot, 'dueAt' | 'runsUntil'>, now: Instant): SlotVerdict {
  if (now < slot.dueAt) return 'UPCOMING'
  return now <= slot.runsUntil ? 'DUE' : 'MISSED'
}
