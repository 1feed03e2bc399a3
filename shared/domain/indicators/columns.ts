/** The market as a strategy may see it: columns that it can combine but not read, and never ahead of their bar. */
import { assert, present } from '../../base/assert.ts'
import type { BarColumns } from '../market/index.ts'
import { type EmaSeed, ema, sma, smma, wma } from './averages.ts'
import {
  cci,
  type Macd,
  macd,
  roc,
  rsi,
  type Stochastic,
  type StochasticRsiLengths,
  stochastic,
  stochasticRsi,
  williamsR,
} from './oscillators.ts'
import {
  adx,
  atr,
  type Band,
  type BollingerBand,
  bollinger,
  type DirectionalMovement,
  donchian,
  keltner,
  meanTrueRange,
  trueRange,
} from './ranges.ts'
import { type Ichimoku, type IchimokuLengths, ichimoku, parabolicSar, supertrend, type Trend } from './trends.ts'
import { cmf, dayStarts, mfi, obv, vwap } from './volumes.ts'
import { changeOf, combined, delayed, highestOf, lowestOf, rankOf, spreadOf } from './windows.ts'

const VALUES = Symbol('values')
const OWNER = Symbol('owner')
const DELAYED = Symbol('delayed')

/** Values that stand some bars later than where they lie: those of the bar `index` lie at `index - bars`. */
export interface Delayed {
  readonly values: Float64Array
  readonly bars: number
}

/** One measure of every bar. Its key says how it was made; its values are read through `valuesOf` alone. */
export class Column {
  readonly key: string
  readonly [OWNER]: Columns
  readonly [DELAYED]: Delayed
  #values: Float64Array | null = null

  constructor(key: string, delayed: Delayed, owner: Columns) {
    this.key = key
    this[DELAYED] = delayed
    this[OWNER] = owner
  }

  /** A delay is written out when it is first read: whoever compares bar by bar need not. */
  get [VALUES](): Float64Array {
    const { values, bars } = this[DELAYED]
    if (bars === 0) return values
    this.#values ??= delayed(values, bars)
    return this.#values
  }
}

/** The values of a column, one for each bar, NaN where UNKNOWN. For engines; a strategy that reads could look ahead. */
export const valuesOf = (column: Column): Float64Array => column[VALUES]

/** The same values without writing a delay out. */
export const delayedOf = (column: Column): Delayed => column[DELAYED]

type Arrays<Name extends string> = Readonly<Record<Name, Float64Array>>
type Group<Name extends string> = Readonly<Record<Name, Column>>

/** The columns that a method gives together, by name; each is made and remembered when it is asked for. */
const SPREAD = ['mean', 'deviation', 'score'] as const
const MACD = ['macd', 'signal', 'histogram'] as const
const STOCHASTIC = ['k', 'd', 'j'] as const
const MOVEMENT = ['plus', 'minus', 'dx', 'adx', 'adxr'] as const
const BAND = ['upper', 'middle', 'lower', 'width'] as const
const TREND = ['line', 'direction'] as const
const CLOUD = ['conversion', 'base', 'spanA', 'spanB'] as const

export interface ColumnsOptions {
  /** Measures made elsewhere, by name, a value for each bar, NaN where UNKNOWN: filtered prices, odds, label codes. */
  readonly named?: Readonly<Record<string, Float64Array>>
  /**
   * Most bytes of derived columns that are remembered; those used longest ago are forgotten first. A round through more
   * columns than fit finds none of them at its next turn: combinations that share the dear ones should be neighbours.
   */
  readonly bytesMax: number
}

const NAME = /^[a-z][a-z0-9_]*$/

/**
 * Columns over the bars of one symbol. Every method is causal: a value stands on its own bar and those before it. There
 * is no method that takes an index or an instant, and none that tells how many bars there are. Equal requests give the
 * remembered column, or make it again with equal values. A column of other bars is refused by assertion.
 */
export class Columns {
  readonly open: Column
  readonly high: Column
  readonly low: Column
  readonly close: Column
  readonly volume: Column
  readonly #bars: BarColumns
  readonly #named: ReadonlyMap<string, Column>
  readonly #bytesMax: number
  readonly #kept = new Map<string, Column>()
  #bytes = 0
  #latest: { readonly key: string; readonly arrays: Readonly<Record<string, Float64Array>> } | null = null

  constructor(bars: BarColumns, { named = {}, bytesMax }: ColumnsOptions) {
    assert(bytesMax >= 0, `${bytesMax} bytes are no bound`)
    const column = (key: string, values: Float64Array): Column => {
      assert(values.length === bars.length, `${key} has ${values.length} values for ${bars.length} bars`)
      return new Column(key, { values, bars: 0 }, this)
    }
    this.#bars = bars
    this.#bytesMax = bytesMax
    this.open = column('open', bars.open)
    this.high = column('high', bars.high)
    this.low = column('low', bars.low)
    this.close = column('close', bars.close)
    this.volume = column('volume', bars.volume)
    const others = Object.entries(named).map(([name, values]): [string, Column] => {
      assert(NAME.test(name), `${name} is no name of a column`)
      assert(!values.some((value) => Math.abs(value) === Number.POSITIVE_INFINITY), `${name} is not finite`)
      return [name, column(`named(${name})`, values)]
    })
    this.#named = new Map(others)
  }

  /** The measure of that name that was given with the bars, or null. */
  named(name: string): Column | null {
    return this.#named.get(name) ?? null
  }

  /** Simple mean of the last `length` values. */
  sma(x: Column, length: number): Column {
    return this.#one(`sma(${this.#keyOf(x)},${length})`, () => sma(x[VALUES], length))
  }

  /** Exponential mean, α = 2 / (length + 1), known from the length's value on; its seed is the first value. */
  ema(x: Column, length: number, seed: EmaSeed = 'first'): Column {
    return this.#one(`ema(${this.#keyOf(x)},${length},${seed})`, () => ema(x[VALUES], length, seed))
  }

  /** Highest of the last `length` values, once at least `least` of them exist. */
  highest(x: Column, length: number, least = length): Column {
    return this.#one(`highest(${this.#keyOf(x)},${length},${least})`, () => highestOf(x[VALUES], length, least))
  }

  /** Lowest of the last `length` values, once at least `least` of them exist. */
  lowest(x: Column, length: number, least = length): Column {
    return this.#one(`lowest(${this.#keyOf(x)},${length},${least})`, () => lowestOf(x[VALUES], length, least))
  }

  /** Relative change over `length` bars. */
  change(x: Column, length: number): Column {
    return this.#one(`change(${this.#keyOf(x)},${length})`, () => changeOf(x[VALUES], length))
  }

  /** Share of the last `length` values, the current one among them, that are at most the current one. */
  rank(x: Column, length: number): Column {
    return this.#one(`rank(${this.#keyOf(x)},${length})`, () => rankOf(x[VALUES], length))
  }

  /** Mean, population deviation and score (distance from the mean in deviations) within the last `length` values. */
  spread(x: Column, length: number): Group<'mean' | 'deviation' | 'score'> {
    return this.#group(`spread(${this.#keyOf(x)},${length})`, SPREAD, () => spreadOf(x[VALUES], length))
  }

  /** Simple mean of the true range over `length` bars, in dollars; UNKNOWN where it is zero. */
  meanTrueRange(length: number): Column {
    return this.#one(`meanTrueRange(${length})`, () => meanTrueRange(this.#bars, length))
  }

  /** The value of `bars` bars ago. */
  before(x: Column, bars: number): Column {
    assert(Number.isSafeInteger(bars) && bars >= 0, `${bars} bars ago is not in the past`)
    const key = `before(${this.#keyOf(x)},${bars})`
    if (bars === 0) return x
    const inner = x[DELAYED]
    return new Column(key, { values: inner.values, bars: inner.bars + bars }, this)
  }

  plus(x: Column, y: Column | number): Column {
    return this.#combined('plus', x, y)
  }

  minus(x: Column, y: Column | number): Column {
    return this.#combined('minus', x, y)
  }

  times(x: Column, y: Column | number): Column {
    return this.#combined('times', x, y)
  }

  #combined(operation: 'plus' | 'minus' | 'times', x: Column, y: Column | number): Column {
    if (typeof y !== 'number') {
      return this.#fresh(`${operation}(${this.#keyOf(x)},${this.#keyOf(y)})`, combined(operation, x[VALUES], y[VALUES]))
    }
    assert(Number.isFinite(y), `${y} is no number to reckon with`)
    // Both zeros have one key, so they are one number.
    const number = y === 0 ? 0 : y
    return this.#fresh(`${operation}(${this.#keyOf(x)},${number})`, combined(operation, x[VALUES], number))
  }

  // The standard indicators. Formulas, units and warm-ups stand in the files that make them.

  wma(x: Column, length: number): Column {
    return this.#one(`wma(${this.#keyOf(x)},${length})`, () => wma(x[VALUES], length))
  }

  smma(x: Column, length: number): Column {
    return this.#one(`smma(${this.#keyOf(x)},${length})`, () => smma(x[VALUES], length))
  }

  roc(x: Column, length: number): Column {
    return this.#one(`roc(${this.#keyOf(x)},${length})`, () => roc(x[VALUES], length))
  }

  rsi(x: Column, length: number): Column {
    return this.#one(`rsi(${this.#keyOf(x)},${length})`, () => rsi(x[VALUES], length))
  }

  macd(x: Column, fast: number, slow: number, signal: number): Group<keyof Macd> {
    return this.#group(`macd(${this.#keyOf(x)},${fast},${slow},${signal})`, MACD, () =>
      macd(x[VALUES], fast, slow, signal),
    )
  }

  stochasticRsi(x: Column, lengths: StochasticRsiLengths): Group<keyof Stochastic> {
    const { rsi: strength, stochastic: range, smooth, signal } = lengths
    const key = `stochasticRsi(${this.#keyOf(x)},${strength},${range},${smooth},${signal})`
    return this.#group(key, STOCHASTIC, () => stochasticRsi(x[VALUES], lengths))
  }

  bollinger(x: Column, length: number, multiple: number): Group<keyof BollingerBand> {
    return this.#group(`bollinger(${this.#keyOf(x)},${length},${multiple})`, [...BAND, 'share'], () =>
      bollinger(x[VALUES], length, multiple),
    )
  }

  stochastic(length: number, smooth: number, signal: number): Group<keyof Stochastic> {
    const key = `stochastic(${length},${smooth},${signal})`
    return this.#group(key, STOCHASTIC, () => stochastic(this.#bars, length, smooth, signal))
  }

  williamsR(length: number): Column {
    return this.#one(`williamsR(${length})`, () => williamsR(this.#bars, length))
  }

  cci(length: number): Column {
    return this.#one(`cci(${length})`, () => cci(this.#bars, length))
  }

  trueRange(): Column {
    return this.#one('trueRange', () => trueRange(this.#bars))
  }

  atr(length: number): Column {
    return this.#one(`atr(${length})`, () => atr(this.#bars, length))
  }

  adx(length: number): Group<keyof DirectionalMovement> {
    return this.#group(`adx(${length})`, MOVEMENT, () => adx(this.#bars, length))
  }

  keltner(length: number, multiple: number, atrLength: number): Group<keyof Band> {
    const key = `keltner(${length},${multiple},${atrLength})`
    return this.#group(key, BAND, () => keltner(this.#bars, length, multiple, atrLength))
  }

  donchian(length: number): Group<keyof Band> {
    return this.#group(`donchian(${length})`, BAND, () => donchian(this.#bars, length))
  }

  supertrend(length: number, multiple: number): Group<keyof Trend> {
    return this.#group(`supertrend(${length},${multiple})`, TREND, () => supertrend(this.#bars, length, multiple))
  }

  parabolicSar(step: number, most: number): Group<keyof Trend> {
    return this.#group(`parabolicSar(${step},${most})`, TREND, () => parabolicSar(this.#bars, step, most))
  }

  ichimoku(lengths: IchimokuLengths): Group<keyof Ichimoku> {
    const key = `ichimoku(${lengths.conversion},${lengths.base},${lengths.span})`
    return this.#group(key, CLOUD, () => ichimoku(this.#bars, lengths))
  }

  obv(): Column {
    return this.#one('obv', () => obv(this.#bars))
  }

  /** Since the first bar, or since the first bar of its New York day. */
  vwap(since: 'first' | 'day'): Column {
    const starts = () => (since === 'day' ? dayStarts(this.#bars.opensAt) : null)
    return this.#one(`vwap(${since})`, () => vwap(this.#bars, starts()))
  }

  cmf(length: number): Column {
    return this.#one(`cmf(${length})`, () => cmf(this.#bars, length))
  }

  mfi(length: number): Column {
    return this.#one(`mfi(${length})`, () => mfi(this.#bars, length))
  }

  /** The key of a column of these bars. */
  #keyOf(column: Column): string {
    assert(column[OWNER] === this, `${column.key} stands over other bars`)
    return column.key
  }

  /** The remembered column of that key, or the one that `make` gives now. */
  #one(key: string, make: () => Float64Array): Column {
    const known = this.#kept.get(key)
    if (known !== undefined) this.#kept.delete(key)
    const column = known ?? new Column(key, { values: make(), bars: 0 }, this)
    this.#kept.set(key, column)
    if (known === undefined) this.#forget(column[VALUES].byteLength)
    return column
  }

  /** A column that one pass makes again: remembering it would push out dearer ones. */
  #fresh(key: string, values: Float64Array): Column {
    return new Column(key, { values, bars: 0 }, this)
  }

  /** Makes room for so many bytes more: forgets what was used longest ago until all fit. */
  #forget(bytes: number): void {
    this.#bytes += bytes
    for (const [oldest, column] of this.#kept) {
      if (this.#bytes <= this.#bytesMax) return
      this.#kept.delete(oldest)
      this.#bytes -= column[VALUES].byteLength
    }
  }

  /** Columns that are made together, each remembered once it is asked for. Those of the latest group wait to be. */
  #group<Name extends string>(key: string, names: readonly Name[], make: () => Arrays<Name>): Group<Name> {
    const group = {}
    const values = (name: Name): Float64Array => {
      if (this.#latest?.key !== key) this.#latest = { key, arrays: make() }
      return present(this.#latest.arrays[name], name)
    }
    for (const name of names) {
      const get = (): Column => this.#one(`${key}.${name}`, () => values(name))
      Object.defineProperty(group, name, { enumerable: true, get })
    }
    return group as Group<Name>
  }
}
