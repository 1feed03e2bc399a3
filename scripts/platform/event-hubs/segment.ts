/**
 * The files of a partition: segments, each a header and then records one after the other.
 *
 * The header repeats the stamp of the event before the segment, so that a partition whose events have all expired still
 * knows its last sequence number, and a position is found by reading headers alone. A record is
 * `u32 length · u32 crc32 · f64 enqueued time · ready-to-send message`, big-endian, the checksum over time and message.
 */
import { closeSync, openSync, readSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Stamp } from './stamp.ts'

export interface Segment {
  readonly file: string
  /** The event before the segment's first one. */
  readonly before: Stamp
  /** Offset of the segment's first record. */
  readonly baseOffset: number
}

export interface Entry extends Stamp {
  readonly message: Buffer
}

const MAGIC = Buffer.from('GHEVENT1')
export const HEADER_BYTES = 40
export const RECORD_HEADER_BYTES = 16

/** Makes an empty segment. It appears under its name only when its header is whole. */
export function createSegment(dir: string, before: Stamp, baseOffset: number): Segment {
  const header = Buffer.alloc(HEADER_BYTES)
  MAGIC.copy(header)
  for (const [index, value] of [before.sequence, before.offset, before.time, baseOffset].entries()) {
    header.writeDoubleBE(value, MAGIC.length + index * 8)
  }
  const file = join(dir, `${String(before.sequence + 1).padStart(16, '0')}.log`)
  const handle = openSync(`${file}.new`, 'w')
  writeSync(handle, header)
  closeSync(handle)
  renameSync(`${file}.new`, file)
  return { file, before, baseOffset }
}

export function openSegment(file: string): Segment {
  const header = readRange(file, 0, HEADER_BYTES)
  if (header.length < HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new Error(`${file} is not a segment of this emulator; move it away, or choose another folder`)
  }
  const [sequence = 0, offset = 0, time = 0, baseOffset = 0] = [8, 16, 24, 32].map((at) => header.readDoubleBE(at))
  return { file, before: { sequence, offset, time }, baseOffset }
}

export function encodeRecord(time: number, message: Buffer): [Buffer, Buffer] {
  const header = Buffer.allocUnsafe(RECORD_HEADER_BYTES)
  header.writeUInt32BE(message.length, 0)
  header.writeDoubleBE(time, 8)
  header.writeUInt32BE(crc32(message, crc32(header.subarray(8))), 4)
  return [header, message]
}

/** The whole records at the start of a block; the first has this sequence number and offset. Stops at a torn one. */
export function decodeRecords(block: Buffer, sequence: number, offset: number): Entry[] {
  const entries: Entry[] = []
  for (let at = 0; at + RECORD_HEADER_BYTES <= block.length; ) {
    const end = at + RECORD_HEADER_BYTES + block.readUInt32BE(at)
    if (end > block.length) break
    const message = block.subarray(at + RECORD_HEADER_BYTES, end)
    if (crc32(message, crc32(block.subarray(at + 8, at + RECORD_HEADER_BYTES))) !== block.readUInt32BE(at + 4)) break
    entries.push({
      sequence: sequence + entries.length,
      offset: offset + at,
      time: block.readDoubleBE(at + 8),
      message,
    })
    at = end
  }
  return entries
}

export function sizeOf(entry: Entry): number {
  return RECORD_HEADER_BYTES + entry.message.length
}

/** Up to `length` bytes of a file. */
export function readRange(file: string, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length)
  const handle = openSync(file, 'r')
  try {
    return bytes.subarray(0, readSync(handle, bytes, 0, length, position))
  } finally {
    closeSync(handle)
  }
}
