import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Directory } from '../scripts/testing/directory.ts'
import { refuse, Vault } from '../scripts/testing/vault.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../shared/base/instant.ts'
import { readMetricLine } from '../shared/contracts/metrics.ts'
import { Desk, SMOKE } from './testing/desk.ts'

const FIRST = 'first-token-of-the-operator'
const SECOND = 'second-token-of-the-operator'
/** How long a secret is used before it is read again. */
const FRESH_MS = 5 * MINUTE_MS

/** As in Azure: the operator token and the broker's keys come from a vault, people from a directory. */
let vault: Vault
let directory: Directory
let desk: Desk
beforeAll(async () => {
  vault = await Vault.start()
  directory = await Directory.start()
  vault.secrets.set('OPERATOR-TOKEN', { value: FIRST })
  const env = { ...vault.settings, ...directory.settings, OPERATOR_TOKEN_ROLES: 'Viewer,Operator' }
  desk = await Desk.start({ host: '0.0.0.0', env: { ...env, FAILED_LOGINS_PER_MINUTE: '5' } })
})
afterAll(async () => {
  await desk[Symbol.asyncDispose]()
  await directory[Symbol.asyncDispose]()
  await vault[Symbol.asyncDispose]()
})

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
const reads = async (token: string) => (await desk.ask('/orders', bearer(token))).status
const passes = (ms: number) => desk.platform.advanceTo(desk.platform.nowMs + ms)
const viewer = () => directory.token(desk.platform.nowMs, ['Viewer'])
const checkOf = async (name: string) => {
  const { status, body } = await desk.ask('/health/ready', bearer(await viewer()))
  const checks = body.checks as { name: string; status: string; reason: string | null }[]
  return { ready: status, ...checks.find((check) => check.name === name) }
}

/** Neighbours that the next pulse measures as away. */
const neighboursAway = async (): Promise<string[]> => {
  await passes(MINUTE_MS)
  await desk.platform.call('functions', 'runDueTimers')
  // The host writes its log at the end of a turn; by its next answer the lines are there.
  await desk.platform.call('functions', 'progress')
  const newest = new Map<string, number>()
  for (const line of readFileSync(desk.log('functions'), 'utf8').split('\n')) {
    const sample = line.includes('not_ready') ? readMetricLine(String(JSON.parse(line).message)) : null
    if (sample?.metric === 'not_ready') newest.set(sample.dimensions.neighbour ?? '', sample.value)
  }
  expect([...newest.keys()]).toEqual(expect.arrayContaining(['postgres', 'key_vault', 'entra_keys']))
  return [...newest].filter(([, away]) => away > 0).map(([neighbour]) => neighbour)
}

describe('a desk with a vault', () => {
  test('takes the vault’s token, and shows that vault and directory answer', async () => {
    expect(await reads(FIRST)).toBe(200)
    expect(await reads(desk.platform.operatorToken)).toBe(401)
    expect(await checkOf('key_vault')).toMatchObject({ ready: 200, status: 'OK' })
    expect(await checkOf('entra_keys')).toMatchObject({ ready: 200, status: 'OK' })
  })

  test('takes a rotated token in time without a restart, and from then on no other', async () => {
    const asked = vault.asked.length
    vault.secrets.set('OPERATOR-TOKEN', { value: SECOND })
    expect([await reads(FIRST), await reads(FIRST)]).toEqual([200, 200])
    expect(vault.asked).toHaveLength(asked)
    await passes(FRESH_MS)
    expect([await reads(SECOND), await reads(FIRST)]).toEqual([200, 401])
    expect(vault.asked).toHaveLength(asked + 1)
  })

  test('takes no token once it is disabled, deleted, or too short to be one', async () => {
    const states = [{ value: SECOND, attributes: { enabled: false } }, undefined, { value: 'short' }]
    for (const state of states) {
      if (state) vault.secrets.set('OPERATOR-TOKEN', state)
      else vault.secrets.delete('OPERATOR-TOKEN')
      await passes(FRESH_MS)
      expect([await reads(SECOND), await reads('short')]).toEqual([401, 401])
    }
    vault.secrets.set('OPERATOR-TOKEN', { value: SECOND })
    await passes(FRESH_MS)
    expect(await reads(SECOND)).toBe(200)
  })

  test('goes on for an hour while the vault is away, and then refuses that token, not the people', async () => {
    vault.fault = (response) => response.destroy()
    await passes(FRESH_MS)
    expect(await reads(SECOND)).toBe(200)
    expect(await checkOf('key_vault')).toMatchObject({
      ready: 200,
      status: 'DEGRADED',
      reason: expect.stringMatching(/5 min/),
    })
    expect(await neighboursAway()).toEqual(['key_vault'])
    await passes(HOUR_MS)
    const reply = await desk.ask('/orders', bearer(SECOND))
    expect([reply.status, reply.body.code]).toEqual([503, 'UNAVAILABLE'])
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await desk.ask('/orders', { headers: { 'x-ops-token': SECOND } })).status).toBe(503)
    expect(await reads(await viewer())).toBe(200)
    expect(await checkOf('key_vault')).toMatchObject({ ready: 503, status: 'DOWN' })
    expect((await desk.ask('/health/live', bearer(SECOND))).status).toBe(200)
    vault.fault = null
    await passes(5 * SECOND_MS)
    expect(await reads(SECOND)).toBe(200)
    expect(await neighboursAway()).toEqual([])
  })

  test('that is no longer let in names the role, and uses nothing that it read before', async () => {
    vault.fault = (response) => refuse(response, 403, 'Forbidden', 'ForbiddenByRbac')
    await passes(FRESH_MS)
    expect(await reads(SECOND)).toBe(500)
    expect(await checkOf('key_vault')).toMatchObject({
      ...{ ready: 503, status: 'DOWN', reason: expect.stringMatching(/role Key Vault Secrets User/) },
    })
    vault.fault = null
    await passes(5 * SECOND_MS)
    expect(await reads(SECOND)).toBe(200)
  })

  test('asks for the broker’s keys when an order needs them', async () => {
    const order = { ...SMOKE, offline_mode: false, execute_orders: true, book: 'paper' }
    const headers = { ...bearer(SECOND).headers, 'idempotency-key': 'with-broker-keys' }
    const run = () => desk.ask('/router/run', { json: order, headers })
    expect((await run()).body).toMatchObject({ status: 422, code: 'BROKER_NOT_CONFIGURED' })
    vault.secrets.set('ALPACA-KEY-ID', { value: 'key' })
    vault.secrets.set('ALPACA-SECRET-KEY', { value: 'secret' })
    await passes(FRESH_MS)
    expect((await run()).body.code).not.toBe('BROKER_NOT_CONFIGURED')
    vault.secrets.delete('ALPACA-SECRET-KEY')
    await passes(FRESH_MS)
    headers['idempotency-key'] = 'without-them'
    expect((await run()).body).toMatchObject({ status: 422, code: 'BROKER_NOT_CONFIGURED' })
  })
})

describe('a desk with a directory', () => {
  test('goes on with the keys it has while the directory is away', async () => {
    directory.fault = (response) => response.destroy()
    await passes(2 * HOUR_MS)
    expect(await reads(await viewer())).toBe(200)
    expect(await checkOf('entra_keys')).toMatchObject({ ready: 200, status: 'DEGRADED' })
    expect(await neighboursAway()).toEqual(['entra_keys'])
  })

  test('admits nobody by a key that it cannot fetch, and says when to ask again', async () => {
    await directory.roll()
    const reply = await desk.ask('/orders', bearer(await viewer()))
    expect([reply.status, reply.body.code]).toEqual([503, 'UNAVAILABLE'])
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
    directory.fault = null
    await passes(5 * SECOND_MS)
    expect(await reads(await viewer())).toBe(200)
  })

  test('fetches the keys once for a new one, whatever storm of unknown ones arrives', async () => {
    await passes(30 * SECOND_MS)
    await directory.roll()
    const [before, token] = [directory.fetched, await viewer()]
    expect(await Promise.all(Array.from({ length: 20 }, () => reads(token)))).toEqual(Array(20).fill(200))
    expect(directory.fetched).toBe(before + 1)
    for (let n = 0; n < 4; n += 1) {
      const unknown = await directory.token(desk.platform.nowMs, ['Viewer'], { header: { kid: `unknown-${n}` } })
      expect(await reads(unknown)).toBe(401)
    }
    expect(directory.fetched).toBe(before + 1)
  })
})

/** Asks from an address of this machine's own, which the front door tells on. */
function asksFrom(
  address: string,
  token: string,
  { method = 'GET', path = '/orders', id = 'asked-from' } = {},
): Promise<{ status: number; retryAfter: string | undefined }> {
  return new Promise((resolve, reject) => {
    const port = new URL(desk.platform.url).port
    const headers = { ...bearer(token).headers, 'x-request-id': id }
    const options = { host: '127.0.0.1', port, path, method, localAddress: address, headers }
    const client = request(options, (response) => {
      response.resume()
      resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] })
    })
    client.once('error', reject).end()
  })
}

describe('wrong tokens', () => {
  test('shut out the address that they come from for a minute, and no other', async () => {
    await passes(MINUTE_MS)
    const [mine, other] = ['127.0.0.2', '127.0.0.3']
    for (let n = 0; n < 5; n += 1) expect((await asksFrom(mine, `a-guess-of-mine-${n}`)).status).toBe(401)
    expect(await asksFrom(mine, SECOND)).toEqual({ status: 429, retryAfter: '60' })
    expect((await asksFrom(other, SECOND)).status).toBe(200)
    await passes(MINUTE_MS)
    expect((await asksFrom(mine, SECOND)).status).toBe(200)
  })

  test('write no line into the log, also for changes and once they are heard no more', async () => {
    const change = { method: 'DELETE', path: '/calendar/closures/2026-11-03' }
    const ids = Array.from({ length: 7 }, (_, n) => `guess-${n}`)
    const statuses: number[] = []
    for (const id of ids) statuses.push((await asksFrom('127.0.0.5', id, { ...change, id })).status)
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429])
    expect((await asksFrom('127.0.0.6', SECOND, { ...change, id: 'known-caller' })).status).toBe(404)
    await desk.platform.processAll()
    const log = readFileSync(desk.log('functions'), 'utf8')
    expect(log).toContain('known-caller')
    for (const id of ids) expect(log).not.toContain(id)
  })

  test('that Entra did sign are no guesses: an old page shuts nobody out', async () => {
    const old = await directory.token(desk.platform.nowMs - 2 * HOUR_MS, ['Viewer'])
    for (let n = 0; n < 10; n += 1) expect((await asksFrom('127.0.0.4', old)).status).toBe(401)
    expect((await asksFrom('127.0.0.4', SECOND)).status).toBe(200)
  })
})
