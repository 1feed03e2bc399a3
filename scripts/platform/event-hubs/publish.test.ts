import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import rhea from 'rhea'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BATCH_FORMAT } from './amqp.ts'
import { EventHub } from './event-hub.ts'
import { PUBLICATION_BYTES_MAX } from './limits.ts'
import { publish } from './publish.ts'

const { message } = rhea
const event = (bytes: number): Buffer => message.encode({ body: message.data_section(Buffer.alloc(bytes)) })
const batch = (count: number, bytes = 10): Buffer =>
  message.encode({ body: message.data_sections(Array.from({ length: count }, () => event(bytes))) })
let dir = ''
let hub: EventHub
const counts = (): number[] => hub.partitions.map((log) => log.end.sequence)

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'publish-'))
  hub = new EventHub(dir, { name: 'a.hub', partitions: 3, retentionHours: 1 }, [])
})
afterEach(() => {
  hub.close()
  rmSync(dir, { recursive: true })
})

describe('a publication', () => {
  it('goes whole into one partition, the next in turn without a key', () => {
    for (const count of [5, 1, 2, 4]) {
      expect(publish({ hub, partition: null }, { content: batch(count), format: BATCH_FORMAT }, 1)).toBeNull()
    }
    expect(counts()).toEqual([9, 1, 2])
  })

  it.each([
    ['another format', 0, batch(1), 'amqp:not-implemented'],
    ['a message that was decoded', BATCH_FORMAT, { body: 1 }, 'amqp:not-implemented'],
    ['bytes that are no batch', BATCH_FORMAT, Buffer.from('hello'), 'amqp:decode-error'],
    [
      'an event that is none',
      BATCH_FORMAT,
      message.encode({ body: message.data_sections([event(1), Buffer.from('x')]) }),
      'amqp:decode-error',
    ],
    ['too many bytes', BATCH_FORMAT, batch(2, PUBLICATION_BYTES_MAX / 2), 'amqp:link:message-size-exceeded'],
  ])('of %s is refused, and nothing of it kept', (_what, format, content, condition) => {
    expect(publish({ hub, partition: null }, { content, format }, 1)?.condition).toBe(condition)
    expect(counts()).toEqual([0, 0, 0])
  })
})
