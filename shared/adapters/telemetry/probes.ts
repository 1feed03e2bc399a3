/** Probes over the real clients: one statement, one hub property, one container property. */
import type { EventHubProducerClient } from '@azure/event-hubs'
import type { ContainerClient } from '@azure/storage-blob'
import type { HubKey } from '../../contracts/hubs.ts'
import type { KeptProbe, PartitionHead, Probes } from '../../ports/probes.ts'

export interface ProbeClients {
  readonly query: () => Promise<unknown>
  readonly openHub: (hub: HubKey) => Promise<EventHubProducerClient>
  readonly openContainer: () => Promise<ContainerClient>
  readonly kept: readonly KeptProbe[]
}

export function createProbes(clients: ProbeClients): Probes {
  const open = new Map<HubKey, Promise<EventHubProducerClient>>()
  const hubOf = (hub: HubKey): Promise<EventHubProducerClient> => {
    const client = open.get(hub) ?? clients.openHub(hub)
    open.set(hub, client)
    client.catch(() => open.delete(hub))
    return client
  }
  return {
    kept: clients.kept,
    database: async () => {
      await clients.query()
    },
    hubs: async () => {
      await (await hubOf('orders')).getEventHubProperties()
    },
    blob: async () => {
      await (await clients.openContainer()).getProperties()
    },
    storageClock: async () => {
      const { date } = await (await clients.openContainer()).getProperties()
      if (!date) throw new Error('the storage answered without a date')
      return date.getTime()
    },
    heads: async (hubs) => (await Promise.all(hubs.map(async (hub) => headsOf(hub, await hubOf(hub))))).flat(),
    measure: async (ask, withinMs) => {
      const startedMs = performance.now()
      const deadline = Promise.withResolvers<never>()
      const timer = setTimeout(() => deadline.reject(new Error(`no answer within ${withinMs} ms`)), withinMs)
      const result = await Promise.race([ask(), deadline.promise]).then(
        (value) => ({ kind: 'answered' as const, value }),
        (error: unknown) => ({
          kind: 'failed' as const,
          error: error instanceof Error ? error.message : String(error),
        }),
      )
      clearTimeout(timer)
      return { result, latencyMs: Math.round((performance.now() - startedMs) * 10) / 10 }
    },
  }
}

async function headsOf(hub: HubKey, client: EventHubProducerClient): Promise<PartitionHead[]> {
  const partitionIds = await client.getPartitionIds()
  return await Promise.all(
    partitionIds.map(async (partitionId) => {
      const head = await client.getPartitionProperties(partitionId)
      return {
        hub,
        partitionId,
        lastSequenceNumber: head.isEmpty ? -1 : head.lastEnqueuedSequenceNumber,
        lastEnqueuedAt: head.lastEnqueuedOnUtc.getTime(),
      }
    }),
  )
}
