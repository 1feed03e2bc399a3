import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LocalPostgres } from './postgres.ts'

const root = mkdtempSync(join(tmpdir(), 'gatehouse-postgres-'))
let servers: readonly LocalPostgres[] = []

beforeAll(async () => {
  const start = (name: string): Promise<LocalPostgres> =>
    LocalPostgres.start({ dir: join(root, name), logFile: join(root, `${name}.log`), durable: false })
  servers = await Promise.all(['one', 'other', 'third'].map(start))
})
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()))
  rmSync(root, { recursive: true, force: true })
})

async function asked(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(sql)
  } finally {
    await client.end()
  }
}

describe('servers of homes that are thrown away, started at once', () => {
  test('each have a password of their own and refuse that of the others', async () => {
    const passwords = servers.map(({ url }) => new URL(url).password)
    expect(new Set(passwords).size).toBe(servers.length)
    for (const [index, { url }] of servers.entries()) {
      for (const [other, password] of passwords.entries()) {
        const tried = new URL(url)
        tried.password = password
        const answer = asked(tried.href, 'select current_database() as name')
        if (other === index) expect((await answer).rows).toEqual([{ name: 'gatehouse' }])
        else await expect(answer).rejects.toThrow('password authentication failed')
      }
    }
  })

  test('keep what they are told to themselves', async () => {
    const [one, ...others] = servers
    await asked(one?.url ?? '', 'create table words (word text)')
    for (const { url } of others) await expect(asked(url, 'select from words')).rejects.toThrow('does not exist')
  })
})
