import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LocalPostgres } from '../../../scripts/platform/postgres/postgres.ts'
import { openDatabase } from './database.ts'
import { onServer } from './server.ts'

const root = mkdtempSync(join(tmpdir(), 'gatehouse-server-'))
let postgres: LocalPostgres
beforeAll(async () => {
  postgres = await LocalPostgres.start({ dir: join(root, 'postgres'), logFile: join(root, 'log'), durable: false })
})
afterAll(async () => {
  await postgres.stop()
  rmSync(root, { recursive: true, force: true })
})

/** A way to the server that hangs up so many times before it lets anybody through. */
async function wayThatFails(times: number): Promise<{ readonly url: string; readonly way: Server; tries(): number }> {
  let tries = 0
  const way = createServer((socket) => {
    tries += 1
    if (tries <= times) return socket.destroy()
    const server = connect(postgres.port, '127.0.0.1')
    socket.pipe(server).pipe(socket)
    for (const end of [socket, server]) end.on('error', () => undefined)
  })
  way.listen(0, '127.0.0.1')
  await once(way, 'listening')
  const url = new URL(postgres.url)
  url.port = String((way.address() as AddressInfo).port)
  return { url: url.href, way, tries: () => tries }
}

test.each([
  [0, 0, true],
  [2, 2, true],
  [2, 1, false],
  [1, 0, false],
])('a server that is away %i times is waited for %i times: %s', async (away, waits, comesBack) => {
  const { url, way, tries } = await wayThatFails(away)
  const asked = onServer({ url }, async (client) => (await client.query('select 1 as one')).rows, Array(waits).fill(1))
  if (comesBack) expect(await asked).toEqual([{ one: 1 }])
  else await expect(asked).rejects.toThrow()
  expect(tries()).toBe(comesBack ? away + 1 : waits + 1)
  way.close()
})

test('what is wrong and stays wrong is not tried again', async () => {
  const { url, way, tries } = await wayThatFails(0)
  await expect(onServer({ url }, (client) => client.query('select nothing'), [1, 1])).rejects.toThrow('nothing')
  const wrong = new URL(url)
  wrong.password = 'guess'
  await expect(onServer({ url: wrong.href }, async () => undefined, [1, 1])).rejects.toMatchObject({ code: '28P01' })
  expect(tries()).toBe(2)
  way.close()
})

test.each([
  ['ECONNRESET', 3],
  ['57P03', 3],
  ['ENOTFOUND', 1],
  ['42501', 1],
])('work that ends with %s, also as a cause, is done %i times of three', async (code, times) => {
  let done = 0
  const work = async (): Promise<never> => {
    done += 1
    throw new Error('the work failed', { cause: Object.assign(new Error('why'), { code }) })
  }
  await expect(onServer(postgres, work, [1, 1])).rejects.toThrow('the work failed')
  expect(done).toBe(times)
})

test('each connection asks for its token anew', async () => {
  const { url, way } = await wayThatFails(1)
  const { password } = new URL(postgres.url)
  const bare = new URL(url)
  bare.password = ''
  let asked = 0
  const access = {
    url: bare.href,
    password: async () => {
      asked += 1
      return password
    },
  }
  const name = () => onServer(access, async (client) => (await client.query('select current_user as name')).rows, [1])
  expect([await name(), await name()]).toEqual([[{ name: 'postgres' }], [{ name: 'postgres' }]])
  expect(asked).toBe(2)
  // The pool asks for one when it opens its connection, and not again while that lives.
  const database = openDatabase({ ...access, connectionsMax: 1, acquireWithinMs: 5_000, statementWithinMs: 5_000 })
  for (const _ of [1, 2])
    expect(await database.query(null, 'select current_user as name')).toEqual([{ name: 'postgres' }])
  expect(asked).toBe(3)
  await database.close()
  way.close()
})

test.each(['require', 'prefer', 'no-verify', 'disable'])('a token goes to nobody by sslmode %s', async (mode) => {
  const access = {
    url: `postgres://me@127.0.0.1:${postgres.port}/gatehouse?sslmode=${mode}`,
    password: async () => 't',
  }
  await expect(onServer(access, async () => undefined)).rejects.toThrow(
    `sslmode ${mode}: a token is sent by verify-full`,
  )
})
