/** The SDK's consumer client with its checkpoints in Blob, or in memory where no storage is set. */
import { type CheckpointStore, EventHubConsumerClient, type EventHubConsumerClientOptions } from '@azure/event-hubs'
import type { Context } from '../../functions/context.ts'
import type { Consumer } from '../../functions/guard/hub.ts'
import { lastError } from '../../shared/base/unavailable.ts'
import { UsageError } from '../lib/desk.ts'
import { checkpointsIn } from './checkpoints.ts'
import { retryUntil } from './retry.ts'

/** How soon a partition whose receiver failed is opened again. */
const REOPEN_WITHIN_MS = 3_000
const OPTIONS: EventHubConsumerClientOptions = {
  retryOptions: { maxRetries: 2, retryDelayInMs: 200, timeoutInMs: 10_000 },
  loadBalancingOptions: { strategy: 'greedy', updateIntervalInMs: REOPEN_WITHIN_MS },
}

/** Errors of hubs and identities that stay until somebody changes a setting. */
const LASTING = /^(MessagingEntityNotFoundError|UnauthorizedError|AuthenticationError|CredentialUnavailableError)$/

interface Waiting {
  readonly stop: AbortSignal
  readonly say: (line: string) => void
}

/**
 * Opens the consumer's client and waits until hub and container answer; null when stopped before. Throws UsageError
 * where a setting is wrong.
 */
export async function openClient(
  context: Context,
  consumer: Consumer,
  { stop, say }: Waiting,
): Promise<EventHubConsumerClient | null> {
  const { storage, events } = context.config
  const hub = events.hubs[consumer.hub]
  const hasStorage = storage.connectionString !== null || storage.account !== null
  if (!hasStorage) say('no storage is set: checkpoints stay in memory, and the next start reads from the beginning')
  const store = hasStorage ? await openStore(context, { stop, say }) : undefined
  if (stop.aborted) return null
  const client = await rightly(() => makeClient(context, hub, store))
  const isPassing = (error: unknown) => !isLasting(lastError(error))
  const asked = async () => void (await client.getPartitionIds({ abortSignal: stop }))
  const there = await rightly(() => retryUntil(stop, asked, { say, isPassing }), `hub ${hub}: `)
  return there ? client : null
}

async function makeClient(
  { eventsSource, config }: Context,
  hub: string,
  store: CheckpointStore | undefined,
): Promise<EventHubConsumerClient> {
  const source = await eventsSource()
  const { group } = config.events
  if ('connectionString' in source) {
    return store
      ? new EventHubConsumerClient(group, source.connectionString, hub, store, OPTIONS)
      : new EventHubConsumerClient(group, source.connectionString, hub, OPTIONS)
  }
  const { namespace, credential } = source
  return store
    ? new EventHubConsumerClient(group, namespace, hub, credential, store, OPTIONS)
    : new EventHubConsumerClient(group, namespace, hub, credential, OPTIONS)
}

async function openStore(context: Context, { stop, say }: Waiting): Promise<CheckpointStore> {
  const name = context.config.storage.checkpointContainer
  const container = await rightly(() => context.openContainer(name))
  // The service refuses with a 4xx what a setting must mend; everything else is an outage.
  const isPassing = (error: unknown) => !/^4/.test(String((error as { statusCode?: number }).statusCode ?? ''))
  const made = async () => {
    if (!(await container.exists())) await container.createIfNotExists()
  }
  await rightly(() => retryUntil(stop, made, { say, isPassing }), `container ${name}: `)
  return checkpointsIn(container)
}

/** What still throws is the call's fault. */
async function rightly<T>(work: () => Promise<T>, where = ''): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new UsageError(`${where}${lastError(error).message}`, { cause: error })
  }
}

const isLasting = (error: Error & { code?: unknown }): boolean =>
  LASTING.test(error.name) || LASTING.test(String(error.code ?? ''))
