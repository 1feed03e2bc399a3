import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { referenceNormals } from '../../../scripts/testing/reference-random.ts'
import { sharedDataDir } from '../../../scripts/testing/shared-data.ts'
import { normalCdf, normalQuantile } from '../../base/normal.ts'
import { momentsOf } from '../performance/index.ts'
import { errorOfIndependent } from '../performance/sharpe-error.ts'
import { cscv } from './cscv.ts'
import { benjaminiHochberg, holm } from './multiple-testing.ts'
import { expectedMaxSharpe, minTrackRecord, probabilisticSharpe } from './sharpe-ratio.ts'

const shared = sharedDataDir()
const read = (name: string) => JSON.parse(readFileSync(join(shared ?? '', 'D_reference/statistics', name), 'utf8'))
const within = (relative: number, value: number, expected: number): void =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(relative * Math.abs(expected))

describe('the normal distribution', () => {
  // By arithmetic of arbitrary precision.
  test.each([
    [0, 0.5],
    [0.4, 0.6554217416103242],
    [1, 0.8413447460685429],
    [-1, 0.15865525393145705],
    [-1.959963984540054, 0.025000000000000012],
    [3, 0.9986501019683699],
    [-5, 2.866515718791939e-7],
    [-6.5, 4.016000583859118e-11],
    [-10, 7.619853024160525e-24],
    [-20, 2.7536241186062337e-89],
    [-37, 5.725571222524577e-300],
  ])('below %s lies %s', (x, expected) => within(Math.max(2e-15, 4e-16 * x * x), normalCdf(x), expected))

  // The check values of algorithm AS 241, and the usual critical values.
  test.each([
    [0.25, -0.6744897501960817],
    [0.001, -3.090232306167814],
    [1e-20, -9.262340089798409],
    [0.95, 1.6448536269514722],
    [0.975, 1.959963984540054],
    [0.5, 0],
  ])('a share of %s lies below %s', (p, expected) => within(2e-15, normalQuantile(p), expected))

  test('quantile and distribution undo each other, and outside [0, 1] there is no quantile', () => {
    fc.assert(
      fc.property(fc.double({ min: -37, max: 5, noNaN: true }), (x) => {
        expect(normalQuantile(normalCdf(x))).toBeCloseTo(x, 9)
      }),
    )
    expect([-Infinity, Infinity].map(normalCdf)).toEqual([0, 1])
    expect([-0.1, 0, 1, 1.1, Number.NaN].map(normalQuantile)).toEqual([NaN, -Infinity, Infinity, NaN, NaN])
  })
})

describe('Bailey and López de Prado', () => {
  test('the deflated Sharpe ratio of their example: SR0 0.1132, DSR 0.9004', () => {
    const moments = { sharpe: 2.5 / Math.sqrt(250), observations: 1_250, skewness: -3, kurtosis: 10 }
    const expectedMax = expectedMaxSharpe(100, 0.5 / 250)
    const deflated = probabilisticSharpe({ sharpe: moments.sharpe, error: errorOfIndependent(moments) }, expectedMax)
    expect(expectedMax).toBeCloseTo(0.1132, 4)
    expect(deflated).toBeCloseTo(0.9004, 4)
    expect(deflated).toBeCloseTo(0.9003968344493903, 9)
  })

  test('the probabilistic Sharpe ratio of their monthly record: 0.9132', () => {
    const moments = { sharpe: 1.585 / Math.sqrt(12), observations: 24, skewness: -2.448, kurtosis: 10.164 }
    const estimate = { sharpe: moments.sharpe, error: errorOfIndependent(moments) }
    expect(probabilisticSharpe(estimate, 0)).toBeCloseTo(0.9132343068848602, 12)
  })

  test('the expected highest of 100 standard normal draws: 2.5306', () => {
    expect(expectedMaxSharpe(100, 1)).toBeCloseTo(2.5306028932016846, 9)
    expect(expectedMaxSharpe(1, 1)).toBe(0)
  })

  test.each([
    ['daily: 2.73', { sharpe: 2, benchmark: 1, perYear: 250, skewness: 0, kurtosis: 3 }, 2.731187801728176],
    ['weekly: 2.83', { sharpe: 2, benchmark: 1, perYear: 52, skewness: 0, kurtosis: 3 }, 2.828833586945237],
    [
      'monthly, not normal',
      { sharpe: 3, benchmark: 2.5, perYear: 12, skewness: -0.72, kurtosis: 5.78 },
      27.3529201960403,
    ],
  ])('the minimum track record of their figure 8 in years, %s', (_, { perYear, ...annual }, years) => {
    const sharpe = annual.sharpe / Math.sqrt(perYear)
    const moments = { sharpe, observations: 1_000, skewness: annual.skewness, kurtosis: annual.kurtosis }
    const record = minTrackRecord(
      { ...moments, error: errorOfIndependent(moments) },
      annual.benchmark / Math.sqrt(perYear),
    )
    expect((record ?? 0) / perYear).toBeCloseTo(years, 9)
  })

  test('no record is long enough for a ratio that is not above the benchmark', () => {
    expect(minTrackRecord({ sharpe: 0.1, error: 0.01, observations: 100 }, 0.1)).toBeNull()
  })
})

describe.skipIf(shared === null)('adjusted p-values of R package multtest', () => {
  const cases = shared === null ? [] : read('multiple_testing_holm_1.json').cases

  test('by Holm and by Benjamini and Hochberg, in any order', () => {
    expect(cases).toHaveLength(2)
    for (const {
      raw_p_sorted: raw,
      holm: byHolm,
      benjamini_hochberg: byHochberg,
      unsorted_input_for_order_test: mixed,
    } of cases) {
      const values = Float64Array.from(raw as number[])
      holm(values).forEach((value, index) => {
        expect(value).toBeCloseTo(byHolm[index], 11)
      })
      benjaminiHochberg(values).forEach((value, index) => {
        expect(value).toBeCloseTo(byHochberg[index], 11)
      })
      const order = (mixed ?? []).map((value: number) => raw.indexOf(value))
      holm(Float64Array.from(mixed ?? [])).forEach((value, index) => {
        expect(value).toBeCloseTo(byHolm[order[index]], 11)
      })
    }
  })
})

test('the summary in the vignette of R package pbo: seed 765, 100 trials of 2 400 days without an edge', () => {
  const [cells, days] = [100, 2_400]
  const drawn = referenceNormals(765, cells * days)
  const values = new Float64Array(cells * days)
  for (let cell = 0; cell < cells; cell += 1) {
    const row = drawn.subarray(cell * days, (cell + 1) * days)
    const { mean, deviation } = momentsOf(row)
    // Scaled to 1 / √252 a day, centred on 0, less a riskless rate of 3 % a year.
    values.set(
      row.map((value) => (value - mean) / deviation / Math.sqrt(252) - 0.03 / 252),
      cell * days,
    )
  }
  for (const [blocks, intercept, rSquared] of [
    [8, -0.003046, 0.97],
    [4, -0.005909, 0.88],
  ] as const) {
    const result = cscv({ cells, days, values }, blocks)
    expect(result).toMatchObject({ pbo: 1, lossShare: 1, blocks })
    // Training regressed on the test, and the adjusted share of its variance that is explained.
    const [train, test] = [momentsOf(result?.train ?? values), momentsOf(result?.test ?? values)]
    const products = (result?.train ?? values).map(
      (ratio, index) => (ratio - train.mean) * ((result?.test[index] ?? 0) - test.mean),
    )
    const slope = products.reduce((sum, product) => sum + product, 0) / (train.count - 1) / test.deviation ** 2
    expect(train.mean - slope * test.mean).toBeCloseTo(intercept, 6)
    const explained = ((slope * test.deviation) / train.deviation) ** 2
    expect(1 - ((1 - explained) * (train.count - 1)) / (train.count - 2)).toBeCloseTo(rSquared, 2)
  }
})
