import { describe, expect, test } from 'vitest'
import { meanOf } from '../../base/statistics.ts'
import { enrichLegacy, legacySuccessProbability } from './index.ts'
import { legacyReturns } from './legacy.ts'

const WAVE = Array.from({ length: 60 }, (_, index) => 100 + 10 * Math.sin(index / 8) + 0.1 * index)

describe('the legacy filters give the old numbers', () => {
  test.each([
    [0, 100, 0, 1, 100, 6.745527],
    [1, 100.995027, 0.497265, 0.00995, 100.181818, 12.594031],
    [2, 101.990504, 0.980355, 0.009813, 100.512397, 10.072634],
    [3, 101.325565, -0.003127, 0.008348, 100.601052, 10.675181],
    [4, 102.533327, 0.538637, 0.007218, 101.037224, 11.094774],
    [5, 104.974308, 1.266807, 0.006497, 101.939547, 10.771186],
  ])('for bar %i of six', (index, ...expected) => {
    const row = enrichLegacy([100, 101, 102, 101, 103, 106])[index]
    const values = [row?.filteredPrice, row?.velocity, row?.uncertainty, row?.emaPrice, row?.butterworthPrice]
    expected.forEach((value, at) => {
      expect(values[at]).toBeCloseTo(value, 6)
    })
  })

  test('for the labels of a wave', () => {
    const counts = Object.groupBy(enrichLegacy(WAVE), (row) => row.regime)
    const sizes = Object.fromEntries(Object.entries(counts).map(([label, rows]) => [label, rows.length]))
    expect(sizes).toEqual({ sideways: 45, trend_down: 7, trend_up: 6, uncertain: 1, calm: 1 })
  })

  test('for the numbers of a wave, the centred mean and the trailing one', () => {
    const rows = enrichLegacy(WAVE)
    expect(rows[25]?.volatility).toBeCloseTo(0.00713449, 8)
    expect(rows[25]?.momentum).toBeCloseTo(-0.00843693, 8)
    expect(rows[25]?.filteredPrice).toBeCloseTo(102.781317, 6)
    expect(rows[25]?.velocity).toBeCloseTo(-1.079315, 6)
    expect(rows[30]?.momentum).toBeCloseTo(-0.00760816, 8)
    expect(rows[59]).toMatchObject({ regime: 'trend_up' })
    expect(rows[59]?.volatility).toBeCloseTo(0.00271964, 8)
    expect(rows[59]?.momentum).toBeCloseTo(0.00608278, 8)
    expect(rows[59]?.filteredPrice).toBeCloseTo(114.98804, 5)
    const returns = legacyReturns(rows)
    expect(meanOf(returns, 40, 60)).toBeCloseTo(0.01022575, 8)
    expect(meanOf(returns, 11, 31)).toBeCloseTo(-0.00651623, 8)
  })

  test.each([
    [0.01, 'trend_up', 0.5349998],
    [0.01, 'calm', 0.5049998],
    [null, 'sideways', 0.53],
    [50, 'trend_up', 0.95],
  ] as const)('for the odds of velocity %s in %s', (velocity, regime, odds) => {
    expect(legacySuccessProbability({ velocity, uncertainty: 0.02, regime })).toBeCloseTo(odds, 7)
  })
})
