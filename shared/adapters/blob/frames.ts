/** A look into frames in Blob, by ranges: neither the whole file nor the Parquet code is loaded for a name alone. */
import type { ContainerClient } from '@azure/storage-blob'
import type { FrameLook, FramePreviews } from '../../ports/sweeps.ts'
import { asked } from './put-blob.ts'

/** Larger files are for other tools. */
const FILE_BYTES_MAX = 512 * 1024 * 1024

/** @param open gives the client of the container of frames */
export function createFramePreviews(open: () => Promise<ContainerClient>): FramePreviews {
  return {
    look: async (path, rows): Promise<FrameLook> => {
      const blob = (await open()).getBlobClient(path)
      const about = await asked(`read ${path}`, () => blob.getProperties(), [400, 404])
      if (typeof about === 'number') return { kind: 'none' }
      const byteLength = about.contentLength ?? 0
      if (byteLength > FILE_BYTES_MAX) return { kind: 'refused', detail: `has more than ${FILE_BYTES_MAX} bytes` }
      const { lookInto } = await import('./frame-preview.ts')
      const slice = async (start: number, end = byteLength): Promise<ArrayBuffer> => {
        const bytes = await asked(`read ${path}`, () => blob.downloadToBuffer(start, end - start), [])
        // The reader wants a buffer of its own; a Node Buffer may be a window into a larger one.
        return new Uint8Array(bytes as Buffer).slice().buffer
      }
      return await lookInto({ byteLength, slice }, rows)
    },
  }
}
