/** The lake over Azure Blob Storage: Parquet blobs, merged under the guard of their ETags. */
import type { ContainerClient } from '@azure/storage-blob'
import { digestOf } from '../../base/digest.ts'
import { DAY_MS } from '../../base/instant.ts'
import { Unavailable } from '../../base/unavailable.ts'
import type { Bar } from '../../contracts/bars.ts'
import { lakeFile, lakeFolder, lakePath, quarantinePath } from '../../contracts/lake.ts'
import type { Lake, LakeKey } from '../../ports/bars.ts'
import { asked, putBlob, WRITE_ATTEMPTS_MAX } from './put-blob.ts'

/** Blobs read at the same time for one answer. */
const READS_AT_ONCE = 4
/** Bars kept in memory, over all blobs; the longest unused blob is forgotten first. */
const CACHED_BARS_MAX = 200_000

/** Loaded when first needed: the Parquet code is as large as the rest of the order path. */
const parquet = () => import('./bar-parquet.ts')

const PARQUET = 'application/vnd.apache.parquet'

interface Known {
  readonly etag: string
  readonly bars: readonly Bar[]
}

interface Stored extends Known {
  readonly bytes: Uint8Array
}

/** A listing gives ETags without the quotes that an answer's header has. */
const bare = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '')

async function bytesOf(stream: NodeJS.ReadableStream | undefined): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream ?? []) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
  return Buffer.concat(chunks)
}

/** Bars of both, by start; where both have an instant the newer one stands. */
function merged(older: readonly Bar[], newer: readonly Bar[]): readonly Bar[] {
  const byStart = new Map(older.map((bar) => [bar.opensAt, bar]))
  for (const bar of newer) byStart.set(bar.opensAt, bar)
  return [...byStart.values()].sort((a, b) => a.opensAt - b.opensAt)
}

/** Blobs that are known by their ETag, bounded by the bars they hold. */
class BarCache {
  readonly #entries = new Map<string, Known>()
  #size = 0

  get(path: string, etag: string): readonly Bar[] | null {
    const entry = this.#entries.get(path)
    if (entry?.etag !== etag) return null
    this.#entries.delete(path)
    this.#entries.set(path, entry)
    return entry.bars
  }

  put(path: string, etag: string, bars: readonly Bar[]): void {
    this.drop(path)
    this.#entries.set(path, { etag, bars })
    this.#size += bars.length
    for (const oldest of this.#entries.keys()) {
      if (this.#size <= CACHED_BARS_MAX) break
      this.drop(oldest)
    }
  }

  drop(path: string): void {
    this.#size -= this.#entries.get(path)?.bars.length ?? 0
    this.#entries.delete(path)
  }
}

class BlobLake implements Lake {
  readonly #open: () => Promise<ContainerClient>
  #container: Promise<ContainerClient> | null = null
  readonly #cache = new BarCache()

  constructor(open: () => Promise<ContainerClient>) {
    this.#open = open
  }

  #client(): Promise<ContainerClient> {
    this.#container ??= this.#open()
    this.#container.catch(() => {
      this.#container = null
    })
    return this.#container
  }

  /** The blob as it is now, or null when there is none. */
  async #download(key: LakeKey, path: string): Promise<Stored | null> {
    const container = await this.#client()
    const answer = await asked(`read ${path}`, () => download(container, path), [404])
    if (typeof answer === 'number') return null
    const { decodeBars } = await parquet()
    const bars = await decodeBars(key, answer.bytes).catch((cause: unknown) => {
      const remedy = 'it is not a file of bars; delete the blob and ingest again'
      throw new Unavailable('blob', `${path}: ${remedy}`, { cause })
    })
    return { ...answer, bars }
  }

  /** Writes on the condition that the blob is still as it was read; null when it is not. */
  async #upload(path: string, bytes: Uint8Array, before: Stored | null): Promise<string | null> {
    const container = await this.#client()
    const blob = container.getBlockBlobClient(path)
    const conditions = before ? { ifMatch: before.etag } : { ifNoneMatch: '*' }
    const options = { conditions, blobHTTPHeaders: { blobContentType: PARQUET } }
    const answer = await asked(
      `write ${path}`,
      () => blob.upload(bytes as Uint8Array<ArrayBuffer>, bytes.byteLength, options),
      [404, 409, 412],
    )
    if (answer === 404) await asked('create the container', () => container.createIfNotExists(), [])
    return typeof answer === 'number' ? null : (answer.etag ?? '')
  }

  async #merge(path: string, key: LakeKey, bars: readonly Bar[]): Promise<void> {
    const { encodeBars } = await parquet()
    for (let attempt = 1; attempt <= WRITE_ATTEMPTS_MAX; attempt += 1) {
      const before = await this.#download(key, path)
      const after = merged(before?.bars ?? [], bars)
      const bytes = encodeBars(after)
      // Writing what is there already would only change its ETag and empty the caches of others.
      if (before && Buffer.compare(before.bytes, bytes) === 0) return
      const etag = await this.#upload(path, bytes, before)
      if (etag === null) continue
      this.#cache.put(path, bare(etag), after)
      return
    }
    throw new Unavailable('blob', `write ${path}: others wrote it ${WRITE_ATTEMPTS_MAX} times in between`)
  }

  async write(bars: readonly Bar[]): Promise<readonly string[]> {
    const groups = Map.groupBy(bars, lakePath)
    for (const [path, group] of groups) {
      const [first] = group
      if (first) await this.#merge(path, first, group)
    }
    return [...groups.keys()]
  }

  /** Paths and ETags of a series' blobs that may hold bars of a window. One listing, whatever the window. */
  async #listed(key: LakeKey, from: number, to: number): Promise<{ path: string; etag: string }[]> {
    const container = await this.#client()
    const folder = lakeFolder(key)
    // A bar that closes in the window opened at most a day before it.
    const [first, last] = [lakeFile(key.interval, from - DAY_MS), lakeFile(key.interval, to)]
    const answer = await asked(`list ${folder}`, () => list(container, folder), [404])
    if (typeof answer === 'number') return []
    return answer.filter(({ path }) => path >= folder + first && path <= folder + last)
  }

  async #read(key: LakeKey, path: string, etag: string): Promise<readonly Bar[]> {
    const cached = this.#cache.get(path, etag)
    if (cached) return cached
    const stored = await this.#download(key, path)
    if (stored) this.#cache.put(path, bare(stored.etag), stored.bars)
    else this.#cache.drop(path)
    return stored?.bars ?? []
  }

  async read(key: LakeKey, from: number, to: number): Promise<readonly Bar[]> {
    const blobs = await this.#listed(key, from, to)
    const found: (readonly Bar[])[] = []
    for (let start = 0; start < blobs.length; start += READS_AT_ONCE) {
      const some = blobs.slice(start, start + READS_AT_ONCE)
      found.push(...(await Promise.all(some.map(({ path, etag }) => this.#read(key, path, etag)))))
    }
    return found.flat().filter((bar) => bar.closesAt > from && bar.closesAt <= to)
  }

  async quarantine(source: string, rows: Parameters<Lake['quarantine']>[1]): Promise<string | null> {
    if (rows.length === 0) return null
    const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('')
    // Named by its content: the same rows set aside again are the same blob.
    const path = quarantinePath(source, digestOf(text).slice(0, 32))
    await putBlob(await this.#client(), { path, text, contentType: 'application/x-ndjson' })
    return path
  }
}

async function download(container: ContainerClient, path: string): Promise<{ etag: string; bytes: Uint8Array }> {
  const answer = await container.getBlobClient(path).download()
  return { etag: answer.etag ?? '', bytes: await bytesOf(answer.readableStreamBody) }
}

async function list(container: ContainerClient, prefix: string): Promise<{ path: string; etag: string }[]> {
  const blobs: { path: string; etag: string }[] = []
  for await (const item of container.listBlobsFlat({ prefix })) {
    blobs.push({ path: item.name, etag: bare(item.properties.etag) })
  }
  return blobs
}

/**
 * A lake in one container, which is made at the first write when it is missing. Concurrent writers of one blob merge
 * instead of overwriting each other. Faults of the service are thrown as Unavailable; a missing blob is no bars.
 *
 * @param open gives the client of the container; called once, when it is first needed
 */
export function createBlobLake(open: () => Promise<ContainerClient>): Lake {
  return new BlobLake(open)
}
