import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { BlobServiceClient } from '@azure/storage-blob'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startAzurite } from './azurite/azurite.ts'
import { readAddresses } from './home.ts'
import { Platform, type PlatformOptions } from './platform.ts'
import { LocalPostgres } from './postgres/postgres.ts'
import { childrenOf, commandOf, signal } from './processes.ts'

const root = mkdtempSync(join(tmpdir(), 'gatehouse-platform-'))
const RELAY_APP = resolve(import.meta.dirname, 'testing/relay-app.ts')
const newDir = () => join(mkdtempSync(join(root, 'home-')), 'new')
afterAll(() => rmSync(root, { recursive: true, force: true }))

async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {}) // the query in flight is rejected besides
  await client.connect()
  try {
    return (await client.query<T>(sql)).rows
  } finally {
    await client.end()
  }
}

/** Everything that descends from this process now, zombies left out. */
function descendants(pid = process.pid): number[] {
  return childrenOf(pid).flatMap((child) => [child, ...descendants(child)])
}

describe('LocalPostgres', () => {
  const dir = newDir()
  const options = { dir, logFile: join(root, 'postgres.log') }
  let postgres: LocalPostgres

  beforeAll(async () => {
    postgres = await LocalPostgres.start(options)
    await query(postgres.url, 'create table kept (n integer); insert into kept values (1)')
  })
  afterAll(() => postgres.stop())

  test('is a UTF-8 Postgres 17 that listens on loopback alone and asks for a password', async () => {
    const settings = await query(
      postgres.url,
      `select current_setting('server_version') as version, current_setting('server_encoding') as encoding,
        current_setting('listen_addresses') as listens, current_setting('fsync') as fsync`,
    )
    const version = expect.stringMatching(/^17\./)
    expect(settings).toEqual([{ version, encoding: 'UTF8', listens: '127.0.0.1', fsync: 'on' }])
    const stranger = new URL(postgres.url)
    stranger.password = 'guess'
    await expect(query(stranger.href, 'select 1')).rejects.toThrow(/password authentication failed/)
    expect(statSync(join(dir, 'password')).mode & 0o777).toBe(0o600)
  })

  test('keeps what was committed when every process of it is killed in the middle of work', async () => {
    const working = query(postgres.url, 'select pg_sleep(30)').catch((error: Error) => error)
    await query(postgres.url, 'insert into kept values (2)')
    await postgres.kill()
    expect(await working).toBeInstanceOf(Error)
    postgres = await LocalPostgres.start({ ...options, port: postgres.port })
    expect(await query(postgres.url, 'select n from kept order by n')).toEqual([{ n: 1 }, { n: 2 }])
  })

  test('takes over the server that an earlier start left running', async () => {
    const orphan = postgres
    postgres = await LocalPostgres.start(options)
    await orphan.exited
    expect(await query(postgres.url, 'select count(*)::integer as rows from kept')).toEqual([{ rows: 2 }])
  })

  test('starts although its stale lock names a process that is somebody else now', async () => {
    await postgres.stop()
    writeFileSync(join(dir, 'data/postmaster.pid'), `${process.pid}\n${join(dir, 'data')}\n`)
    postgres = await LocalPostgres.start(options)
    expect(await query(postgres.url, 'select count(*)::integer as rows from kept')).toEqual([{ rows: 2 }])
  })

  test('lives beside another one, and says so when that one has the port asked for', async () => {
    const beside = { dir: newDir(), logFile: options.logFile, durable: false }
    const other = await LocalPostgres.start(beside)
    await expect(query(other.url, 'select n from kept')).rejects.toThrow(/does not exist/)
    await other.stop()
    await expect(LocalPostgres.start({ ...beside, port: postgres.port })).rejects.toThrow(/Address already in use/)
  })
})

describe('startAzurite', () => {
  test('keeps its blobs over a SIGTERM, and its account over both', async () => {
    const options = { dir: newDir(), logFile: join(root, 'azurite.log') }
    const first = await startAzurite(options)
    const container = BlobServiceClient.fromConnectionString(first.connectionString).getContainerClient('kept')
    await container.create()
    await container.uploadBlockBlob('word', 'saved', 5)
    expect(await first.child.stop('SIGTERM')).toEqual({ code: 0, signal: null })
    const second = await startAzurite({ ...options, port: first.port })
    try {
      expect(second.connectionString).toBe(first.connectionString)
      expect(`${await container.getBlobClient('word').downloadToBuffer()}`).toBe('saved')
    } finally {
      await second.child.stop('SIGKILL')
    }
  })
})

describe('Platform', () => {
  const created: Platform[] = []
  const create = async (options: Partial<PlatformOptions> = {}) => {
    const platform = await Platform.create({ dir: newDir(), appFile: RELAY_APP, durable: false, ...options })
    created.push(platform)
    // An app makes no tables.
    await query(
      platform.databaseUrl,
      'create table if not exists relayed (id text primary key); grant select, insert on relayed to public',
    )
    return platform
  }
  const kept = async (platform: Platform) => (await (await fetch(`${platform.url}/kept`)).json()) as string[]
  const send = (platform: Platform, ...ids: string[]) => {
    const body = JSON.stringify(ids.map((id) => ({ id })))
    return fetch(`${platform.url}/send`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  }
  afterEach(async () => {
    for (const platform of created.splice(0)) await platform[Symbol.asyncDispose]()
  })

  test('leaves no process behind when it is disposed, nor its lock and addresses', async () => {
    const before = descendants()
    const dir = newDir()
    const platform = await create({ dir })
    expect(descendants().length).toBeGreaterThanOrEqual(before.length + 4)
    expect(readAddresses(dir)).toMatchObject({ url: platform.url, databaseUrl: platform.databaseUrl })
    await platform[Symbol.asyncDispose]()
    expect(descendants().filter((pid) => !before.includes(pid))).toEqual([])
    expect(readAddresses(dir)).toBeNull()
    expect(existsSync(join(dir, 'lock'))).toBe(false)
  })

  test('drains what requests and timers set off, over every hub, on a clock that only steps', async () => {
    const startMs = Date.parse('2026-12-31T23:59:30Z')
    const platform = await create({ clock: { kind: 'stepped', nowMs: startMs } })
    await send(platform, 'a', 'b')
    await platform.processAll()
    expect(await kept(platform)).toEqual(['a', 'b'])
    await platform.advanceTo(startMs + 60_000)
    expect(platform.nowMs).toBe(startMs + 60_000)
    await platform.processAll()
    expect(await kept(platform)).toEqual(['a', 'b', 'new year'])
    await expect(platform.advanceTo(startMs)).rejects.toThrow(/before the clock/)

    const reached = new Promise<string>((resolve) => platform.onReached(resolve))
    await platform.arm({ point: 'after-keep', nth: 1, action: 'wait' })
    await send(platform, 'held')
    expect(await reached).toBe('after-keep')
    await expect(platform.processAll({ withinMs: 50 })).rejects.toThrow(/not drained within 50 ms/)
    await platform.release()
    await platform.processAll()
  })

  test('loses and doubles nothing when the host dies at an armed point and the others are killed', async () => {
    const platform = await create({ durable: true })
    await platform.arm({ point: 'before-keep', nth: 1, action: 'die' })
    await send(platform, 'a', 'b')
    await platform.died('functions')
    expect(platform.isAlive('functions')).toBe(false)
    for (const service of ['postgres', 'eventHubs', 'blob'] as const) await platform.kill(service)
    for (const service of ['postgres', 'eventHubs', 'blob', 'functions'] as const) await platform.restart(service)
    await send(platform, 'c')
    await platform.processAll()
    expect(await kept(platform)).toEqual(['a', 'b', 'c'])
  })

  test('lets one home live once, and another beside it on the neighbours that its settings name', async () => {
    const dir = newDir()
    const lender = await create({ dir })
    await expect(create({ dir })).rejects.toThrow(`another desk (process ${process.pid}) uses ${dir}`)
    const borrower = await create({ env: { DATABASE_URL: lender.databaseUrl } })
    expect([borrower.isAlive('postgres'), borrower.isAlive('blob')]).toEqual([false, true])
    await send(lender, 'lent')
    await send(borrower, 'borrowed')
    await Promise.all([lender.processAll(), borrower.processAll()])
    expect(await kept(lender)).toEqual(['borrowed', 'lent'])
    await expect(borrower.restart('postgres')).rejects.toThrow(/elsewhere/)
  })

  test('revives under supervision whatever dies, on its old port and data', async () => {
    const before = descendants()
    const lines: string[] = []
    const { promise: allBack, resolve: tellAllBack } = Promise.withResolvers<void>()
    const supervise = (line: string) => {
      lines.push(line)
      if (lines.filter((each) => each.endsWith('is back')).length === 4) tellAllBack()
    }
    const platform = await create({ supervise, durable: true })
    await send(platform, 'a')
    await platform.processAll()
    const services = descendants().filter((pid) => !before.includes(pid) && /main\.ts|-D/.test(commandOf(pid) ?? ''))
    expect(services).toHaveLength(4)
    for (const pid of services) signal(pid, 'SIGKILL')
    await allBack
    await send(platform, 'b')
    await platform.processAll()
    expect(await kept(platform)).toEqual(['a', 'b'])
  })
})
