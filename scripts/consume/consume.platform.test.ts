import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { watch } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EventHubProducerClient } from '@azure/event-hubs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Context, openContext } from '../../functions/context.ts'
import { LEASE_FOR_MS, openLease } from '../../functions/guard/lease.ts'
import { ORDERS } from '../../functions/hubs/consumers.ts'
import { HUBS } from '../../shared/contracts/hubs.ts'
import { Platform } from '../platform/platform.ts'
import { ConsumerRun } from './testing/consumer-run.ts'
import { newIntent } from './testing/intents.ts'

const COMMAND = join(import.meta.dirname, '../consume.ts')
const LEASE = 'consumer:orders'
const dir = mkdtempSync(join(tmpdir(), 'gatehouse-consume-'))
const runs: ConsumerRun[] = []
let platform: Platform
let context: Context
let producer: EventHubProducerClient

beforeAll(async () => {
  platform = await Platform.create({ dir })
  context = openContext(settings())
  producer = new EventHubProducerClient(platform.events, HUBS.orders.name)
  await platform.kill('functions')
})
afterEach(async () => {
  for (const run of runs.splice(0)) await run.stop()
})
afterAll(async () => {
  await producer.close()
  await context.database.close()
  await platform[Symbol.asyncDispose]()
  rmSync(dir, { recursive: true, force: true })
})

const settings = (): Record<string, string> => ({
  DATABASE_URL: platform.databaseUrl,
  EVENTS: platform.events,
  AzureWebJobsStorage: platform.blobConnectionString,
})

function start(over: Record<string, string> = {}): ConsumerRun {
  const run = new ConsumerRun({ ...settings(), ...over })
  runs.push(run)
  return run
}

async function send(bodies: readonly unknown[], partitionId = '0'): Promise<void> {
  await producer.sendBatch(
    bodies.map((body) => ({ body })),
    { partitionId },
  )
}

/** The given ids that are stored, each as often as it is. */
async function stored(ids: readonly string[]): Promise<unknown[]> {
  const rows = await context.database.query(null, 'select id from trading.orders where id = any($1)', [ids])
  return rows.map(({ id }) => id).sort()
}

/** Waits until a service has logged the words. */
async function untilLogged(service: string, words: string): Promise<void> {
  const file = join(dir, 'logs', `${service}.log`)
  const isThere = (): boolean => readFileSync(file, 'utf8').includes(words)
  for await (const _ of watch(file, { persistent: false })) if (isThere()) return
}

describe('the stand-alone consumer', () => {
  it('stores what was sent before its start, duplicates once', async () => {
    const [one, two] = [newIntent(), newIntent()]
    await send([one.body, two.body, one.body])
    await send([two.body], '1')
    const run = start()
    await run.until(() => run.count === 4)
    expect(await stored([one.id, two.id])).toEqual([one.id, two.id].sort())
    expect(run.reports.filter(({ partition }) => partition === '0').at(-1)).toMatchObject({ to: 2 })
    expect(run.reports.every(({ lag_ms }) => lag_ms >= 0)).toBe(true)
  })

  it('goes on at its checkpoint after a stop', async () => {
    const { id, body } = newIntent()
    await send([body])
    const run = start()
    await run.until(() => run.count > 0)
    expect(run.reports).toMatchObject([{ partition: '0', from: 3, to: 3, count: 1 }])
    expect(await stored([id])).toEqual([id])
  })

  it('buries poison as it was sent and goes on with the partition', async () => {
    const { id, body } = newIntent()
    const forged = newIntent()
    const data = { ...(forged.body as { data: object }).data, qty: 500 }
    await send([{ type: 'quicksend' }, Buffer.from('no json'), { ...(forged.body as object), data }, body])
    const run = start()
    await run.until(() => run.count === 4)
    expect(await stored([id, forged.id])).toEqual([id])
    const letters = await context.database.query(
      null,
      'select sequence_number, code, body from ops.dead_letters where sequence_number > 3 order by sequence_number',
    )
    expect(letters.map(({ code }) => code)).toEqual(['ENVELOPE_INVALID', 'NOT_JSON', 'APPROVAL_BROKEN'])
    expect(letters[1]?.body).toBe('no json')
  })

  it('waits out a database that is away', async () => {
    const { id, body } = newIntent()
    const run = start()
    await run.untilSaid('consuming exec.orders')
    await platform.kill('postgres')
    await send([body])
    await run.untilSaid('partition 0: waiting: postgres')
    expect(run.count).toBe(0)
    await platform.restart('postgres')
    await run.until(() => run.count > 0)
    expect(await stored([id])).toEqual([id])
  })

  it('checkpoints nothing that was not committed when it is stopped in an outage', async () => {
    const { id, body } = newIntent()
    const run = start()
    await run.untilSaid('consuming exec.orders')
    await platform.kill('postgres')
    await send([body])
    await run.untilSaid('partition 0: waiting: postgres')
    await run.stop()
    runs.length = 0
    expect(run.said.at(-1)).toContain('the lease lapses by itself')
    await platform.restart('postgres')
    await context.hubs.dropLease(LEASE, (await context.hubs.leaseOf(LEASE))?.holder ?? '')
    const next = start()
    await next.until(() => next.count > 0)
    expect(await stored([id])).toEqual([id])
  })

  it('receives again after its connection was cut, and checkpoints again after Blob was away', async () => {
    const [one, two, three] = [newIntent(), newIntent(), newIntent()]
    const run = start()
    await run.untilSaid('consuming exec.orders')
    await send([one.body])
    await run.until(() => run.count === 1)
    await platform.call('eventHubs', 'dropConnections')
    await platform.kill('blob')
    await send([two.body])
    await run.untilSaid('the checkpoint lags')
    await platform.restart('blob')
    await send([three.body])
    await run.until(() => run.count === 3)
    await run.stop()
    expect(await stored([one.id, two.id, three.id])).toHaveLength(3)
    runs.length = 0
    const next = start()
    const after = newIntent()
    await send([after.body])
    await next.until(() => next.count > 0)
    expect(next.reports).toMatchObject([{ count: 1, from: (run.reports.at(-1)?.to ?? 0) + 1 }])
  })

  it('keeps checkpoints in memory where no storage is set, and says so', async () => {
    const run = start({ AzureWebJobsStorage: '', EH_CONSUMER_GROUP: 'diagnostics' })
    await run.until(() => run.count >= 14)
    expect(run.said.filter((line) => line.includes('stay in memory'))).toHaveLength(1)
    expect(run.reports.filter(({ partition }) => partition === '0')[0]?.from).toBe(0)
  })

  it.each([
    ['a hub', { EH_HUB_ORDERS: 'exec.nothing' }, 'hub exec.nothing'],
    ['a connection string', { EVENTS: 'Endpoint=nowhere' }, ''],
  ])('refuses %s that is not there', async (_, over, words) => {
    await expect(start(over).until(() => false)).rejects.toThrow(words)
    runs.length = 0
  })
})

describe('the command', () => {
  it('tells every bad setting in a line of its own, exit 2', async () => {
    const env = { ...process.env, GATEHOUSE_HOME: dir, DATABASE_URL: 'mysql://x' }
    const child = spawn('node', [COMMAND, 'orders', 'EH_CONSUMER_GROUP=me'], { env })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text) => (said += text))
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(2)
    expect(said.trim().split('\n')).toEqual([
      'DATABASE_URL: must start with postgres://',
      'EH_CONSUMER_GROUP: must be one of api, ui, orchestrator, sweeper, diagnostics',
    ])
  })

  it('joins the running desk, prints a line per batch, and leaves its lease on SIGTERM', async () => {
    const { id, body } = newIntent('MSFT')
    const command = [COMMAND, 'orders', '--eh-consumer-group', 'orchestrator']
    const child = spawn('node', command, { env: { ...process.env, GATEHOUSE_HOME: dir } })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text) => (said += text))
    const printed = new Promise<string>((resolve) => child.stdout.setEncoding('utf8').once('data', resolve))
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
    await send([body])
    const line = await Promise.race([printed, ended.then((code) => `ended with ${code}: ${said}`)])
    expect(JSON.parse(line)).toEqual({
      partition: '0',
      from: expect.any(Number),
      to: expect.any(Number),
      count: 1,
      lag_ms: expect.any(Number),
    })
    expect((await context.hubs.leaseOf(LEASE))?.holder).toContain(`process ${child.pid}`)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(await context.hubs.leaseOf(LEASE)).toBeNull()
    expect(await stored([id])).toEqual([id])
  })
})

describe('the lease of a hub', () => {
  it('passes on only when it has lapsed, and is dropped by its holder alone', async () => {
    const { hubs } = context
    expect(await hubs.holdLease('test', 'a', 100, 1_000)).toBe(true)
    expect(await hubs.holdLease('test', 'b', 100, 1_099)).toBe(false)
    expect(await hubs.holdLease('test', 'a', 100, 1_050)).toBe(true)
    expect(await hubs.holdLease('test', 'b', 100, 1_149)).toBe(false)
    await hubs.dropLease('test', 'b')
    expect(await hubs.leaseOf('test')).toEqual({ holder: 'a', expiresAt: 1_150 })
    expect(await hubs.holdLease('test', 'b', 100, 1_150)).toBe(true)
    await hubs.dropLease('test', 'b')
    expect(await hubs.leaseOf('test')).toBeNull()
  })

  it('is renewed when half of it is gone, not before', async () => {
    let now = 1_000_000
    const lease = openLease({ hubs: context.hubs, clock: { now: () => now } }, { hub: 'jobs' }, 'a')
    const expiresAt = async () => (await context.hubs.leaseOf('consumer:jobs'))?.expiresAt
    await lease.hold()
    now += LEASE_FOR_MS / 2 - 1
    await lease.hold()
    expect(await expiresAt()).toBe(1_000_000 + LEASE_FOR_MS)
    now += 1
    await lease.hold()
    expect(await expiresAt()).toBe(now + LEASE_FOR_MS)
    await lease.drop()
    expect(await expiresAt()).toBeUndefined()
  })

  it('keeps the consumer waiting for its holder, whom it names', async () => {
    expect(await context.hubs.holdLease(LEASE, 'functions', LEASE_FOR_MS, Date.now())).toBe(true)
    const { id, body } = newIntent()
    await send([body])
    const run = start()
    await run.untilSaid('lease: consumer:orders is held by functions until 20')
    expect(await stored([id])).toEqual([])
    await context.hubs.dropLease(LEASE, 'functions')
    await run.until(() => run.count > 0)
    expect(await stored([id])).toEqual([id])
  })

  it('keeps the trigger waiting without losing an event', async () => {
    await platform.restart('functions')
    expect(await context.hubs.holdLease(LEASE, 'somebody', LEASE_FOR_MS, Date.now())).toBe(true)
    const { id, body } = newIntent()
    await send([body])
    await untilLogged('functions', 'consumer:orders is held by somebody until')
    expect(await stored([id])).toEqual([])
    await context.hubs.dropLease(LEASE, 'somebody')
    await platform.processAll()
    expect(await stored([id])).toEqual([id])
  })

  it('lets consumer and trigger take turns, each event once', async () => {
    await expect(openLease(context, ORDERS, 'another').hold()).rejects.toThrow('is held by functions')
    await platform.kill('functions')
    await context.hubs.dropLease(LEASE, 'functions')
    const run = start()
    await run.untilSaid('consuming exec.orders')
    await platform.restart('functions')
    await expect(openLease(context, ORDERS, 'functions').hold()).rejects.toThrow('is held by test')
    const [mine, theirs] = [newIntent(), newIntent()]
    await send([mine.body])
    // The one before went to the trigger, which has checkpoints of its own.
    await run.until(() => run.count === 2)
    expect(await stored([mine.id])).toEqual([mine.id])
    await run.stop()
    runs.length = 0
    await send([theirs.body])
    await platform.processAll()
    expect(await stored([mine.id, theirs.id])).toEqual([mine.id, theirs.id].sort())
    expect((await context.hubs.leaseOf(LEASE))?.holder).toBe('functions')
  })
})
