/** Calls of Blob Storage whose failures are the neighbour's, and the plainest of them: writing a whole blob. */
import type { ContainerClient } from '@azure/storage-blob'
import { Unavailable } from '../../base/unavailable.ts'

/** How often a blob is tried again because something came in between. */
export const WRITE_ATTEMPTS_MAX = 8

const statusOf = (error: unknown): number | null =>
  error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : null

/** Runs a call of the SDK; every failure is the neighbour's, except an answer that the caller asked to see. */
export async function asked<T>(what: string, call: () => Promise<T>, expected: readonly number[]): Promise<T | number> {
  try {
    return await call()
  } catch (cause) {
    const status = statusOf(cause)
    if (status !== null && expected.includes(status)) return status
    throw new Unavailable('blob', `${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

type NewBlob = { readonly path: string; readonly contentType: string } & (
  | { readonly text: string }
  | { readonly bytes: Uint8Array }
)

/** Writes a blob in the place of what was there; the container is made when it is missing. */
export async function putBlob(container: ContainerClient, blob: NewBlob): Promise<void> {
  const { path, contentType } = blob
  const client = container.getBlockBlobClient(path)
  const bytes = 'text' in blob ? Buffer.from(blob.text) : blob.bytes
  const options = { blobHTTPHeaders: { blobContentType: contentType } }
  for (let attempt = 1; attempt <= WRITE_ATTEMPTS_MAX; attempt += 1) {
    const answer = await asked(
      `write ${path}`,
      () => client.upload(bytes as Uint8Array<ArrayBuffer>, bytes.byteLength, options),
      [404],
    )
    if (typeof answer !== 'number') return
    await asked('create the container', () => container.createIfNotExists(), [])
  }
  throw new Unavailable('blob', `write ${path}: the container does not stay`)
}
