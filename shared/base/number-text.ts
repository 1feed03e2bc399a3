/** Exact decimals as people read them: a real minus sign, and thousands set apart by thin spaces. */
import { type Decimal, round } from './decimal.ts'

const THIN_SPACE = '\u2009'
const MINUS = '\u2212'

/** A decimal with exactly `places` digits after the point, rounded half up; zero has no sign. */
export function fixedText(value: Decimal, places: number): string {
  const [whole = '', fraction = ''] = round(value, places).replace('-', '').split('.')
  const digits = places === 0 ? whole : `${whole}.${fraction.padEnd(places, '0')}`
  const sign = value.startsWith('-') && /[1-9]/.test(digits) ? MINUS : ''
  return sign + digits.replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, THIN_SPACE)
}

/** The same with a plus before what is gained. */
export function signedText(value: Decimal, places: number): string {
  const text = fixedText(value, places)
  return text.startsWith(MINUS) || !/[1-9]/.test(text) ? text : `+${text}`
}
