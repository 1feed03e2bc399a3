/** The programs of the worker's image, copied to a place that has nothing but Node, do their work to its end. */
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SWEEPER_CONNECTION_LIMIT } from '../../shared/contracts/connections.ts'
import { buildWorker, WORKER_DIR } from '../build.ts'
import { SCHEMA_VERSION } from '../testing/migrations.ts'
import { WorkerDesk } from './testing/worker-desk.ts'

const root = mkdtempSync(join(tmpdir(), 'gatehouse-image-'))
const app = join(root, 'app')
let world: WorkerDesk

beforeAll(async () => {
  await buildWorker()
  cpSync(WORKER_DIR, app, { recursive: true })
  world = await WorkerDesk.open(join(app, 'sweep-worker.js'))
})
afterAll(async () => {
  await world?.[Symbol.asyncDispose]()
  rmSync(root, { recursive: true, force: true })
})

test('the image holds every file that its programs ask for', () => {
  const files = readdirSync(app, { recursive: true }).map(String)
  for (const file of ['sweep-worker.js', 'sweep-cells.js', 'migrate.js', 'database/grants.sql'])
    expect(files).toContain(file)
  expect(files.filter((file) => /migrations\/\d{4}-.*\.sql$/.test(file))).toHaveLength(SCHEMA_VERSION)
})

test('the sweep worker runs a job that the desk starts, threads and gathering and all, as the sweeper', async () => {
  const config = {
    ...{ symbol: 'AAPL', start: '2014-05-01', end: '2014-06-30', strategy: 'momentum', max_workers: 1 },
    dal: { vendor: 'synthetic', interval: '1Day' },
    params: { roc_lookback: [3, 4], ema_fast: [2, 3], rank_window: [5, 10] },
  }
  const reply = await world.desk.ask('/backtests/sweeps/jobs', { json: { config, job_id: 'sweep-image' } })
  expect(reply.status, reply.text).toBe(202)
  expect(await world.exit('sweep-image', 0)).toBe(0)
  const { body } = await world.desk.ask('/backtests/sweeps/jobs/sweep-image')
  expect(body).toMatchObject({ status: 'completed', cells: 8, done: 8, failed: 0 })
  const [row] = await world.desk.rows<{ reader: boolean; writer: boolean }>(
    `select has_table_privilege('sweeper', 'trading.orders', 'select') as reader,
       has_table_privilege('sweeper', 'research.sweep_cells', 'insert') as writer`,
  )
  expect(row).toEqual({ reader: false, writer: true })
})

test('more executions than the sweeper has connections take turns, and lose nothing', async () => {
  const executions = SWEEPER_CONNECTION_LIMIT + 3
  const config = {
    ...{ symbol: 'AAPL', start: '2014-05-01', end: '2014-05-30', strategy: 'momentum', max_workers: executions },
    dal: { vendor: 'synthetic', interval: '1Day' },
    params: {
      ...{ roc_lookback: [3, 4, 5, 6, 7], ema_fast: [2, 3, 4, 5, 6], rank_window: [5, 6, 7, 8, 9] },
      ...{ atr_mult: [1, 2, 3, 4, 5] },
    },
  }
  const reply = await world.desk.ask('/backtests/sweeps/jobs', { json: { config, job_id: 'sweep-many' } })
  expect(reply.status, reply.text).toBe(202)
  const ends = Array.from({ length: executions }, (_, shard) => world.exit('sweep-many', shard))
  expect(await Promise.all(ends)).toEqual(ends.map(() => 0))
  const { body } = await world.desk.ask('/backtests/sweeps/jobs/sweep-many')
  expect(body).toMatchObject({ status: 'completed', cells: 625, done: 625, failed: 0, shards: executions })
})

test('the migration brings an empty database to this version', async () => {
  const { databaseUrl } = world.desk.platform
  await world.desk.rows('create database empty')
  const url = new URL(databaseUrl)
  url.pathname = '/empty'
  const lines = await new Promise<readonly string[]>((done) => {
    const env = { PATH: process.env.PATH, PGPASSWORD: url.password }
    url.password = ''
    execFile(process.execPath, ['migrate.js', '--url', url.href], { cwd: app, env }, (_, out, error) =>
      done([...out.trim().split('\n'), error].filter(Boolean)),
    )
  })
  expect(lines.slice(0, 1)).toEqual(['migration 0001-spine.sql: applied'])
  expect(lines.slice(-2)).toEqual([`schema version ${SCHEMA_VERSION}, logins: none asked for`, 'done'])
  url.password = new URL(databaseUrl).password
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  expect((await client.query('select state from trading.trading_state')).rows).toEqual([{ state: 'ACTIVE' }])
  await client.end()
})
