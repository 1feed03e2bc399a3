import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BOOKS } from './books.ts'
import { type Envelope, EVENT_TYPES, type EventType, outgoing, readEvent, valueOfBody } from './envelope.ts'
import { HUBS, type HubKey } from './hubs.ts'
import { EVENT_DATA, ids, instants, symbols } from './testing/arbitraries.ts'

const types = Object.keys(EVENT_TYPES) as EventType[]
const envelopes = (type: EventType): fc.Arbitrary<Envelope> =>
  fc.record({
    specversion: fc.constant('1.0' as const),
    id: ids,
    type: fc.constant(type),
    source: fc.constant('test'),
    time: instants,
    subject: symbols,
    book: fc.constantFrom(...BOOKS),
    data: EVENT_DATA[type] as fc.Arbitrary<Envelope['data']>,
  })

/** A good event of the type, as it lies on its hub. */
const bodyOf = (type: EventType): Record<string, unknown> => {
  const [event] = fc.sample(envelopes(type), { numRuns: 1, seed: 1 })
  return JSON.parse(JSON.stringify(outgoing(event as Envelope).body))
}

describe.each(types)('%s', (type) => {
  const { hub } = EVENT_TYPES[type]

  test('is read from its hub as it was sent, keyed by its subject', () => {
    fc.assert(
      fc.property(envelopes(type), (event) => {
        const sent = outgoing(event)
        expect(sent).toMatchObject({ id: event.id, hub, partitionKey: event.subject })
        expect(readEvent(hub, valueOfBody(JSON.stringify(sent.body)))).toEqual({ kind: 'event', event })
      }),
      { numRuns: 50 },
    )
  })

  test('is poison on every other hub', () => {
    const others = (Object.keys(HUBS) as HubKey[]).filter((key) => key !== hub)
    for (const other of others) expect(readEvent(other, bodyOf(type))).toMatchObject({ code: 'TYPE_UNKNOWN' })
  })

  test('is poison without any one of its fields, which is named', () => {
    const { data, ...head } = bodyOf(type)
    for (const name of Object.keys(head)) {
      const { [name]: _, ...rest } = head
      expect(readEvent(hub, { ...rest, data })).toMatchObject({
        code: 'ENVELOPE_INVALID',
        detail: expect.stringContaining(name),
      })
    }
    for (const name of Object.keys(data as object)) {
      const { [name]: _, ...rest } = data as Record<string, unknown>
      expect(readEvent(hub, { ...head, data: rest })).toMatchObject({
        code: 'DATA_INVALID',
        detail: expect.stringContaining(name),
      })
    }
  })
})

describe('poison', () => {
  const good = bodyOf('gatehouse.bar.v1')
  const proto = JSON.parse('{"__proto__": {"type": "gatehouse.bar.v1"}}')
  test.each([
    ['text that is no JSON', valueOfBody('{"specversion":'), 'NOT_JSON'],
    ['bytes that are no JSON', valueOfBody(new Uint8Array([0xff, 0xfe])), 'NOT_JSON'],
    ['nothing', valueOfBody(''), 'NOT_JSON'],
    ['null', null, 'NOT_JSON'],
    ['a number', 7, 'NOT_JSON'],
    ['a list', [good], 'ENVELOPE_INVALID'],
    ['an empty object', {}, 'ENVELOPE_INVALID'],
    ['a prototype', proto, 'ENVELOPE_INVALID'],
    ['another version of the envelope', { ...good, specversion: '2.0' }, 'ENVELOPE_INVALID'],
    ['an unknown field', { ...good, hint: 1 }, 'ENVELOPE_INVALID'],
    ['a foreign name', { ...good, Book: 'live' }, 'ENVELOPE_INVALID'],
    ['a book that is none', { ...good, book: 'mine' }, 'ENVELOPE_INVALID'],
    ['a NUL', { ...good, source: '\0' }, 'ENVELOPE_INVALID'],
    ['a newer version of the type', { ...good, type: 'gatehouse.bar.v2' }, 'TYPE_UNKNOWN'],
    ['a name of every object', { ...good, type: 'constructor' }, 'TYPE_UNKNOWN'],
    ['no data', { ...good, data: undefined }, 'DATA_INVALID'],
    ['data of another type', { ...good, data: bodyOf('gatehouse.regime.v1').data }, 'DATA_INVALID'],
    ['a price of zero', { ...good, data: { ...(good.data as object), close: 0 } }, 'DATA_INVALID'],
  ])('%s', (_, body, code) => {
    const read = readEvent('bars', body)
    expect(read).toMatchObject({ kind: 'poison', code, detail: expect.stringMatching(/\w/) })
  })

  test('whatever lies on a hub, nothing is thrown and the detail stays short', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.object({ key: fc.constantFrom(...Object.keys(good)) })), (body) => {
        const read = readEvent('bars', body)
        expect(read.kind).toBe('poison')
        if (read.kind === 'poison') expect(read.detail.length).toBeLessThanOrEqual(1_000)
      }),
    )
  })

  test('a body may be text, bytes or an object already', () => {
    const text = JSON.stringify(good)
    for (const body of [text, new TextEncoder().encode(text), good]) expect(valueOfBody(body)).toEqual(good)
  })
})
