/** What a hub holds, read with the SDK by a group of its own: nobody's checkpoint moves. */
import { EventHubConsumerClient, type ReceivedEventData } from '@azure/event-hubs'
import { HUBS, type HubKey } from '../../shared/contracts/hubs.ts'
import type { Platform } from '../platform/platform.ts'

/** Sequence number of the next event by partition. */
export type HubEnds = Readonly<Record<string, readonly number[]>>

const READ_WITHIN_MS = 30_000

export const hubEnds = (platform: Platform): Promise<HubEnds> => platform.call<HubEnds>('eventHubs', 'positions')

export interface LoggedEvent {
  readonly partitionId: string
  readonly sequenceNumber: number
  readonly body: unknown
}

/** Every event of the hub from the positions given up to now. */
export async function readHub(platform: Platform, hub: HubKey, from: HubEnds): Promise<readonly LoggedEvent[]> {
  const { name } = HUBS[hub]
  const ends = (await hubEnds(platform))[name] ?? []
  const client = new EventHubConsumerClient('diagnostics', platform.events, name)
  try {
    const partitions = ends.map((end, partition) =>
      readPartition(client, String(partition), { from: from[name]?.[partition] ?? 0, end }),
    )
    return (await Promise.all(partitions)).flat()
  } finally {
    await client.close()
  }
}

async function readPartition(
  client: EventHubConsumerClient,
  partitionId: string,
  { from, end }: { readonly from: number; readonly end: number },
): Promise<LoggedEvent[]> {
  if (from >= end) return []
  const events: LoggedEvent[] = []
  const done = Promise.withResolvers<void>()
  const late = setTimeout(
    () => done.reject(new Error(`partition ${partitionId} gave ${events.length} of ${end - from} events`)),
    READ_WITHIN_MS,
  )
  const take = async (received: readonly ReceivedEventData[]): Promise<void> => {
    events.push(...received.map(({ sequenceNumber, body }) => ({ partitionId, sequenceNumber, body })))
    if ((events.at(-1)?.sequenceNumber ?? -1) >= end - 1) done.resolve()
  }
  const subscription = client.subscribe(
    partitionId,
    { processEvents: take, processError: async (error) => done.reject(error) },
    { startPosition: { sequenceNumber: from, isInclusive: true } },
  )
  try {
    await done.promise
    return events
  } finally {
    clearTimeout(late)
    await subscription.close()
  }
}
