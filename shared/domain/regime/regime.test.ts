import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyCloses, anyInterval, barsOf } from '../../../scripts/testing/series.ts'
import { enrich, type FilteredRow, type RegimeState, regimeStateSchema, step, successProbability } from './index.ts'
import { REGIME_SETTINGS } from './settings.ts'

const RUNS = { numRuns: 60 }
const closes = anyCloses(22, 90)

const labels = (rows: readonly FilteredRow[]) => rows.map((row) => row.regime.regime)
const numbersOf = ({ signal, regime }: FilteredRow) => [
  ...[signal.filteredPrice, signal.velocity, signal.uncertainty, signal.butterworthPrice, signal.emaPrice],
  ...[regime.volatility, regime.momentum, regime.uncertainty],
]

describe('the invariants of the regime room', () => {
  test('1: rows up to a bar are bit-equal whatever comes after it', () => {
    const property = fc.property(closes, closes, fc.double({ min: 0, max: 1, noNaN: true }), (past, future, share) => {
      const cut = 1 + Math.floor(share * (past.length - 1))
      const other = [...past.slice(0, cut), ...future]
      expect(enrich(barsOf(other)).slice(0, cut)).toStrictEqual(enrich(barsOf(past)).slice(0, cut))
    })
    fc.assert(property, RUNS)
  })

  test('2: a state that went through JSON between any two bars gives bit-equal rows', () => {
    const property = fc.property(closes, anyInterval, (series, interval) => {
      const bars = barsOf(series, 0.5, interval)
      let state: RegimeState | null = null
      const resumed = bars.map((bar) => {
        const stepped: { state: RegimeState; row: FilteredRow } = step(state, bar)
        state = regimeStateSchema.parse(JSON.parse(JSON.stringify(stepped.state)))
        expect(state).toStrictEqual(stepped.state)
        return stepped.row
      })
      expect(resumed).toStrictEqual(enrich(bars))
    })
    fc.assert(property, RUNS)
  })

  test('3: a change of the price scale changes the filtered prices by as much and nothing else', () => {
    const calm = fc.array(fc.double({ min: -0.03, max: 0.03, noNaN: true }), { minLength: 25, maxLength: 80 })
    const property = fc.property(calm, fc.double({ min: 0.01, max: 100, noNaN: true }), (moves, scale) => {
      let close = 50
      const series = moves.map((move) => {
        close *= Math.exp(move)
        return close
      })
      const own = enrich(barsOf(series))
      const scaled = enrich(barsOf(series.map((price) => price * scale)))
      expect(labels(scaled)).toEqual(labels(own))
      own.forEach((row, index) => {
        const [filtered, velocity, uncertainty, butterworth, ema, ...rest] = numbersOf(row)
        const expected = [
          times(filtered, scale),
          velocity,
          uncertainty,
          times(butterworth, scale),
          times(ema, scale),
          ...rest,
        ]
        numbersOf(scaled[index] as FilteredRow).forEach((value, at) => {
          expect(close12(value, expected[at] ?? null), `bar ${index}, value ${at}`).toBe(true)
        })
      })
    })
    fc.assert(property, RUNS)
  })

  test('4: the first 20 bars are unknown, later ones are not, and every number is finite or null', () => {
    const price = fc.oneof(
      fc.double({ min: 1e-300, max: 1e7, noNaN: true }),
      fc.double({ min: 1, max: 2, noNaN: true }),
    )
    const wild = fc.array(price, { minLength: 22, maxLength: 60 })
    const property = fc.property(fc.oneof(closes, wild), anyInterval, (series, interval) => {
      const rows = enrich(barsOf(series, 0, interval))
      rows.forEach((row, index) => {
        expect(row.regime.regime === 'unknown').toBe(index < 20)
        for (const value of numbersOf(row)) expect(value === null || Number.isFinite(value)).toBe(true)
        const odds = successProbability(row)
        expect(odds.kind).toBe(index >= 20 && (row.regime.volatility ?? 0) > 1e-9 ? 'known' : 'unknown')
        if (odds.kind === 'known') expect(odds.probability >= 0.05 && odds.probability <= 0.95).toBe(true)
      })
    })
    fc.assert(property, RUNS)
  })

  test('5: a known label gives way only to one that two bars in a row had', () => {
    const property = fc.property(anyCloses(40, 120), (series) => {
      const bars = barsOf(series)
      const held = labels(enrich(bars))
      const own = labels(enrich(bars, { ...REGIME_SETTINGS, holdBars: 1 }))
      for (let index = 21; index < held.length; index += 1) {
        const agreed = own[index] === own[index - 1] ? own[index] : held[index - 1]
        expect(held[index], `bar ${index}`).toBe(agreed)
      }
    })
    fc.assert(property, RUNS)
  })

  test('6: a state holds at most 64 numbers, however long the series', () => {
    let state: RegimeState | null = null
    for (const bar of barsOf(Array.from({ length: 500 }, (_, index) => 100 + Math.sin(index)))) {
      state = step(state, bar).state
      const numbers = JSON.stringify(state).match(/-?\d+(\.\d+)?(e[+-]?\d+)?/g) ?? []
      expect(numbers.length).toBeLessThanOrEqual(64 + 8) // the eight names that end in a digit
    }
  })
})

const times = (value: number | null | undefined, scale: number) => (value == null ? null : value * scale)

function close12(a: number | null | undefined, b: number | null): boolean {
  if (a == null || b === null) return (a ?? null) === b
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b))
}

describe('step', () => {
  test('agrees with the six bars worked by hand', () => {
    let state: RegimeState | null = null
    const rows = barsOf([100, 101, 102, 101, 103, 106]).map((bar) => {
      const stepped: { state: RegimeState; row: FilteredRow } = step(state, bar)
      state = stepped.state
      const { filteredPrice, velocity } = stepped.row.signal
      return [filteredPrice, velocity, state.innovations.at(-1) ?? null, state.squares / state.weights]
    })
    const expected = [
      [100, null, null, 1e-4],
      [100.995003, 0.00494795, 0.070167, 9.948922e-5],
      [101.990597, 0.00966207, 0.067754, 7.29455e-5],
      [101.249772, -0.00053145, 0.810947, 1.562132e-4],
      [102.229766, 0.00398291, 0.921439, 1.913918e-4],
      [104.481277, 0.01055747, 1.558985, 3.553734e-4],
    ]
    const digits = [6, 8, 6, 10]
    expected.forEach((row, index) => {
      row.forEach((value, at) => {
        const got = rows[index]?.[at] ?? null
        if (value === null) expect(got).toBeNull()
        else expect(got, `bar ${index}, column ${at}`).toBeCloseTo(value, digits[at])
      })
    })
  })

  test('smooths with a Butterworth filter that starts settled, and an exponential mean of span 10', () => {
    const rows = enrich(barsOf([100, 101, 102, 101, 103, 106]))
    const butterworth = [100, 100.067455, 100.346921, 100.77341, 101.21297, 101.944055]
    const means = [100, 100.181818, 100.512397, 100.601052, 101.037224, 101.939547]
    rows.forEach(({ signal }, index) => {
      expect(signal.butterworthPrice).toBeCloseTo(butterworth[index] ?? 0, 6)
      expect(signal.emaPrice).toBeCloseTo(means[index] ?? 0, 6)
    })
  })

  test('refuses a bar that is not later than the one before', () => {
    const [bar] = barsOf([100])
    if (!bar) throw new Error('no bar')
    expect(() => step(step(null, bar).state, bar)).toThrow(/not later/)
  })

  test('calls a seven-for-one split that nobody adjusted uncertain, for two bars to ten', () => {
    const before = Array.from({ length: 60 }, (_, index) => 645 * Math.exp(0.008 * Math.sin(1.7 * index * index)))
    const after = before.map((price) => price / 7)
    const held = labels(enrich(barsOf([...before, ...after])))
    expect(held.indexOf('uncertain')).toBe(61)
    expect(held.lastIndexOf('uncertain')).toBeGreaterThan(62)
    expect(held.lastIndexOf('uncertain')).toBeLessThanOrEqual(71)
  })

  test.each([
    ['a steady rise', (index: number) => 100 * Math.exp(0.001 * index), 'trend_up'],
    ['a steady fall', (index: number) => 100 * Math.exp(-0.001 * index), 'trend_down'],
    ['a standstill', () => 100, 'calm'],
    ['a small flutter', (index: number) => 100 + 0.1 * (index % 2), 'calm'],
    ['a flutter of three per cent', (index: number) => 100 + (index % 2 ? 3 : 0), 'sideways'],
    ['a flutter of ten per cent', (index: number) => 100 + (index % 2 ? 10 : 0), 'high_volatility'],
  ] as const)('calls %s by its name', (_, priceAt, label) => {
    const rows = enrich(barsOf(Array.from({ length: 80 }, (_unused, index) => priceAt(index))))
    expect(rows.at(-1)?.regime.regime).toBe(label)
  })
})
