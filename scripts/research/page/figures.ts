/** Figures of research as people read them. What is UNKNOWN is said to be, and never shown as a number. */
import { decimal } from '../../../shared/base/decimal.ts'
import { fixedText, signedText } from '../../../shared/base/number-text.ts'

export const UNKNOWN = 'UNKNOWN'

const known = (value: number | null | undefined, textOf: (value: number) => string): string =>
  value === null || value === undefined || !Number.isFinite(value) ? UNKNOWN : textOf(value)

export const fixed = (value: number | null | undefined, places = 2): string =>
  known(value, (number) => fixedText(decimal(number), places))

export const signed = (value: number | null | undefined, places = 2): string =>
  known(value, (number) => signedText(decimal(number), places))

/** A fraction as per cent. */
export const percent = (value: number | null | undefined, places = 1): string =>
  known(value, (number) => `${fixedText(decimal(number * 100), places)} %`)

/** The value of a parameter. */
export const valueText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
