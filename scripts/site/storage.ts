/** The static website of a storage account: what stands in it, and one step towards what should. */
import type { BlobServiceClient, ContainerClient } from '@azure/storage-blob'
import { instantOf, isoOf } from '../../shared/base/instant.ts'
import { PREFIX, type Step, type Stored } from './plan.ts'

const CONTAINER = '$web'
const INDEX_DOCUMENT = 'index.html'
/** Metadata of a blob that no release has any more. */
const DROPPED_AT = 'droppedat'
const FORBIDDEN = 403

/**
 * Turns the static website on where it is not, and opens its container. It is a call to the account's data, which no
 * template can make; with an Entra login it asks for `Microsoft.Storage/storageAccounts/blobServices/write`
 * (https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory).
 */
export async function openWebsite(service: BlobServiceClient): Promise<ContainerClient> {
  try {
    const { staticWebsite } = await service.getProperties()
    if (!staticWebsite?.enabled || staticWebsite.indexDocument !== INDEX_DOCUMENT) {
      await service.setProperties({ staticWebsite: { enabled: true, indexDocument: INDEX_DOCUMENT } })
    }
  } catch (error) {
    if (!(error instanceof Error && 'statusCode' in error && error.statusCode === FORBIDDEN)) throw error
    const words =
      'this login may not turn the static website on: give it Storage Account Contributor on the web account'
    throw new Error(words, { cause: error })
  }
  const container = service.getContainerClient(CONTAINER)
  await container.createIfNotExists()
  return container
}

export async function readSite(container: ContainerClient): Promise<Stored[]> {
  const stored: Stored[] = []
  for await (const { name, properties, metadata } of container.listBlobsFlat({
    prefix: PREFIX,
    includeMetadata: true,
  })) {
    const { contentMD5, contentType, cacheControl } = properties
    const droppedAt = metadata?.[DROPPED_AT]
    stored.push({
      ...{ name, contentType: contentType ?? '', cacheControl: cacheControl ?? '' },
      md5: contentMD5 === undefined ? '' : Buffer.from(contentMD5).toString('base64'),
      droppedAt: droppedAt === undefined ? null : instantOf(droppedAt),
    })
  }
  return stored
}

/** Each step is one call that happens whole or not at all. */
export async function takeStep(container: ContainerClient, step: Step): Promise<void> {
  if (step.kind === 'delete') await container.deleteBlob(step.name)
  else if (step.kind === 'drop') await container.getBlobClient(step.name).setMetadata({ [DROPPED_AT]: isoOf(step.at) })
  else {
    const { name, bytes, contentType, cacheControl, md5 } = step.file
    const blobHTTPHeaders = {
      ...{ blobContentType: contentType, blobCacheControl: cacheControl },
      blobContentMD5: Uint8Array.from(Buffer.from(md5, 'base64')),
    }
    await container.getBlockBlobClient(name).upload(bytes, bytes.length, { blobHTTPHeaders })
  }
}
