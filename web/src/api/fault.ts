/** What can go wrong between the dashboard and the API, and the words for it. */
import { type Problem, problemSchema } from '../../../shared/contracts/api/problem.ts'
import { decodeWire, type FieldError } from '../../../shared/contracts/wire.ts'

export type Fault =
  /** No answer, or a gateway's answer in place of the API's. Whether a sent change happened is not known. */
  | { readonly kind: 'lost'; readonly detail: string }
  /** The API refused, and says why. */
  | { readonly kind: 'problem'; readonly problem: Problem; readonly retryAfterMs: number | null }
  /** Nothing was asked: there is no token to ask with, for the reason in words. */
  | { readonly kind: 'unsigned'; readonly words: string }
  /** The answer does not have the agreed shape; nothing of it is shown. */
  | { readonly kind: 'shape'; readonly errors: readonly FieldError[] }

/** Statuses with which a gateway speaks for an API that does not. */
const GATEWAY_STATUSES: readonly number[] = [502, 503, 504]
/** The front door's own problems begin with this; the API's never do. */
const GATEWAY_CODE = 'HOST_'

/** `Retry-After` in milliseconds; null when absent or not a number of seconds. */
function retryAfterMsOf(header: string | null): number | null {
  const seconds = header === null ? Number.NaN : Number(header)
  return Number.isFinite(seconds) ? seconds * 1_000 : null
}

/** The fault of an answer that is no success: the API's refusal, or a gateway with no API behind it. */
export function faultOfAnswer(status: number, retryAfter: string | null, body: unknown): Fault {
  const problem = decodeWire(problemSchema, body)
  const isProblem = problem.kind === 'ok'
  if (GATEWAY_STATUSES.includes(status) && (!isProblem || problem.value.code.startsWith(GATEWAY_CODE))) {
    return { kind: 'lost', detail: `gateway status ${status}` }
  }
  if (isProblem) return { kind: 'problem', problem: problem.value, retryAfterMs: retryAfterMsOf(retryAfter) }
  return { kind: 'shape', errors: [{ field: 'body', message: `of status ${status} is not a problem` }] }
}

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
  if (fault.kind === 'unsigned') return fault.words
  if (fault.kind === 'problem') return fault.problem.detail || fault.problem.title
  const fields = fault.errors.map(({ field, message }) => `${field} ${message}`).join('; ')
  return `The answer does not have the agreed shape: ${fields}.`
}

/** The fault of anything thrown by a read; a bug of ours is not dressed up as the server's. */
export function faultOf(error: unknown): Fault | null {
  return error instanceof ApiError ? error.fault : null
}
