/** Files as one zip, whose bytes depend on names and contents alone, and back. */
import { buffer } from 'node:stream/consumers'
import { fromBufferPromise } from 'yauzl'
import { ZipFile } from 'yazl'

export interface PackedFile {
  /** Path in the package, with forward slashes. */
  readonly path: string
  readonly bytes: Buffer
}

/** A zip's clock is local time from 1980 on, so the same bytes everywhere need a local date. */
const madeAt = (): Date => new Date(1980, 0, 2)
const READABLE_BY_ALL = 0o100644
const COMPRESSION_LEVEL = 9
const FILES_MAX = 4_000
const BYTES_MAX = 64 * 1024 * 1024

/** Equal files give equal bytes, in any order, at any time, in any time zone. */
export async function zipOf(files: readonly PackedFile[]): Promise<Buffer> {
  const zip = new ZipFile()
  const options = {
    mtime: madeAt(),
    mode: READABLE_BY_ALL,
    compressionLevel: COMPRESSION_LEVEL,
    forceDosTimestamp: true,
  }
  // By code unit, not by a language's order: it is the same on every machine.
  for (const { path, bytes } of files.toSorted((a, b) => (a.path < b.path ? -1 : 1)))
    zip.addBuffer(bytes, path, options)
  zip.end()
  return await buffer(zip.outputStream)
}

/**
 * The files of a zip, in its order. Throws on what is no zip, on a name that leads out of its folder (by the reader),
 * on a name that comes twice, and above 4,000 files or 64 MiB.
 */
export async function unzip(bytes: Buffer): Promise<PackedFile[]> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true })
  if (zip.entryCount > FILES_MAX)
    throw new RangeError(`the zip has ${zip.entryCount} files, at most ${FILES_MAX} are read`)
  const files = new Map<string, PackedFile>()
  let total = 0
  for await (const entry of zip.eachEntry()) {
    const path = entry.fileName
    if (path.endsWith('/')) continue
    total += entry.uncompressedSize
    if (total > BYTES_MAX) throw new RangeError(`the zip holds more than ${BYTES_MAX} bytes`)
    if (files.has(path)) throw new RangeError(`the zip has ${path} twice`)
    // The reader refuses an entry that unpacks to more than it said.
    files.set(path, { path, bytes: await buffer(await zip.openReadStreamPromise(entry)) })
  }
  return [...files.values()]
}
