/** Asks a desk over HTTP as a caller does: bounded, without following redirects, and never telling the token. */
import { buffer } from 'node:stream/consumers'
import type * as z from 'zod'
import { lastError } from '../../shared/base/unavailable.ts'
import { decodeWire } from '../../shared/contracts/wire.ts'

/** Of one question. A cold start may take longer, and is waited for by asking again. */
const ANSWERS_WITHIN_MS = 30_000
const BODY_BYTES_MAX = 8 * 1024 * 1024
const SHOWN_MAX = 200

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export interface Question {
  /** Sent as JSON by POST; without it the question is a GET. */
  readonly json?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Sends this token; none by default. */
  readonly token?: string
  /** Default and most: 30 seconds, in milliseconds. */
  readonly withinMs?: number
}

/** A secret that came back in an answer must not go on into a log. */
export const without = (secret: string | undefined, text: string): string =>
  secret ? text.replaceAll(secret, '***') : text

/** Nobody answered, or not to the end. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered'
}

/** Asks the address. Throws Unanswered. */
export async function ask(url: string, question: Question = {}): Promise<Reply> {
  const { json, headers = {}, token } = question
  const withinMs = Math.min(question.withinMs ?? ANSWERS_WITHIN_MS, ANSWERS_WITHIN_MS)
  const sent = {
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...headers,
  }
  try {
    const response = await fetch(url, {
      ...(json === undefined ? {} : { method: 'POST', body: JSON.stringify(json) }),
      headers: sent,
      redirect: 'manual',
      signal: AbortSignal.timeout(Math.ceil(withinMs)),
    })
    const text = await textOf(response)
    // Here and not where it is shown: what is shown is cut, and half a token is a token's beginning.
    return { status: response.status, headers: response.headers, text: without(token, text) }
  } catch (error) {
    if (error instanceof Unanswered) throw error
    throw new Unanswered(wordsOf(error, withinMs), { cause: error })
  }
}

async function textOf(response: Response): Promise<string> {
  if (response.body === null) return ''
  let bytes = 0
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        bytes += chunk.length
        if (bytes > BODY_BYTES_MAX) controller.error(new Unanswered(`an answer of more than ${BODY_BYTES_MAX} bytes`))
        else controller.enqueue(chunk)
      },
    }),
  )
  return (await buffer(counted)).toString('utf8')
}

/** Fetch says only that it failed; what failed stands in the cause. */
function wordsOf(error: unknown, withinMs: number): string {
  const last = lastError(error)
  if (last.name === 'TimeoutError') return `no answer within ${(withinMs / 1_000).toFixed(1)} s`
  return last.cause === undefined ? last.message : lastError(last.cause).message
}

/** An answer in one line: status, content type and how its body begins. */
export function shown({ status, headers, text }: Reply): string {
  const type = headers.get('content-type')?.split(';')[0] ?? 'no content type'
  const begins = text.slice(0, SHOWN_MAX).replaceAll(/\s+/g, ' ').trim()
  return `${status} ${type}${begins === '' ? '' : ` ${begins}`}`
}

/** The answer by its schema, or what is wrong with it. */
export function read<S extends z.ZodType>(schema: S, reply: Reply): z.output<S> | string {
  let body: unknown
  try {
    body = JSON.parse(reply.text)
  } catch {
    return shown(reply)
  }
  const decoded = decodeWire(schema, body)
  if (decoded.kind === 'ok') return decoded.value
  return `${shown(reply)}: ${decoded.errors[0]?.field} ${decoded.errors[0]?.message}`
}
