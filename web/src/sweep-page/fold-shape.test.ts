import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Fold } from '../../../shared/contracts/research.ts'
import { foldShape, foldSummary } from './fold-shape.ts'

const fold = (index: number, trainSharpe: number | null, testSharpe: number | null): Fold => ({
  ...{ fold: index, trainFrom: '', trainTo: '', testFrom: '', testTo: '', cell: 0, testReturn: null },
  trainSharpe,
  testSharpe,
})

test('bars lie side by side within the picture and reach from zero to their value', () => {
  const ratio = fc.option(fc.double({ min: -4, max: 4, noNaN: true }))
  fc.assert(
    fc.property(fc.array(fc.tuple(ratio, ratio), { minLength: 1, maxLength: 12 }), (ratios) => {
      const { bars, zero, low, high } = foldShape(ratios.map(([train, tested], index) => fold(index, train, tested)))
      expect(bars).toHaveLength(2 * ratios.length)
      for (const [index, bar] of bars.entries()) {
        const value = ratios.flat()[index] ?? null
        expect(bar.x).toBeGreaterThanOrEqual(index === 0 ? 0 : (bars[index - 1]?.x ?? 0) + bar.width - 1e-9)
        expect(bar.x + bar.width).toBeLessThanOrEqual(100)
        if (value === null) expect(bar.y).toBeNull()
        else if (value >= 0) expect((bar.y ?? 0) + bar.height).toBeCloseTo(zero)
        else expect(bar.y).toBeCloseTo(zero)
        if (value !== null) expect((bar.height / 100) * (high - low)).toBeCloseTo(Math.abs(value))
      }
    }),
  )
})

test('the sentence counts what fell and what is UNKNOWN', () => {
  expect(foldSummary([fold(0, 1, 0.5), fold(1, 1, 1.5), fold(2, 1, null)])).toBe(
    'Walk-forward, 3 folds: in 1 of 2 the test’s Sharpe ratio is below the training’s; of 1 a Sharpe ratio is UNKNOWN.',
  )
})
