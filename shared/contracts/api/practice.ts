/** `/practice`: how far the practice session of a local desk has come. The front door answers it, Azure's has none. */
import * as z from 'zod'
import { daySchema } from '../schedule.ts'

export const practiceProgressSchema = z.strictObject({
  state: z.enum(['running', 'done', 'none']),
  /** The session's day; null when there is none. */
  day: daySchema.nullable(),
  /** Steps of the session; they are equal when it is whole. */
  done: z.number().int().nonnegative(),
  total: z.number().int().nonnegative(),
})
export type PracticeProgress = z.infer<typeof practiceProgressSchema>
