/** Columns against plain definitions written here, and the invariants of the room on columns. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyCloses, barsOf } from '../../../scripts/testing/series.ts'
import { barColumns } from '../market/index.ts'
import { wma } from './averages.ts'
import { type Column, Columns, valuesOf } from './index.ts'
import { spreadOf } from './windows.ts'

const RUNS = { numRuns: 30 }
const BYTES_MAX = 1_000_000
const windowBars = fc.integer({ min: 1, max: 12 })

/** Values that a measure may take, some of them standing still or UNKNOWN, and prices to stand beside them. */
const anyValues = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -2e9, max: 2e9 }).map((millionths) => millionths / 1e6) },
    { weight: 3, arbitrary: fc.constantFrom(-1, 0, 1, 101.3) },
    { weight: 1, arbitrary: fc.constant(Number.NaN) },
  ),
  { minLength: 1, maxLength: 80, size: 'max' },
)

/** Columns whose close is the values themselves; an exact 0 or NaN may stand there, as no validated bar would have. */
const over = (values: readonly number[], bytesMax = BYTES_MAX): Columns => {
  const closes = Float64Array.from(values)
  const bars = barColumns('TEST', barsOf(values.map((_, index) => 50 + (index % 7))))
  return new Columns({ ...bars, close: closes }, { bytesMax })
}

type Built = (columns: Columns, x: Column, length: number) => Column
const BUILT: Readonly<Record<string, Built>> = {
  sma: (columns, x, length) => columns.sma(x, length),
  wma: (columns, x, length) => columns.wma(x, length),
  ema: (columns, x, length) => columns.ema(x, length),
  'ema of the mean': (columns, x, length) => columns.ema(x, length, 'mean'),
  highest: (columns, x, length) => columns.highest(x, length),
  'highest of a few': (columns, x, length) => columns.highest(x, length, 1 + (length >> 1)),
  lowest: (columns, x, length) => columns.lowest(x, length),
  rank: (columns, x, length) => columns.rank(x, length),
  mean: (columns, x, length) => columns.spread(x, length).mean,
  deviation: (columns, x, length) => columns.spread(x, length).deviation,
  score: (columns, x, length) => columns.spread(x, length).score,
  'mean true range': (columns, _, length) => columns.meanTrueRange(length),
}
const WITHOUT_MEMORY: Readonly<Record<string, Built>> = {
  change: (columns, x, length) => columns.change(x, length),
  before: (columns, x, length) => columns.before(x, length),
  plus: (columns, x, length) => columns.plus(x, columns.before(x, length)),
  minus: (columns, x, length) => columns.minus(x, length / 3),
  times: (columns, x, length) => columns.times(x, columns.before(x, length)),
}

const built = (build: Built, columns: Columns, length: number): readonly number[] => [
  ...valuesOf(build(columns, columns.close, length)),
]

/** The last `length` values up to each index; null where they are fewer or one of them is UNKNOWN. */
const windowsOf = (values: readonly number[], length: number): readonly (readonly number[] | null)[] =>
  values.map((_, index) => {
    const window = values.slice(Math.max(0, index + 1 - length), index + 1)
    return window.length === length && window.every(Number.isFinite) ? window : null
  })

function expectClose(got: readonly number[], expected: readonly number[], digits: number) {
  expect(got.length).toBe(expected.length)
  const faults = got.flatMap((value, index) => {
    const wanted = expected[index] ?? Number.NaN
    const agrees = Number.isNaN(wanted) ? Number.isNaN(value) : Math.abs(value - wanted) <= digits
    return agrees ? [] : [`at ${index}: ${value} for ${wanted}`]
  })
  expect(faults).toEqual([])
}

const mean = (window: readonly number[]) => window.reduce((sum, value) => sum + value, 0) / window.length
const deviation = (window: readonly number[]) =>
  Math.sqrt(mean(window.map((value) => (value - mean(window)) * (value - mean(window)))))

describe('columns by their plain definitions', () => {
  const windowed: Readonly<Record<string, (window: readonly number[]) => number>> = {
    sma: mean,
    highest: (window) => Math.max(...window),
    lowest: (window) => Math.min(...window),
    rank: (window) => window.filter((value) => value <= (window.at(-1) ?? 0)).length / window.length,
    mean,
    deviation: (window) => (new Set(window).size === 1 ? Number.NaN : deviation(window)),
  }
  for (const [name, define] of Object.entries(windowed)) {
    test(`${name} is what its window says`, () => {
      const property = fc.property(anyValues, windowBars, (values, length) => {
        const expected = windowsOf(values, length).map((window) => (window ? define(window) : Number.NaN))
        expectClose(built(BUILT[name] as Built, over(values), length), expected, 1e-10)
      })
      fc.assert(property, RUNS)
    })
  }

  test('a score is the distance from the mean in deviations, and none where nothing varies', () => {
    const property = fc.property(anyValues, windowBars, (values, length) => {
      const columns = over(values)
      const spread = columns.spread(columns.close, length)
      const [means, deviations] = [valuesOf(spread.mean), valuesOf(spread.deviation)]
      const expected = values.map((value, index) => (value - (means[index] ?? 0)) / (deviations[index] ?? 0))
      expectClose([...valuesOf(spread.score)], expected, 0)
    })
    fc.assert(property, RUNS)
  })

  test('the highest of a few counts from the first value on', () => {
    const columns = over([3, 1, 2, 5, 4, 1, 1, 1])
    const highest = [...valuesOf(columns.highest(columns.close, 3, 2))]
    expect(highest).toEqual([Number.NaN, 3, 3, 5, 5, 5, 4, 1])
    const lowest = [...valuesOf(columns.lowest(columns.close, 2, 1))]
    expect(lowest).toEqual([3, 1, 1, 2, 4, 1, 1, 1])
  })

  test('an exponential mean starts from its first value, or from its first mean', () => {
    const columns = over([1, 2, 4, 8])
    expect([...valuesOf(columns.ema(columns.close, 3))]).toEqual([Number.NaN, Number.NaN, 2.75, 5.375])
    expectClose([...valuesOf(columns.ema(columns.close, 3, 'mean'))], [Number.NaN, Number.NaN, 7 / 3, 31 / 6], 1e-15)
  })

  test('the mean true range spans gaps, and is UNKNOWN where the market stands still', () => {
    const bars = barColumns('TEST', barsOf([10, 10, 10, 14, 14, 14], 0))
    const columns = new Columns({ ...bars, low: Float64Array.of(10, 10, 10, 13, 14, 14) }, { bytesMax: BYTES_MAX })
    expect([...valuesOf(columns.meanTrueRange(2))]).toEqual([Number.NaN, Number.NaN, Number.NaN, 2, 2, Number.NaN])
  })

  test('changes, delays and sums are those of their bars', () => {
    const columns = over([2, 3, 0, 6, Number.NaN, 9])
    const { close } = columns
    const expected: readonly (readonly [Column, readonly number[]])[] = [
      [columns.change(close, 1), [Number.NaN, 0.5, -1, Number.NaN, Number.NaN, Number.NaN]],
      [columns.change(close, 2), [Number.NaN, Number.NaN, -1, 1, Number.NaN, 0.5]],
      [columns.before(close, 2), [Number.NaN, Number.NaN, 2, 3, 0, 6]],
      [columns.plus(close, columns.before(close, 1)), [Number.NaN, 5, 3, 6, Number.NaN, Number.NaN]],
      [columns.minus(close, 1), [1, 2, -1, 5, Number.NaN, 8]],
      [columns.times(close, columns.before(close, 3)), [Number.NaN, Number.NaN, Number.NaN, 12, Number.NaN, 0]],
      [columns.before(close, 9), new Array(6).fill(Number.NaN)],
    ].map(([column, values]) => [column as Column, values as readonly number[]])
    for (const [column, values] of expected) expect([...valuesOf(column)], column.key).toEqual(values)
    expect(columns.before(close, 0)).toBe(close)
    // toBe tells the zeros apart: both have one key, so both must give one column.
    expect(valuesOf(columns.times(close, -0))[0]).toBe(0)
  })

  test('a window keeps its digits, whatever giants have passed through it', () => {
    const values = [0.1, 1e100, -3e60, 0.1, 0.2, 0.4, 1e-9, 0.7]
    const columns = over(values)
    expectClose([...valuesOf(columns.sma(columns.close, 2))].slice(5), [0.3, 0.2000000005, 0.3500000005], 1e-16)
    expectClose([...valuesOf(columns.spread(columns.close, 2).deviation)].slice(4, 6), [0.05, 0.1], 1e-16)
    const weighted = wma(Float64Array.of(1e100, 1e50, 0.1, 0.2, 0.3, 0.4), 3)
    expectClose([...weighted].slice(4), [1.4 / 6, 2 / 6], 1e-16)
  })

  test('a spread of a billionth of its mean keeps its digits', () => {
    const values = Array.from({ length: 50 }, (_, index) => 1e6 + ((index * index) % 11) / 1e4)
    const expected = windowsOf(values, 10).map((window) => (window ? deviation(window) : Number.NaN))
    expectClose([...spreadOf(Float64Array.from(values), 10).deviation], expected, 1e-12)
  })

  test('a sum is bit-equal whatever stood before its window', () => {
    const property = fc.property(anyCloses(1, 60), anyCloses(12, 40), windowBars, (before, after, length) => {
      const [whole, tail] = [over([...before, ...after]), over(after)]
      for (const name of ['sma', 'wma', 'highest', 'lowest', 'rank', 'mean']) {
        const all = built(BUILT[name] as Built, whole, length).slice(before.length + length - 1)
        expect(all, name).toStrictEqual(built(BUILT[name] as Built, tail, length).slice(length - 1))
      }
    })
    fc.assert(property, RUNS)
  })

  test('ten years of five-minute bars drift by less than 1e-10', () => {
    const values = Array.from({ length: 196_560 }, (_, index) => 300 + 250 * Math.sin(index / 9_000) + (index % 7) / 3)
    const [length, window] = [500, values.slice(-500)]
    const spread = spreadOf(Float64Array.from(values), length)
    expect(Math.abs((spread.mean.at(-1) ?? 0) - mean(window))).toBeLessThan(1e-12)
    expect(Math.abs((spread.deviation.at(-1) ?? 0) - deviation(window))).toBeLessThan(1e-12)
    const weighted = window.reduce((sum, value, index) => sum + (index + 1) * value, 0) / ((length * (length + 1)) / 2)
    expect(Math.abs((wma(Float64Array.from(values), length).at(-1) ?? 0) - weighted)).toBeLessThan(1e-12)
  })
})

describe('the invariants of the room on columns', () => {
  const all = Object.entries({ ...BUILT, ...WITHOUT_MEMORY })

  test('1: values up to a bar are bit-equal whatever comes after it', () => {
    const property = fc.property(anyValues, anyValues, windowBars, (past, future, length) => {
      for (const [name, build] of all) {
        const other = built(build, over([...past, ...future]), length)
        expect(other.slice(0, past.length), name).toStrictEqual(built(build, over(past), length))
      }
    })
    fc.assert(property, RUNS)
  })

  test('2: a value is finite or NaN, and UNKNOWN until its window is full', () => {
    const property = fc.property(anyValues, windowBars, (values, length) => {
      for (const [name, build] of all) {
        const results = built(build, over(values), length)
        expect(
          results.every((value) => Number.isFinite(value) || Number.isNaN(value)),
          name,
        ).toBe(true)
        const least = name === 'highest of a few' ? 1 + (length >> 1) : length
        if (name in BUILT) expect(results.slice(0, least - 1).every(Number.isNaN), name).toBe(true)
      }
    })
    fc.assert(property, RUNS)
  })

  test('3: what follows an UNKNOWN value is what it would be without all that came before', () => {
    const property = fc.property(anyValues, anyValues, windowBars, (before, after, length) => {
      for (const [name, build] of Object.entries(BUILT)) {
        if (name === 'mean true range') continue
        const results = built(build, over([...before, Number.NaN, ...after]), length)
        expect(results[before.length], name).toBeNaN()
        expect(results.slice(before.length + 1), name).toStrictEqual(built(build, over(after), length))
      }
    })
    fc.assert(property, RUNS)
  })

  test('4: memory changes no value, and holds as many columns as fit into its bytes', () => {
    const asked = fc.array(fc.tuple(fc.nat(all.length - 1), windowBars), { minLength: 1, maxLength: 30 })
    const property = fc.property(anyValues, asked, fc.nat(14), (values, requests, fitting) => {
      const columns = over(values, fitting * values.length * 8)
      for (const [at, length] of requests) {
        const [name, build] = all[at] ?? ['', () => columns.close]
        expect(built(build, columns, length), name).toStrictEqual(built(build, over(values), length))
      }
      const lengths = Array.from({ length: 12 }, (_, index) => 1 + index)
      const made = lengths.map((length) => columns.sma(columns.close, length))
      const remembered = made.filter((column, index) => columns.sma(columns.close, 1 + index) === column)
      // Asked for in turn, too few places are always taken by those asked for just before.
      expect(remembered.length).toBe(fitting < 12 ? 0 : 12)
    })
    fc.assert(property, RUNS)
  })

  test('what was used last is remembered, and what was used longest ago is forgotten', () => {
    const columns = over([1, 2, 3], 2 * 3 * 8)
    const { close } = columns
    const [first, second] = [columns.sma(close, 1), columns.sma(close, 2)]
    expect(columns.sma(close, 1)).toBe(first)
    const third = columns.sma(close, 3)
    expect(columns.sma(close, 3)).toBe(third)
    expect(columns.sma(close, 1)).toBe(first)
    expect(columns.sma(close, 2)).not.toBe(second)
    expect(columns.sma(close, 3)).not.toBe(third)
  })

  test('columns that are made together are remembered one by one', () => {
    const columns = over([1, 2, 3, 5], 2 * 4 * 8)
    const { score, mean: middle } = columns.spread(columns.close, 2)
    expect(columns.spread(columns.close, 2).score).toBe(score)
    expect(columns.spread(columns.close, 2).mean).toBe(middle)
    expect([...valuesOf(columns.spread(columns.close, 3).mean)].slice(2)).toEqual([2, 10 / 3])
    expect([...valuesOf(columns.spread(columns.close, 2).mean)].slice(1)).toEqual([1.5, 2.5, 4])
  })

  test('columns of other bars, windows of no bars and looks ahead are refused', () => {
    const [columns, other] = [over([1, 2, 3]), over([1, 2, 3])]
    const { close } = columns
    columns.sma(close, 2)
    expect(() => columns.sma(other.close, 2)).toThrow('stands over other bars')
    expect(() => columns.before(other.close, 0)).toThrow('stands over other bars')
    expect(() => columns.spread(other.close, 2)).toThrow('stands over other bars')
    expect(() => columns.plus(close, other.close)).toThrow('stands over other bars')
    expect(() => columns.plus(close, Number.NaN)).toThrow('no number')
    for (const bars of [-1, 0.5, Number.NaN]) expect(() => columns.before(close, bars)).toThrow('not in the past')
    for (const length of [0, -2, 1.5]) expect(() => columns.change(close, length)).toThrow('no window')
    const bars = barColumns('TEST', barsOf([1, 2]))
    const endless = Float64Array.of(1, Number.NEGATIVE_INFINITY)
    expect(() => new Columns(bars, { bytesMax: 0, named: { odds: endless } })).toThrow('not finite')
    expect(() => new Columns(bars, { bytesMax: 0, named: { odds: new Float64Array(3) } })).toThrow('3 values for 2')
    expect(new Columns(bars, { bytesMax: 0, named: { odds: new Float64Array(2) } }).named('odds')?.key).toBe(
      'named(odds)',
    )
    expect(columns.named('odds')).toBeNull()
  })
})
