import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LocalPostgres } from '../../../scripts/platform/postgres/postgres.ts'
import { migrate } from './migrate.ts'
import { onServer } from './server.ts'

const OURS = resolve(import.meta.dirname, '../../../infra/database/migrations')
const NOW = Date.parse('2026-03-04T15:00:00Z')
const root = mkdtempSync(join(tmpdir(), 'gatehouse-migrate-'))
let postgres: LocalPostgres
let server: pg.Client

beforeAll(async () => {
  postgres = await LocalPostgres.start({ dir: join(root, 'postgres'), logFile: join(root, 'log'), durable: false })
  server = new pg.Client({ connectionString: postgres.url })
  await server.connect()
})
afterAll(async () => {
  await server.end()
  await postgres.stop()
  rmSync(root, { recursive: true, force: true })
})

let count = 0
/** A folder of these migrations. */
function folderOf(files: Readonly<Record<string, string>>): string {
  count += 1
  const directory = join(root, `migrations-${count}`)
  mkdirSync(directory)
  for (const [name, sql] of Object.entries(files)) writeFileSync(join(directory, name), sql)
  return directory
}

/** A new database on the server. */
async function newDatabase(): Promise<string> {
  count += 1
  await server.query(`create database d${count}`)
  const url = new URL(postgres.url)
  url.pathname = `/d${count}`
  return url.href
}

async function rowsOf<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<T>(sql)).rows
  } finally {
    await client.end()
  }
}

const LOOKS_MAX = 5_000
/** Process id of the backend of a database that waits for this, once there is one. */
async function backendIn(url: string, event: string): Promise<number> {
  const sql = 'select pid from pg_stat_activity where datname = $1 and wait_event = $2'
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const { rows } = await server.query<{ pid: number }>(sql, [new URL(url).pathname.slice(1), event])
    if (rows[0]) return rows[0].pid
  }
  throw new Error(`nothing waits for ${event}`)
}

const up = (url: string, directory: string) => onServer({ url }, (client) => migrate(client, { directory, now: NOW }))
const applied = (url: string) =>
  rowsOf(url, 'select version, name, breaking, applied_at from gatehouse_migrations order by version')

const FIRST = { '0001-first.sql': 'create table notes (word text); insert into notes values ($$one$$);' }
const SECOND = { ...FIRST, '0002-second.sql': 'insert into notes values ($$two$$);' }

describe('migrations', () => {
  test('of the desk make its tables, once, at the instant they are told', async () => {
    const url = await newDatabase()
    const first = await up(url, OURS)
    expect(first.version).toBe(first.applied.length)
    expect(await up(url, OURS)).toEqual({ applied: [], version: first.version })
    const schemas = await rowsOf(url, `select distinct schemaname as name from pg_tables where tablename = 'orders'`)
    expect(schemas).toEqual([{ name: 'trading' }])
    for (const row of await applied(url)) expect(row.applied_at).toEqual(new Date(NOW))
    expect(await rowsOf(url, 'select state from trading.trading_state')).toEqual([{ state: 'ACTIVE' }])
  })

  test('are applied in order and only where they are missing', async () => {
    const url = await newDatabase()
    expect(await up(url, folderOf(FIRST))).toEqual({ applied: ['0001-first.sql'], version: 1 })
    expect(await up(url, folderOf({ ...SECOND, 'README.md': 'no migration' }))).toEqual({
      applied: ['0002-second.sql'],
      version: 2,
    })
    expect(await rowsOf(url, 'select word from notes')).toEqual([{ word: 'one' }, { word: 'two' }])
  })

  test('run once however many starters race', async () => {
    const url = await newDatabase()
    const slow = { ...SECOND, '0003-slow.sql': 'select pg_sleep(0.05); insert into notes values ($$three$$);' }
    const directory = folderOf(slow)
    const reports = await Promise.all(Array.from({ length: 5 }, () => up(url, directory)))
    expect(reports.map((report) => report.applied.length).toSorted()).toEqual([0, 0, 0, 0, 3])
    expect(reports.every(({ version }) => version === 3)).toBe(true)
    expect(await rowsOf(url, 'select word from notes')).toEqual([{ word: 'one' }, { word: 'two' }, { word: 'three' }])
  })

  test('wait for the starter that holds the lock, and take over when it dies', async () => {
    const url = await newDatabase()
    const directory = folderOf({ '0001-slow.sql': 'create table slow (id integer); select pg_sleep(30);' })
    const first = up(url, directory).catch((error: Error) => error.message)
    const asleep = await backendIn(url, 'PgSleep')
    const second = up(url, folderOf(FIRST))
    await backendIn(url, 'advisory')
    await server.query('select pg_terminate_backend($1)', [asleep])
    expect(await first).toMatch(/^migration 0001-slow.sql failed and was rolled back: terminating connection/)
    expect(await second).toEqual({ applied: ['0001-first.sql'], version: 1 })
    expect(await rowsOf(url, `select to_regclass('slow') as slow`)).toEqual([{ slow: null }])
  })

  test('refuse a file that was edited after it was applied', async () => {
    const url = await newDatabase()
    await up(url, folderOf(SECOND))
    const edited = { ...SECOND, '0001-first.sql': `${SECOND['0001-first.sql']} -- a word more` }
    await expect(up(url, folderOf({ ...edited, '0003-third.sql': 'drop table notes' }))).rejects.toThrow(
      'migration 0001-first.sql was edited after it was applied: restore the file and add a new one',
    )
    expect(await rowsOf(url, 'select count(*)::integer as notes from notes')).toEqual([{ notes: 2 }])
  })

  test('refuse a newer schema that breaks this version, and live with one that does not', async () => {
    const [compatible, breaking] = [await newDatabase(), await newDatabase()]
    await up(compatible, folderOf(SECOND))
    expect(await up(compatible, folderOf(FIRST))).toEqual({ applied: [], version: 2 })
    const broken = { ...FIRST, '0002-rename.sql': '-- breaking: renames a table\nalter table notes rename to words;' }
    await up(breaking, folderOf(broken))
    await expect(up(breaking, folderOf(FIRST))).rejects.toThrow(
      'the database is at 0002-rename.sql, which this version does not know and may not use: deploy the newer version',
    )
    expect(await up(breaking, folderOf(broken))).toEqual({ applied: [], version: 2 })
  })

  test('roll back the one that fails, keep those before it, and go on when it is mended', async () => {
    const url = await newDatabase()
    const failing = { ...FIRST, '0002-second.sql': 'insert into notes values ($$two$$); select 1 / 0;' }
    await expect(up(url, folderOf(failing))).rejects.toThrow(
      'migration 0002-second.sql failed and was rolled back: division by zero',
    )
    expect(await applied(url)).toMatchObject([{ version: 1 }])
    expect(await rowsOf(url, 'select word from notes')).toEqual([{ word: 'one' }])
    expect(await up(url, folderOf(SECOND))).toEqual({ applied: ['0002-second.sql'], version: 2 })
  })

  test.each([
    [{ '0002-second.sql': '' }, 'migration 0002-second.sql should have number 1'],
    [{ ...FIRST, '0003-third.sql': '' }, 'migration 0003-third.sql should have number 2'],
    [{ ...FIRST, '0001-other.sql': '' }, 'migration 0001-other.sql should have number 2'],
  ])('need a number each, without a gap: %j', async (files, words) => {
    await expect(up(postgres.url, folderOf(files))).rejects.toThrow(words)
  })
})
