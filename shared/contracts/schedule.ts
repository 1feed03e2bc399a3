/** The daily schedule: its jobs, its slots and what became of each. One row per slot that should have happened. */
import * as z from 'zod'
import { instantOf } from '../base/instant.ts'
import { bookSchema } from './books.ts'
import { instantSchema } from './scalars.ts'

export const JOBS = [
  'startup-check',
  'premarket-scan',
  'watchlist-finalize',
  'warm-up',
  'session-open',
  'intraday-refresh',
  'afterhours-scan',
  'retrain',
  'daily-report',
] as const
export const jobSchema = z.enum(JOBS)
export type Job = z.infer<typeof jobSchema>

/** What is stored of a slot. RUNNING has a lease; all others are final. */
export const SLOT_STATUSES = ['RUNNING', 'COMPLETED', 'FAILED', 'SKIPPED', 'MISSED', 'BLOCKED'] as const
export const slotStatusSchema = z.enum(SLOT_STATUSES)
export type SlotStatus = z.infer<typeof slotStatusSchema>

/** `YYYY-MM-DD` in New York. */
export const daySchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'is not a day: write YYYY-MM-DD', abort: true })
  .refine(
    (day) => instantOf(`${day}T00:00:00Z`) !== null && day >= '1970-01-01' && day <= '2099-12-31',
    'must be a date between 1970-01-01 and 2099-12-31',
  )

/** The slot's name within its day: the job, and the New York time where a job has several; or a name given by hand. */
export const slotNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9:.-]{0,59}$/, 'is not a slot: 1 to 60 lower-case letters, digits, colons, dots and dashes')

/** One kind of row that a slot left behind, such as 12 symbols of a watchlist. */
const leftSchema = z.strictObject({ what: z.string().max(60), count: z.number().int().nonnegative() })
export type Left = z.infer<typeof leftSchema>

export const slotSchema = z.strictObject({
  book: bookSchema,
  day: daySchema,
  slot: slotNameSchema,
  job: jobSchema,
  dueAt: instantSchema,
  /**
   * `UPCOMING` before its time, `OVERDUE` when nothing has touched it since, and `SKIPPED` from before the desk's first
   * start are told on reading, never stored.
   */
  status: z.enum([...SLOT_STATUSES, 'UPCOMING', 'OVERDUE']),
  /** Code of contracts/reasons.ts; null where none is needed. */
  reason: z.string().nullable(),
  /** The particulars for people: an error, a count, the gate that stood in the way. */
  detail: z.string().nullable(),
  trigger: z.enum(['timer', 'watch', 'operator']).nullable(),
  startedAt: instantSchema.nullable(),
  endedAt: instantSchema.nullable(),
  /** How long after its time it began, in milliseconds; of one that never began, how long it has waited. */
  lateByMs: z.number().nonnegative().nullable(),
  left: z.array(leftSchema),
})
export type Slot = z.infer<typeof slotSchema>
