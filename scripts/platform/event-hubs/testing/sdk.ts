/** The unmodified SDK as the tests drive it: clients that are closed at the end, and readers that can be waited for. */
import {
  type CheckpointStore,
  EventHubConsumerClient,
  EventHubProducerClient,
  type EventPosition,
  earliestEventPosition,
  type PartitionContext,
  type PartitionOwnership,
  type ReceivedEventData,
} from '@azure/event-hubs'
import type { LocalEventHubs } from '../event-hubs.ts'

export interface Watch {
  readonly events: ReceivedEventData[]
  /** Codes of the errors the SDK handed over. */
  readonly errors: string[]
  /** Partitions that are being read at this moment. */
  readonly owned: Set<string>
  /** Resolves once the condition holds; looks again at every event, error, gain and loss. */
  until(holds: () => boolean): Promise<void>
  close(): Promise<void>
}

export interface WatchOptions {
  readonly group?: string
  readonly partition?: string
  readonly startPosition?: EventPosition
  readonly ownerLevel?: number
  readonly checkpoints?: CheckpointStore
}

/**
 * Quick to try again, so that tests do not wait for the SDK's own delays. It notices a lost connection only when the
 * operation ends by time: a send after timeoutInMs, a read after maxWaitTimeInSeconds; both are 60 s when not set.
 * Its batches hold one event when maxBatchSize is not set. There are enough retries for a restart on a busy machine.
 *
 * A reader of one partition is back at the next interval even when the SDK gave it up while the connection was
 * renewed; a reader of all partitions may then wait 30 s, the retry delay of its look at the hub, which no option
 * shortens.
 */
const RETRY = { maxRetries: 400, retryDelayInMs: 50, timeoutInMs: 900 }
const READ = { maxWaitTimeInSeconds: 0.3, maxBatchSize: 500 }
const BALANCE = { strategy: 'greedy' as const, updateIntervalInMs: 100 }

export class Sdk {
  readonly #hubs: () => LocalEventHubs
  readonly #open: { close(): Promise<void> }[] = []

  constructor(hubs: () => LocalEventHubs) {
    this.#hubs = hubs
  }

  producer(hub: string, retryOptions: object = RETRY): EventHubProducerClient {
    const client = new EventHubProducerClient(this.#hubs().connectionString, hub, { retryOptions })
    this.#open.push(client)
    return client
  }

  watch(hub: string, options: WatchOptions = {}): Watch {
    const { group = 'diagnostics', partition, checkpoints, startPosition = earliestEventPosition, ownerLevel } = options
    const clientOptions = { retryOptions: RETRY, loadBalancingOptions: BALANCE }
    const { connectionString } = this.#hubs()
    const client = checkpoints
      ? new EventHubConsumerClient(group, connectionString, hub, checkpoints, clientOptions)
      : new EventHubConsumerClient(group, connectionString, hub, clientOptions)
    const watch = new Watching(() => client.close())
    this.#open.push(watch)
    const subscribe = { ...READ, startPosition, ...(ownerLevel === undefined ? {} : { ownerLevel }) }
    if (partition === undefined) client.subscribe(watch.handlers, subscribe)
    else client.subscribe(partition, watch.handlers, subscribe)
    return watch
  }

  /** Closes every client; without it the SDK's timers keep the process alive. */
  async close(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((one) => one.close()))
  }
}

class Watching implements Watch {
  readonly events: ReceivedEventData[] = []
  readonly errors: string[] = []
  readonly owned = new Set<string>()
  readonly #changed = new Set<() => void>()
  readonly #close: () => Promise<void>
  #closing: Promise<void> | null = null

  constructor(close: () => Promise<void>) {
    this.#close = close
  }

  readonly handlers = {
    processInitialize: async (context: { partitionId: string }): Promise<void> => {
      this.owned.add(context.partitionId)
      this.#tell()
    },
    processClose: async (_reason: string, context: { partitionId: string }): Promise<void> => {
      this.owned.delete(context.partitionId)
      this.#tell()
    },
    processEvents: async (events: ReceivedEventData[], context: PartitionContext): Promise<void> => {
      this.events.push(...events)
      const last = events.at(-1)
      if (last) await context.updateCheckpoint(last)
      this.#tell()
    },
    processError: async (error: Error & { code?: string }): Promise<void> => {
      this.errors.push(codeOf(error))
      this.#tell()
    },
  }

  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return
        this.#changed.delete(look)
        resolve()
      }
      this.#changed.add(look)
      look()
    })
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  #tell(): void {
    for (const look of [...this.#changed]) look()
  }
}

/** A checkpoint store that several consumers of one test share; checkpoints are not kept. */
export function sharedCheckpoints(): CheckpointStore {
  const ownerships = new Map<string, PartitionOwnership>()
  let version = 0
  return {
    listOwnership: async () => [...ownerships.values()],
    claimOwnership: async (claims) =>
      claims
        .filter((claim) => ownerships.get(claim.partitionId)?.etag === claim.etag)
        .map((claim) => {
          version += 1
          const held = { ...claim, etag: `${version}`, lastModifiedTimeInMs: Date.now() }
          ownerships.set(claim.partitionId, held)
          return held
        }),
    listCheckpoints: async () => [],
    updateCheckpoint: async () => {},
  }
}

/** The error a promise ends with, by the SDK's code. */
export async function failureOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
    return 'none'
  } catch (error) {
    return codeOf(error)
  }
}

/** The last error counts when the SDK tried more than once. */
function codeOf(error: unknown): string {
  const last = error instanceof AggregateError ? error.errors.at(-1) : error
  return (last as { code?: string }).code ?? `${last}`
}
