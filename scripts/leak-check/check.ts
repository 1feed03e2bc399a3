/**
 * The look-ahead proof: for sampled bars t everything after t is replaced by noise, and measures, signals and orders up
 * to t must be bit-equal, those that did not fire among them.
 */
import { uniformAt } from '../../shared/base/random.ts'
import type { Bar } from '../../shared/contracts/bars.ts'
import { type AccountRules, type Simulation, simulateEvents } from '../../shared/domain/backtest/index.ts'
import { barColumns } from '../../shared/domain/market/index.ts'
import { scrambledAfter } from './scramble.ts'
import type { LeakTarget, Readings } from './target.ts'

export interface Leak {
  /** What changed: a measure, a signal or an order record. */
  readonly where: string
  /** The bar whose value knew of a later bar, and the last bar that it may know. */
  readonly bar: number
  readonly knownUpTo: number
}

export interface LeakVerdict {
  readonly target: string
  readonly samples: number
  readonly values: number
  readonly orders: number
  readonly leak: Leak | null
}

export interface LeakSettings {
  /** Bars t that are tried. */
  readonly samples: number
  readonly seed: number
}

const ACCOUNT: AccountRules = {
  ...{ startEquityUsd: 100_000, sizing: 'notional', stake: 0.1, minNotionalUsd: 100, notionalFractionMax: 1 },
  ...{ lossAtStopFractionMax: 1, leverageMax: 1, entryGoodForBars: 3, atEnd: 'hold' },
}
const COSTS: Simulation['costs'] = {
  ...{ slippageBps: 1, assumedSpreadBps: 2, feePerShare: 0.005, feeMin: 0, feePct: 0 },
  ...{ participationMax: 0.1, borrowPctPerYear: 1 },
}

/** Rows of numbers that must not change, each with the bar it belongs to. */
interface Evidence {
  readonly where: string
  readonly bars: ArrayLike<number>
  readonly values: ArrayLike<number>
}

function evidenceOf(bars: readonly Bar[], { columns, signals }: Readings): readonly Evidence[] {
  const all = Float64Array.from(bars, (_, index) => index)
  const optional = (['limitPrice', 'triggerPrice', 'targetPrice', 'trailDistance', 'stake'] as const).flatMap(
    (name) => {
      const values = signals[name]
      return values ? [{ where: `signal ${name}`, bars: all, values }] : []
    },
  )
  const flags = (['enterLong', 'exitLong', 'enterShort', 'exitShort'] as const).map((name) => ({
    ...{ where: `signal ${name}`, bars: all, values: signals[name] },
  }))
  // A stop is read where something is entered; elsewhere its column says nothing.
  const entered = (index: number) => signals.enterLong[index] === 1 || signals.enterShort[index] === 1
  const stops = signals.stopPrice?.map((stop, index) => (entered(index) ? stop : Number.NaN))
  return [
    ...columns.map(({ name, values }) => ({ where: `measure ${name}`, bars: all, values })),
    ...flags,
    ...optional,
    ...(stops ? [{ where: 'signal stopPrice', bars: all, values: stops }] : []),
    ...ordersOf(bars, signals),
  ]
}

/** Every order record of a run over the signals, refusals too, in the order they were made. */
function ordersOf(bars: readonly Bar[], signals: Readings['signals']): readonly Evidence[] {
  const symbol = { bars: barColumns(bars[0]?.symbol ?? 'NONE', bars), signals, actions: [], tradeFrom: 0 }
  const { records } = simulateEvents({ symbols: [symbol], account: ACCOUNT, costs: COSTS })
  const intents = records.intentBar.subarray(0, records.intents)
  const fills = records.fillBar.subarray(0, records.fills)
  return [
    { where: 'order side', bars: intents, values: records.intentSide.subarray(0, records.intents) },
    { where: 'order kind', bars: intents, values: records.intentKind.subarray(0, records.intents) },
    { where: 'order quantity', bars: intents, values: records.intentQty.subarray(0, records.intents) },
    { where: 'fill quantity', bars: fills, values: records.fillQty.subarray(0, records.fills) },
    { where: 'fill price', bars: fills, values: records.fillPrice.subarray(0, records.fills) },
  ]
}

/** The first value up to bar `at` that is not bit-equal, or that is missing on one side. */
function firstDifference(one: Evidence, other: Evidence, at: number): number | null {
  const length = Math.max(one.bars.length, other.bars.length)
  for (let row = 0; row < length; row += 1) {
    const [here, there] = [one.bars[row] ?? Number.POSITIVE_INFINITY, other.bars[row] ?? Number.POSITIVE_INFINITY]
    if (here > at && there > at) return null
    if (here !== there || !Object.is(one.values[row], other.values[row])) return Math.min(here, there)
  }
  return null
}

export function checkForLeaks(target: LeakTarget, bars: readonly Bar[], settings: LeakSettings): LeakVerdict {
  const whole = evidenceOf(bars, target.read(bars))
  const verdict = {
    ...{ target: target.name, samples: settings.samples },
    values: whole.reduce((sum, { values }) => sum + values.length, 0),
    orders: whole.find(({ where }) => where === 'order side')?.values.length ?? 0,
  }
  for (let sample = 0; sample < settings.samples; sample += 1) {
    // Spread over the series, each at a place of its own draw: one sample in each of equal stretches.
    const at = Math.floor(((sample + uniformAt(settings.seed, sample, 0)) / settings.samples) * (bars.length - 1))
    const scrambled = scrambledAfter(bars, at, settings.seed + sample)
    for (const [row, other] of evidenceOf(scrambled, target.read(scrambled)).entries()) {
      const one = whole[row]
      const bar = one ? firstDifference(one, other, at) : 0
      if (bar !== null) return { ...verdict, leak: { where: other.where, bar, knownUpTo: at } }
    }
  }
  return { ...verdict, leak: null }
}
