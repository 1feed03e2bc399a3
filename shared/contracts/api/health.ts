/** Liveness and readiness. Detail is for callers who may read; the public sees only the verdict. */
import * as z from 'zod'
import { instantSchema } from '../scalars.ts'

export const liveSchema = z.strictObject({ ok: z.literal(true), service: z.literal('gatehouse'), version: z.string() })

const checkSchema = z.strictObject({
  name: z.string(),
  status: z.enum(['OK', 'DEGRADED', 'DOWN', 'UNKNOWN']),
  latencyMs: z.number().nullable(),
  /** What is wrong and since when; null when nothing is. */
  reason: z.string().nullable(),
})
export type Check = z.infer<typeof checkSchema>

export const readySchema = z.strictObject({
  ready: z.boolean(),
  checkedAt: instantSchema,
  /** Absent for callers who may not read detail. */
  checks: z.array(checkSchema).optional(),
})
export type Ready = z.infer<typeof readySchema>
