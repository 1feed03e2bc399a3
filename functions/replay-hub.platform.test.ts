/** A hub whose checkpoints are gone is read from its beginning, and nothing comes of it: every event knows its row. */
import type { ContainerClient } from '@azure/storage-blob'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBlobService } from '../shared/adapters/blob/clients.ts'
import { HUBS, type HubKey } from '../shared/contracts/hubs.ts'
import { Desk } from './testing/desk.ts'

/** Where the Functions host keeps checkpoints of its triggers. */
const CONTAINER = 'azure-webjobs-eventhub'
const ORDERS = 5

let desk: Desk
let container: ContainerClient
beforeAll(async () => {
  desk = await Desk.start()
  const storage = await createBlobService({ connectionString: desk.platform.blobConnectionString })
  container = storage.getContainerClient(CONTAINER)
  for (let order = 0; order < ORDERS; order += 1) {
    const reply = await desk.run({ execute_orders: true }, `replay-${order}`)
    expect(reply.status, reply.text).toBe(200)
  }
  await desk.sendTo('orders', [{ type: 'no order' }])
  await desk.platform.processAll()
})
afterAll(() => desk?.[Symbol.asyncDispose]())

/** Sequence number by checkpoint of the hub; a partition without events has none. */
async function checkpointsOf(hub: HubKey): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for await (const { name, metadata } of container.listBlobsFlat({ includeMetadata: true }))
    if (name.includes(`/${HUBS[hub].name}/`) && name.includes('/checkpoint/'))
      found.set(name, metadata?.sequencenumber ?? '')
  return found
}

test('an order hub that is replayed from its beginning changes no row, and gets its checkpoints back', async () => {
  const rows = await desk.snapshot()
  expect(JSON.parse(rows['trading.orders'] ?? '[]')).toHaveLength(ORDERS)
  expect(JSON.parse(rows['ops.dead_letters'] ?? '[]')).toHaveLength(1)
  const before = await checkpointsOf('orders')
  expect(before.size).toBeGreaterThan(0)

  await desk.platform.kill('functions')
  for (const name of before.keys()) await container.deleteBlob(name)
  expect((await checkpointsOf('orders')).size).toBe(0)
  await desk.platform.restart('functions')
  await desk.platform.processAll()

  // Only a partition that was read to its end again has such a checkpoint.
  expect(await checkpointsOf('orders')).toEqual(before)
  expect(await desk.snapshot()).toEqual(rows)
})
