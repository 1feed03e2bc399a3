/** Errors of the API: one class that carries status and code, mapped once to problem+json. */
import type { HttpResponseInit } from '@azure/functions'
import type { Problem } from '../../shared/contracts/api/problem.ts'
import type { FieldError } from '../../shared/contracts/wire.ts'

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not authenticated',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Body too large',
  414: 'Address too long',
  415: 'Not JSON',
  422: 'Cannot be done',
  429: 'Too many requests',
  500: 'Fault of the desk',
  503: 'Temporarily unavailable',
}

export class HttpProblem extends Error {
  override readonly name = 'HttpProblem'
  readonly status: number
  readonly code: string
  readonly errors: readonly FieldError[]
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    code: string,
    detail: string,
    more: { readonly errors?: readonly FieldError[]; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail)
    this.status = status
    this.code = code
    this.errors = more.errors ?? []
    this.headers = more.headers ?? {}
  }
}

export function problemResponse(problem: HttpProblem, requestId: string): HttpResponseInit {
  const body: Record<string, unknown> = {
    type: 'about:blank',
    title: TITLES[problem.status] ?? 'Problem',
    status: problem.status,
    code: problem.code,
    detail: problem.message,
    request_id: requestId,
  } satisfies Record<keyof Omit<Problem, 'requestId' | 'errors'> | 'request_id', unknown>
  if (problem.errors.length > 0) body.errors = problem.errors
  return {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-request-id': requestId,
      ...problem.headers,
    },
    body: JSON.stringify(body),
  }
}
