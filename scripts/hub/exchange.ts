/** Sends to a hub and looks at it with the SDK's own clients, which hold no checkpoints here. */
import {
  EventHubConsumerClient,
  EventHubProducerClient,
  earliestEventPosition,
  latestEventPosition,
  type ReceivedEventData,
} from '@azure/event-hubs'
import { DefaultAzureCredential } from '@azure/identity'
import type { PeekCall, SendCall } from './call.ts'

const OPTIONS = { retryOptions: { maxRetries: 2, retryDelayInMs: 200, timeoutInMs: 10_000 } }
const isConnectionString = (events: string): boolean => events.includes('Endpoint=')

export async function send({ hub, body, count, key }: SendCall, events: string): Promise<void> {
  const producer = isConnectionString(events)
    ? new EventHubProducerClient(events, hub, OPTIONS)
    : new EventHubProducerClient(events, hub, new DefaultAzureCredential(), OPTIONS)
  const copies = Array.from({ length: count }, (_, i) => ({ body: { ...body, i } }))
  await producer.sendBatch(copies, key === undefined ? {} : { partitionKey: key })
}

/** Calls `print` for each event until there are enough or none comes for a while; returns how many. */
export async function peek(call: PeekCall, events: string, print: (event: object) => void): Promise<number> {
  const { hub, group, max, from, waitMs } = call
  const client = isConnectionString(events)
    ? new EventHubConsumerClient(group, events, hub, OPTIONS)
    : new EventHubConsumerClient(group, events, hub, new DefaultAzureCredential(), OPTIONS)
  await client.getPartitionIds() // a hub that does not answer is an error, not an empty hub
  const done = Promise.withResolvers<void>()
  let printed = 0
  let timer = setTimeout(done.resolve, waitMs)
  client.subscribe(
    {
      processEvents: async (received, { partitionId }) => {
        for (const event of received.slice(0, max - printed)) print(shown(partitionId, event))
        printed += Math.min(received.length, max - printed)
        if (printed === max) done.resolve()
        if (received.length === 0) return
        clearTimeout(timer)
        timer = setTimeout(done.resolve, waitMs)
      },
      processError: async (error) => done.reject(error),
    },
    { startPosition: from === 'start' ? earliestEventPosition : latestEventPosition, maxWaitTimeInSeconds: 1 },
  )
  await done.promise
  return printed
}

function shown(partition: string, { sequenceNumber, enqueuedTimeUtc, partitionKey, body }: ReceivedEventData): object {
  const text = body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : body
  return { partition, sequenceNumber, enqueuedTimeUtc, partitionKey, body: text }
}
