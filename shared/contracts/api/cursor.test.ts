import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ids, instants, symbols } from '../testing/arbitraries.ts'
import { BadCursor, decodeCursor, decodeNumberCursor, encodeCursor, encodeNumberCursor } from './cursor.ts'

const rows = fc.oneof(
  ids,
  fc.constantFrom('practice', 'live'),
  fc.tuple(symbols, fc.constantFrom('smoke', 'paper'), fc.constantFrom('1Min', '1Day')).map((parts) => parts.join('/')),
)
const encoded = (text: string): string => Buffer.from(text, 'latin1').toString('base64url')

describe('a cursor', () => {
  test('comes back as the row it was made of, and is safe in an address', () => {
    fc.assert(
      fc.property(instants, rows, (at, id) => {
        const cursor = encodeCursor({ at, id })
        expect(cursor).toMatch(/^[\w-]{1,200}$/)
        expect(decodeCursor(cursor)).toEqual({ at, id })
      }),
    )
  })

  test('is refused when it was not written here', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string({ unit: 'binary' })), (text) => {
        try {
          const { at, id } = decodeCursor(text)
          expect(decodeCursor(encodeCursor({ at, id }))).toEqual({ at, id })
        } catch (error) {
          expect(error).toBeInstanceOf(BadCursor)
        }
      }),
    )
  })

  test.each([
    ['', 'nothing'],
    ['%%%', 'no base64'],
    [encoded('1'), 'no id'],
    [encoded('1|'), 'an empty id'],
    [encoded('|a'), 'no instant'],
    [encoded('1.5|a'), 'half a millisecond'],
    [encoded('8640000000000000|a'), 'a year that no table holds'],
    [encoded('1|a|b'), 'a part too many'],
    [encoded('1|\0'), 'a NUL'],
    [encoded("1|a' or 1=1"), 'letters that no id has'],
    [encoded(`1|${'a'.repeat(101)}`), 'an id that is too long'],
  ])('%j is refused: %s', (text) => {
    expect(() => decodeCursor(text)).toThrow('is not a cursor of this list: leave it out to begin anew')
  })
})

describe('a cursor of a list by number', () => {
  test('comes back as the row it was made of, UNKNOWN too', () => {
    const values = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0))
    fc.assert(
      fc.property(values, fc.nat(999_999_999), (value, row) => {
        const cursor = encodeNumberCursor({ value, row })
        expect(cursor).toMatch(/^[\w-]{1,200}$/)
        expect(decodeNumberCursor(cursor)).toEqual({ value, row })
      }),
    )
  })

  test.each([
    '',
    '%%%',
    ...['1', '|1', 'NaN|1', '1e999|1', '1|-1', '1|1.5', '01|1', '1|', '1|1|1', 'x|1'].map(encoded),
  ])('%j is refused', (text) => {
    expect(() => decodeNumberCursor(text)).toThrow(BadCursor)
  })
})
