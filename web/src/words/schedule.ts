/** Words for the jobs and slots of a trading day, and for what a run by hand would do. */
import type { Job, Left, Slot } from '../../../shared/contracts/schedule.ts'
import { clockText } from '../format/age.ts'
import { reasonWords, type Tone } from './events.ts'

interface JobWords {
  readonly name: string
  /** What the job does, one sentence. */
  readonly does: string
}

export const JOB_WORDS: Readonly<Record<Job, JobWords>> = {
  'startup-check': { name: 'Startup check', does: 'It asks every neighbour of the desk and stores what it answered.' },
  'premarket-scan': {
    name: 'Premarket scan',
    does: 'It looks at the universe and writes a new premarket list, with a reason for every symbol left out.',
  },
  'watchlist-finalize': {
    name: 'Watchlist for the open',
    does: 'It writes the opening list of the day from the premarket scan; the router follows that list.',
  },
  'warm-up': {
    name: 'Warm-up',
    does: 'It reads history for the symbols of the list, so that signals are known early.',
  },
  'session-open': { name: 'Open of the session', does: 'It marks the open of the session in the ledger.' },
  'intraday-refresh': {
    name: 'Intraday refresh',
    does: 'It looks at the universe again and writes a new intraday-core list; the router follows that list.',
  },
  'afterhours-scan': { name: 'After-hours scan', does: 'It looks at the universe and writes a new afterhours list.' },
  retrain: { name: 'Retraining', does: 'It trains the models on the bars stored so far.' },
  'daily-report': { name: 'Daily report', does: 'It makes the report of the day anew and replaces the one before.' },
}

export const SLOT_TONES: Readonly<Record<Slot['status'], Tone>> = {
  RUNNING: 'warn',
  COMPLETED: 'good',
  FAILED: 'bad',
  SKIPPED: 'quiet',
  MISSED: 'bad',
  BLOCKED: 'bad',
  UPCOMING: 'quiet',
  OVERDUE: 'bad',
}

/** Who began a slot. */
export const TRIGGER_WORDS: Readonly<Record<NonNullable<Slot['trigger']>, string>> = {
  timer: 'its timer',
  watch: 'the watch',
  operator: 'an operator',
}

/** `12 symbols, 1 watchlist`; what a slot has left so far. */
export const leftText = (left: readonly Left[]): string =>
  left.map(({ what, count }) => `${count} ${what.replaceAll('_', ' ')}`).join(', ')

const REASONLESS: Readonly<Partial<Record<Slot['status'], string>>> = {
  UPCOMING: '',
  RUNNING: '',
  COMPLETED: '',
  OVERDUE: 'Its time has come and nothing has begun it. Is the desk running?',
}

/** Why a slot ended as it did, in words; empty when there is nothing to explain, null when a reason is owed. */
export function slotReason({ status, reason, detail }: Slot): string | null {
  if (reason === null) return detail ?? REASONLESS[status] ?? null
  return detail === null ? reasonWords(reason) : `${reasonWords(reason)} ${detail}`
}

/** `5 completed, 1 failed`, in the order in which the states first appear. */
export function countsText(slots: readonly Slot[]): string {
  const counts = new Map<Slot['status'], number>()
  for (const { status } of slots) counts.set(status, (counts.get(status) ?? 0) + 1)
  return [...counts].map(([status, count]) => `${count} ${status.toLowerCase()}`).join(', ')
}

/** What pressing Run now does and does not do, one sentence each. */
export function runNowConsequences({ job, book, day, dueAt }: Slot): readonly string[] {
  return [
    JOB_WORDS[job].does,
    `It runs in book ${book} for ${day}, as a slot of its own; the slot of ${clockText(dueAt)} stays as it is.`,
    'It sends no order by itself. A job that has begun cannot be stopped from here.',
  ]
}
