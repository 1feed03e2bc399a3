import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { IN, LocalHubs, OUT } from './testing/local-hubs.ts'
import type { Sample } from './testing/start-sample.ts'

interface Batch {
  readonly events: { readonly n: number }[]
  readonly metadata: Record<string, unknown>
  readonly retry: number
}

let cloud: LocalHubs
let nextNumber = 0

/** The next numbers to publish, so that no test sees another's. */
const numbers = (count: number): { n: number }[] => Array.from({ length: count }, () => ({ n: nextNumber++ }))

const batchesOf = async (sample: Sample): Promise<Batch[]> =>
  (await sample.json<Partial<Batch>[]>('seen')).filter((one): one is Batch => one.events !== undefined)

/** What the handler was given, in order, without the attempts that failed before. */
const handled = async (sample: Sample): Promise<number[]> =>
  (await batchesOf(sample)).flatMap(({ events }) => events.map(({ n }) => n))

beforeAll(async () => {
  cloud = await LocalHubs.start()
})
afterAll(async () => {
  await cloud[Symbol.asyncDispose]()
})

describe('the Event Hubs trigger', () => {
  it('gives batches with their metadata and sends what the handler put out', async () => {
    await using sample = await cloud.host()
    await cloud.publish('1', numbers(3))
    expect(await cloud.drain(sample)).toBe(true)
    const batches = await batchesOf(sample)
    expect(batches.flatMap(({ events }) => events)).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }])
    expect(batches[0]?.metadata).toMatchObject({
      partitionContext: { partitionId: '1', eventHubName: IN, consumerGroup: 'orchestrator' },
      sequenceNumberArray: [0, 1, 2].slice(0, batches[0]?.events.length),
      propertiesArray: expect.arrayContaining([{ source: 'test' }]),
      enqueuedTimeUtcArray: expect.arrayContaining([expect.stringMatching(/^\d{4}-\d\d-\d\dT/)]),
      systemPropertiesArray: expect.arrayContaining([expect.objectContaining({ sequenceNumber: 0 })]),
      offsetArray: expect.any(Array),
      partitionKeyArray: expect.any(Array),
    })
    const ones = (await sample.json<{ one?: unknown }[]>('seen')).flatMap(({ one }) => (one ? [one] : []))
    expect(ones).toHaveLength(3)
    expect(ones).toEqual(expect.arrayContaining([{ out: 0 }, { out: 1 }, { out: 2 }]))
    const positions = await cloud.hubs.positions()
    expect(await sample.child.call('progress')).toEqual([
      expect.objectContaining({ function: 'many', hub: IN, partitions: partitionsAt(positions[IN]) }),
      expect.objectContaining({ function: 'one', hub: OUT, partitions: partitionsAt(positions[OUT]) }),
    ])
  })

  it('goes on where the last host stopped, and keeps batches within their bound', async () => {
    const before = numbers(5)
    await cloud.publish('0', before)
    await using sample = await cloud.host({ eventHubs: { maxEventBatchSize: 2 } })
    expect(await cloud.drain(sample)).toBe(true)
    const batches = await batchesOf(sample)
    expect(await handled(sample)).toEqual(before.map(({ n }) => n))
    expect(Math.max(...batches.map(({ events }) => events.length))).toBeLessThanOrEqual(2)
  })

  it('retries as declared, then gives the batch up and goes on', async () => {
    await using sample = await cloud.host()
    const [once_, never, after] = numbers(3) as [{ n: number }, { n: number }, { n: number }]
    await cloud.publish('0', [{ ...once_, fail: 1 }])
    expect(await cloud.drain(sample)).toBe(true)
    await cloud.publish('0', [{ ...never, fail: 99 }])
    expect(await cloud.drain(sample)).toBe(true)
    await cloud.publish('0', [after])
    expect(await cloud.drain(sample)).toBe(true)
    const tries = (await batchesOf(sample)).map(({ events, retry }) => [events[0]?.n, retry])
    expect(tries).toEqual([
      [once_.n, 0],
      [once_.n, 1],
      [never.n, 0],
      [never.n, 1],
      [never.n, 2],
      [after.n, 0],
    ])
    await sample.child.stop()
    const failed = sample.log().filter((line) => line.kind === 'invocation' && line.outcome === 'failed')
    expect(failed.map((line) => [line.hub, line.partition, line.events, line.attempt])).toEqual([
      [IN, '0', 1, 1],
      [IN, '0', 1, 1],
      [IN, '0', 1, 2],
      [IN, '0', 1, 3],
    ])
    await using next = await cloud.host()
    expect(await cloud.drain(next)).toBe(true)
    expect(await handled(next)).toEqual([])
  })

  it.each([
    ['before_checkpoint', true],
    ['after_checkpoint', false],
  ])('killed %s has its batch again: %s', async (point, again) => {
    const events = numbers(2)
    const sample = await cloud.host()
    expect(await cloud.drain(sample)).toBe(true)
    await sample.child.call('arm', { point, nth: 1, action: 'die' })
    await cloud.publish('1', events)
    expect(await sample.child.exited).toEqual({ code: null, signal: 'SIGKILL' })
    await using next = await cloud.host()
    expect(await cloud.drain(next)).toBe(true)
    expect(await handled(next)).toEqual(again ? events.map(({ n }) => n) : [])
  })

  it('tells within the time that it has not caught up', async () => {
    const reached = Promise.withResolvers<unknown>()
    await using sample = await cloud.host({ onEvent: (_, data) => reached.resolve(data) })
    await sample.child.call('arm', { point: 'before_checkpoint', nth: 1, action: 'wait' })
    await cloud.publish('0', numbers(1))
    await reached.promise
    expect(await cloud.drain(sample, 1)).toBe(false)
    await sample.child.call('release')
    expect(await cloud.drain(sample)).toBe(true)
  })
})

describe('with a neighbour away the trigger', () => {
  let sample: Sample
  const sent: number[] = []
  const publish = async (count: number): Promise<void> => {
    const events = numbers(count)
    sent.push(...events.map(({ n }) => n))
    await cloud.publish('0', events)
  }
  beforeAll(async () => {
    sample = await cloud.host()
    await publish(2)
    expect(await cloud.drain(sample)).toBe(true)
    return async () => void (await sample.child.stop())
  })

  it('receives again after its connection was dropped', async () => {
    await cloud.hubs.dropConnections()
    await publish(2)
    expect(await cloud.drain(sample)).toBe(true)
    expect(await handled(sample)).toEqual(sent)
  })

  it('receives again after the hubs were killed and came back', async () => {
    await cloud.restartHubs()
    await publish(2)
    expect(await cloud.drain(sample)).toBe(true)
    expect(await handled(sample)).toEqual(sent)
  })

  it('leaves a partition to whoever takes it, and takes it back when that one is gone', async () => {
    const thief = cloud.consumer()
    const stolen = Promise.withResolvers<void>()
    const subscription = thief.subscribe(
      '0',
      { processEvents: async (events) => void (events.length > 0 && stolen.resolve()), processError: async () => {} },
      { ownerLevel: 1, startPosition: { offset: '-1' } },
    )
    await stolen.promise
    await publish(1)
    await subscription.close()
    await thief.close()
    await publish(1)
    expect(await cloud.drain(sample)).toBe(true)
    expect(await handled(sample)).toEqual(sent)
    expect(sample.log()).toContainEqual(
      expect.objectContaining({ message: 'taken by another consumer', partition: '0' }),
    )
  })

  it('handles on while Blob is away, and checkpoints once it is back', async () => {
    await cloud.azurite.child.stop()
    await publish(2)
    expect(await cloud.drain(sample)).toBe(true)
    expect(await handled(sample)).toEqual(sent)
    await cloud.restartAzurite()
    await publish(2)
    expect(await cloud.drain(sample)).toBe(true)
    await sample.child.stop()
    await using next = await cloud.host()
    expect(await cloud.drain(next)).toBe(true)
    expect(await handled(next)).toEqual([])
  })

  it('starts once Blob is there, losing nothing', async () => {
    sent.length = 0
    await publish(2)
    await cloud.azurite.child.stop()
    await using next = await cloud.host()
    await cloud.restartAzurite()
    expect(await cloud.drain(next)).toBe(true)
    expect(await handled(next)).toEqual(sent)
  })
})

const partitionsAt = (positions: readonly number[] | undefined): Record<string, object> =>
  Object.fromEntries((positions ?? []).map((next, id) => [id, { next, running: 0 }]))
