/** The publisher on Event Hubs: one long-lived producer per hub, opened at its first use. */

import type { EventData, EventHubProducerClient } from '@azure/event-hubs'
import type { TokenCredential } from '@azure/identity'
import { lastError, Unavailable } from '../../base/unavailable.ts'
import type { OutgoingEvent } from '../../contracts/envelope.ts'
import type { HubKey } from '../../contracts/hubs.ts'
import type { Publisher } from '../../ports/publisher.ts'

/** Events of one send. An event is at most a few KB, so a send stays far below the service's 1 MB. */
const SEND_EVENTS_MAX = 200
/** A send is tried this often, each try bounded; the outbox does the rest of the waiting. */
const RETRY = { maxRetries: 1, retryDelayInMs: 200, timeoutInMs: 5_000 }

export interface EventHubsPublisher extends Publisher {
  close(): Promise<void>
}

/** `open` makes the client of a hub; it is called once per hub, and again after a failure. */
export function createPublisher(open: (hub: HubKey) => Promise<EventHubProducerClient>): EventHubsPublisher {
  const producers = new Map<HubKey, Promise<EventHubProducerClient>>()
  const producerOf = (hub: HubKey): Promise<EventHubProducerClient> => {
    const known = producers.get(hub)
    if (known) return known
    const opened = open(hub)
    producers.set(hub, opened)
    opened.catch(() => producers.delete(hub))
    return opened
  }
  return {
    send: async (events) => {
      const results = await Promise.allSettled(
        groupsOf(events).map(async ({ hub, partitionKey, batch }) => {
          const producer = await producerOf(hub)
          await producer.sendBatch(batch, { partitionKey })
        }),
      )
      const failed = results.find((result) => result.status === 'rejected')
      if (failed) throw new Unavailable('event-hubs', wordsOf(failed.reason), { cause: failed.reason })
    },
    close: async () => {
      const opened = await Promise.allSettled(producers.values())
      await Promise.allSettled(opened.map((result) => (result.status === 'fulfilled' ? result.value.close() : null)))
    },
  }
}

/** The SDK leaves some of its errors without a message; its name or code still says what kind it is. */
function wordsOf(reason: unknown): string {
  const { message, name, code } = lastError(reason) as Error & { readonly code?: string }
  return message || code || name
}

interface Group {
  readonly hub: HubKey
  readonly partitionKey: string
  readonly batch: EventData[]
}

/** Events of one hub and key go together, in their order. */
function groupsOf(events: readonly OutgoingEvent[]): Group[] {
  const open = new Map<string, Group>()
  const groups: Group[] = []
  for (const { id, hub, partitionKey, body } of events) {
    const key = `${hub}\n${partitionKey}`
    let group = open.get(key)
    if (!group || group.batch.length >= SEND_EVENTS_MAX) {
      group = { hub, partitionKey, batch: [] }
      open.set(key, group)
      groups.push(group)
    }
    group.batch.push({ body, messageId: id, contentType: 'application/json' })
  }
  return groups
}

/** Where the hubs are: a connection string or, in Azure, a namespace and a credential. */
export type EventsSource =
  | { readonly connectionString: string }
  | { readonly namespace: string; readonly credential: TokenCredential }

/** A producer of one hub. Nothing is contacted yet. */
export async function openProducer(source: EventsSource, hubName: string): Promise<EventHubProducerClient> {
  const { EventHubProducerClient: Client } = await import('@azure/event-hubs')
  const options = { retryOptions: RETRY }
  if ('connectionString' in source) return new Client(source.connectionString, hubName, options)
  return new Client(source.namespace, hubName, source.credential, options)
}
