/** What can go wrong between the dashboard and the API, and the words for it. */
import type { Problem } from '../../../shared/contracts/api/problem.ts'
import type { FieldError } from '../../../shared/contracts/wire.ts'

export type Fault =
  /** No answer, or a gateway's answer in place of the API's. Whether a sent change happened is not known. */
  | { readonly kind: 'lost'; readonly detail: string }
  /** The API refused, and says why. */
  | { readonly kind: 'problem'; readonly problem: Problem; readonly retryAfterMs: number | null }
  /** The answer does not have the agreed shape; nothing of it is shown. */
  | { readonly kind: 'shape'; readonly errors: readonly FieldError[] }

export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly fault: Fault
  /** What was asked, such as `GET /orders`. */
  readonly asked: string

  constructor(asked: string, fault: Fault) {
    super(`${asked}: ${wordsOfFault(fault)}`)
    this.asked = asked
    this.fault = fault
  }
}

/** One sentence about a fault, naming the field when one is at fault. */
export function wordsOfFault(fault: Fault): string {
  if (fault.kind === 'lost') return `The server does not answer (${fault.detail}).`
  if (fault.kind === 'problem') return fault.problem.detail || fault.problem.title
  const fields = fault.errors.map(({ field, message }) => `${field} ${message}`).join('; ')
  return `The answer does not have the agreed shape: ${fields}.`
}

/** The fault of anything thrown by a read; a bug of ours is not dressed up as the server's. */
export function faultOf(error: unknown): Fault | null {
  return error instanceof ApiError ? error.fault : null
}
