import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { URL_CHARS_MAX } from './guard/http.ts'
import { openAll } from './http/endpoints.ts'
import { addressOf, NO_ID, pathOf } from './testing/access-matrix.ts'
import { Desk, NOW, type Reply, SMOKE } from './testing/desk.ts'
import { insertRows, LISTS, ROWS } from './testing/list-rows.ts'

const ENDPOINTS = await openAll()

let desk: Desk
beforeAll(async () => {
  desk = await Desk.start()
})
afterAll(() => desk[Symbol.asyncDispose]())

const READS = ENDPOINTS.filter(({ method }) => method === 'GET')

function expectProblem(reply: Reply, status: number, code: string): void {
  expect(reply.headers.get('content-type')).toBe('application/problem+json')
  expect(reply.body).toMatchObject({ status, code, request_id: reply.headers.get('x-request-id') })
  expect(reply.status).toBe(status)
}

describe('an Idempotency-Key', () => {
  const runsOf = (symbol: string) => desk.rows('select id from trading.runs where symbol = $1', [symbol])

  test('gives the same answer to the same body, however it is spelled, and runs it once', async () => {
    const first = await desk.run({ symbol: 'CAT' }, 'same-body')
    const turned = Object.fromEntries(Object.entries({ ...SMOKE, symbol: 'cat', side: 'buy' }).reverse())
    const second = await desk.ask('/router/run', { json: turned, headers: { 'idempotency-key': 'same-body' } })
    expect([first.status, second.status]).toEqual([200, 200])
    expect(second.body).toEqual(first.body)
    expect(first.headers.get('idempotent-replayed')).toBeNull()
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    expect(await runsOf('CAT')).toHaveLength(1)
  })

  test('is refused for another body', async () => {
    await desk.run({ symbol: 'DE' }, 'other-body')
    const other = await desk.run({ symbol: 'GE' }, 'other-body')
    expectProblem(other, 409, 'IDEMPOTENCY_CONFLICT')
    expect(await runsOf('GE')).toEqual([])
  })

  test('makes one order of twenty copies that arrive at once', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => desk.run({ symbol: 'HON' }, 'twenty-copies')))
    const done = replies.filter(({ status }) => status === 200)
    const waiting = replies.filter(({ status }) => status === 409)
    expect(done.length).toBeGreaterThan(0)
    expect(done.length + waiting.length).toBe(20)
    for (const reply of waiting) expectProblem(reply, 409, 'STILL_RUNNING')
    for (const { body } of done) expect(body).toEqual(done[0]?.body)
    await desk.platform.processAll()
    expect(await runsOf('HON')).toHaveLength(1)
    expect((await desk.ask('/orders?symbol=HON')).body.items).toHaveLength(1)
    expect((await desk.eventsOn('orders')).filter(({ subject }) => subject === 'HON')).toHaveLength(1)
  })

  test('says so while its first use still runs', async () => {
    const reached = new Promise<string>((resolve) => desk.platform.onReached(resolve))
    await desk.platform.arm({ point: 'before_send', nth: 1, action: 'wait' })
    const first = desk.run({ symbol: 'LMT' }, 'still-running')
    await reached
    const second = await desk.run({ symbol: 'LMT' }, 'still-running')
    const other = await desk.run({ symbol: 'RTX' }, 'still-running')
    await desk.platform.release()
    expectProblem(second, 409, 'STILL_RUNNING')
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0)
    expectProblem(other, 409, 'IDEMPOTENCY_CONFLICT')
    expect((await first).status).toBe(200)
    expect((await desk.run({ symbol: 'LMT' }, 'still-running')).body).toEqual((await first).body)
  })

  test('is made here for a caller on this machine who sent none, and returned', async () => {
    const first = await desk.run({ symbol: 'MMM' })
    const key = first.headers.get('idempotency-key') ?? ''
    expect(key).toMatch(/^[0-9a-f-]{36}$/)
    expect(first.headers.get('idempotency-key-generated')).toBe('true')
    expect((await desk.run({ symbol: 'MMM' }, key)).body).toEqual(first.body)
    expect((await desk.run({ symbol: 'MMM' })).body.run_id).not.toBe(first.body.run_id)
  })

  test.each(['short', 'x'.repeat(101), 'with blanks in it', 'semi;colon;s'])(
    'of a wrong form is named: %s',
    async (key) => {
      const reply = await desk.run({}, key)
      expectProblem(reply, 400, 'INVALID_HEADER')
      expect(reply.body.errors).toEqual([{ field: 'Idempotency-Key', message: 'has a wrong form' }])
    },
  )

  test('is free again after a refusal that did nothing', async () => {
    expectProblem(await desk.run({ book: 'live' }, 'after-a-refusal'), 422, 'SYNTHETIC_BOOK')
    expect((await desk.run({ symbol: 'PG' }, 'after-a-refusal')).status).toBe(200)
  })
})

describe('who may call', () => {
  test.each(READS)('nobody passes by the front door to GET /$route', async (endpoint) => {
    const headers = { 'x-azure-fdid': 'guess', authorization: `Bearer ${desk.platform.operatorToken}` }
    for (const given of [headers, { authorization: headers.authorization }]) {
      const reply = await desk.ask(desk.platform.functionsUrl + pathOf(endpoint), { headers: given })
      expectProblem(reply, 403, 'NOT_THROUGH_FRONT_DOOR')
    }
  })

  test('the refusal says how to authenticate and keeps the token to itself', async () => {
    const reply = await desk.ask('/router/run', { json: SMOKE, operator: false })
    expectProblem(reply, 401, 'UNAUTHENTICATED')
    expect(reply.headers.get('www-authenticate')).toBe('Bearer realm="gatehouse"')
    expect(reply.text).not.toContain(desk.platform.operatorToken)
  })
})

describe('every answer', () => {
  test.each(['/orders', '/orders?limit=0', '/no/such', '/health/live', '/openapi.json'])(
    'tells browsers to run and frame nothing of it: %s',
    async (path) => {
      const { headers } = await desk.ask(path)
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*frame-ancestors 'none'$/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('strict-transport-security')).toBeNull()
    },
  )

  test('to an address without end is a refusal, at the bound is none', async () => {
    const addressOfLength = (length: number) => `/orders?cursor=${'x'.repeat(length - '/orders?cursor='.length)}`
    expectProblem(await desk.ask(addressOfLength(URL_CHARS_MAX + 1)), 414, 'URI_TOO_LONG')
    expectProblem(await desk.ask(addressOfLength(URL_CHARS_MAX)), 400, 'INVALID_QUERY')
  })

  test.each(['abc-123', 'a:b.c_d', 'x'.repeat(64)])('carries the request id it was given: %s', async (id) => {
    for (const path of ['/orders', '/no/such', '/orders?limit=0']) {
      expect((await desk.ask(path, { headers: { 'x-request-id': id } })).headers.get('x-request-id')).toBe(id)
    }
  })

  test.each(['', 'x'.repeat(65), 'a b', '<script>'])('replaces a request id that is none: "%s"', async (id) => {
    const { headers } = await desk.ask('/orders', { headers: { 'x-request-id': id } })
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/)
  })

  test.each(READS)('is the same with and without a trailing slash: GET /$route', async (endpoint) => {
    const [bare, slashed] = [await desk.ask(addressOf(endpoint)), await desk.ask(addressOf(endpoint, '/'))]
    expect([200, 404]).toContain(bare.status)
    expect(slashed.status).toBe(bare.status)
    expect(slashed.headers.get('location')).toBeNull()
  })

  const whole = READS.filter((endpoint) => endpoint.answer && addressOf(endpoint) === `/${endpoint.route}`)
  test.each(whole)('GET /$route has its own shape', async (endpoint) => {
    const { answer } = endpoint
    const { decodeWire } = await import('../shared/contracts/wire.ts')
    const reply = await desk.ask(pathOf(endpoint))
    expect(answer && decodeWire(answer, reply.body)).toMatchObject({ kind: 'ok' })
  })
})

describe('an ETag', () => {
  test('spares an unchanged list, at whatever time it is asked for, and not a changed one', async () => {
    const first = await desk.ask('/router/runs?symbol=KO')
    const etag = first.headers.get('etag') ?? ''
    await desk.platform.advanceTo(desk.platform.nowMs + 1_000)
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await desk.ask('/router/runs?symbol=KO', { headers: { 'if-none-match': known } })
      expect([again.status, again.text, again.headers.get('etag')], known).toEqual([304, '', etag])
    }
    expect((await desk.ask('/router/runs?symbol=KO', { headers: { 'if-none-match': '"other"' } })).status).toBe(200)
    await desk.run({ symbol: 'KO' })
    const changed = await desk.ask('/router/runs?symbol=KO', { headers: { 'if-none-match': etag } })
    expect(changed.status).toBe(200)
    expect(changed.headers.get('etag')).not.toBe(etag)
  })
})

describe('a list', () => {
  beforeAll(() => insertRows(desk))

  const pagesOf = async (list: string, limit: number): Promise<unknown[]> => {
    const items: unknown[] = []
    let cursor: string | null | undefined = ''
    for (let page = 0; page <= ROWS && cursor !== null; page += 1) {
      const { status, body } = await desk.ask(`${list}&limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`)
      expect(status).toBe(200)
      expect(body.items?.length).toBeLessThanOrEqual(limit)
      items.push(...(body.items ?? []))
      cursor = body.next_cursor
    }
    expect(cursor).toBeNull()
    return items
  }

  test.each(LISTS)('gives each row once over its pages, however many fit on one: %s', async (list) => {
    const whole = await pagesOf(list, 500)
    expect(whole.length).toBe(list.startsWith('/positions') ? 5 : ROWS)
    for (const limit of [1, 2, 3, ROWS - 1]) expect(await pagesOf(list, limit), `limit ${limit}`).toEqual(whole)
  })

  test.each([
    ['/orders', 'book=replay&since=2026-03-03T00:00:00Z', { book: 'replay' }],
    ['/orders', 'status=filled&symbol=paged', { status: 'filled', symbol: 'PAGED' }],
    ['/fills', 'book=smoke&symbol=PAGED', { book: 'smoke', symbol: 'PAGED' }],
    ['/router/runs', 'book=practice&symbol=PAGED', { book: 'practice', symbol: 'PAGED', trigger: 'bar' }],
  ])('%s?%s gives only what was asked for', async (...[list, filter, expected]) => {
    const { items = [] } = (await desk.ask(`${list}?${filter}`)).body
    expect(items.length).toBeGreaterThan(0)
    for (const item of items) expect(item).toMatchObject(expected)
  })

  const cursorOf = (text: string): string => Buffer.from(text, 'latin1').toString('base64url')
  const LAST = 8.64e15
  test.each(LISTS)('names the field that is wrong: %s', async (list) => {
    const faults = {
      cursor: ['x', '%20', 'a'.repeat(201), cursorOf('|'), cursorOf('1|'), cursorOf('1|\0'), cursorOf(`${LAST}|a`)],
      limit: ['0', '-1', '501', '1.5', 'many', '', '1e400', 'NaN'],
      book: ['', 'mine', 'PAPER'],
      unknown: ['1'],
      nextCursor: ['1'],
      ['__proto__']: ['1'],
    }
    for (const [field, values] of Object.entries(faults)) {
      for (const value of values) {
        const reply = await desk.ask(`${list}&${field}=${value}`)
        expectProblem(reply, 400, 'INVALID_QUERY')
        expect(reply.body.errors, value).toContainEqual({ field, message: expect.any(String) })
      }
    }
  })

  test('does not guess which of two values is meant', async () => {
    const reply = await desk.ask('/orders?limit=1&limit=2')
    expectProblem(reply, 400, 'INVALID_QUERY')
    expect(reply.body.errors).toEqual([{ field: 'limit', message: 'is given twice' }])
  })
})

describe('what nobody serves', () => {
  test.each(['/no', '/orders/x/y', '/router', '/.env', '/%2e%2e/secret', '//orders', '/ORDERS/a/b'])(
    'is a problem of status 404: %s',
    async (path) => {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        expectProblem(await desk.ask(path, { method, operator: false }), 404, 'NO_SUCH_ROUTE')
      }
    },
  )

  test.each(ENDPOINTS)('is told with the method that is: /$route', async (endpoint) => {
    const parts = pathOf(endpoint).split('/').slice(1)
    const isAt = (route: string): boolean => {
      const segments = route.split('/')
      return segments.length === parts.length && segments.every((one, at) => one.startsWith('{') || one === parts[at])
    }
    const served: readonly string[] = [
      ...new Set(ENDPOINTS.filter(({ route }) => isAt(route)).map(({ method }) => method)),
    ]
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      if (served.includes(method)) continue
      for (const path of [pathOf(endpoint), `${pathOf(endpoint).toUpperCase()}/`]) {
        const reply = await desk.ask(path, { method, operator: false })
        expectProblem(reply, 405, 'METHOD_NOT_ALLOWED')
        expect(reply.headers.get('allow')).toBe(served.join(', '))
      }
    }
  })

  test.each(['orders', 'router/runs'])('is a row of %s with an unknown id', async (list) => {
    expectProblem(await desk.ask(`/${list}/${NO_ID}`), 404, list === 'orders' ? 'NO_SUCH_ORDER' : 'NO_SUCH_RUN')
  })
})

describe('the description', () => {
  test('is served as OpenAPI and as a page that runs no script', async () => {
    const api = await desk.ask('/openapi.json')
    expect(api.headers.get('content-type')).toContain('application/json')
    expect(Object.keys(api.body.paths as object)).toEqual([...new Set(ENDPOINTS.map(({ route }) => `/${route}`))])
    const page = await desk.ask('/docs')
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; .*; style-src 'sha256-[\w+/]{43}='$/,
    )
  })
})

describe('with Postgres away', () => {
  test('the process lives, readiness names the database, and everything else says when to ask again', async () => {
    await desk.platform.kill('postgres')
    expect((await desk.ask('/health/live')).status).toBe(200)
    const ready = await desk.ask('/health/ready')
    expect(ready.status).toBe(503)
    expect(ready.body.checks).toContainEqual(expect.objectContaining({ name: 'database', status: 'DOWN' }))
    expect(ready.body.checks).toContainEqual(expect.objectContaining({ name: 'blob', status: 'OK' }))
    for (const reply of [await desk.ask('/orders'), await desk.run({ symbol: 'XOM' }, 'postgres-away')]) {
      expectProblem(reply, 503, 'UNAVAILABLE')
      expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    await desk.platform.restart('postgres')
    expect((await desk.run({ symbol: 'XOM' }, 'postgres-away')).status).toBe(200)
    expect(desk.platform.nowMs).toBeGreaterThanOrEqual(NOW)
  })
})
