import { describe, expect, test } from 'vitest'
import { hold, labelOf } from './classifier.ts'
import { REGIME_SETTINGS } from './settings.ts'

const MINUTE_SCALE = Math.sqrt(1 / 390)

describe('labelOf', () => {
  test.each([
    ['uncertainty outranks everything', '1Day', [3.01, 0.03, 0.03], 'uncertain'],
    ['uncertainty at its limit still fits', '1Day', [3, 0.03, 0.03], 'high_volatility'],
    ['violence outranks direction', '1Day', [1, 0.02, 0.02], 'high_volatility'],
    ['a trend needs no quiet market', '1Day', [1, 0.0199, 0.00398], 'trend_up'],
    ['a trend may fall', '1Day', [1, 0.01, -0.002], 'trend_down'],
    ['a trend outranks calm', '1Day', [1, 0.001, 0.0002], 'trend_up'],
    ['calm is a low level without direction', '1Day', [1, 0.005, 0.0009], 'calm'],
    ['what is left is sideways', '1Day', [1, 0.0051, 0.001], 'sideways'],
    ['a drift without noise is a trend', '1Day', [0, 0, 2e-9], 'trend_up'],
    ['the rounding of a standstill is no trend', '1Day', [0, 1e-18, -1e-17], 'calm'],
    ['a standstill is calm', '1Day', [0, 0, 0], 'calm'],
    ['a minute is violent at a twentieth of a day', '1Min', [1, 0.0201 * MINUTE_SCALE, 0], 'high_volatility'],
    ['a minute below it is not', '1Min', [1, 0.0199 * MINUTE_SCALE, 0], 'sideways'],
    ['a minute is calm at a quarter of that', '1Min', [1, 0.0049 * MINUTE_SCALE, 0], 'calm'],
  ] as const)('%s', (_, interval, [uncertainty, volatility, momentum], label) => {
    expect(labelOf({ uncertainty, volatility, momentum }, interval, REGIME_SETTINGS)).toBe(label)
  })

  test.each(['uncertainty', 'volatility', 'momentum'] as const)('is unknown while %s is', (missing) => {
    const evidence = { uncertainty: 1, volatility: 0.01, momentum: 0, [missing]: null }
    expect(labelOf(evidence, '1Day', REGIME_SETTINGS)).toBe('unknown')
  })
})

test('hold takes the first known label at once and a later one after two bars of it', () => {
  const own = ['unknown', 'calm', 'sideways', 'calm', 'sideways', 'trend_up', 'trend_up', 'calm', 'calm'] as const
  let held = { label: 'unknown', candidate: 'unknown', streak: 0 } as Parameters<typeof hold>[0]
  const labels = own.map((label) => {
    held = hold(held, label, 2)
    return held.label
  })
  expect(labels).toEqual(['unknown', 'calm', 'calm', 'calm', 'calm', 'calm', 'trend_up', 'trend_up', 'calm'])
})
