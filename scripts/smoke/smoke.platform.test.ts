import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createSocketServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HTTPS_ONLY_HEADER, SECURITY_HEADERS } from '../../shared/contracts/security-headers.ts'
import { decodeWire } from '../../shared/contracts/wire.ts'
import { FUNCTIONS_FILE } from '../build.ts'
import { Platform } from '../platform/platform.ts'
import { launchFunctions } from '../platform/services.ts'
import { appSettings } from '../platform/settings.ts'
import { makeCertificate } from '../testing/certificate.ts'
import type { SmokeCall } from './call.ts'
import { type SmokeReport, smokeReportSchema } from './report.ts'
import { runSmoke } from './run.ts'
import { type Bend, openCrookedDoor, type Passed, type Passing } from './testing/crooked-door.ts'

const SCRIPT = join(import.meta.dirname, '../smoke.ts')
const root = mkdtempSync(join(tmpdir(), 'gatehouse-smoke-'))
let platform: Platform

beforeAll(async () => {
  // Each smoke guesses one token, and a desk bears 30 guesses a minute.
  const env = { FAILED_LOGINS_PER_MINUTE: '1000' }
  platform = await Platform.create({ dir: join(root, 'desk'), durable: false, env })
})
afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  rmSync(root, { recursive: true, force: true })
})

const callOf = (desk: Platform, changes: Partial<SmokeCall> = {}): SmokeCall => ({
  ...{ base: desk.url, origin: desk.functionsUrl, token: desk.operatorToken, book: 'smoke' as const },
  ...{ version: null, withinMs: 30_000, json: false, out: null, ...changes },
})

const POLICY = 'content-security-policy'
const KEY = 'idempotency-key'
const redirect = (passing: Passing, from: RegExp, to: string): void => {
  passing.path = passing.path.replace(from, to)
}

const named = ({ checks }: SmokeReport, status: string): string[] =>
  checks.filter((check) => check.status === status).map(({ name }) => name)
const seenOf = ({ checks }: SmokeReport, name: string): string | undefined =>
  checks.find((check) => check.name === name)?.seen

/** The smoke of the desk through a door that bends something. */
async function bent(bend: Bend, changes: Partial<SmokeCall> = {}): Promise<SmokeReport> {
  await using door = await openCrookedDoor(platform.url, bend)
  return await runSmoke(callOf(platform, { base: door.url, ...changes }))
}

async function sql(desk: Platform, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: desk.databaseUrl })
  await client.connect()
  await client.query(statement)
  await client.end()
}

/** An address that somebody had and has left. */
async function nobodyAt(): Promise<string> {
  const server = createSocketServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}

async function command(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [SCRIPT, ...args], { env: { ...process.env, GATEHOUSE_HOME: root, ...env } })
  const [out, error, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: code as number, out, error }
}

describe('npm run smoke', () => {
  test('passes every check on a desk as it should be, and says so in JSON by its schema', async () => {
    const file = join(root, 'report.json')
    const ended = await command(
      [
        '--base',
        platform.url,
        '--origin',
        platform.functionsUrl,
        '--token-env',
        'SMOKE_TOKEN',
        '--json',
        '--out',
        file,
      ],
      { SMOKE_TOKEN: platform.operatorToken },
    )
    expect(ended).toMatchObject({ code: 0, error: '' })
    expect(readFileSync(file, 'utf8')).toBe(ended.out)
    const decoded = decodeWire(smokeReportSchema, JSON.parse(ended.out))
    if (decoded.kind === 'invalid') throw new Error(JSON.stringify(decoded.errors))
    expect(named(decoded.value, 'passed')).toEqual([
      ...['alive', 'front page', 'dashboard', 'deep link', 'sign-in', 'site headers', 'ready', 'docs', 'openapi'],
      ...['api headers', 'token needed', 'origin closed', 'kill switch', 'router run', 'order arrives', 'key repeats'],
      'nothing published',
    ])
    expect(decoded.value.ok).toBe(true)
    expect(seenOf(decoded.value, 'router run')).toMatch(
      /ingest:synthetic priors:computed .*risk:fractional_kelly order:p/,
    )
  })

  test('finds the desk of this machine by itself, and tells it in a table without its token', async () => {
    const ended = await command([], { GATEHOUSE_HOME: join(root, 'desk'), GATEHOUSE_OPERATOR_TOKEN: '' })
    expect(ended).toMatchObject({ code: 0, error: '' })
    expect(ended.out).toMatch(/^passed {2}alive +\d+ ms +version 0\.1\.0\+[0-9a-f]{12}, attempt 1 /)
    expect(ended.out).toMatch(/17 passed, 0 failed, 0 skipped in [\d.]+ s\n$/)
    expect(ended.out).not.toContain(platform.operatorToken)
  })

  test('says what it has not looked at', async () => {
    const report = await runSmoke(callOf(platform, { origin: null }))
    expect([report.ok, named(report, 'skipped')]).toEqual([true, ['origin closed']])
  })

  test('tells in one line that nobody answers, exit 1', async () => {
    const base = await nobodyAt()
    const ended = await command(['--base', base, '--within-seconds', '1'], { GATEHOUSE_OPERATOR_TOKEN: 'x' })
    expect(ended).toMatchObject({ code: 1, out: '' })
    expect(ended.error).toMatch(/^http\S+ does not answer: connect ECONNREFUSED [^\n]*attempt \d[^\n]*\n$/)
    expect(ended.error.startsWith(base)).toBe(true)
  })

  test('gives up on a host that takes the call and stays silent', async () => {
    const silent = createSocketServer(() => undefined).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    const report = await runSmoke(callOf(platform, { base: `http://127.0.0.1:${port}`, withinMs: 1_000 }))
    silent.close()
    expect(seenOf(report, 'alive')).toMatch(/^no answer within 1\.0 s; attempt 1 after 1\.\d s$/)
    expect([named(report, 'failed'), named(report, 'skipped').length]).toEqual([['alive'], 16])
    expect(report.tookMs).toBeLessThan(5_000)
  })
})

describe('the smoke names what is wrong', () => {
  test.each<[string, Bend, string[]]>([
    [
      'the API at the site’s address',
      { request: (passing) => redirect(passing, /^\/ui/, '/orders/ui') },
      ['dashboard', 'deep link', 'sign-in', 'site headers'],
    ],
    [
      'the site at the API’s address',
      { request: (passing) => redirect(passing, /^\/(docs|openapi).*/, '/ui/') },
      ['docs', 'openapi', 'api headers'],
    ],
    [
      'a deep link that is not rewritten',
      { answer: (passed, { path }) => Object.assign(passed, path === '/ui/orders' ? { status: 404 } : {}) },
      ['deep link'],
    ],
    [
      'a page that is not told how people sign in',
      {
        answer: (passed, { path }) =>
          path.endsWith('sign-in.json') && Object.assign(passed, { body: '{"kind":"entra","authority":""}' }),
      },
      ['sign-in'],
    ],
    [
      'assets that a page may not keep',
      {
        answer: ({ headers }, { path }) =>
          path.includes('/assets/') && Object.assign(headers, { 'cache-control': 'a' }),
      },
      ['dashboard'],
    ],
    [
      'a policy that got lost on the way',
      { answer: ({ headers }, { path }) => path === '/ui/' && Reflect.deleteProperty(headers, POLICY) },
      ['site headers'],
    ],
    [
      'a rule set that overwrites the API',
      { answer: ({ headers }) => Object.assign(headers, { [POLICY]: "default-src 'self'" }) },
      ['site headers', 'api headers'],
    ],
    [
      'answers of the API that the edge may store',
      {
        answer: ({ headers }, { path }) =>
          path.startsWith('/health') && Object.assign(headers, { 'cache-control': 'a' }),
      },
      ['api headers'],
    ],
    [
      'a door that lends its own token',
      { request: ({ headers }) => Object.assign(headers, { authorization: `Bearer ${platform.operatorToken}` }) },
      ['token needed'],
    ],
    [
      'a kill switch that is lost on the way',
      {
        request: (passing) => Object.assign(passing, { body: passing.body.replace(/,"kill_switch_active":true/, '') }),
      },
      ['kill switch', 'nothing published'],
    ],
    [
      'a key that is another one each time',
      { request: ({ headers }) => headers[KEY] && Object.assign(headers, { [KEY]: randomUUID() }) },
      ['key repeats'],
    ],
  ])('%s', async (...[_, bend, names]) => {
    const report = await bent(bend)
    expect(named(report, 'failed')).toEqual(names)
    expect(report.ok).toBe(false)
    for (const { remedy } of report.checks.filter(({ status }) => status === 'failed')) expect(remedy).not.toBeNull()
  })

  test('a wrong token, and never tells what it was', async () => {
    const token = 'a-token-of-another-desk'
    // Where the report cuts the answer, too.
    const echo = (passed: Passed, { authorization }: Record<string, string>) =>
      passed.status === 401 &&
      Object.assign(passed, { body: `${authorization} ${passed.body} ${authorization}`.repeat(3) })
    const report = await bent({ answer: (passed, { headers }) => echo(passed, headers) }, { token })
    expect(named(report, 'failed')).toEqual(['kill switch', 'router run'])
    expect(named(report, 'skipped')).toEqual(['order arrives', 'key repeats', 'nothing published'])
    expect(seenOf(report, 'router run')).toMatch(/^401 application\/problem\+json Bearer \*\*\* /)
    expect(JSON.stringify(report)).not.toContain(token.slice(0, 8))
  })

  test.each([
    [
      'transport security that is missing over https',
      {},
      1,
      /site headers\n.*\n +saw +strict-transport-security: missing\n/,
    ],
    [
      'nothing where every header is there',
      { [HTTPS_ONLY_HEADER]: SECURITY_HEADERS[HTTPS_ONLY_HEADER] ?? '' },
      0,
      /16 passed/,
    ],
  ])('%s', async (...[_, headers, code, words]) => {
    const certificate = makeCertificate('localhost')
    const trusted = join(root, 'trusted.pem')
    writeFileSync(trusted, certificate.certificate)
    const answer = (passed: Passed) => Object.assign(passed.headers, headers)
    await using door = await openCrookedDoor(platform.url, { certificate, answer })
    const env = { NODE_EXTRA_CA_CERTS: trusted, GATEHOUSE_OPERATOR_TOKEN: platform.operatorToken }
    const ended = await command(['--base', door.url], env)
    expect(ended).toMatchObject({ code, error: '', out: expect.stringMatching(words) })
  })

  test('a start that takes its time, with how long it took, and then passes', async () => {
    const starting = Array.from({ length: 3 }, () => ({ status: 503, headers: {}, body: 'starting' }))
    const report = await bent({ instead: ({ path }) => (path === '/health/live' ? starting.pop() : undefined) })
    expect(report.ok).toBe(true)
    expect(seenOf(report, 'alive')).toMatch(/^version 0\.1\.0\+[0-9a-f]{12}, attempt 4 after [1-9]\.\d s$/)
  })

  test('the release before, which is on its way out, until the wanted one answers', async () => {
    const { version = '' } = (await (await fetch(`${platform.url}/health/live`)).json()) as { version?: string }
    const older = JSON.stringify({ ok: true, service: 'gatehouse', version: '0.1.0+before' })
    const left = Array.from({ length: 2 }, () => ({ status: 200, headers: {}, body: older }))
    const instead = ({ path }: Passing) => (path === '/health/live' ? left.pop() : undefined)
    await using door = await openCrookedDoor(platform.url, { instead })
    const report = await runSmoke(callOf(platform, { base: door.url, version }))
    expect([report.ok, seenOf(report, 'alive')]).toEqual([true, expect.stringContaining(`${version}, attempt 3 `)])
    const other = await runSmoke(callOf(platform, { version: '0.1.0+after', withinMs: 1_000 }))
    expect(seenOf(other, 'alive')).toMatch(/ in place of 0\.1\.0\+after; attempt /)
  })

  test('a door that forbids, without asking it again', async () => {
    const report = await bent({ instead: () => ({ status: 403, headers: {}, body: 'no' }) })
    expect(seenOf(report, 'alive')).toMatch(/^403 .* attempt 1 /)
  })

  test('a halted desk, with the reason', async () => {
    await sql(platform, `update trading.trading_state set state = 'HALTED', reason = 'drill'`)
    const report = await runSmoke(callOf(platform))
    await sql(platform, `update trading.trading_state set state = 'ACTIVE', reason = null`)
    expect(named(report, 'failed')).toEqual(['router run'])
    expect(seenOf(report, 'router run')).toContain('kill_switch_manual:drill')
    expect(seenOf(report, 'ready')).toContain('trading_state DEGRADED: HALTED')
  })

  test('an origin that lets everybody in', async () => {
    const { databaseUrl, blobConnectionString, events, operatorToken } = platform
    const stores = { databaseUrl, sweeperDatabaseUrl: databaseUrl, blobConnectionString, events }
    const around = { host: '0.0.0.0', frontDoorId: '', operatorToken, ...stores }
    const host = await launchFunctions({
      ...{ appFile: FUNCTIONS_FILE, logFile: join(root, 'open.log'), clock: () => ({ kind: 'system' }) },
      ...{ settings: () => ({ ...appSettings({}, around), FRONT_DOOR_ID: undefined }), onReached: () => undefined },
    })(0)
    const report = await runSmoke(callOf(platform, { origin: `http://127.0.0.1:${host.port}` }))
    await host.stop()
    expect(named(report, 'failed')).toEqual(['origin closed'])
    expect(seenOf(report, 'origin closed')).toMatch(/^200 application\/json /)
  })

  test('a host that is away behind its door', async () => {
    const server = createServer((_, response) => response.writeHead(502).end('bad gateway')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const report = await runSmoke(callOf(platform, { base: `http://127.0.0.1:${port}`, withinMs: 1_000 }))
    server.closeAllConnections()
    server.close()
    expect(seenOf(report, 'alive')).toMatch(/^502 no content type bad gateway; attempt [2-4] /)
  })
})

test('the smoke names a dead order consumer, and nothing else, where reading needs the token too', async () => {
  // As in Azure: off loopback nobody reads without a token.
  await using desk = await Platform.create({ dir: join(root, 'dead'), durable: false, host: '0.0.0.0' })
  expect((await fetch(`${desk.url}/orders`)).status).toBe(401)
  // Somebody who is gone has the hub: the triggers get nothing, as if they were dead.
  await sql(
    desk,
    `insert into ops.leases (name, holder, token, expires_at)
     values ('consumer:orders', 'gone', 1, now() + interval '1 hour')`,
  )
  const report = await runSmoke(callOf(desk, { withinMs: 2_000 }))
  expect(named(report, 'failed')).toEqual(['order arrives'])
  expect(seenOf(report, 'order arrives')).toMatch(/^no order of run [0-9a-f]{32} within 2 s$/)
  expect(named(report, 'skipped')).toEqual([])
})
