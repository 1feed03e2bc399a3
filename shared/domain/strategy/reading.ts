/** What a strategy read in a market: its rules over the columns, as signals for an engine or as the row of one bar. */
import { assert, present } from '../../base/assert.ts'
import type { Instant } from '../../base/instant.ts'
import type { Bar } from '../../contracts/bars.ts'
import { regimeCode } from '../../contracts/signals.ts'
import { type Column, Columns, valuesOf } from '../indicators/index.ts'
import { type BarColumns, barColumns } from '../market/index.ts'
import type { FilteredRow } from '../regime/index.ts'
import { markEntries, markExits } from './flags.ts'
import type { MarketView, Rules, SideRules } from './form.ts'
import type { SignalColumns } from './signals.ts'
import { Standings } from './standings.ts'
import { rowsNeeded, rulesOf, type StrategyParams } from './strategies.ts'

/** Filtered rows stand beside the bars, one each, or there are none and the closes speak for themselves. */
export type FilteredRows = readonly FilteredRow[] | null

/** Bytes of columns that one decision may keep. */
const DECISION_BYTES = 16 * 1024 * 1024

/** What the filters say of every bar, as a strategy reads it; NaN is UNKNOWN. */
export interface FilterInputs {
  /** Dollars. */
  readonly filteredPrice: Float64Array
  readonly velocity: Float64Array
  /** `regimeCode` of the label. */
  readonly regime: Float64Array
}

/** What a strategy may see of one symbol. `bytesMax` bounds the columns that are kept for other parameters. */
export function viewOfColumns(bars: BarColumns, filters: FilterInputs | null, bytesMax: number): MarketView {
  if (filters === null) {
    const of = new Columns(bars, { bytesMax })
    return { of, price: of.close, filters: null }
  }
  const named = { filtered_price: filters.filteredPrice, velocity: filters.velocity, regime: filters.regime }
  const of = new Columns(bars, { bytesMax, named })
  const column = (name: keyof typeof named) => present(of.named(name), name)
  return { of, price: column('filtered_price'), filters: { velocity: column('velocity'), regime: column('regime') } }
}

/** The same from the filters' rows. */
export function viewOf(bars: BarColumns, rows: FilteredRows, bytesMax = DECISION_BYTES): MarketView {
  if (rows === null) return viewOfColumns(bars, null, bytesMax)
  assert(rows.length === bars.length, `${rows.length} filtered rows stand beside ${bars.length} bars`)
  const filters = {
    filteredPrice: Float64Array.from(rows, (row) => row.signal.filteredPrice ?? Number.NaN),
    velocity: Float64Array.from(rows, (row) => row.signal.velocity ?? Number.NaN),
    regime: Float64Array.from(rows, ({ regime: { regime } }) => regimeCode(regime)),
  }
  return viewOfColumns(bars, filters, bytesMax)
}

export interface Reading {
  readonly params: StrategyParams
  readonly bars: BarColumns
  readonly rules: Rules
}

export const readStrategy = (bars: BarColumns, view: MarketView, params: StrategyParams): Reading => ({
  params,
  bars,
  rules: rulesOf(view, params),
})

/** Columns that are written anew for every reading, so that a sweep makes them once. */
export interface SignalBuffers {
  readonly enterLong: Uint8Array
  readonly exitLong: Uint8Array
  readonly enterShort: Uint8Array
  readonly exitShort: Uint8Array
  readonly stopPrice: Float64Array
  readonly standings: Standings
}

export const signalBuffers = (length: number): SignalBuffers => ({
  enterLong: new Uint8Array(length),
  exitLong: new Uint8Array(length),
  enterShort: new Uint8Array(length),
  exitShort: new Uint8Array(length),
  stopPrice: new Float64Array(length).fill(Number.NaN),
  standings: new Standings(length),
})

/**
 * The signals of a reading, in the buffers given. Stops are written on the bars of entries only, which are all that an
 * engine reads. `stake` is the share to stake on each bar, null for the account's own.
 */
export function signalsOf(
  { bars, rules }: Reading,
  stake: Float64Array | null,
  buffers: SignalBuffers = signalBuffers(bars.length),
): SignalColumns {
  const { enterLong, exitLong, enterShort, exitShort } = buffers
  const marking = { rules, standings: buffers.standings }
  buffers.standings.clear()
  markEntries(enterLong, rules.long, marking)
  markExits(exitLong, rules.long, marking)
  markEntries(enterShort, rules.short, marking)
  markExits(exitShort, rules.short, marking)
  if (rules.stopDistance) {
    writeStops(buffers.stopPrice, enterLong, bars.close, { distance: rules.stopDistance, direction: -1 })
    if (rules.short) {
      writeStops(buffers.stopPrice, enterShort, bars.close, { distance: rules.stopDistance, direction: 1 })
    }
  }
  return {
    length: bars.length,
    ...{ enterLong, exitLong, enterShort, exitShort },
    entryOrder: rules.entryPrice === 'close' ? 'market_on_close' : 'market',
    ...{ limitPrice: null, triggerPrice: null, targetPrice: null, stake },
    stopPrice: rules.stopDistance ? buffers.stopPrice : null,
    trailDistance: rules.trailDistance ? valuesOf(rules.trailDistance) : null,
    holdBarsMax: rules.holdBarsMax,
  }
}

interface StopRule {
  readonly distance: Column
  readonly direction: 1 | -1
}

/** A stop at or below zero protects nothing: it is UNKNOWN. */
const stopAt = (close: number, distance: number, direction: 1 | -1): number => {
  const stop = close + direction * distance
  return stop > 0 && Number.isFinite(stop) ? stop : Number.NaN
}

function writeStops(stops: Float64Array, entries: Uint8Array, closes: Float64Array, rule: StopRule): void {
  const distances = valuesOf(rule.distance)
  for (let index = entries.indexOf(1); index >= 0; index = entries.indexOf(1, index + 1)) {
    stops[index] = stopAt(closes[index] as number, distances[index] as number, rule.direction)
  }
}

/** One bar of a reading: all that a decision rests on. */
export interface DecisionRow {
  readonly strategy: StrategyParams['strategy']
  readonly params: StrategyParams
  /** Close of the bar. */
  readonly at: Instant
  readonly close: number
  readonly rules: Rules
  readonly long: SideRules
  /** Bars whose measures an entry and an exit rest on: this one's or the one's before; -1 before the first. */
  readonly entryIndex: number
  readonly exitIndex: number
  /** Close minus the stop's distance; null while UNKNOWN or not positive. */
  readonly stopPrice: number | null
}

export function rowAt({ params, bars, rules }: Reading, index: number): DecisionRow {
  const close = bars.close[index] as number
  const distance = rules.stopDistance ? (valuesOf(rules.stopDistance)[index] as number) : Number.NaN
  const stop = stopAt(close, distance, -1)
  return {
    strategy: params.strategy,
    params,
    at: bars.closesAt[index] as number,
    ...{ close, rules, long: rules.long },
    entryIndex: index - rules.entryDelayBars,
    exitIndex: index - rules.exitDelayBars,
    stopPrice: Number.isNaN(stop) ? null : stop,
  }
}

/** The row of the last bar, from as short a tail as gives it; null without bars. */
export function lastRow(bars: readonly Bar[], rows: FilteredRows, params: StrategyParams): DecisionRow | null {
  const length = rowsNeeded(params)
  const tail = bars.slice(-length)
  const first = tail[0]
  if (!first) return null
  const columns = barColumns(first.symbol, tail)
  const view = viewOf(columns, rows === null ? null : rows.slice(-length))
  return rowAt(readStrategy(columns, view, params), tail.length - 1)
}
