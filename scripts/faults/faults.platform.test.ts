/** One fault at a time: what callers are told while it lasts, and that nothing is lost or doubled once it is over. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CheckpointStore, EventHubConsumerClient } from '@azure/event-hubs'
import { BlobServiceClient } from '@azure/storage-blob'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/base/instant.ts'
import { HUBS } from '../../shared/contracts/hubs.ts'
import { Clients } from './clients.ts'
import { FaultDesk } from './desk.ts'
import { hubEnds } from './hub-log.ts'
import { planOf, type Wave } from './plan.ts'
import { Scenario } from './scenario.ts'
import { dumpOf } from './testing/dump.ts'
import { poisonBatch, publishBatch } from './testing/poison.ts'

const root = mkdtempSync(join(tmpdir(), 'gatehouse-faults-'))
const ORDERS = HUBS.orders.name
/** How long one sender keeps others from its events. */
const CLAIM_MS = 15 * SECOND_MS
const PUBLISHED = ['order:published']
let desk: FaultDesk
let seed = 0

beforeAll(async () => {
  desk = await FaultDesk.open(join(root, 'home'))
})
afterAll(async () => {
  await desk[Symbol.asyncDispose]()
  rmSync(root, { recursive: true, force: true })
})

/** The SDK asks for an owner level only beside a store; this one keeps nothing. */
const NO_STORE: CheckpointStore = {
  listOwnership: async () => [],
  claimOwnership: async () => [],
  listCheckpoints: async () => [],
  updateCheckpoint: async () => {},
}

/** Work of its own for each test: a seed is used once. */
async function begin(): Promise<{ scenario: Scenario; first: Wave; second: Wave }> {
  seed += 1
  const [first, second = first] = planOf(seed).waves
  return { scenario: await Scenario.begin(desk, seed), first, second }
}

const ordersOf = async (symbol: string): Promise<unknown[]> => {
  const rows = await desk.database.query(null, 'select id from trading.orders where symbol = $1 order by id', [symbol])
  return rows.map(({ id }) => id)
}
const statusOf = async (path: string): Promise<number> => (await fetch(desk.platform.url + path)).status
const checkOf = async (name: string) => {
  const { status, checks } = await desk.readiness()
  return { ready: status, ...checks.find((check) => check.name === name) }
}

/** Reads both partitions of `exec.orders` at an owner level above the host's. */
function stealOrders(): { readonly taken: ReadonlySet<string>; leave(): Promise<void> } {
  const taken = new Set<string>()
  const client = new EventHubConsumerClient('orchestrator', desk.platform.events, ORDERS, NO_STORE)
  const subscriptions = ['0', '1'].map((partition) => {
    const processEvents = async (events: readonly unknown[]): Promise<void> => {
      if (events.length > 0) taken.add(partition)
    }
    return client.subscribe(partition, { processEvents, processError: async () => undefined }, { ownerLevel: 7 })
  })
  return {
    taken,
    leave: async () => {
      await Promise.all(subscriptions.map((subscription) => subscription.close()))
      await client.close()
    },
  }
}

/** Asks until it holds. */
async function until(holds: () => Promise<boolean>, what: string, withinMs = 20_000): Promise<void> {
  for (const endMs = performance.now() + withinMs; performance.now() < endMs; ) if (await holds()) return
  throw new Error(`not within ${withinMs} ms: ${what}`)
}

describe('Postgres away', () => {
  test('refuses calls with a time to come back, writes nothing, keeps hub batches, and ends by itself', async () => {
    const { scenario, first, second } = await begin()
    await scenario.send(first)
    await desk.platform.processAll()
    const { clients } = scenario
    const before = clients.acknowledged.size
    await desk.platform.kill('postgres')

    expect(await checkOf('database')).toMatchObject({
      ready: 503,
      status: 'DOWN',
      reason: expect.stringMatching(/^postgres: /),
    })
    expect([await statusOf('/health/live'), await statusOf('/orders')]).toEqual([200, 503])
    await scenario.send(second)
    expect(clients.acknowledged.size).toBe(before)
    expect(clients.refused).toBeGreaterThanOrEqual(second.orders.length)
    expect(await desk.platform.call('functions', 'caughtUp', await hubEnds(desk.platform), 300)).toBe(false)

    await desk.platform.restart('postgres')
    const { runs } = await scenario.rows()
    expect(runs.filter(({ trigger }) => trigger === 'manual')).toHaveLength(first.orders.length)
    expect((await scenario.finish()).violations).toEqual([])
  })
})

describe('hubs away', () => {
  test('a dropped connection loses nothing of what is under way', async () => {
    const { scenario, first, second } = await begin()
    const answers = scenario.send(first)
    await desk.platform.call('eventHubs', 'dropConnections')
    await answers
    await desk.platform.call('eventHubs', 'dropConnections')
    await scenario.send(second)
    expect((await scenario.finish()).violations).toEqual([])
  })

  test('killed hubs: orders are stored and said to be unsent, and leave when the hubs are back', async () => {
    const { scenario, first } = await begin()
    await desk.platform.kill('eventHubs')
    expect(await checkOf('hubs')).toMatchObject({ ready: 503, status: 'DOWN' })
    await scenario.send(first)
    const { clients } = scenario
    const unsent = [...clients.acknowledged.values()].filter(({ report }) => report.orderIntent !== null)
    expect(unsent.map(({ report }) => report.fallbackReason)).toEqual(unsent.map(() => 'publish_failed'))
    expect(unsent.flatMap(({ report }) => report.errors).every((error) => error.startsWith('enqueue:'))).toBe(true)
    expect(await desk.unsent()).toBe(unsent.length)
    await desk.platform.restart('eventHubs')
    expect((await scenario.finish()).violations).toEqual([])
  })

  test('an order that another instance holds is told as unsent, until that one has sent it or given up', async () => {
    const { scenario, first } = await begin()
    const [call] = first.orders
    if (!call) throw new Error('the wave has no orders')
    const told = async () => {
      const client = new Clients(desk.platform)
      await client.send([{ ...call, copies: 1 }], [])
      return client.acknowledged.get(call.key)?.report
    }
    await desk.platform.kill('eventHubs')
    await scenario.send({ orders: [{ ...call, copies: 1 }], bars: 0 })
    await desk.platform.restart('eventHubs')
    const claimedUntil = new Date(desk.nowMs + CLAIM_MS).toISOString()
    await desk.database.query(null, 'update ops.outbox set claimed_until = $1 where sent_at is null', [claimedUntil])
    expect(await told()).toMatchObject({
      fallbackReason: 'publish_failed',
      events: expect.not.arrayContaining(PUBLISHED),
    })
    await desk.step(CLAIM_MS)
    expect(await told()).toMatchObject({ fallbackReason: null, events: expect.arrayContaining(PUBLISHED) })
    expect((await scenario.finish()).violations).toEqual([])
  })

  test('a busy hub: one refusal is not seen, more of them leave the order to the outbox', async () => {
    const { scenario, first } = await begin()
    const [one, ...others] = first.orders
    await desk.platform.call('eventHubs', 'throttle', { hub: ORDERS, count: 1 })
    await scenario.send({ orders: one ? [{ ...one, copies: 1 }] : [], bars: 0 })
    const { clients } = scenario
    expect([...clients.acknowledged.values()].map(({ report }) => report.fallbackReason)).toEqual([null])
    await desk.platform.call('eventHubs', 'throttle', { hub: ORDERS, count: 1_000 })
    await scenario.send({ orders: others, bars: 0 })
    expect(await desk.unsent()).toBeGreaterThan(0)
    expect(clients.acknowledged.size).toBe(first.orders.length)
    await desk.platform.call('eventHubs', 'throttle', { hub: ORDERS, count: 0 })
    expect((await scenario.finish()).violations).toEqual([])
  })
})

describe('Blob away', () => {
  test('orders go on without checkpoints, a bar that needs the lake waits, and a restart repeats nothing', async () => {
    const { scenario, first } = await begin()
    await desk.platform.kill('blob')
    expect(await checkOf('blob')).toMatchObject({ ready: 503, status: 'DOWN' })
    await scenario.send(first)
    const intents = [...scenario.clients.acknowledged.values()].filter(({ report }) => report.orderIntent !== null)
    await until(async () => (await scenario.rows()).orders.length === intents.length, 'orders are stored without Blob')
    await desk.platform.restart('blob')
    expect(await checkOf('blob')).toMatchObject({ ready: 200, status: 'OK' })
    expect((await scenario.finish()).violations).toEqual([])

    await desk.platform.kill('functions')
    await desk.platform.restart('functions')
    expect((await scenario.finish()).violations).toEqual([])
  })

  test('killed in its first seconds, Azurite has its containers again when it is back', async () => {
    await desk.platform.restart('blob')
    await desk.platform.kill('blob')
    await desk.platform.restart('blob')
    expect(await checkOf('blob')).toMatchObject({ ready: 200, status: 'OK' })
  })
})

describe('hub batches', () => {
  test('poison is buried with its code and field, its neighbours are applied, the partition goes on', async () => {
    await desk.stepToSession()
    const { events, letters, good } = poisonBatch('POISON', desk.nowMs)
    await publishBatch(desk.platform, '0', events)
    await desk.platform.processAll()
    const buried = await desk.database.query(null, 'select code, detail from ops.dead_letters order by sequence_number')
    expect(buried).toEqual(letters.map(([code, detail]) => ({ code, detail: expect.stringMatching(detail) })))
    expect(await ordersOf('POISON')).toEqual([...good].sort())

    await publishBatch(desk.platform, '0', poisonBatch('AFTER', desk.nowMs).events.slice(0, 1))
    await desk.platform.processAll()
    expect(await ordersOf('AFTER')).toHaveLength(1)
    expect(await desk.readiness()).toMatchObject({ status: 200 })
  })

  test('handled again from the first event on, everything stays as it is, to the last column', async () => {
    const { scenario, first } = await begin()
    await scenario.send(first)
    expect((await scenario.finish()).violations).toEqual([])
    const before = await dumpOf(desk.database)

    await desk.platform.kill('functions')
    const blobs = BlobServiceClient.fromConnectionString(desk.platform.blobConnectionString)
    const checkpoints = blobs.getContainerClient('azure-webjobs-eventhub')
    for await (const { name } of checkpoints.listBlobsFlat()) await checkpoints.deleteBlob(name)
    await desk.platform.restart('functions')
    await desk.platform.processAll()
    expect(await dumpOf(desk.database)).toEqual(before)
  })

  test('partitions that another consumer took come back, and readiness tells how far behind they are', async () => {
    const [known] = poisonBatch('KNOWN', desk.nowMs).events
    const thief = stealOrders()
    // Sending to both until the thief has both; the host may still take the first copies, which are one order.
    await until(async () => {
      await Promise.all(['0', '1'].map((partition) => publishBatch(desk.platform, partition, [known])))
      return thief.taken.size === 2
    }, 'both partitions are taken')
    const { scenario, first } = await begin()
    await scenario.send({ orders: first.orders, bars: 0 })
    await desk.step(2 * MINUTE_MS)
    const reason = expect.stringMatching(/^orders\/[01] is 1[28]0 s behind/)
    expect(await checkOf('consumer_lag')).toMatchObject({ ready: 503, status: 'DOWN', reason })
    expect((await scenario.rows()).orders).toEqual([])
    await thief.leave()
    expect((await scenario.finish()).violations).toEqual([])
    expect(await ordersOf('KNOWN')).toHaveLength(1)
  })

  test('an intent that the consumer sees too late is recorded as expired and never fills', async () => {
    const { scenario, first } = await begin()
    await desk.platform.kill('eventHubs')
    await scenario.send({ orders: first.orders.filter(({ side }) => side === 'buy'), bars: 0 })
    const sent = scenario.clients.acknowledged.size
    expect(await desk.unsent()).toBe(sent)
    await desk.platform.restart('eventHubs')
    await desk.step(2 * HOUR_MS)
    await desk.settle()
    const { orders, fills, positions } = await scenario.rows()
    expect(orders.map(({ status, reason }) => [status, reason])).toEqual(
      Array.from({ length: sent }, () => ['expired', 'INTENT_EXPIRED']),
    )
    expect([fills, positions]).toEqual([[], []])
  })
})
