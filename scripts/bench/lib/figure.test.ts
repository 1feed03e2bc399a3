import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Aim, figureOf, skippedFigure, tableOf } from './figure.ts'

const measured = { name: 'orders', value: 30, unit: 'orders/s', bound: { what: 'bare', value: 60 } }

describe('figureOf', () => {
  test.each<[string, Aim | undefined, string | null, boolean | null]>([
    ['no aim is neither met nor missed', undefined, null, null],
    ['a ratio at its limit is met', { on: 'ratio', atLeast: 0.5 }, 'ratio >= 0.5', true],
    ['a ratio below its limit is missed', { on: 'ratio', atLeast: 0.51 }, 'ratio >= 0.51', false],
    ['a value at its limit is met', { on: 'value', atMost: 30 }, 'value <= 30 orders/s', true],
    ['a value above its limit is missed', { on: 'value', atMost: 29 }, 'value <= 29 orders/s', false],
    ['both limits count', { on: 'value', atMost: 40, atLeast: 31 }, 'value <= 40 orders/s and >= 31 orders/s', false],
  ])('%s', (_, aim, words, met) => {
    const figure = figureOf({ ...measured, ...(aim ? { aim } : {}) })
    expect(figure).toMatchObject({ value: 30, bound_value: 60, ratio: 0.5, aim: words, met })
  })

  test('the judgement is made before anything is rounded', () => {
    const figure = figureOf({ ...measured, value: 25.00001, aim: { on: 'value', atMost: 25 } })
    expect(figure).toMatchObject({ value: 25, met: false })
  })

  test('a figure without a measured value is never met', () => {
    expect(figureOf({ ...measured, value: Number.NaN, aim: { on: 'value', atMost: 25 } }).met).toBe(false)
  })

  test('a detail never hides the figure itself', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 1e6, noNaN: true }), (value) => {
        const figure = figureOf({ ...measured, value, detail: { rounds: 3, value: 'other', met: true } })
        expect(figure.value).toBe(Number(value.toPrecision(4)))
        expect(figure).toMatchObject({ rounds: 3, met: null })
      }),
    )
  })
})

test('the table tells every figure on its own line, met, missed or skipped', () => {
  const figures = [
    figureOf({ ...measured, aim: { on: 'ratio', atLeast: 0.5 } }),
    figureOf({ ...measured, name: 'slow', aim: { on: 'ratio', atLeast: 0.9 } }),
    skippedFigure('day', 'no shared data'),
  ]
  const [, ...rows] = tableOf(figures).split('\n')
  expect(rows).toHaveLength(3)
  expect(rows[0]).toMatch(/^orders +30 orders\/s +60 orders\/s +0.5 +ratio >= 0.5 +met$/)
  expect(rows[1]).toMatch(/MISSED$/)
  expect(rows[2]).toMatch(/^day +skipped +no shared data$/)
})
