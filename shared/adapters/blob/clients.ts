/** The Blob service client, loaded when it is first needed: the SDK is the largest one of the desk. */
import type { TokenCredential } from '@azure/identity'
import type { BlobServiceClient } from '@azure/storage-blob'

export type BlobAccess =
  | { readonly connectionString: string }
  | { readonly accountName: string; readonly credential: TokenCredential }

/** Callers have bounds of their own, so the SDK gives up after a few seconds instead of its minutes. */
const RETRY = { maxTries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 1_000, tryTimeoutInMs: 10_000 } as const

/** A client of one storage account. Nothing is contacted yet. */
export async function createBlobService(access: BlobAccess): Promise<BlobServiceClient> {
  const { BlobServiceClient } = await import('@azure/storage-blob')
  const options = { retryOptions: RETRY }
  return 'connectionString' in access
    ? BlobServiceClient.fromConnectionString(access.connectionString, options)
    : new BlobServiceClient(`https://${access.accountName}.blob.core.windows.net`, access.credential, options)
}
