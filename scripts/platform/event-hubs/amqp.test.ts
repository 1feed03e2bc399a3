import fc from 'fast-check'
import rhea from 'rhea'
import { describe, expect, it } from 'vitest'
import { MalformedMessage, splitPublication, stampEvent, withRuntimeMetrics } from './amqp.ts'

const { message, types } = rhea
const stamp = { sequence: 7, offset: 1_234, time: 1_700_000_000_123 }
const event = (fields: object): Buffer => message.encode({ body: message.data_section(Buffer.from('{}')), ...fields })
const publication = (events: Buffer[], annotations?: object): Buffer =>
  message.encode({ body: message.data_sections(events), ...(annotations ? { message_annotations: annotations } : {}) })

describe('a publication', () => {
  it('gives back its events and its key, whatever their sizes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 700 }), { minLength: 1, maxLength: 5 }),
        fc.option(fc.string({ unit: 'grapheme', maxLength: 300 })),
        (bodies, key) => {
          const events = bodies.map((body) => event({ body: message.data_section(Buffer.from(body)) }))
          const taken = splitPublication(publication(events, key === null ? undefined : { 'x-opt-partition-key': key }))
          expect(taken.partitionKey).toBe(key)
          expect(Buffer.concat(taken.events).equals(Buffer.concat(events))).toBe(true)
        },
      ),
    )
  })

  it('is refused as malformed, and nothing else, wherever its bytes are cut or changed', () => {
    const whole = publication([event({ message_id: 'a' })], { 'x-opt-partition-key': 'SPY' })
    const damage = fc.tuple(fc.nat(whole.length - 1), fc.nat(255), fc.boolean())
    fc.assert(
      fc.property(damage, ([at, value, cut]) => {
        const bytes = Buffer.from(cut ? whole.subarray(0, at) : whole)
        if (!cut) bytes[at] = value
        const take = (): unknown => splitPublication(bytes).events.map((part) => stampEvent(part, stamp, null))
        let problem: unknown = null
        try {
          take()
        } catch (error) {
          problem = error
        }
        if (cut || problem !== null) expect(problem).toBeInstanceOf(MalformedMessage)
      }),
      { numRuns: 2_000 },
    )
  })

  it('without an event is malformed', () => {
    expect(() => splitPublication(message.encode({ body: 'text' }))).toThrow(MalformedMessage)
    expect(() => splitPublication(Buffer.alloc(0))).toThrow(MalformedMessage)
  })
})

describe('a stamped event', () => {
  it('carries sequence, offset as text, time and key beside what its publisher wrote', () => {
    const sent = event({
      durable: true,
      message_annotations: { 'x-opt-sequence-number': 99, mine: types.wrap_long(5), 'x-opt-partition-key': 'old' },
      application_properties: { kind: 'bar' },
      message_id: 'm1',
      content_type: 'application/json',
    })
    expect(message.decode(stampEvent(sent, stamp, 'SPY'))).toMatchObject({
      durable: true,
      message_annotations: {
        'x-opt-sequence-number': 7,
        'x-opt-offset': '1234',
        'x-opt-enqueued-time': new Date(1_700_000_000_123),
        'x-opt-partition-key': 'SPY',
        mine: 5,
      },
      application_properties: { kind: 'bar' },
      message_id: 'm1',
      content_type: 'application/json',
    })
  })

  it.each([0, 2 ** 31, 2 ** 32, 2 ** 40 + 1, Number.MAX_SAFE_INTEGER])('keeps the sequence number %i', (sequence) => {
    const decoded = message.decode(stampEvent(event({}), { ...stamp, sequence }, null))
    expect(decoded.message_annotations['x-opt-sequence-number']).toBe(sequence)
    expect(decoded.message_annotations).not.toHaveProperty('x-opt-partition-key')
  })

  it('tells the end of the partition when the reader asked for it, also of an empty one', () => {
    const last = { sequence: -1, offset: -1, time: -1 }
    const decoded = message.decode(withRuntimeMetrics(stampEvent(event({ durable: true }), stamp, null), last, 5))
    expect(decoded.durable).toBe(true)
    expect(decoded.message_annotations['x-opt-sequence-number']).toBe(7)
    expect(decoded.delivery_annotations).toEqual({
      last_enqueued_sequence_number: -1,
      last_enqueued_offset: '-1',
      last_enqueued_time_utc: new Date(-1),
      runtime_info_retrieval_time_utc: new Date(5),
    })
  })
})
