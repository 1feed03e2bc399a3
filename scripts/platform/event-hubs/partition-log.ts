/**
 * One partition: an append-only log in segment files, with its newest events in memory.
 *
 * An append returns when the operating system holds the bytes, so nothing acknowledged is lost when the process is
 * killed; there is no fsync, so a power cut may take the last moments. A torn record at the end is cut off when the
 * log is opened.
 */
import { closeSync, ftruncateSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import {
  CACHE_BYTES_MAX,
  CACHE_EVENTS_MAX,
  READ_BLOCK_BYTES,
  SEGMENT_BYTES_MAX,
  SEGMENTS_PER_RETENTION,
} from './limits.ts'
import {
  createSegment,
  decodeRecords,
  type Entry,
  encodeRecord,
  HEADER_BYTES,
  openSegment,
  RECORD_HEADER_BYTES,
  readRange,
  type Segment,
  sizeOf,
} from './segment.ts'
import { BEFORE_FIRST, type Stamp } from './stamp.ts'

/** The event a reader wants next. */
export interface Cursor {
  readonly sequence: number
  readonly offset: number
}

export class PartitionLog {
  readonly #dir: string
  readonly #retentionMs: number
  readonly #segments: [Segment, ...Segment[]]
  readonly #listeners = new Set<() => void>()
  #handle = -1
  #last: Stamp
  #nextOffset: number
  /** Time of the active segment's first event; null while it has none. */
  #activeSince: number | null = null
  #cache: Entry[] = []
  #cacheBytes = 0

  /** Opens or makes the log in a folder. Throws when a file there is not a segment. */
  constructor(dir: string, retentionMs: number) {
    this.#dir = dir
    this.#retentionMs = retentionMs
    mkdirSync(dir, { recursive: true })
    const names = readdirSync(dir).sort()
    for (const name of names.filter((name) => name.endsWith('.new'))) rmSync(join(dir, name))
    const kept = names.filter((name) => name.endsWith('.log')).map((name) => openSegment(join(dir, name)))
    const [oldest = createSegment(dir, BEFORE_FIRST, 0), ...newer] = kept
    this.#segments = [oldest, ...newer]
    this.#last = this.#active.before
    this.#nextOffset = this.#active.baseOffset
    this.#recover()
  }

  get #active(): Segment {
    return this.#segments.at(-1) ?? this.#segments[0]
  }

  /** The newest event ever taken, kept when it has expired; BEFORE_FIRST when there was none. */
  get last(): Stamp {
    return this.#last
  }

  get begin(): Cursor {
    const [oldest] = this.#segments
    return { sequence: oldest.before.sequence + 1, offset: oldest.baseOffset }
  }

  get end(): Cursor {
    return { sequence: this.#last.sequence + 1, offset: this.#nextOffset }
  }

  /** Takes a batch: all of it or, when it throws, nothing. Each encoder gets its event's stamp. */
  append(encoders: readonly ((stamp: Stamp) => Buffer)[], now: number): void {
    this.#rollWhenDue(now)
    const time = Math.max(now, this.#last.time)
    const stamps: Stamp[] = []
    const parts: Buffer[] = []
    let { sequence, offset } = this.end
    for (const encode of encoders) {
      const stamp = { sequence, offset, time }
      const [header, message] = encodeRecord(time, encode(stamp))
      stamps.push(stamp)
      parts.push(header, message)
      sequence += 1
      offset += header.length + message.length
    }
    const bytes = Buffer.concat(parts)
    this.#write(bytes)
    this.#keep(stamps, bytes)
    this.#nextOffset = offset
    this.#last = stamps.at(-1) ?? this.#last
    this.#activeSince ??= time
    for (const listener of this.#listeners) listener()
  }

  /** Events from the cursor on; at least one unless the cursor is at the end. Expired ones are skipped. */
  read(cursor: Cursor, eventsMax: number): readonly Entry[] {
    const from = cursor.sequence < this.begin.sequence ? this.begin : cursor
    if (from.sequence >= this.end.sequence) return []
    const [oldest] = this.#cache
    const index = oldest === undefined ? -1 : from.sequence - oldest.sequence
    return index >= 0 ? this.#cache.slice(index, index + eventsMax) : this.#readFile(from)
  }

  /** Where the first event stands that matches; the end when none does. What matches once must match ever after. */
  find(matches: (stamp: Stamp) => boolean): Cursor {
    const segment = this.#segments.findLast((candidate) => !matches(candidate.before)) ?? this.#segments[0]
    let cursor: Cursor = { sequence: segment.before.sequence + 1, offset: segment.baseOffset }
    for (;;) {
      const entries = this.read(cursor, CACHE_EVENTS_MAX)
      const found = entries.find(matches)
      const last = entries.at(-1)
      if (found !== undefined || last === undefined) return found ?? this.end
      cursor = { sequence: last.sequence + 1, offset: last.offset + sizeOf(last) }
    }
  }

  /** Deletes the segments whose newest event is older than the retention. */
  expire(now: number): void {
    const bound = now - this.#retentionMs
    if (this.#activeSince !== null && this.#last.time <= bound) this.#roll()
    for (let next = this.#segments[1]; next !== undefined && next.before.time <= bound; next = this.#segments[1]) {
      rmSync(this.#segments[0].file)
      this.#segments.shift()
    }
  }

  /** Calls back after every append until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  close(): void {
    closeSync(this.#handle)
  }

  #recover(): void {
    const { file, before, baseOffset } = this.#active
    const entries = decodeRecords(readFileSync(file).subarray(HEADER_BYTES), before.sequence + 1, baseOffset)
    const last = entries.at(-1)
    if (last !== undefined) {
      this.#last = { sequence: last.sequence, offset: last.offset, time: last.time }
      this.#nextOffset = last.offset + sizeOf(last)
      this.#activeSince = entries[0]?.time ?? null
    }
    this.#handle = openSync(file, 'r+')
    ftruncateSync(this.#handle, this.#positionOf(this.#nextOffset))
  }

  #positionOf(offset: number): number {
    return HEADER_BYTES + offset - this.#active.baseOffset
  }

  #write(bytes: Buffer): void {
    const start = this.#positionOf(this.#nextOffset)
    try {
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(this.#handle, bytes, done, bytes.length - done, start + done)
      }
    } catch (error) {
      ftruncateSync(this.#handle, start)
      throw error
    }
  }

  #rollWhenDue(now: number): void {
    if (this.#activeSince === null) return
    const full = this.#positionOf(this.#nextOffset) >= SEGMENT_BYTES_MAX
    if (full || now - this.#activeSince >= this.#retentionMs / SEGMENTS_PER_RETENTION) this.#roll()
  }

  #roll(): void {
    const next = createSegment(this.#dir, this.#last, this.#nextOffset)
    closeSync(this.#handle)
    this.#segments.push(next)
    this.#handle = openSync(next.file, 'r+')
    this.#activeSince = null
  }

  #readFile(from: Cursor): readonly Entry[] {
    const segment = this.#segments.findLast((candidate) => candidate.baseOffset <= from.offset) ?? this.#segments[0]
    const position = HEADER_BYTES + from.offset - segment.baseOffset
    let block = readRange(segment.file, position, READ_BLOCK_BYTES)
    if (block.length >= RECORD_HEADER_BYTES) {
      const first = RECORD_HEADER_BYTES + block.readUInt32BE(0)
      if (first > block.length) block = readRange(segment.file, position, first)
    }
    const entries = decodeRecords(block, from.sequence, from.offset)
    if (entries.length === 0) throw new Error(`${segment.file} is damaged at byte ${position}`)
    return entries
  }

  #keep(stamps: readonly Stamp[], bytes: Buffer): void {
    const base = this.#nextOffset
    stamps.forEach((stamp, index) => {
      const end = (stamps[index + 1]?.offset ?? base + bytes.length) - base
      const entry = { ...stamp, message: bytes.subarray(stamp.offset - base + RECORD_HEADER_BYTES, end) }
      this.#cache.push(entry)
      this.#cacheBytes += sizeOf(entry)
    })
    if (this.#cacheBytes <= CACHE_BYTES_MAX && this.#cache.length <= CACHE_EVENTS_MAX) return
    // Down to half, so that the array is not shifted at every append.
    let surplus = 0
    for (let left = this.#cacheBytes; surplus < this.#cache.length; surplus += 1) {
      if (left <= CACHE_BYTES_MAX / 2 && this.#cache.length - surplus <= CACHE_EVENTS_MAX / 2) break
      left -= sizeOf(this.#cache[surplus] as Entry)
    }
    for (const entry of this.#cache.splice(0, surplus)) this.#cacheBytes -= sizeOf(entry)
  }
}
