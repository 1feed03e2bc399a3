import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Desk, NOW, type Reply } from './testing/desk.ts'

/** 10:00 on Wednesday 4 March 2026 in New York: half an hour into the session. */
let desk: Desk
const home = mkdtempSync(join(tmpdir(), 'gatehouse-calendar-'))
beforeAll(async () => {
  desk = await Desk.start({ dir: home })
})
afterAll(async () => {
  await desk[Symbol.asyncDispose]()
  rmSync(home, { recursive: true, force: true })
})

interface Row {
  readonly day: string
  readonly kind: string
}
const daysOf = (reply: Reply): readonly Row[] => reply.body.days as readonly Row[]
const dayOn = async (day: string, market = 'XNYS'): Promise<Row | undefined> =>
  daysOf(await desk.ask(`/calendar?from=${day}&to=${day}&market=${market}`))[0]

const close = (day: string, json: object): Promise<Reply> => desk.ask(`/calendar/closures/${day}`, { json })
const reopen = (day: string): Promise<Reply> => desk.ask(`/calendar/closures/${day}`, { method: 'DELETE' })
const closed = (day: string, name: string, closure: boolean): object => ({
  ...{ day, kind: 'closed', name, opens_at: null, closes_at: null, closure },
})

function expectRefusal(reply: Reply, status: number, field: string): void {
  expect(reply.headers.get('content-type')).toBe('application/problem+json')
  expect(reply.body).toMatchObject({ status, errors: [{ field, message: expect.any(String) }] })
  expect(reply.status).toBe(status)
}

describe('GET /calendar', () => {
  test('tells the exchange from today on for a month, with its horizon', async () => {
    const reply = await desk.ask('/calendar')
    expect(reply.body).toMatchObject({
      ...{ market: 'XNYS', from: '2026-03-04', to: '2026-04-03', as_of: new Date(NOW).toISOString() },
      horizon: { from: '1998-01-01', to: '2028-12-31', warning: null },
    })
    expect(daysOf(reply)).toHaveLength(31)
    expect(daysOf(reply)[0]).toEqual({
      ...{ day: '2026-03-04', kind: 'session', name: null, closure: false },
      ...{ opens_at: '2026-03-04T14:30:00.000Z', closes_at: '2026-03-04T21:00:00.000Z' },
    })
    expect(daysOf(reply)[3]).toEqual(closed('2026-03-07', 'Weekend', false))
    // The clock has changed on the Sunday before.
    expect(daysOf(reply)[5]).toMatchObject({ day: '2026-03-09', opens_at: '2026-03-09T13:30:00.000Z' })
    expect(daysOf(reply)[30]).toEqual(closed('2026-04-03', 'Good Friday', false))
  })

  test('knows early closes, and says UNKNOWN beyond the horizon instead of closed', async () => {
    expect(await dayOn('2026-11-27')).toMatchObject({ kind: 'early', closes_at: '2026-11-27T18:00:00.000Z' })
    const reply = await desk.ask('/calendar?from=2028-12-30&to=2029-01-02')
    expect(daysOf(reply).map(({ day, kind }) => `${day} ${kind}`)).toEqual([
      ...['2028-12-30 closed', '2028-12-31 closed', '2029-01-01 UNKNOWN', '2029-01-02 UNKNOWN'],
    ])
    expect(await dayOn('1997-12-31')).toMatchObject({ kind: 'UNKNOWN', opens_at: null, closes_at: null })
  })

  test('tells the hours of currencies and crypto, which have no horizon', async () => {
    expect((await desk.ask('/calendar?market=FX')).body).toMatchObject({ market: 'FX', horizon: null })
    expect(await dayOn('2026-03-06', 'FX')).toMatchObject({ kind: 'session', closes_at: '2026-03-06T22:00:00.000Z' })
    expect(await dayOn('2026-03-07', 'FX')).toEqual(closed('2026-03-07', 'Weekend', false))
    expect(await dayOn('2026-03-08', 'FX')).toMatchObject({ kind: 'session', opens_at: '2026-03-08T21:00:00.000Z' })
    expect(await dayOn('2099-12-31', 'CRYPTO')).toMatchObject({
      ...{ kind: 'session', opens_at: '2099-12-31T00:00:00.000Z', closes_at: '2100-01-01T00:00:00.000Z' },
    })
  })

  test('tells 400 days in one answer', async () => {
    expect(daysOf(await desk.ask('/calendar?from=2026-01-01&to=2027-02-04'))).toHaveLength(400)
    expect((await desk.ask('/calendar?from=2099-12-31')).body).toMatchObject({ to: '2100-01-30' })
  })

  test.each([
    ['from=2026-02-30', 'from'],
    ['from=today', 'from'],
    ['from=', 'from'],
    ['from=1969-12-31', 'from'],
    ['to=2100-01-01', 'to'],
    ['to=2026-03-03', 'to'],
    ['from=2026-03-05&to=2026-03-04', 'to'],
    ['from=2026-01-01&to=2027-02-05', 'to'],
    ['from=2026-01-01&from=2026-01-02', 'from'],
    ['market=NASDAQ', 'market'],
    ['market=xnys', 'market'],
    ['book=paper', 'book'],
  ])('refuses %s and names %s', async (query, field) => {
    expectRefusal(await desk.ask(`/calendar?${query}`), 400, field)
  })
})

describe('closing a day', () => {
  test('shows on the calendar of the exchange at once, with its reason, and reopening takes it back', async () => {
    const [before, etag] = [await dayOn('2026-03-10'), (await desk.ask('/calendar')).headers.get('etag') ?? '']
    const reply = await close('2026-03-10', { reason: ' Power failure in Manhattan ' })
    expect([reply.status, reply.body]).toEqual([200, closed('2026-03-10', 'Power failure in Manhattan', true)])
    expect(await dayOn('2026-03-10')).toEqual(reply.body)
    expect((await desk.ask('/calendar', { headers: { 'if-none-match': etag } })).status).toBe(200)
    expect(await dayOn('2026-03-10', 'FX')).toMatchObject({ kind: 'session', closure: false })
    expect(await desk.rows(`select day::text, closes_minute, reason, set_by, set_at from market.closures`)).toEqual([
      {
        ...{ day: '2026-03-10', closes_minute: null, reason: 'Power failure in Manhattan' },
        ...{ set_by: 'operator', set_at: new Date(NOW) },
      },
    ])

    const shorter = await close('2026-03-10', { reason: 'Power is back', closes_minute: 840 })
    expect(shorter.body).toEqual({
      ...{ day: '2026-03-10', kind: 'early', name: 'Power is back', closure: true },
      ...{ opens_at: '2026-03-10T13:30:00.000Z', closes_at: '2026-03-10T18:00:00.000Z' },
    })
    expect(await dayOn('2026-03-10')).toEqual(shorter.body)

    const reopened = await reopen('2026-03-10')
    expect([reopened.status, reopened.body]).toEqual([200, before])
    expect(await dayOn('2026-03-10')).toEqual(before)
    expect(await reopen('2026-03-10')).toMatchObject({ status: 404, body: { code: 'NO_SUCH_CLOSURE' } })
  })

  test('is printed by npm run calendar beside the running desk', async () => {
    await close('2026-03-16', { reason: 'Flood', closes_minute: 720 })
    const script = resolve(import.meta.dirname, '../scripts/calendar.ts')
    const args = [script, '--from', '2026-03-16', '--to', '2026-03-16']
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      env: { ...process.env, GATEHOUSE_HOME: home },
    })
    expect(stdout).toContain('2026-03-16  Mon  09:30–12:00  13:30–16:00  Flood (closed by command)\n')
  })

  test('may cut the session that is running, until it would be over by rule', async () => {
    const reply = await close('2026-03-04', { reason: 'Trading halted', closes_minute: 605 })
    expect(reply.body).toMatchObject({ kind: 'early', closes_at: '2026-03-04T15:05:00.000Z', closure: true })
    await desk.platform.advanceTo(Date.parse('2026-03-04T20:59:59Z'))
    expect((await reopen('2026-03-04')).status).toBe(200)
    expect((await close('2026-03-04', { reason: 'Trading halted', closes_minute: 605 })).status).toBe(200)
    await desk.platform.advanceTo(Date.parse('2026-03-04T21:00:00Z'))
    expectRefusal(await reopen('2026-03-04'), 422, 'day')
    expectRefusal(await close('2026-03-04', { reason: 'Too late' }), 422, 'day')
    expect(await dayOn('2026-03-04')).toEqual(reply.body)
  })

  test('makes one closure of a repeated command', async () => {
    const once = { json: { reason: 'Snow' }, headers: { 'idempotency-key': 'snow-on-the-12th' } }
    const first = await desk.ask('/calendar/closures/2026-03-12', once)
    await reopen('2026-03-12')
    const again = await desk.ask('/calendar/closures/2026-03-12', once)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(again.body).toEqual(first.body)
    expect(await dayOn('2026-03-12')).toMatchObject({ kind: 'session', closure: false })
  })

  const reason = 'Power failure'
  test.each([
    ['a day that is none', '2026-02-30', { reason }, 400, 'day'],
    ['no day', 'tomorrow', { reason }, 400, 'day'],
    ['a day of another century', '1914-07-31', { reason }, 400, 'day'],
    ['no reason', '2026-03-11', {}, 400, 'reason'],
    ['a reason of two letters', '2026-03-11', { reason: 'no' }, 400, 'reason'],
    ['a reason of blanks', '2026-03-11', { reason: '     ' }, 400, 'reason'],
    ['a reason without end', '2026-03-11', { reason: 'x'.repeat(201) }, 400, 'reason'],
    ['the opening minute', '2026-03-11', { reason, closes_minute: 570 }, 400, 'closes_minute'],
    ['the closing minute', '2026-03-11', { reason, closes_minute: 960 }, 400, 'closes_minute'],
    ['half a minute', '2026-03-11', { reason, closes_minute: 600.5 }, 400, 'closes_minute'],
    ['a minute in words', '2026-03-11', { reason, closes_minute: '600' }, 400, 'closes_minute'],
    ['a field too many', '2026-03-11', { reason, market: 'FX' }, 400, 'market'],
    ['a weekend', '2026-03-07', { reason }, 422, 'day'],
    ['a holiday', '2026-04-03', { reason }, 422, 'day'],
    ['yesterday', '2026-03-03', { reason }, 422, 'day'],
    ['a day beyond the horizon', '2029-01-02', { reason }, 422, 'day'],
    ['a minute after an early close', '2026-11-27', { reason, closes_minute: 780 }, 422, 'closes_minute'],
  ])('refuses %s and writes nothing', async (...[_, day, body, status, field]) => {
    const before = await desk.snapshot()
    expectRefusal(await close(day, body), status, field)
    expect(await desk.snapshot()).toEqual(before)
  })

  test.each(['POST', 'DELETE'])('needs the operator token to %s', async (method) => {
    await close('2026-03-13', { reason })
    const before = await desk.snapshot()
    for (const headers of [{}, { authorization: 'Bearer wrong' }]) {
      const json = method === 'POST' ? { json: { reason } } : {}
      const reply = await desk.ask('/calendar/closures/2026-03-13', { method, ...json, headers, operator: false })
      expect(reply).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } })
    }
    expect(await desk.snapshot()).toEqual(before)
  })
})
