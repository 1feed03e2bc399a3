/** Logins with tokens over a checked certificate: the CLI's in a deployment, a managed identity's in a container. */
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { APP, AzureServer, type Ended, HOST, LOGINS, runProgram, SWEEPER, TOKEN } from './testing/azure-server.ts'

const CLIENT_ID = '7d9d2c1e-2f2b-4d7a-8a54-1c2d3e4f5a6b'
const SCOPE = 'https://ossrdbms-aad.database.windows.net'

let server: AzureServer
/** Gives tokens as a container's identity endpoint does, to who asks as is documented. */
let identity: Server
const asked: string[] = []

beforeAll(async () => {
  server = await AzureServer.start()
  // https://learn.microsoft.com/azure/container-apps/managed-identity
  identity = createServer((request, response) => {
    asked.push(request.url ?? '')
    const isKnown = request.headers['x-identity-header'] === 'the header'
    const expires = String(Math.floor(Date.now() / 1000) + 3_600)
    response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' })
    response.end(JSON.stringify(isKnown ? { access_token: TOKEN, expires_on: expires, token_type: 'Bearer' } : {}))
  })
  identity.listen(0, '127.0.0.1')
  await once(identity, 'listening')
})
afterAll(async () => {
  identity.close()
  await server?.[Symbol.asyncDispose]()
})
beforeEach(async () => {
  asked.length = 0
  await server.renew()
})

const trusted = (): Record<string, string> => ({
  ...{ PGPORT: String(server.port), NODE_EXTRA_CA_CERTS: server.certificateFile, PGPASSWORD: '' },
})
const inContainer = (): Record<string, string> => ({
  ...trusted(),
  IDENTITY_ENDPOINT: `http://127.0.0.1:${(identity.address() as AddressInfo).port}/msi/token`,
  ...{ IDENTITY_HEADER: 'the header', AZURE_CLIENT_ID: CLIENT_ID },
})
const migrate = (env: Record<string, string>): Promise<Ended> =>
  runProgram(
    'scripts/migrate.ts',
    ['--host', HOST, '--user', 'migrator', '--database', server.database, ...LOGINS],
    env,
  )

/** An `az` that gives this token, and writes down what it was asked. */
function withCli(token: string): Record<string, string> {
  const answer = JSON.stringify({ accessToken: token, expiresOn: '2049-12-31 23:59:59.000000', tokenType: 'Bearer' })
  const script = `#!/bin/sh\necho "$@" >> '${join(server.dir, 'az-asked')}'\necho '${answer}'\n`
  return { PATH: server.putOnPath('az', script) }
}

test('the CLI gives the token in a deployment, for the scope of Postgres', async () => {
  const { code, lines, error } = await migrate({ ...trusted(), ...withCli(TOKEN) })
  expect([code, error]).toEqual([0, ''])
  expect(lines.at(-1)).toBe('done')
  expect(readFileSync(join(server.dir, 'az-asked'), 'utf8')).toContain(`--resource ${SCOPE}`)
})

test('a token that was given is taken as it is', async () => {
  expect(await migrate({ ...trusted(), PGPASSWORD: TOKEN })).toMatchObject({ code: 0, error: '' })
})

test('the managed identity gives it in a container, by its client id', async () => {
  expect(await migrate(inContainer())).toMatchObject({ code: 0, error: '' })
  const [first = ''] = asked
  expect(new URL(first, 'http://x').searchParams.get('client_id')).toBe(CLIENT_ID)
  expect(new URL(first, 'http://x').searchParams.get('resource')).toContain(SCOPE)
})

test('a server without a trusted certificate gets no token, and none is asked for', async () => {
  const before = existsSync(join(server.dir, 'az-asked')) ? readFileSync(join(server.dir, 'az-asked'), 'utf8') : ''
  const { code, error } = await migrate({ ...trusted(), ...withCli(TOKEN), NODE_EXTRA_CA_CERTS: '' })
  expect(code).toBe(1)
  expect(error).toMatch(/showed no certificate of that name, and got no token/)
  expect(existsSync(join(server.dir, 'az-asked')) ? readFileSync(join(server.dir, 'az-asked'), 'utf8') : '').toBe(
    before,
  )
})

test('a token that the server does not take is told as such, without it', async () => {
  const { code, error } = await migrate({ ...trusted(), ...withCli('an old token') })
  expect(code).toBe(1)
  expect(error).toMatch(/the login was refused: --user is the name of an Entra administrator/)
  expect(error).not.toContain('an old token')
})

test('without a token it says how to come by one', async () => {
  const broken = { PATH: server.putOnPath('az', '#!/bin/sh\necho "ERROR: Please run az login" >&2\nexit 1\n') }
  const { code, error } = await migrate({ ...trusted(), ...broken })
  expect(code).toBe(1)
  expect(error).toMatch(/no token for Postgres: .*; run az login as an administrator of the server/)
})

test('the sweep worker logs in by its identity, without a hub, and finds no job of that name', async () => {
  await migrate({ ...trusted(), PGPASSWORD: TOKEN })
  await server.superuser.query(`alter role "${SWEEPER}" password '${TOKEN}'`)
  const worker = {
    ...{ PGHOST: HOST, PGUSER: SWEEPER, PGDATABASE: server.database, STORAGE_ACCOUNT: 'lake' },
    ...{ SWEEP_JOB_ID: 'sweep-none', SWEEP_SHARD: '0' },
  }
  const run = (env: Record<string, string>) => runProgram('scripts/sweep-worker.ts', [], { ...inContainer(), ...env })
  expect((await run(worker)).lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ event: 'end', end: 'unknown' }),
  ])
  expect(asked.length).toBeGreaterThan(0)
  // The same as the desk's own login, which a worker has no token for.
  const other = await run({ ...worker, PGUSER: APP })
  expect(other.code).toBe(1)
  expect(other.lines.join()).toContain('password authentication failed')
})
