/**
 * The AMQP 1.0 bytes of publications and events, read and written without decoding what is only passed on.
 *
 * A publication is a message of format 0x80013700 whose data sections each hold one whole encoded event. An event is
 * stored as it is sent to readers: its own sections, with the message annotations of the service added. Encodings are
 * those of https://docs.oasis-open.org/amqp/core/v1.0/os/amqp-core-types-v1.0-os.html and
 * amqp-core-messaging-v1.0-os.html §3.2.
 */
import type { Stamp } from './stamp.ts'

export const BATCH_FORMAT = 0x80013700

export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage'
}

export interface Publication {
  readonly partitionKey: string | null
  /** Each one encoded event, as its publisher wrote it. */
  readonly events: readonly Buffer[]
}

interface Section {
  readonly code: number
  /** Where the section's value starts, and where the next section does. */
  readonly valueAt: number
  readonly end: number
}

const HEADER = 0x70
const DELIVERY_ANNOTATIONS = 0x71
const MESSAGE_ANNOTATIONS = 0x72
const DATA = 0x75
const FOOTER = 0x78

const MAP_32 = 0xd1
const LONG = 0x81
const TIMESTAMP = 0x83
const STRING_8 = 0xa1
const SYMBOL_8 = 0xa3
const STRING_32 = 0xb1

const PARTITION_KEY = 'x-opt-partition-key'
const SEQUENCE = symbol('x-opt-sequence-number')
const OFFSET = symbol('x-opt-offset')
const ENQUEUED_TIME = symbol('x-opt-enqueued-time')
const STAMPED = new Set(['x-opt-sequence-number', 'x-opt-offset', 'x-opt-enqueued-time', PARTITION_KEY])

const LAST_SEQUENCE = symbol('last_enqueued_sequence_number')
const LAST_OFFSET = symbol('last_enqueued_offset')
const LAST_TIME = symbol('last_enqueued_time_utc')
const RETRIEVED_AT = symbol('runtime_info_retrieval_time_utc')

/** Takes a publication apart. Throws MalformedMessage when its bytes are not a batch of whole events. */
export function splitPublication(message: Buffer): Publication {
  const events: Buffer[] = []
  let partitionKey: string | null = null
  for (const section of sections(message)) {
    if (section.code === DATA) events.push(contentAt(message, section.valueAt))
    else if (section.code === MESSAGE_ANNOTATIONS) {
      for (const pair of pairs(message, section.valueAt)) {
        if (pair.key === PARTITION_KEY) partitionKey = contentAt(message, pair.valueAt).toString('utf8')
      }
    }
  }
  if (events.length === 0) throw new MalformedMessage('a publication without a data section')
  return { partitionKey, events }
}

/** The event as readers get it: the publisher's sections with the service's annotations in place. */
export function stampEvent(event: Buffer, stamp: Stamp, partitionKey: string | null): Buffer {
  const stamped = [
    SEQUENCE,
    long(stamp.sequence),
    OFFSET,
    text(`${stamp.offset}`),
    ENQUEUED_TIME,
    timestamp(stamp.time),
  ]
  if (partitionKey !== null) stamped.push(symbol(PARTITION_KEY), text(partitionKey))
  let header: Buffer = Buffer.alloc(0)
  let bareAt = 0
  for (const section of sections(event)) {
    if (section.code === HEADER) header = event.subarray(bareAt, section.end)
    if (section.code === MESSAGE_ANNOTATIONS) {
      for (const pair of pairs(event, section.valueAt)) {
        if (!STAMPED.has(pair.key))
          stamped.push(event.subarray(pair.at, pair.valueAt), event.subarray(pair.valueAt, pair.end))
      }
    }
    if (section.code <= MESSAGE_ANNOTATIONS) bareAt = section.end
  }
  return Buffer.concat([header, ...mapSection(MESSAGE_ANNOTATIONS, stamped), event.subarray(bareAt)])
}

/** The stored event with what the receiver asked to know of the partition's end, as delivery annotations. */
export function withRuntimeMetrics(event: Buffer, last: Stamp, retrievedAt: number): Buffer {
  const values = [LAST_SEQUENCE, long(last.sequence), LAST_OFFSET, text(`${last.offset}`)]
  values.push(LAST_TIME, timestamp(last.time), RETRIEVED_AT, timestamp(retrievedAt))
  const first = sectionAt(event, 0)
  const at = first.code === HEADER ? first.end : 0
  return Buffer.concat([event.subarray(0, at), ...mapSection(DELIVERY_ANNOTATIONS, values), event.subarray(at)])
}

function* sections(message: Buffer): Generator<Section> {
  for (let at = 0; at < message.length; ) {
    const section = sectionAt(message, at)
    yield section
    at = section.end
  }
}

function sectionAt(message: Buffer, at: number): Section {
  const wide = message[at + 1] === 0x80
  if (message[at] !== 0 || (!wide && message[at + 1] !== 0x53)) {
    throw new MalformedMessage(`byte ${at} does not begin a section`)
  }
  const code = message[wide ? at + 9 : at + 2]
  if (code === undefined || code < HEADER || code > FOOTER)
    throw new MalformedMessage(`byte ${at} begins an unknown section`)
  const valueAt = at + (wide ? 10 : 3)
  return { code, valueAt, end: valueEnd(message, valueAt) }
}

/** Where the value that starts at `at` ends. The high half of a type code tells its width. */
function valueEnd(message: Buffer, at: number): number {
  const code = message[at]
  if (code === undefined) throw new MalformedMessage('the message ends inside a section')
  if (code === 0) return valueEnd(message, valueEnd(message, at + 1))
  const end = at + 1 + widthOf(message, at, code >> 4)
  if (end > message.length) throw new MalformedMessage('a value is longer than its message')
  return end
}

const FIXED_WIDTHS: Readonly<Record<number, number>> = { 4: 0, 5: 1, 6: 2, 7: 4, 8: 8, 9: 16 }

function widthOf(message: Buffer, at: number, kind: number): number {
  const fixed = FIXED_WIDTHS[kind]
  if (fixed !== undefined) return fixed
  if (kind < 0xa) throw new MalformedMessage(`byte ${at} is not a type`)
  if (kind % 2 === 0) return 1 + (message[at + 1] ?? 0)
  if (at + 5 > message.length) throw new MalformedMessage('the message ends inside a size')
  return 4 + message.readUInt32BE(at + 1)
}

/** The bytes of a binary, string or symbol. */
function contentAt(message: Buffer, at: number): Buffer {
  const kind = (message[at] ?? 0) >> 4
  if (kind !== 0xa && kind !== 0xb) throw new MalformedMessage(`byte ${at} is neither binary nor text`)
  return message.subarray(at + (kind === 0xa ? 2 : 5), valueEnd(message, at))
}

function* pairs(message: Buffer, at: number): Generator<{ at: number; key: string; valueAt: number; end: number }> {
  const end = valueEnd(message, at)
  const kind = (message[at] ?? 0) >> 4
  if (kind !== 0xc && kind !== 0xd) return // null stands for an empty map
  for (let keyAt = at + (kind === 0xc ? 3 : 9); keyAt < end; ) {
    const valueAt = valueEnd(message, keyAt)
    const pair = {
      at: keyAt,
      key: contentAt(message, keyAt).toString('utf8'),
      valueAt,
      end: valueEnd(message, valueAt),
    }
    yield pair
    keyAt = pair.end
  }
}

function mapSection(code: number, items: readonly Buffer[]): Buffer[] {
  const bytes = items.reduce((sum, item) => sum + item.length, 0)
  const prefix = Buffer.allocUnsafe(12)
  prefix.writeUInt32BE(0x00530000 | (code << 8) | MAP_32, 0)
  prefix.writeUInt32BE(bytes + 4, 4)
  prefix.writeUInt32BE(items.length, 8)
  return [prefix, ...items]
}

function symbol(name: string): Buffer {
  return Buffer.concat([Buffer.from([SYMBOL_8, name.length]), Buffer.from(name, 'ascii')])
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8')
  if (bytes.length < 256) return Buffer.concat([Buffer.from([STRING_8, bytes.length]), bytes])
  const prefix = Buffer.allocUnsafe(5)
  prefix[0] = STRING_32
  prefix.writeUInt32BE(bytes.length, 1)
  return Buffer.concat([prefix, bytes])
}

function long(value: number, type = LONG): Buffer {
  const bytes = Buffer.allocUnsafe(9)
  bytes[0] = type
  const high = Math.floor(value / 2 ** 32)
  bytes.writeInt32BE(high, 1)
  bytes.writeUInt32BE(value - high * 2 ** 32, 5)
  return bytes
}

function timestamp(instant: number): Buffer {
  return long(instant, TIMESTAMP)
}
