import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BODY_BYTES_MAX } from './guard/body.ts'
import { openAll } from './http/endpoints.ts'
import { pathOf } from './testing/access-matrix.ts'
import { Desk, type Reply, SMOKE } from './testing/desk.ts'
import { type HostileRequest, hostileRequests, refusedBodies } from './testing/hostile.ts'

const ENDPOINTS = await openAll()

let desk: Desk
beforeAll(async () => {
  // Wrong tokens by the hundred are the point here.
  desk = await Desk.start({ env: { FAILED_LOGINS_PER_MINUTE: '1000000' } })
})
afterAll(() => desk[Symbol.asyncDispose]())

/** As many as fit; fast-check prints seed and path of a failure, to be given back here. */
const BOUND = { numRuns: 150, interruptAfterTimeLimit: 2_500, markInterruptAsFailure: false } as const
/** A door that only reads. */
const READING = { ...BOUND, numRuns: 80 } as const
/** A door that takes nothing has little to get wrong. */
const BRIEFLY = { ...BOUND, numRuns: 15 } as const
const MUTATIONS = ENDPOINTS.filter(({ method }) => method !== 'GET')

/** A fault of the sender's is told as such; anything above is a fault of ours. */
function expectHonest({ path, ask }: HostileRequest, { status, headers, body, text }: Reply): void {
  const what = `${path} ${JSON.stringify(ask).slice(0, 500)} -> ${status} ${text.slice(0, 300)}`
  expect(status, what).toBeLessThan(500)
  if (status < 400) return
  expect(headers.get('content-type'), what).toBe('application/problem+json')
  expect(body, what).toMatchObject({ status, code: expect.stringMatching(/^[A-Z_]+$/), detail: expect.any(String) })
  if (status !== 400) return
  const errors = body.errors as { field?: unknown; message?: unknown }[] | undefined
  expect(errors?.length, what).toBeGreaterThan(0)
  for (const { field, message } of errors ?? [])
    expect([typeof field, typeof message], what).toEqual(['string', 'string'])
}

describe('whatever is sent to an open door', () => {
  test.each(ENDPOINTS)('$method /$route answers, refuses by field, and never breaks', async (endpoint) => {
    const property = fc.asyncProperty(hostileRequests(endpoint), async (request) => {
      expectHonest(request, await desk.ask(request.path, request.ask))
    })
    const takes = endpoint.path || endpoint.query || endpoint.body
    await fc.assert(property, !takes ? BRIEFLY : endpoint.method === 'GET' ? READING : BOUND)
  })
})

describe('whatever is sent without the token', () => {
  test.each(MUTATIONS)('$method /$route changes nothing', async (endpoint) => {
    await desk.platform.processAll()
    const before = await desk.snapshot()
    const tokens = fc.oneof(
      fc.constant({}),
      fc.stringMatching(/^[\w-]{1,60}$/).map((token) => ({ authorization: `Bearer ${token}` })),
      fc.stringMatching(/^[ -~]{0,60}$/).map((token) => ({ 'x-ops-token': token })),
      fc.constantFrom({ authorization: 'Bearer' }, { authorization: 'Basic b3A6b3A=' }, { 'x-ops-token': 'undefined' }),
    )
    const property = fc.asyncProperty(hostileRequests(endpoint), tokens, async ({ path, ask }, token) => {
      const text = ask.text?.startsWith('{') ? ask.text : JSON.stringify(SMOKE)
      const headers = { ...ask.headers, ...token }
      const reply = await desk.ask(path, { method: endpoint.method, text, headers, operator: false })
      expect([401, 413]).toContain(reply.status)
      expectHonest({ path, ask: { headers } }, reply)
    })
    await fc.assert(property, BOUND)
    expect(await desk.snapshot()).toEqual(before)
  })
})

describe('what is refused', () => {
  test.each(MUTATIONS.filter(({ body }) => body))('$method /$route leaves no trace', async (endpoint) => {
    await desk.platform.processAll()
    const before = await desk.snapshot()
    const property = fc.asyncProperty(refusedBodies(endpoint), async (text) => {
      const reply = await desk.ask(pathOf(endpoint), { method: endpoint.method, text })
      expect(reply.status).toBe(400)
      expectHonest({ path: endpoint.route, ask: { text } }, reply)
    })
    await fc.assert(property, BOUND)
    expect(await desk.snapshot()).toEqual(before)
  })

  test.each([
    [
      'a body of a byte too many',
      { text: `${JSON.stringify(SMOKE)}${' '.repeat(BODY_BYTES_MAX)}` },
      413,
      'BODY_TOO_LARGE',
    ],
    ['a body of eight megabytes', { text: `"${'x'.repeat(8_000_000)}"` }, 413, 'BODY_TOO_LARGE'],
    ['no body', { method: 'POST', headers: { 'content-type': 'application/json' } }, 400, 'MALFORMED_JSON'],
    ['half a body', { text: '{"symbol":' }, 400, 'MALFORMED_JSON'],
    [
      'a form',
      { text: 'symbol=AAPL', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'NOT_JSON',
    ],
    ['a NUL', { json: { ...SMOKE, offline_mode: false, dal_vendor: 'a\0' } }, 400, 'INVALID_BODY'],
    ['half a character', { json: { ...SMOKE, offline_mode: false, dal_vendor: '\ud800' } }, 400, 'INVALID_BODY'],
    ['the year 10000', { json: { ...SMOKE, start: '9999-12-31T23:59:59-23:59' } }, 400, 'INVALID_BODY'],
  ])('%s', async (...[_, ask, status, code]) => {
    const reply = await desk.ask('/router/run', ask)
    expect(reply.body).toMatchObject({ status, code })
    expect(reply.status).toBe(status)
  })
})
