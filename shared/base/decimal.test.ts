import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  absolute,
  add,
  compare,
  decimal,
  divide,
  isPositive,
  isZero,
  multiply,
  negate,
  numberOf,
  round,
  smaller,
  subtract,
  truncate,
  ZERO,
} from './decimal.ts'

/** Exact decimals of up to 18 digits, six of them behind the point, as the ledger's columns hold them. */
const UNITS = 1_000_000n
const units = fc.bigInt({ min: -999_999_999_999_999_999n, max: 999_999_999_999_999_999n })
const textOf = (amount: bigint, places = 6): string => {
  const digits = String(amount < 0n ? -amount : amount).padStart(places + 1, '0')
  return decimal(`${amount < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`)
}

describe('decimals', () => {
  test('add, subtract and multiply without losing a digit', () => {
    fc.assert(
      fc.property(units, units, (a, b) => {
        expect(add(textOf(a), textOf(b))).toBe(textOf(a + b))
        expect(subtract(textOf(a), textOf(b))).toBe(textOf(a - b))
        expect(multiply(textOf(a), textOf(b))).toBe(textOf(a * b, 12))
      }),
    )
  })

  test('of a number are those of its text, whatever its size', () => {
    const numbers = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.constant(-0))
    fc.assert(
      fc.property(numbers, (number) => {
        expect(decimal(number)).toBe(decimal(String(number)))
      }),
    )
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) expect(() => decimal(wrong)).toThrow()
  })

  test('are written in one way, without an exponent or trailing zeros, at every size', () => {
    fc.assert(
      fc.property(units, (a) => {
        const text = textOf(a)
        expect(text).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/)
        expect(decimal(text)).toBe(text)
        expect(negate(negate(text))).toBe(text)
      }),
    )
    expect([decimal('1e12'), decimal(1e-7), decimal('-0'), decimal('007.50')]).toEqual([
      '1000000000000',
      '0.0000001',
      '0',
      '7.5',
    ])
  })

  test('divide to within half a unit of the twelfth place', () => {
    fc.assert(
      fc.property(
        units,
        units.filter((b) => b !== 0n),
        (a, b) => {
          const error = absolute(subtract(multiply(divide(textOf(a), textOf(b)), textOf(b)), textOf(a)))
          expect(compare(error, multiply('0.0000000000005', absolute(textOf(b))))).toBeLessThanOrEqual(0)
        },
      ),
    )
    expect(() => divide('1', ZERO)).toThrow(/Division by zero/)
  })

  test('compare as numbers do', () => {
    fc.assert(
      fc.property(units, units, (a, b) => {
        const order = a < b ? -1 : a > b ? 1 : 0
        expect(compare(textOf(a), textOf(b))).toBe(order)
        expect(smaller(textOf(a), textOf(b))).toBe(order < 0 ? textOf(a) : textOf(b))
        expect([isPositive(textOf(a)), isZero(textOf(a))]).toEqual([a > 0n, a === 0n])
      }),
    )
  })

  test('round half away from zero and truncate towards it', () => {
    fc.assert(
      fc.property(units, (a) => {
        const whole = a / UNITS
        const rest = a % UNITS
        const up = rest * 2n >= UNITS ? 1n : rest * 2n <= -UNITS ? -1n : 0n
        expect(truncate(textOf(a), 0)).toBe(decimal(String(whole)))
        expect(round(textOf(a), 0)).toBe(decimal(String(whole + up)))
      }),
    )
    expect([round('0.125', 2), round('-0.125', 2), truncate('0.129', 2)]).toEqual(['0.13', '-0.13', '0.12'])
  })

  test('keep a float64 that came over the wire as it was written', () => {
    const floats = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 })
    fc.assert(
      fc.property(floats, (value) => {
        expect(numberOf(decimal(value))).toBe(value === 0 ? 0 : value)
      }),
    )
    expect(add('0.1', '0.2')).toBe('0.3')
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY, '', 'x', '1,5', '0x10', ' '])('refuse %j', (value) => {
    expect(() => decimal(value)).toThrow()
  })
})
