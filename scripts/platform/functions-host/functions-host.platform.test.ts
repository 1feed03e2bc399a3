import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Form, type Sample, startSample } from './testing/start-sample.ts'

const NOON = Date.parse('2024-01-05T12:00:00Z')
const MINUTE_MS = 60_000

interface Tick {
  readonly function: string
  readonly now: number
  readonly isPastDue: boolean
  readonly next: string
}

describe.each<Form>(['source', 'esm', 'cjs'])('the app as %s', (form) => {
  it('loads, runs its hooks and answers', async () => {
    await using sample = await startSample({ form })
    expect(await sample.json('hello?name=desk')).toEqual({ hello: 'desk' })
    expect(await (await sample.get('hooked')).text()).toBe('from the hook')
    expect(await sample.json('counts')).toMatchObject({ appStart: 1 })
    expect(await sample.child.call('runDueTimers')).toBe(0)
  })
})

describe('the HTTP trigger', () => {
  let sample: Sample
  beforeAll(async () => {
    sample = await startSample()
  })
  afterAll(async () => {
    await sample.child.stop()
  })

  it.each([
    ['orders/7', 200, { id: '7' }],
    ['orders/7/', 200, { id: '7' }],
    ['files/a/b%20c', 200, { rest: 'a/b c' }],
    ['pages', 200, {}],
    ['pages/', 200, {}],
    ['pages/one', 200, { name: 'one' }],
    ['now', 200, NOON],
  ])('answers %s with %i %j', async (path, status, body) => {
    const response = await sample.get(path, { redirect: 'error' })
    expect([response.status, await response.json()]).toEqual([status, body])
  })

  it.each([
    ['GET', 'absent', 404],
    ['GET', 'orders/seven', 404],
    ['DELETE', 'orders', 404],
    ['GET', 'orders/%E0%A4%A', 400],
    ['GET', 'fails', 500],
    ['GET', 'undefined', 200],
    ['GET', 'nothing', 200],
    ['HEAD', 'hello', 200],
    ['GET', 'keyed', 401],
    ['GET', 'keyed?code=wrong', 401],
    ['GET', 'keyed?code=function-key', 200],
    ['GET', 'adminonly?code=function-key', 401],
    ['GET', 'adminonly?code=admin-key', 200],
  ])('answers %s %s with %i', async (method, path, status) => {
    const response = await sample.get(path, { method })
    await response.arrayBuffer()
    expect(response.status).toBe(status)
  })

  it('takes a key from the header too', async () => {
    expect((await sample.get('keyed', { headers: { 'x-functions-key': 'admin-key' } })).status).toBe(200)
  })

  it('chooses by method between two functions of one route', async () => {
    expect(await (await sample.get('orders')).text()).toBe('list')
    const placed = await sample.get('orders', { method: 'POST', body: JSON.stringify({ a: [1, 'ü'] }) })
    expect([placed.status, await placed.json()]).toEqual([201, { got: { a: [1, 'ü'] } }])
  })

  it('sends headers and cookies', async () => {
    const { headers } = await sample.get('cookies')
    expect(headers.get('x-one')).toBe('1')
    expect(headers.getSetCookie()).toEqual(['a=b%20c; HttpOnly'])
  })

  it('streams a request body to the handler', async () => {
    const chunk = new Uint8Array(100_000)
    const body = new ReadableStream({
      start(controller) {
        for (let count = 0; count < 20; count++) controller.enqueue(chunk)
        controller.close()
      },
    })
    const response = await sample.get('upload', { method: 'POST', body, duplex: 'half' })
    expect(await response.json()).toEqual({ bytes: 2_000_000 })
  })

  it.each(['taste', 'glance'])('serves on after a handler that left most of the body unread: %s', async (path) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    for (let turn = 0; turn < 3; turn += 1) {
      const client = request(`${sample.url}/api/${path}`, { method: 'POST', agent })
      client.end(new Uint8Array(4_000_000))
      const [answer] = (await once(client, 'response')) as [IncomingMessage]
      expect(await text(answer)).toBe(path === 'taste' ? 'enough' : 'seen')
    }
    agent.destroy()
  })

  it('streams a response, and cancels its source when the client leaves', async () => {
    const client = request(`${sample.url}/api/ticks`).end()
    const [response] = await once(client, 'response')
    const [first] = await once(response, 'data')
    expect(String(first)).toContain('data: 1\n')
    client.destroy()
    for (;;) {
      const counts = await sample.json<{ cancelled?: number }>('counts')
      if (counts.cancelled === 1) break
    }
  })

  it('writes one line per invocation, with the failure', async () => {
    await using sample = await startSample()
    await sample.get('fails')
    await sample.get('hello')
    await sample.child.stop()
    const lines = sample.log().filter((line) => line.kind === 'invocation')
    expect(lines.at(-1)).toMatchObject({ function: 'hello', trigger: 'http', outcome: 'ok', status: 200 })
    expect(lines.findLast((line) => line.function === 'fails')).toMatchObject({
      outcome: 'failed',
      error: expect.stringContaining('this handler fails'),
      invocationId: expect.any(String),
      durationMs: expect.any(Number),
    })
  })
})

describe('timers on a stepped clock', () => {
  it('run when asked, in the order they are due, once for what was missed', async () => {
    await using sample = await startSample()
    const step = async (nowMs: number): Promise<unknown> => {
      await sample.child.call('advance', nowMs)
      return await sample.child.call('runDueTimers')
    }
    expect(await sample.child.call('runDueTimers')).toBe(0)
    expect(await step(NOON + 10_000)).toBe(1)
    expect(await sample.child.call('runDueTimers')).toBe(0)
    expect(await step(NOON + MINUTE_MS)).toBe(1)
    expect(await sample.child.call('nextTimerDueMs')).toBe(NOON + MINUTE_MS + 10_000)
    // Friday noon to Monday: three timers are due, and the failing one is tried three times within its turn.
    const monday = Date.parse('2024-01-08T09:30:00Z')
    expect(await step(monday)).toBe(3)
    const seen = await sample.json<Tick[]>('seen')
    expect(seen).toEqual([
      { function: 'eachTenSeconds', now: NOON + 10_000, isPastDue: false, next: '2024-01-05T12:00:20.000Z' },
      { function: 'eachTenSeconds', now: NOON + MINUTE_MS, isPastDue: true, next: '2024-01-05T12:01:10.000Z' },
      { function: 'eachTenSeconds', now: monday, isPastDue: true, next: '2024-01-08T09:30:10.000Z' },
      { function: 'failing', retry: 0 },
      { function: 'failing', retry: 1 },
      { function: 'failing', retry: 2 },
      { function: 'weekdays', now: monday, isPastDue: false, next: '2024-01-09T09:30:00.000Z' },
    ])
    await expect(sample.child.call('advance', NOON)).rejects.toThrow('a clock only goes forward')
  })

  it('that the settings turn off never run', async () => {
    await using sample = await startSample({ env: { 'AzureWebJobs.eachTenSeconds.Disabled': 'true' } })
    await sample.child.call('advance', NOON + MINUTE_MS)
    expect(await sample.child.call('runDueTimers')).toBe(0)
    expect(await sample.json<Tick[]>('seen')).toEqual([])
  })
})

describe('timers on the system clock', () => {
  it('run by themselves', async () => {
    await using sample = await startSample({ clock: { kind: 'system' }, env: { WEEKDAYS: '* * * * * *' } })
    for (;;) {
      const counts = await sample.json<Record<string, number>>('counts')
      if (counts.weekdays === 1) break
    }
    await expect(sample.child.call('advance', Date.now())).rejects.toThrow('cannot be stepped')
  })
})

describe('an armed point', () => {
  it('holds the handler until it is released, at the time it was asked to', async () => {
    const reached = Promise.withResolvers<unknown>()
    await using sample = await startSample({ onEvent: (event, data) => reached.resolve([event, data]) })
    await sample.child.call('arm', { point: 'in_handler', nth: 2, action: 'wait' })
    expect((await sample.get('reach', { method: 'POST' })).status).toBe(200)
    const held = sample.get('reach', { method: 'POST' })
    expect(await reached.promise).toEqual(['reached', { point: 'in_handler' }])
    await sample.child.call('release')
    expect(await (await held).text()).toBe('passed')
  })

  it('kills the host where it stands', async () => {
    await using sample = await startSample()
    await sample.child.call('arm', { point: 'in_handler', nth: 1, action: 'die' })
    await expect(sample.get('reach', { method: 'POST' })).rejects.toThrow()
    expect(await sample.child.exited).toEqual({ code: null, signal: 'SIGKILL' })
  })
})

describe('a host with as many requests as host.json allows', () => {
  it('refuses the next with a bare 429, as Azure does, and takes one again when one has ended', async () => {
    const reached = Promise.withResolvers<unknown>()
    const env = { AzureFunctionsJobHost__extensions__http__maxOutstandingRequests: '1' }
    await using sample = await startSample({ env, onEvent: reached.resolve })
    await sample.child.call('arm', { point: 'in_handler', nth: 1, action: 'wait' })
    const held = sample.get('reach', { method: 'POST' })
    await reached.promise
    const refused = await sample.get('hello')
    expect([refused.status, await refused.text(), refused.headers.get('retry-after')]).toEqual([429, '', null])
    await sample.child.call('release')
    expect((await held).status).toBe(200)
    expect((await sample.get('hello')).status).toBe(200)
  })
})

describe('a host that cannot start', () => {
  it('says which setting is missing', async () => {
    await expect(startSample({ env: { WEEKDAYS: '' } })).rejects.toThrow(
      'schedule of function "weekdays" is "%WEEKDAYS%": set the app setting WEEKDAYS',
    )
  })
})
