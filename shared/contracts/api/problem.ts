/** The one error shape of the API: problem+json (RFC 9457) with every faulty field named. */
import * as z from 'zod'

export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  /** Stable machine code, such as INVALID_BODY or IDEMPOTENCY_CONFLICT. */
  code: z.string(),
  detail: z.string(),
  requestId: z.string(),
  /** `line` where the field was read from a text, such as a configuration in YAML. */
  errors: z.array(z.object({ field: z.string(), message: z.string(), line: z.int().exactOptional() })).optional(),
})
export type Problem = z.infer<typeof problemSchema>
