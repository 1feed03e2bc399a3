import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimal } from '../../../shared/base/decimal.ts'
import {
  barPriceText,
  dollarsText,
  fixedText,
  percentText,
  pnlText,
  priceText,
  quantityText,
  statisticText,
} from './number.ts'

/** The plain digits behind a shown number. */
const plain = (text: string) => text.replaceAll('\u2009', '').replace('\u2212', '-').replace('+', '')

describe('decimals', () => {
  test.each([
    [dollarsText('1234567.5'), '1\u2009234\u2009567.50'],
    [dollarsText('-0.004'), '0.00'],
    [dollarsText('0.005'), '0.01'],
    [priceText('27.3125'), '27.3125'],
    [priceText('27'), '27.00'],
    [quantityText('18'), '18'],
    [quantityText('0.00012'), '0.00012'],
    [pnlText('12.3'), '+12.30'],
    [pnlText('-4'), '\u22124.00'],
    [pnlText('0'), '0.00'],
    [fixedText('999999.5', 0), '1\u2009000\u2009000'],
  ])('%s is written %s', (shown, expected) => {
    expect(shown).toBe(expected)
  })

  test('a shown price loses nothing', () => {
    const price = fc.integer({ min: -1e9, max: 1e9 }).map((units) => decimal(units / 1e4))
    fc.assert(
      fc.property(price, (value) => {
        expect(decimal(plain(priceText(value)))).toBe(decimal(value))
      }),
    )
  })
})

test.each([
  [45.6, '45.600'],
  [1234.5, '1\u2009234.50'],
  [1.23456, '1.2346'],
])('a bar’s price %d is written %s', (value, text) => {
  expect(barPriceText(value)).toBe(text)
})

describe('statistics', () => {
  test.each([
    [0, '0'],
    [0.535, '0.535'],
    [0.000123456, '0.0001235'],
    [1234.5678, '1\u2009235'],
    [-0.05, '\u22120.05'],
    [390, '390'],
    [1.5e-9, '1.500e\u22129'],
  ])('%d is written %s', (value, text) => {
    expect(statisticText(value)).toBe(text)
  })

  test('a fraction is written in percent', () => {
    expect(percentText(0.0275)).toBe('2.75 %')
  })

  test('a shown statistic is within one part in a thousand', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (value) => {
        expect(Math.abs(Number(plain(statisticText(value))) - value)).toBeLessThanOrEqual(Math.abs(value) / 1_000)
      }),
    )
  })
})
