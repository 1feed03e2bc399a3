/** Event Hubs and Blob clients by setting name. The SDKs are loaded at first use, since HTTP alone needs none. */
import type { CheckpointStore, EventHubConsumerClient, EventHubProducerClient, RetryOptions } from '@azure/event-hubs'
import type { TokenCredential } from '@azure/identity'
import type { ContainerClient } from '@azure/storage-blob'
import { type BlobConnection, type HubConnection, hubConnection, type Settings } from './settings.ts'

/** Few and short: the triggers and the retry policies above try again for ever. */
const HUB_RETRY = {
  maxRetries: 2,
  retryDelayInMs: 200,
  timeoutInMs: 10_000,
} satisfies RetryOptions
const BLOB_TRY_WITHIN_MS = 5_000

/** The hub a binding means: a connection string's EntityPath stands above the binding's own name, as in Azure. */
const hubNameOf = (connection: HubConnection, eventHubName: string): string =>
  connection.kind === 'connectionString' ? (connection.entityPath ?? eventHubName) : eventHubName

export async function consumerClient(
  connection: HubConnection,
  hub: string,
  consumerGroup: string,
  store: CheckpointStore,
): Promise<EventHubConsumerClient> {
  const { EventHubConsumerClient } = await import('@azure/event-hubs')
  const options = { retryOptions: HUB_RETRY }
  return connection.kind === 'connectionString'
    ? new EventHubConsumerClient(consumerGroup, connection.connectionString, hub, store, options)
    : new EventHubConsumerClient(
        consumerGroup,
        connection.fullyQualifiedNamespace,
        hub,
        await identity(connection.clientId),
        store,
        options,
      )
}

export async function producerClient(connection: HubConnection, hub: string): Promise<EventHubProducerClient> {
  const { EventHubProducerClient } = await import('@azure/event-hubs')
  const options = { retryOptions: HUB_RETRY }
  return connection.kind === 'connectionString'
    ? new EventHubProducerClient(connection.connectionString, hub, options)
    : new EventHubProducerClient(connection.fullyQualifiedNamespace, hub, await identity(connection.clientId), options)
}

export async function containerClient(connection: BlobConnection, container: string): Promise<ContainerClient> {
  const { BlobServiceClient } = await import('@azure/storage-blob')
  const options = { retryOptions: { maxTries: 1, tryTimeoutInMs: BLOB_TRY_WITHIN_MS } }
  const service =
    connection.kind === 'connectionString'
      ? BlobServiceClient.fromConnectionString(connection.connectionString, options)
      : new BlobServiceClient(connection.serviceUri, await identity(connection.clientId), options)
  return service.getContainerClient(container)
}

async function identity(clientId: string | undefined): Promise<TokenCredential> {
  const { DefaultAzureCredential, ManagedIdentityCredential } = await import('@azure/identity')
  return clientId ? new ManagedIdentityCredential({ clientId }) : new DefaultAzureCredential()
}

/** Reads the connection and the hub's name from a trigger or output binding. */
export function hubOf(
  binding: { readonly [property: string]: unknown },
  settings: Settings,
  functionName: string,
  resolve: (text: string, field: string) => string,
): { connection: HubConnection; hub: string } {
  const connection = hubConnection(
    String(binding.connection ?? ''),
    settings,
    `connection of function "${functionName}"`,
  )
  const named = resolve(String(binding.eventHubName ?? ''), `eventHubName of function "${functionName}"`)
  return { connection, hub: hubNameOf(connection, named) }
}
