import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { routeRequestSchema } from './api/router.ts'
import { barSchema } from './bars.ts'
import { EVENT_TYPES, type EventType } from './envelope.ts'
import { EVENT_DATA } from './testing/arbitraries.ts'
import { camelOf, decodeWire, encodeWire, snakeOf } from './wire.ts'

const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const types = Object.keys(EVENT_TYPES) as EventType[]
const smoke = { symbol: 'AAPL', start: '2025-01-02T00:00:00Z' }

describe('the codec', () => {
  test.each(types)('reads back what it wrote of %s', (type) => {
    const schema: z.ZodType = EVENT_TYPES[type].schema
    fc.assert(
      fc.property(EVENT_DATA[type] as fc.Arbitrary<unknown>, (value) => {
        const wire = overTheWire(encodeWire(schema, value))
        expect(decodeWire(schema, wire)).toEqual({ kind: 'ok', value })
      }),
    )
  })

  test.each(types)('writes no capital into a name of %s', (type) => {
    const schema: z.ZodType = EVENT_TYPES[type].schema
    fc.assert(
      fc.property(EVENT_DATA[type] as fc.Arbitrary<unknown>, (value) => {
        JSON.stringify(encodeWire(schema, value), (name, item: unknown) => {
          expect(name).not.toMatch(/[A-Z]/)
          return item
        })
      }),
      { numRuns: 20 },
    )
  })

  test('maps names to and fro without two of them meeting', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab_1.é') }), (name) => {
        expect(snakeOf(camelOf(name))).toBe(name)
      }),
    )
  })
})

describe('a wire value is refused by the name of its field', () => {
  test.each([
    ['an unknown name', { ...smoke, colour: 'red' }, 'colour'],
    ['a camelCase name', { ...smoke, offlineMode: true }, 'offlineMode'],
    ['a camelCase name inside', { ...smoke, params: { rocLookback: 5 } }, 'params.rocLookback'],
    ['an unknown name with a digit', { ...smoke, kelly_2: 1 }, 'kelly_2'],
    [
      'a prototype',
      JSON.parse('{"symbol":"A","start":"2025-01-02T00:00:00Z","__proto__":{"book":"live"}}'),
      '__proto__',
    ],
    ['a constructor', { ...smoke, constructor: {} }, 'constructor'],
    ['a NUL', { ...smoke, dal_vendor: 'a\0' }, 'dal_vendor'],
    ['half a character', { ...smoke, dal_vendor: '\ud800' }, 'dal_vendor'],
    ['a NUL in a name', { ...smoke, params: { 'a\0': 1 } }, 'params.a\0'],
    ['a number that JSON cannot say', { ...smoke, min_notional: JSON.parse('1e999') }, 'min_notional'],
    ['a text for a number', { ...smoke, min_notional: '100' }, 'min_notional'],
    ['a text for a flag', { ...smoke, publish_orders: 'false' }, 'publish_orders'],
    ['a list for a symbol', { ...smoke, symbol: ['AAPL'] }, 'symbol'],
    ['null for a symbol', { ...smoke, symbol: null }, 'symbol'],
    ['a symbol that is none', { ...smoke, symbol: '../etc' }, 'symbol'],
    ['a day that does not exist', { ...smoke, start: '2025-02-30T00:00:00Z' }, 'start'],
    ['a rule between two fields', { ...smoke, min_notional: 10, max_notional: 5 }, 'min_notional'],
    ['execution without publication', { ...smoke, execute_orders: true }, 'execute_orders'],
    ['a missing field', { symbol: 'AAPL' }, 'start'],
    ['a list for the whole', [], 'body'],
    ['a text for the whole', 'AAPL', 'body'],
    ['nothing', null, 'body'],
  ])('%s', (_, wire, field) => {
    const decoded = decodeWire(routeRequestSchema, wire)
    expect(decoded).toMatchObject({
      kind: 'invalid',
      errors: expect.arrayContaining([expect.objectContaining({ field })]),
    })
  })

  test('every faulty field is told at once, and no more than fifty', () => {
    const decoded = decodeWire(routeRequestSchema, { symbol: 1, start: 2, side: 'up', min_notional: -1, extra: 0 })
    expect(decoded.kind === 'invalid' && decoded.errors.map(({ field }) => field).toSorted()).toEqual([
      'extra',
      'min_notional',
      'side',
      'start',
      'symbol',
    ])
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`name_${index}`, 1]))
    for (const wire of [many, Object.fromEntries(Object.keys(many).map((name) => [name.toUpperCase(), 1]))]) {
      const flood = decodeWire(routeRequestSchema, wire)
      expect(flood.kind === 'invalid' && flood.errors.length).toBe(50)
    }
  })

  test('the path of a fault inside a list is given in wire names', () => {
    const schema = z.strictObject({ closedBars: z.array(barSchema) })
    const decoded = decodeWire(schema, { closed_bars: [{ opens_at: 'noon' }] })
    const fields = decoded.kind === 'invalid' ? decoded.errors.map(({ field }) => field) : []
    expect(fields).toContain('closed_bars.0.opens_at')
  })

  test('whatever was sent, nothing is thrown and every fault has a message', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, maxDepth: 4 }), (sent) => {
        const decoded = decodeWire(routeRequestSchema, sent)
        expect(decoded.kind).toBe('invalid')
        if (decoded.kind === 'invalid') for (const { message } of decoded.errors) expect(message).not.toBe('')
      }),
    )
  })

  test('a value nested beyond any reading is refused, not followed', () => {
    const text = `{"symbol":"AAPL","start":"2025-01-02T00:00:00Z","params":${'['.repeat(30_000)}${']'.repeat(30_000)}}`
    expect(decodeWire(routeRequestSchema, JSON.parse(text))).toMatchObject({
      kind: 'invalid',
      errors: [{ field: 'params' }],
    })
  })
})
