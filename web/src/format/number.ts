/** Numbers for people: exact decimals keep every digit that matters, and thousands are set apart by thin spaces. */
import { type Decimal, round } from '../../../shared/base/decimal.ts'

const THIN_SPACE = '\u2009'
const MINUS = '\u2212'

/** Sets thousands apart and writes a real minus sign. */
function spaced(text: string): string {
  const [whole = '', fraction] = text.replace('-', '').split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE)
  const sign = text.startsWith('-') ? MINUS : ''
  return fraction === undefined ? `${sign}${grouped}` : `${sign}${grouped}.${fraction}`
}

/** A decimal with exactly `places` digits after the point, rounded half up; zero has no sign. */
export function fixedText(value: Decimal, places: number): string {
  const [whole = '', fraction = ''] = round(value, places).split('.')
  const text = places === 0 ? whole : `${whole}.${fraction.padEnd(places, '0')}`
  return spaced(/[1-9]/.test(text) ? text : text.replace('-', ''))
}

/** A quantity or price with all its digits, and at least `places` after the point. */
function exactNumberText(value: Decimal, places = 0): string {
  const fraction = value.split('.')[1] ?? ''
  return fixedText(value, Math.max(places, fraction.length))
}

export const priceText = (value: Decimal): string => exactNumberText(value, 2)
export const quantityText = (value: Decimal): string => exactNumberText(value)
export const dollarsText = (value: Decimal): string => fixedText(value, 2)

/** Profit and loss in dollars, always signed: `+12.30`, `−4.00`, `0.00`. */
export function pnlText(value: Decimal): string {
  const text = fixedText(value, 2)
  return text.startsWith(MINUS) || !/[1-9]/.test(text) ? text : `+${text}`
}

/** The price of a bar in dollars: as many places for all prices of a size, so that a column of them lines up. */
export function barPriceText(value: number): string {
  const size = Math.abs(value)
  return spaced(value.toFixed(size >= 1_000 ? 2 : size >= 10 ? 3 : 4))
}

/** A statistic with `digits` significant digits; never in exponent form for everyday sizes. */
export function statisticText(value: number, digits = 4): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return spaced(String(value))
  const size = Math.abs(value)
  if (size < 1e-6 || size >= 1e12) return value.toExponential(digits - 1).replace('-', MINUS)
  const places = Math.max(0, digits - 1 - Math.floor(Math.log10(size)))
  return spaced(String(Number(value.toFixed(Math.min(places, 12)))))
}

export const millisecondsText = (value: number): string => `${statisticText(value, 3)} ms`
export const percentText = (fraction: number): string => `${statisticText(fraction * 100, 3)} %`
