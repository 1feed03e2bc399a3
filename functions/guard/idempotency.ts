/** Repeating a mutation repeats its answer: one execution per key, however many copies arrive. */
import { randomUUID } from 'node:crypto'
import { canonicalJson, digestOf } from '../../shared/base/digest.ts'
import { Unroutable } from '../../shared/flows/lib/unroutable.ts'
import type { Answer, Call, Endpoint } from './endpoint.ts'
import { HttpProblem } from './problem.ts'

const KEY = /^[\w.:-]{8,100}$/
/**
 * How long a running mutation keeps its key after its process died. One that is slower loses nothing: its ids come from
 * the key, so a second run finds what the first one stored.
 */
const CLAIM_MS = 20_000

/** The key of a call: its id for everything the mutation creates. */
export const idempotencyKeyOf = (call: { readonly request: object }): string => keys.get(call.request) ?? ''
const keys = new WeakMap<object, string>()

/** Mutations of one process at the same time; more would only wait for the database until they time out. */
const IN_FLIGHT_MAX = 64
let inFlight = 0

/** Answers a mutation within the bound, once per key. */
export async function answerOnce(endpoint: Endpoint, call: Call<never, never, never>): Promise<Answer> {
  if (inFlight >= IN_FLIGHT_MAX) {
    throw new HttpProblem(
      429,
      'TOO_MANY_REQUESTS',
      `${IN_FLIGHT_MAX} changes are running; nothing was done. Try again.`,
      {
        headers: { 'retry-after': '1' },
      },
    )
  }
  inFlight += 1
  try {
    return await answerKeyed(endpoint, call)
  } finally {
    inFlight -= 1
  }
}

async function answerKeyed(endpoint: Endpoint, call: Call<never, never, never>): Promise<Answer> {
  const { context } = call
  const { key, generated } = readKey(endpoint, call)
  keys.set(call.request, key)
  const use = { actor: call.actor, key }
  // The path is part of what is asked: the same body for another day or bucket is another request.
  const bodyDigest = digestOf(canonicalJson([call.path ?? null, call.body ?? null]))
  const claim = await context.idempotency.claim(
    { ...use, route: `${endpoint.method} ${endpoint.route}`, bodyDigest, forMs: CLAIM_MS },
    context.clock.now(),
  )
  const headers = { 'idempotency-key': key, ...(generated ? { 'idempotency-key-generated': 'true' } : {}) }
  switch (claim.kind) {
    case 'conflict':
      throw new HttpProblem(
        409,
        'IDEMPOTENCY_CONFLICT',
        `Idempotency-Key ${key} was used with another body or route. Use a new key.`,
      )
    case 'running':
      throw new HttpProblem(409, 'STILL_RUNNING', `The first request with Idempotency-Key ${key} is still running.`, {
        headers: { 'retry-after': String(Math.ceil(claim.retryAfterMs / 1_000)) },
      })
    case 'answered':
      return { ...claim.answer, headers: { ...headers, 'idempotent-replayed': 'true' } }
    case 'claimed':
      break
  }
  try {
    const answer = await endpoint.handle(call)
    if (answer.repeatable === false) await context.idempotency.release(use)
    else await context.idempotency.answer(use, { status: answer.status ?? 200, body: answer.body })
    return { ...answer, headers: { ...headers, ...answer.headers } }
  } catch (error) {
    // A refusal did nothing, so its key is free. A fault may have done all of it: the key stays bound to its body.
    // If giving it back fails too, the claim lapses by itself.
    const isRefusal = error instanceof HttpProblem || error instanceof Unroutable
    await context.idempotency[isRefusal ? 'forget' : 'release'](use).catch(() => undefined)
    throw error
  }
}

function readKey(endpoint: Endpoint, call: Call<never, never, never>): { key: string; generated: boolean } {
  const sent = call.request.headers.get('idempotency-key')
  if (sent === null) {
    if (endpoint.needsKey?.(call.body) && !call.context.config.access.anonymousReads) {
      throw new HttpProblem(
        400,
        'IDEMPOTENCY_KEY_REQUIRED',
        'Publishing needs an Idempotency-Key header, such as a UUID, the same on every retry.',
        {
          errors: [{ field: 'Idempotency-Key', message: 'is missing' }],
        },
      )
    }
    return { key: randomUUID(), generated: true }
  }
  if (!KEY.test(sent)) {
    throw new HttpProblem(
      400,
      'INVALID_HEADER',
      'Idempotency-Key must have 8 to 100 letters, digits, dots, colons, dashes or underscores.',
      {
        errors: [{ field: 'Idempotency-Key', message: 'has a wrong form' }],
      },
    )
  }
  return { key: sent, generated: false }
}
