/** `/schedule`, `/tasks`: the slots of a day, what ran, and running one by hand. */
import * as z from 'zod'
import { bookSchema } from '../books.ts'
import { instantSchema } from '../scalars.ts'
import { daySchema, jobSchema, slotNameSchema, slotSchema, slotStatusSchema } from '../schedule.ts'
import { cursor, limit, pageOf } from './lists.ts'

export const scheduleQuerySchema = z.strictObject({ book: bookSchema.optional(), day: daySchema.optional() })

/** Every slot of one day in one book, whether it happened or not. */
export const scheduleSchema = z.strictObject({
  book: bookSchema,
  day: daySchema,
  /** `session`, `early` (closes at 13:00) or `closed`; UNKNOWN beyond the calendar's horizon. */
  dayKind: z.enum(['session', 'early', 'closed', 'UNKNOWN']),
  /** Name of the holiday or closure. */
  closedFor: z.string().nullable(),
  opensAt: instantSchema.nullable(),
  closesAt: instantSchema.nullable(),
  /** Slots before the desk's first start in this book are not expected. */
  since: instantSchema.nullable(),
  slots: z.array(slotSchema),
  asOf: instantSchema,
})
export type Schedule = z.infer<typeof scheduleSchema>

export const taskRunsQuerySchema = z.strictObject({
  book: bookSchema.optional(),
  job: jobSchema.optional(),
  status: slotStatusSchema.optional(),
  limit: limit(50),
  cursor,
})
export const taskRunsSchema = pageOf(slotSchema)
export type TaskRuns = z.infer<typeof taskRunsSchema>

export const taskNameSchema = z.strictObject({ name: jobSchema })
/** Which slot to run: by default a slot of the operator's own, `manual`, of today in New York. */
export const taskRequestSchema = z.strictObject({
  book: bookSchema.optional(),
  day: daySchema.optional(),
  slot: slotNameSchema.default('manual'),
})
export type TaskRequest = z.infer<typeof taskRequestSchema>
