/**
 * What every HTTP door does: request id, admission, bounded body, parsing, idempotency, ETag, and one map of errors.
 */
import { hash, randomUUID } from 'node:crypto'
import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions'
import type * as z from 'zod'
import { Unavailable } from '../../shared/base/unavailable.ts'
import { BadCursor } from '../../shared/contracts/api/cursor.ts'
import { decodeWire } from '../../shared/contracts/wire.ts'
import { Unroutable } from '../../shared/flows/lib/unroutable.ts'
import { contextOf } from '../process-context.ts'
import { admit } from './access.ts'
import { readJsonBody } from './body.ts'
import { type Answer, type Call, type Endpoint, isChange } from './endpoint.ts'
import { answerOnce } from './idempotency.ts'
import { HttpProblem, problemResponse } from './problem.ts'
import { securityHeadersOf } from './security.ts'

const REQUEST_ID = /^[\w.:-]{1,64}$/
/** Path and query; the longest honest one, with a cursor and every filter, is below 1,000. */
export const URL_CHARS_MAX = 4_096

/** Answers a call of the endpoint, whatever becomes of it. */
export async function answer(
  endpoint: Endpoint,
  request: HttpRequest,
  invocation: InvocationContext,
): Promise<HttpResponseInit> {
  const sent = request.headers.get('x-request-id') ?? ''
  const requestId = REQUEST_ID.test(sent) ? sent : randomUUID()
  const { response, isAdmitted } = await answered(endpoint, { request, invocation, requestId })
  const { status = 200 } = response
  // By its request id the log of a call is found. Reads are too many to be worth a line, and strangers write none.
  if ((isChange(endpoint) && isAdmitted) || status >= 500) invocation.info(`request ${requestId} answered ${status}`)
  return { ...response, headers: { ...securityHeadersOf(request.url), ...response.headers } }
}

async function answered(
  endpoint: Endpoint,
  { request, invocation, requestId }: Pick<Call<never, never, never>, 'request' | 'invocation' | 'requestId'>,
): Promise<{ readonly response: HttpResponseInit; readonly isAdmitted: boolean }> {
  let isAdmitted = false
  try {
    const context = await contextOf()
    const caller = await admit(request, endpoint.access, context)
    isAdmitted = true
    refuseLong(request.url)
    const call = {
      ...caller,
      context,
      request,
      invocation,
      requestId,
      path: parsed(endpoint.path, request.params, 'INVALID_PATH'),
      query: parsed(endpoint.query, queryOf(request), 'INVALID_QUERY'),
      body: endpoint.body ? parsed(endpoint.body, await readJsonBody(request), 'INVALID_BODY') : undefined,
    } as Call<never, never, never>
    const result = isChange(endpoint) ? await answerOnce(endpoint, call) : await endpoint.handle(call)
    return { response: responseOf(result, request, requestId), isAdmitted }
  } catch (error) {
    return { response: problemResponse(problemOf(error, invocation), requestId), isAdmitted }
  }
}

function parsed(schema: z.ZodType | undefined, wire: unknown, code: string): unknown {
  if (!schema) return undefined
  const decoded = decodeWire(schema, wire)
  if (decoded.kind === 'ok') return decoded.value
  const [first] = decoded.errors
  throw new HttpProblem(400, code, `${first?.field ?? 'input'} ${first?.message ?? 'is not valid'}`, {
    errors: decoded.errors,
  })
}

function refuseLong(url: string): void {
  const { length } = url.replace(/^[a-z]+:\/\/[^/]*/, '')
  if (length <= URL_CHARS_MAX) return
  throw new HttpProblem(414, 'URI_TOO_LONG', `Path and query have ${length} characters, more than ${URL_CHARS_MAX}.`)
}

/** A parameter given twice is not guessed at. */
function queryOf(request: HttpRequest): Record<string, string> {
  // Without a prototype, so that no name is special.
  const query: Record<string, string> = Object.create(null)
  for (const [name, value] of request.query) {
    if (Object.hasOwn(query, name)) {
      throw new HttpProblem(400, 'INVALID_QUERY', `${name} is given twice`, {
        errors: [{ field: name, message: 'is given twice' }],
      })
    }
    query[name] = value
  }
  return query
}

function responseOf(result: Answer, request: HttpRequest, requestId: string): HttpResponseInit {
  const text = typeof result.body === 'string' ? result.body : JSON.stringify(result.body)
  const headers: Record<string, string> = {
    'content-type': result.contentType ?? 'application/json; charset=utf-8',
    'cache-control': result.cacheable ? 'private, no-cache' : 'no-store',
    'x-request-id': requestId,
    ...result.headers,
  }
  if (result.cacheable) {
    headers.etag = etagOf(result)
    if (isKnown(request.headers.get('if-none-match'), headers.etag)) return { status: 304, headers }
  }
  return { status: result.status ?? 200, headers, body: text }
}

/** RFC 9110 §13.1.2: any, or a list of tags. Weak ones count: the edge weakens the tag of what it compresses. */
function isKnown(sent: string | null, etag: string): boolean {
  const tags = sent?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? []
  return tags.includes('*') || tags.includes(etag)
}

/** Tag of the content; the time of the answer is no part of it, or nothing would ever be unchanged. */
function etagOf({ body, version = '' }: Answer): string {
  const content = body !== null && typeof body === 'object' && 'as_of' in body ? { ...body, as_of: null } : body
  return `"${hash('sha256', `${version}${JSON.stringify(content)}`, 'base64url').slice(0, 22)}"`
}

function problemOf(error: unknown, invocation: InvocationContext): HttpProblem {
  if (error instanceof HttpProblem) return error
  if (error instanceof Unavailable) {
    const seconds = String(Math.max(1, Math.ceil(error.retryAfterMs / 1_000)))
    return new HttpProblem(503, 'UNAVAILABLE', `${error.neighbour} cannot be reached; nothing was done. Try again.`, {
      headers: { 'retry-after': seconds },
    })
  }
  if (error instanceof Unroutable) {
    return new HttpProblem(422, error.code, `${error.field} ${error.message}`, {
      errors: [{ field: error.field, message: error.message }],
    })
  }
  if (error instanceof BadCursor) {
    return new HttpProblem(400, 'INVALID_QUERY', `cursor ${error.message}`, {
      errors: [{ field: 'cursor', message: error.message }],
    })
  }
  invocation.error(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return error instanceof Error && error.name === 'ConfigError'
    ? new HttpProblem(500, 'NOT_CONFIGURED', 'The desk is not configured; its log names the settings.')
    : new HttpProblem(500, 'INTERNAL', 'The log of this request id has the cause.')
}
