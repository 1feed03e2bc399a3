import { expect, test } from 'vitest'
import { fixedText, signedText } from './number-text.ts'

test.each([
  ['0', 2, '0.00', '0.00'],
  ['1234567.891', 2, '1 234 567.89', '+1 234 567.89'],
  ['-1234.5', 2, '−1 234.50', '−1 234.50'],
  ['-0.004', 2, '0.00', '0.00'],
  ['-0.005', 2, '−0.01', '−0.01'],
  ['999.995', 2, '1 000.00', '+1 000.00'],
  ['123456.123456', 6, '123 456.123456', '+123 456.123456'],
  ['1000', 0, '1 000', '+1 000'],
  ['12', 0, '12', '+12'],
])('%s to %i places is %s, signed %s', (value, places, text, signed) => {
  const plain = (shown: string): string => shown.replaceAll('\u2009', ' ')
  expect(plain(fixedText(value, places))).toBe(text)
  expect(plain(signedText(value, places))).toBe(signed)
})
