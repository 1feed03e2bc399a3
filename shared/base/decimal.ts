/**
 * Exact decimals for the order ledger: money, prices and quantities.
 *
 * A Decimal is the plain text of a number, as Postgres `numeric` gives it; arithmetic goes through big.js, never
 * float64.
 * Division rounds half up at 12 places, which is finer than any column keeps.
 */
import Big from 'big.js'

export type Decimal = string

const exact = Big()
exact.DP = 12
exact.RM = 1
exact.NE = -30
exact.PE = 40

export const ZERO: Decimal = '0'

/** The decimal of a finite number or a decimal text. Throws on NaN, infinities and anything that is not a number. */
export function decimal(value: number | string): Decimal {
  // The shortest text of a number is its decimal, unless it has an exponent or a sign that says nothing.
  const text = typeof value === 'number' ? String(value) : ''
  return PLAIN.test(text) ? text : exact(value).toString()
}
const PLAIN = /^(?:-(?=.*[1-9]))?\d+(?:\.\d+)?$/

export const add = (a: Decimal, b: Decimal): Decimal => exact(a).plus(b).toString()
export const subtract = (a: Decimal, b: Decimal): Decimal => exact(a).minus(b).toString()
export const multiply = (a: Decimal, b: Decimal): Decimal => exact(a).times(b).toString()
export const divide = (a: Decimal, b: Decimal): Decimal => exact(a).div(b).toString()
export const negate = (a: Decimal): Decimal => exact(a).times(-1).toString()
export const absolute = (a: Decimal): Decimal => exact(a).abs().toString()

/** Negative, zero or positive as a is below, equal to or above b. */
export const compare = (a: Decimal, b: Decimal): -1 | 0 | 1 => exact(a).cmp(b) as -1 | 0 | 1
export const isPositive = (a: Decimal): boolean => compare(a, ZERO) > 0
export const isZero = (a: Decimal): boolean => compare(a, ZERO) === 0
export const smaller = (a: Decimal, b: Decimal): Decimal => (compare(a, b) <= 0 ? a : b)

/** Rounds half up to the given number of places. */
export const round = (a: Decimal, places: number): Decimal => exact(a).round(places, 1).toString()
/** Rounds towards zero to the given number of places. */
export const truncate = (a: Decimal, places: number): Decimal => exact(a).round(places, 0).toString()
/** The nearest float64, for statistics and for the wire. */
export const numberOf = (a: Decimal): number => Number(a)
