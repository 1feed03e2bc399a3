/** The invariants of the room on the standard indicators, and brute-force definitions where no series is published. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../base/instant.ts'
import type { BarColumns } from '../market/index.ts'
import { type Column, Columns, valuesOf } from './index.ts'

const RUNS = { numRuns: 25 }
const lengths = fc.integer({ min: 1, max: 8 })

interface Row {
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** Bars in cents that jump, stand still, have no range or no volume. */
const anyRow: fc.Arbitrary<Row> = fc
  .record({
    low: fc.oneof(fc.integer({ min: 9_000, max: 11_000 }), fc.constant(10_000)),
    range: fc.oneof(fc.integer({ min: 0, max: 500 }), fc.constant(0)),
    place: fc.double({ min: 0, max: 1, noNaN: true }),
    volume: fc.oneof(fc.integer({ min: 0, max: 1_000_000 }), fc.constant(0)),
  })
  .map(({ low, range, place, volume }) => ({
    ...{ high: (low + range) / 100, low: low / 100, close: (low + Math.round(range * place)) / 100, volume },
  }))
const anyRows = fc.array(anyRow, { minLength: 1, maxLength: 60, size: 'max' })
const UNKNOWN: Row = { high: Number.NaN, low: Number.NaN, close: Number.NaN, volume: Number.NaN }

/** Half-hour bars from midday in New York on, so that days begin within the series. */
function barsOf(rows: readonly Row[], first = 0): BarColumns {
  const opensAt = Float64Array.from(rows, (_, index) => Date.UTC(2023, 0, 3, 17) + (first + index) * 30 * MINUTE_MS)
  const column = (of: (row: Row) => number) => Float64Array.from(rows, of)
  return {
    ...{ symbol: 'TEST', length: rows.length, opensAt, closesAt: opensAt.map((at) => at + 30 * MINUTE_MS) },
    ...{ open: column((row) => row.close), high: column((row) => row.high), low: column((row) => row.low) },
    ...{ close: column((row) => row.close), volume: column((row) => row.volume), spread: column(() => Number.NaN) },
  }
}

const over = (rows: readonly Row[], first = 0): Columns => new Columns(barsOf(rows, first), { bytesMax: 10_000_000 })

interface Indicator {
  readonly build: (columns: Columns, length: number) => Column | Readonly<Record<string, Column>>
  /** What comes of twice the prices: the same, or twice as much. */
  readonly scale: 'free' | 'price'
  /** First index at which all its columns can be known. */
  readonly warmUp: (length: number) => number
}

const FREE = /\.(width|share|direction)$/
const INDICATORS: Readonly<Record<string, Indicator>> = {
  sma: { build: (c, n) => c.sma(c.close, n), scale: 'price', warmUp: (n) => n - 1 },
  wma: { build: (c, n) => c.wma(c.close, n), scale: 'price', warmUp: (n) => n - 1 },
  smma: { build: (c, n) => c.smma(c.close, n), scale: 'price', warmUp: (n) => n - 1 },
  ema: { build: (c, n) => c.ema(c.close, n, 'mean'), scale: 'price', warmUp: (n) => n - 1 },
  rsi: { build: (c, n) => c.rsi(c.close, n), scale: 'free', warmUp: (n) => n },
  macd: { build: (c, n) => c.macd(c.close, n, n + 3, 2), scale: 'price', warmUp: (n) => n + 3 },
  stochastic: { build: (c, n) => c.stochastic(n, 2, 3), scale: 'free', warmUp: (n) => n + 2 },
  stochasticRsi: {
    build: (c, n) => c.stochasticRsi(c.close, { rsi: n, stochastic: 3, smooth: 2, signal: 2 }),
    ...{ scale: 'free', warmUp: (n) => n + 4 },
  },
  williamsR: { build: (c, n) => c.williamsR(n), scale: 'free', warmUp: (n) => n - 1 },
  cci: { build: (c, n) => c.cci(n), scale: 'free', warmUp: (n) => n - 1 },
  trueRange: { build: (c) => c.trueRange(), scale: 'price', warmUp: () => 1 },
  atr: { build: (c, n) => c.atr(n), scale: 'price', warmUp: (n) => n },
  meanTrueRange: { build: (c, n) => c.meanTrueRange(n), scale: 'price', warmUp: (n) => n - 1 },
  adx: { build: (c, n) => c.adx(n), scale: 'free', warmUp: (n) => 3 * n - 1 },
  spread: { build: (c, n) => c.spread(c.close, n).deviation, scale: 'price', warmUp: (n) => n - 1 },
  bollinger: { build: (c, n) => c.bollinger(c.close, n, 1.5), scale: 'price', warmUp: (n) => n - 1 },
  keltner: { build: (c, n) => c.keltner(n, 1.5, 4), scale: 'price', warmUp: (n) => Math.max(n - 1, 4) },
  donchian: { build: (c, n) => c.donchian(n), scale: 'price', warmUp: (n) => n },
  supertrend: { build: (c, n) => c.supertrend(n, 1.5), scale: 'price', warmUp: (n) => n },
  // Known after the first turn, which the third of the lively bars makes.
  parabolicSar: { build: (c) => c.parabolicSar(0.02, 0.2), scale: 'price', warmUp: () => 3 },
  obv: { build: (c) => c.obv(), scale: 'free', warmUp: () => 0 },
  vwap: { build: (c) => c.vwap('first'), scale: 'price', warmUp: () => 0 },
  'vwap of the day': { build: (c) => c.vwap('day'), scale: 'price', warmUp: () => 0 },
  cmf: { build: (c, n) => c.cmf(n), scale: 'free', warmUp: (n) => n - 1 },
  mfi: { build: (c, n) => c.mfi(n), scale: 'free', warmUp: (n) => n },
  ichimoku: {
    build: (c, n) => c.ichimoku({ conversion: n, base: n + 2, span: 2 * n }),
    ...{ scale: 'price', warmUp: (n) => Math.max(2 * n + 3, 3 * n + 1) },
  },
}

/** Every column of every indicator, with its values and the name of the indicator. */
function everyColumn(columns: Columns, length: number): readonly (readonly [Column, Float64Array, string])[] {
  return Object.entries(INDICATORS).flatMap(([name, { build }]) => {
    const made = build(columns, length)
    const built = 'key' in made && typeof made.key === 'string' ? [made as Column] : Object.values(made)
    return built.map((column) => [column, valuesOf(column), name] as const)
  })
}

/** Where the numbers differ by a bit, both read from their start on; null where they are equal. */
function difference(got: Float64Array, wanted: Float64Array, [gotStart, wantedStart, count]: readonly number[]) {
  for (let at = 0; at < (count ?? 0); at += 1) {
    const [one, other] = [got[(gotStart ?? 0) + at], wanted[(wantedStart ?? 0) + at]]
    if (!Object.is(one, other)) return `${one} for ${other} at ${at}`
  }
  return null
}

describe('the invariants of the room on the standard indicators', () => {
  test('1: values up to a bar are bit-equal whatever comes after it', () => {
    const property = fc.property(anyRows, anyRows, lengths, (past, future, length) => {
      const other = everyColumn(over([...past, ...future]), length)
      everyColumn(over(past), length).forEach(([{ key }, values], at) => {
        expect(difference(other[at]?.[1] ?? values, values, [0, 0, past.length]), key).toBeNull()
      })
    })
    fc.assert(property, RUNS)
  })

  test('2: a value is finite or UNKNOWN, and UNKNOWN until the warm-up is over', () => {
    const property = fc.property(anyRows, lengths, (rows, length) => {
      for (const [{ key }, values] of everyColumn(over(rows), length)) {
        expect(
          values.findIndex((value) => !Number.isFinite(value) && !Number.isNaN(value)),
          key,
        ).toBe(-1)
      }
    })
    fc.assert(property, RUNS)
    const lively = Array.from({ length: 60 }, (_, index) => {
      const close = 100 + 9 * Math.sin(index * index)
      return { high: close + 1, low: close - 1 - Math.cos(index), close, volume: 5 + (index % 3) }
    })
    for (const length of [1, 2, 5, 9]) {
      const firsts = new Map<string, number>()
      for (const [, values, name] of everyColumn(over(lively), length)) {
        const first = values.findIndex((value) => !Number.isNaN(value))
        firsts.set(name, Math.max(first, firsts.get(name) ?? 0))
      }
      const expected = Object.entries(INDICATORS).map(([name, { warmUp }]) => [name, warmUp(length)])
      expect([...firsts]).toEqual(expected)
    }
  })

  test('3: what follows an UNKNOWN bar is what it would be without all that came before', () => {
    const property = fc.property(anyRows, anyRows, lengths, (before, after, length) => {
      const alone = everyColumn(over(after, before.length + 1), length)
      everyColumn(over([...before, UNKNOWN, ...after]), length).forEach(([{ key }, values, name], at) => {
        // The cloud was drawn some bars ahead: there it still is what stood before the gap.
        const drawn = name === 'ichimoku' ? length + 2 : 0
        const places = [before.length + 1 + drawn, drawn, after.length - drawn]
        expect(difference(values, alone[at]?.[1] ?? values, places), key).toBeNull()
      })
    })
    fc.assert(property, RUNS)
  })

  test('5: twice the prices give twice the prices, and the same shares and counts', () => {
    const property = fc.property(anyRows, lengths, (rows, length) => {
      const larger = rows.map((row) => ({ ...row, high: 2 * row.high, low: 2 * row.low, close: 2 * row.close }))
      const doubled = everyColumn(over(larger), length)
      everyColumn(over(rows), length).forEach(([{ key }, values, name], at) => {
        const factor = INDICATORS[name]?.scale === 'free' || FREE.test(key) ? 1 : 2
        const expected = values.map((value) => factor * value)
        expect(difference(doubled[at]?.[1] ?? values, expected, [0, 0, rows.length]), key).toBeNull()
      })
    })
    fc.assert(property, RUNS)
  })
})

/** The last `length` rows up to each index, or null. */
const windows = (rows: readonly Row[], length: number) =>
  rows.map((_, index) => (index + 1 < length ? null : rows.slice(index + 1 - length, index + 1)))
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const highest = (rows: readonly Row[]) => Math.max(...rows.map((row) => row.high))
const lowest = (rows: readonly Row[]) => Math.min(...rows.map((row) => row.low))
const middle = (rows: readonly Row[]) => (highest(rows) + lowest(rows)) / 2
const typical = (row: Row) => (row.high + row.low + row.close) / 3
const finiteOr = (value: number) => (Number.isFinite(value) ? value : Number.NaN)

function expectNear(got: number | undefined, wanted: number) {
  if (Number.isNaN(wanted)) expect(got).toBeNaN()
  else expect(Math.abs((got ?? Number.NaN) - wanted), `${got} for ${wanted}`).toBeLessThan(1e-9)
}

/** Each windowed indicator as a plain function of the rows of its window. */
const PLAIN: Readonly<
  Record<string, [build: (c: Columns, n: number) => Column, of: (rows: readonly Row[]) => number]>
> = {
  wma: [
    (c, n) => c.wma(c.close, n),
    (rows) =>
      rows.reduce((sum, row, index) => sum + (index + 1) * row.close, 0) / ((rows.length * (rows.length + 1)) / 2),
  ],
  'bollinger upper': [
    (c, n) => c.bollinger(c.close, n, 1.5).upper,
    (rows) => {
      const centre = mean(rows.map((row) => row.close))
      return centre + 1.5 * Math.sqrt(mean(rows.map((row) => (row.close - centre) ** 2)))
    },
  ],
  'stochastic k': [
    (c, n) => c.stochastic(n, 1, 1).k,
    (rows) => (100 * ((rows.at(-1)?.close ?? 0) - lowest(rows))) / (highest(rows) - lowest(rows)),
  ],
  williamsR: [
    (c, n) => c.williamsR(n),
    (rows) => (-100 * (highest(rows) - (rows.at(-1)?.close ?? 0))) / (highest(rows) - lowest(rows)),
  ],
  cmf: [
    (c, n) => c.cmf(n),
    (rows) => {
      const place = (row: Row) =>
        row.high === row.low ? 0 : (2 * row.close - row.low - row.high) / (row.high - row.low)
      return mean(rows.map((row) => place(row) * row.volume)) / mean(rows.map((row) => row.volume))
    },
  ],
  'ichimoku conversion': [(c, n) => c.ichimoku({ conversion: n, base: 3, span: 6 }).conversion, middle],
  'ichimoku base': [(c, n) => c.ichimoku({ conversion: 2, base: n, span: 6 }).base, middle],
}

describe('brute-force definitions, written here and not published', () => {
  for (const [name, [build, of]] of Object.entries(PLAIN)) {
    test(`${name} is what its window says`, () => {
      const property = fc.property(anyRows, lengths, (rows, length) => {
        const got = valuesOf(build(over(rows), length))
        windows(rows, length).forEach((window, index) => {
          expectNear(got[index], window === null ? Number.NaN : finiteOr(of(window)))
        })
      })
      fc.assert(property, RUNS)
    })
  }

  test('the cloud of ichimoku is what was drawn from the bars that ended `base` bars before', () => {
    const property = fc.property(anyRows, lengths, lengths, (rows, base, span) => {
      const lines = over(rows).ichimoku({ conversion: 2, base, span })
      const [spanA, spanB] = [valuesOf(lines.spanA), valuesOf(lines.spanB)]
      rows.forEach((_, index) => {
        const drawn = rows.slice(0, Math.max(0, index + 1 - base))
        const wantedB = drawn.length >= span ? middle(drawn.slice(-span)) : Number.NaN
        const isLong = drawn.length >= Math.max(2, base)
        const wantedA = isLong ? (middle(drawn.slice(-2)) + middle(drawn.slice(-base))) / 2 : Number.NaN
        expectNear(spanB[index], wantedB)
        expectNear(spanA[index], wantedA)
      })
    })
    fc.assert(property, RUNS)
  })

  test('the volume-weighted price of a day starts anew with it', () => {
    const property = fc.property(anyRows, (rows) => {
      const got = valuesOf(over(rows).vwap('day'))
      // Bars begin at midday in New York, so the 24th half hour opens at midnight.
      rows.forEach((_, index) => {
        const first = index < 24 ? 0 : 24 + 48 * Math.floor((index - 24) / 48)
        const day = rows.slice(first, index + 1)
        const paid = day.reduce((sum, row) => sum + typical(row) * row.volume, 0)
        expectNear(got[index], finiteOr(paid / day.reduce((sum, row) => sum + row.volume, 0)))
      })
    })
    fc.assert(property, RUNS)
  })

  test('a market that stands still is UNKNOWN to what compares nothing with nothing', () => {
    const still = over(Array.from({ length: 40 }, () => ({ high: 10, low: 10, close: 10, volume: 0 })))
    const undefinedThere = [
      ...[still.rsi(still.close, 3), still.williamsR(3), still.cci(3), still.mfi(3), still.cmf(3), still.adx(3).plus],
      ...[still.stochastic(3, 1, 1).k, still.bollinger(still.close, 3, 2).share, still.meanTrueRange(3)],
      ...[still.vwap('first'), still.spread(still.close, 3).score],
    ]
    for (const column of undefinedThere) expect([...valuesOf(column)].every(Number.isNaN), column.key).toBe(true)
  })
})
