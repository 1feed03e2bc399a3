import { mkdtempSync, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { latestEventPosition } from '@azure/event-hubs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CONSUMER_GROUPS, HUBS } from '../../../shared/contracts/hubs.ts'
import { LocalEventHubs } from './event-hubs.ts'
import { NON_EPOCH_READERS_MAX, PUBLICATION_BYTES_MAX } from './limits.ts'
import { partitionOfKey } from './partition-hash.ts'
import { failureOf, Sdk, sharedCheckpoints, type Watch } from './testing/sdk.ts'

const START_MS = Date.UTC(2026, 0, 5, 14, 30)
const HOUR_MS = 3_600_000
/** A hub per test, so that one process serves them all and none sees another's events. */
const shapes = [
  ...Object.values(HUBS),
  ...Array.from({ length: 12 }, (_, index) => ({ name: `test-${index}`, partitions: 2, retentionHours: 24 })),
]
let dir = ''
let hubs: LocalEventHubs
let used = 0
const sdk = new Sdk(() => hubs)
const freshHub = (): string => `test-${used++}`
const start = (port = 0): Promise<LocalEventHubs> =>
  LocalEventHubs.start({ dir, port, hubs: shapes, clock: { kind: 'stepped', nowMs: START_MS } })

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'event-hubs-'))
  hubs = await start()
})
afterEach(() => sdk.close())
afterAll(async () => {
  await hubs.child.stop()
  rmSync(dir, { recursive: true })
})

describe('the local Event Hubs, to the unmodified SDK', () => {
  it('hold the hubs, partitions and groups of the contract', async () => {
    for (const hub of Object.values(HUBS)) {
      const ids = Array.from({ length: hub.partitions }, (_, index) => `${index}`)
      expect(await sdk.producer(hub.name).getPartitionIds()).toEqual(ids)
    }
    const readers = CONSUMER_GROUPS.map((group) => sdk.watch(HUBS.orders.name, { group, partition: '0' }))
    await sdk.producer(HUBS.orders.name).sendBatch([{ body: 'hello' }], { partitionId: '0' })
    for (const reader of readers) await reader.until(() => reader.events.length === 1)
  })

  it('give every event back once, in order, with the sequence, offset and time of the service', async () => {
    const hub = freshHub()
    const producer = sdk.producer(hub)
    const batch = await producer.createBatch({ partitionId: '1' })
    for (let index = 0; index < 300; index += 1) {
      const added = batch.tryAdd({
        body: { index },
        properties: { kind: 'bar' },
        messageId: `m${index}`,
        contentType: 'json',
      })
      expect(added).toBe(true)
    }
    await producer.sendBatch(batch)
    const reader = sdk.watch(hub)
    await reader.until(() => reader.events.length >= 300)
    expect(reader.events.map((event) => event.body.index)).toEqual(Array.from({ length: 300 }, (_, index) => index))
    expect(reader.events.map((event) => event.sequenceNumber)).toEqual(Array.from({ length: 300 }, (_, index) => index))
    const offsets = reader.events.map((event) => Number(event.offset))
    expect(offsets[0]).toBe(0)
    expect(offsets.every((offset, index) => index === 0 || offset > (offsets[index - 1] ?? 0))).toBe(true)
    expect(reader.events[7]).toMatchObject({ properties: { kind: 'bar' }, messageId: 'm7', contentType: 'json' })
    expect(reader.events[7]?.enqueuedTimeUtc).toEqual(new Date(START_MS))
    expect((await hubs.positions())[hub]).toEqual([0, 300])
    expect(await producer.getPartitionProperties('1')).toMatchObject({
      beginningSequenceNumber: 0,
      lastEnqueuedSequenceNumber: 299,
      lastEnqueuedOffset: reader.events[299]?.offset,
      lastEnqueuedOnUtc: new Date(START_MS),
      isEmpty: false,
    })
    expect(await producer.getPartitionProperties('0')).toMatchObject({ lastEnqueuedSequenceNumber: -1, isEmpty: true })
  })

  it('put a key where the service puts it, and events without one in turn', async () => {
    const hub = HUBS.bars.name
    const producer = sdk.producer(hub)
    const keys = ['SPY', 'AAPL', 'größe', 'a key that is longer than twelve bytes', 'k']
    const expected = HUBS.bars.partitions === 6 ? [0, 0, 0, 0, 0, 0] : []
    for (const key of [...keys, ...keys]) {
      await producer.sendBatch([{ body: key }], { partitionKey: key })
      const partition = partitionOfKey(key, 6)
      expected[partition] = (expected[partition] ?? 0) + 1
    }
    expect((await hubs.positions())[hub]).toEqual(expected)
    for (let turn = 0; turn < 6; turn += 1) await producer.sendBatch([{ body: turn }])
    expect((await hubs.positions())[hub]).toEqual(expected.map((count) => count + 1))
    const reader = sdk.watch(hub)
    await reader.until(() => reader.events.length === 16)
    for (const event of reader.events)
      expect(event.partitionKey ?? null).toBe(typeof event.body === 'string' ? event.body : null)
  })

  it('begin where a reader asks', async () => {
    const hub = freshHub()
    const producer = sdk.producer(hub)
    for (let index = 0; index < 6; index += 1) await producer.sendBatch([{ body: index }], { partitionId: '0' })
    const whole = sdk.watch(hub, { partition: '0' })
    await whole.until(() => whole.events.length === 6)
    const third = whole.events[3]
    const at = { partition: '0', group: 'api' }
    const cases = [
      { startPosition: { sequenceNumber: 3 }, first: 4 },
      { startPosition: { sequenceNumber: 3, isInclusive: true }, first: 3 },
      { startPosition: { offset: `${third?.offset}` }, first: 4 },
      { startPosition: { offset: `${third?.offset}`, isInclusive: true }, first: 3 },
      { startPosition: { enqueuedOn: START_MS - 1 }, first: 0 },
    ]
    for (const { startPosition, first } of cases) {
      const reader = sdk.watch(hub, { ...at, startPosition })
      await reader.until(() => reader.events.length === 6 - first)
      expect(reader.events.map((event) => event.body)).toEqual([0, 1, 2, 3, 4, 5].slice(first))
      await reader.close()
    }
    const latest = sdk.watch(hub, { ...at, startPosition: latestEventPosition })
    await latest.until(() => latest.owned.size === 1)
    await producer.getPartitionProperties('0')
    for (let index = 6; latest.events.length === 0 && index < 200; index += 1) {
      await producer.sendBatch([{ body: index }], { partitionId: '0' })
    }
    await latest.until(() => latest.events.length > 0)
    expect(latest.events[0]?.sequenceNumber).toBeGreaterThanOrEqual(6)
    const beyond = sdk.watch(hub, { ...at, startPosition: { sequenceNumber: 9_999 } })
    await beyond.until(() => beyond.errors.length > 0)
    expect(beyond.errors[0]).toBe('ArgumentError')
  })

  it('refuse what does not exist, and readers above the limit, by the names the SDK knows', async () => {
    const unknown = sdk.producer('no-such-hub')
    expect(await failureOf(unknown.sendBatch([{ body: 1 }]))).toBe('MessagingEntityNotFoundError')
    expect(await failureOf(unknown.getPartitionIds())).toBe('MessagingEntityNotFoundError')
    const hub = freshHub()
    const partition = sdk.producer(hub).sendBatch([{ body: 1 }], { partitionId: '2' })
    expect(await failureOf(partition)).toBe('ArgumentOutOfRangeError')
    const stranger = sdk.watch(hub, { partition: '0', group: 'strangers' })
    await stranger.until(() => stranger.errors.length > 0)
    expect(stranger.errors[0]).toBe('MessagingEntityNotFoundError')
    const sharing = Array.from({ length: NON_EPOCH_READERS_MAX + 1 }, () => sdk.watch(hub, { partition: '0' }))
    await Promise.race(sharing.map((reader) => reader.until(() => reader.errors.length > 0)))
    expect(sharing.flatMap((reader) => reader.errors)).toEqual(['QuotaExceededError'])
  })

  it('give a partition to the higher owner level and keep the lower one out', async () => {
    const hub = freshHub()
    await sdk.producer(hub).sendBatch([{ body: 1 }], { partitionId: '0' })
    const low = sdk.watch(hub, { partition: '0', ownerLevel: 1 })
    await low.until(() => low.events.length === 1)
    const high = sdk.watch(hub, { partition: '0', ownerLevel: 2 })
    await high.until(() => high.events.length === 1)
    await low.until(() => low.errors.length > 0)
    expect(new Set(low.errors)).toEqual(new Set(['ReceiverDisconnectedError']))
    for (const late of [sdk.watch(hub, { partition: '0', ownerLevel: 1 }), sdk.watch(hub, { partition: '0' })]) {
      await late.until(() => late.errors.length > 0)
      expect(late.errors[0]).toBe('ReceiverDisconnectedError')
    }
    expect(high.errors).toEqual([])
  })

  it('let event processors of equal level share the partitions by stealing', async () => {
    const hub = freshHub()
    const checkpoints = sharedCheckpoints()
    const first = sdk.watch(hub, { checkpoints })
    await first.until(() => first.owned.size === 2)
    const second = sdk.watch(hub, { checkpoints })
    await second.until(() => second.owned.size === 1)
    await first.until(() => first.owned.size === 1)
    expect(new Set([...first.owned, ...second.owned])).toEqual(new Set(['0', '1']))
    await sdk.producer(hub).sendBatch([{ body: 'a' }], { partitionId: [...second.owned][0] ?? '' })
    await second.until(() => second.events.length === 1)
    expect(first.events).toEqual([])
  })

  it('tell the SDK the size limit, and refuse a publication above it', async () => {
    const hub = freshHub()
    const producer = sdk.producer(hub)
    const batch = await producer.createBatch()
    expect(batch.maxSizeInBytes).toBe(PUBLICATION_BYTES_MAX)
    const body = 'x'.repeat(PUBLICATION_BYTES_MAX)
    expect(batch.tryAdd({ body })).toBe(false)
    expect(await failureOf(producer.sendBatch([{ body }]))).toBe('MessageTooLargeError')
    expect(batch.tryAdd({ body: body.slice(500) })).toBe(true)
    await producer.sendBatch(batch)
    expect((await hubs.positions())[hub]).toEqual([1, 0])
  })

  it('answer ServerBusy on demand, which the SDK tries again', async () => {
    const hub = freshHub()
    await hubs.throttle(hub, 3)
    await sdk.producer(hub, { maxRetries: 3, retryDelayInMs: 5 }).sendBatch([{ body: 1 }])
    await hubs.throttle(hub, 1_000)
    const impatient = sdk.producer(hub, { maxRetries: 1, retryDelayInMs: 5 })
    expect(await failureOf(impatient.sendBatch([{ body: 2 }]))).toBe('ServerBusyError')
    await hubs.throttle(hub, 0)
    await impatient.sendBatch([{ body: 3 }])
    expect((await hubs.positions())[hub]).toEqual([1, 1])
    await expect(hubs.throttle('no-such-hub', 1)).rejects.toThrow(/no hub "no-such-hub"/)
  })

  it('lose and double nothing for a reader whose connection was dropped', async () => {
    const hub = freshHub()
    const producer = sdk.producer(hub)
    const reader = sdk.watch(hub, { partition: '0' })
    await producer.sendBatch([{ body: 0 }], { partitionId: '0' })
    await reader.until(() => reader.events.length === 1)
    await hubs.dropConnections()
    for (let index = 1; index < 20; index += 1) await producer.sendBatch([{ body: index }], { partitionId: '0' })
    await reader.until(() => reader.events.some((event) => event.body === 19))
    const sequences = reader.events.map((event) => event.sequenceNumber)
    expect(sequences).toEqual(sequences.map((_, index) => index))
    expect(new Set(reader.events.map((event) => event.body)).size).toBe(20)
  })

  it('keep every acknowledged event over kill -9 with sends in flight, on the same port and folder', async () => {
    const hub = freshHub()
    const producers = Array.from({ length: 4 }, () => sdk.producer(hub))
    const reader = sdk.watch(hub, { partition: '0' })
    const acknowledged: string[] = []
    let stop = false
    const sending = producers.map(async (producer, worker) => {
      for (let index = 0; !stop; index += 1) {
        const bodies = [0, 1, 2].map((part) => `${worker}-${index}-${part}`)
        await producer.sendBatch(
          bodies.map((body) => ({ body })),
          { partitionId: '0' },
        )
        acknowledged.push(...bodies)
      }
    })
    await reader.until(() => reader.events.length > 300)
    const before = acknowledged.length
    await hubs.child.stop('SIGKILL')
    hubs = await start(hubs.port)
    await reader.until(() => acknowledged.length > before + 300)
    stop = true
    await Promise.all(sending)
    const missing = (watch: Watch): string[] => {
      const seen = new Set(watch.events.map((event) => event.body))
      return acknowledged.filter((body) => !seen.has(body))
    }
    await reader.until(() => reader.events.length >= acknowledged.length && missing(reader).length === 0)
    const again = sdk.watch(hub, { partition: '0' })
    const kept = (await hubs.positions())[hub]?.[0] ?? 0
    await again.until(() => again.events.length >= kept)
    expect(again.events.length).toBe(kept)
    expect(missing(again)).toEqual([])
  })

  it('forget what is older than the retention when the clock passes it, but not the last sequence number', async () => {
    const hub = HUBS.signals.name
    const producer = sdk.producer(hub)
    const now = (hours: number): number => START_MS + hours * HOUR_MS
    await producer.sendBatch([{ body: 'old' }, { body: 'old' }], { partitionId: '0' })
    await hubs.advance(now(24))
    await producer.sendBatch([{ body: 'young' }], { partitionId: '0' })
    await hubs.advance(now(HUBS.signals.retentionHours))
    const reader = sdk.watch(hub, { partition: '0' })
    await reader.until(() => reader.events.length > 0)
    expect(reader.events.map((event) => event.body)).toEqual(['young'])
    const properties = { lastEnqueuedSequenceNumber: 2, lastEnqueuedOnUtc: new Date(now(24)) }
    expect(await producer.getPartitionProperties('0')).toMatchObject({ ...properties, beginningSequenceNumber: 2 })
    await hubs.advance(now(24 + HUBS.signals.retentionHours))
    const empty = { ...properties, beginningSequenceNumber: 3, isEmpty: true }
    expect(await producer.getPartitionProperties('0')).toMatchObject(empty)
    await expect(hubs.advance(START_MS)).rejects.toThrow(/lies before the clock/)
  })

  it('listen to this machine only', async () => {
    const reachable = await new Promise((resolve) => {
      const socket = createConnection({ host: '::1', port: hubs.port }, () => resolve(true))
      socket.once('error', () => resolve(false)).once('close', () => socket.destroy())
    })
    expect(reachable).toBe(false)
  })
})
