/** What a run of the sweep engine changes as it goes: one symbol's position and orders, and the account. */
import type { BarColumns } from '../market/index.ts'
import { type Direction, exactMicros, microsOf } from '../orders/index.ts'
import type { SizeRails } from '../risk/index.ts'
import type { SignalColumns } from '../strategy/index.ts'
import type { Standing, Wish } from './affordable.ts'
import type { AccountRules, CorporateAction, SimulationCosts } from './simulation.ts'
import type { PreparedSymbol } from './sweep-market.ts'
import type { PricedFill, RecordBuffers } from './sweep-records.ts'

/** Marks a field as float64, so that it is stored as one from its first value on. */
const FLOAT = Number.NaN

/** No intent. */
export const NONE = -1

/** The flags of one column, asked for in rising order. */
class FlagCursor {
  readonly #column: Uint8Array
  #next = -1

  constructor(column: Uint8Array) {
    this.#column = column
  }

  /** The first bar at or after one that has the flag; the column's length when none has. */
  from(bar: number): number {
    if (this.#next >= bar) return this.#next
    const found = this.#column.indexOf(1, bar)
    this.#next = found < 0 ? this.#column.length : found
    return this.#next
  }
}

export class SymbolState {
  readonly index: number = 0
  readonly bars: BarColumns
  readonly actions: readonly CorporateAction[]
  readonly actionBars: Int32Array
  readonly steps: Int32Array
  readonly tradeFrom: number = 0
  readonly delisted: boolean = false
  readonly last: number = 0
  readonly signals: SignalColumns
  /** Whether positions are protected, and whether orders carry any price. */
  readonly protects: boolean = false
  readonly priced: boolean = false
  readonly enterLong: FlagCursor
  readonly enterShort: FlagCursor
  readonly exitLong: FlagCursor
  readonly exitShort: FlagCursor

  /** The bar being worked on, the first one that is not quiet, and the first action not yet passed. */
  bar = 0
  busyFrom = 0
  nextAction = 0
  volumeLeft = FLOAT

  /** The position: signed shares, and its mark in millionths. Prices and distances of protection in dollars. */
  qty = FLOAT
  mark = FLOAT
  entryBar = 0
  /** Intent whose order opened the position. */
  openedBy = NONE
  stop = Number.NaN
  target = Number.NaN
  trailDistance = Number.NaN
  trailStop = Number.NaN

  /** The working exit order, which wants what is left of the position: its intent, and whether anything has filled. */
  exit = NONE
  exitHasFill = false

  /** The working entry order: its intent, decision bar, shares (wanted: NaN before `all_in` is sized) and prices. */
  entry = NONE
  entryDecidedAt = 0
  entrySide: Direction = 1
  entryWanted = FLOAT
  entryFilled = FLOAT
  entryHasFill = false
  entryFraction = 1
  entryTriggered = false
  entryLimit = Number.NaN
  entryTrigger = Number.NaN
  entryStop = Number.NaN
  entryTarget = Number.NaN
  entryTrailDistance = Number.NaN

  constructor(index: number, market: PreparedSymbol, signals: SignalColumns) {
    this.index = index
    this.bars = market.bars
    this.actions = market.actions
    this.actionBars = market.actionBars
    this.steps = market.steps
    this.tradeFrom = market.tradeFrom
    this.delisted = market.delisted
    this.last = market.bars.length - 1
    this.signals = signals
    this.qty = 0
    this.mark = 0
    this.protects = signals.stopPrice !== null || signals.targetPrice !== null || signals.trailDistance !== null
    this.priced = this.protects || signals.limitPrice !== null || signals.triggerPrice !== null
    this.enterLong = new FlagCursor(signals.enterLong)
    this.enterShort = new FlagCursor(signals.enterShort)
    this.exitLong = new FlagCursor(signals.exitLong)
    this.exitShort = new FlagCursor(signals.exitShort)
  }

  /** Side of the position; of a flat one, 0. */
  side(): Direction | 0 {
    return this.qty > 0 ? 1 : this.qty < 0 ? -1 : 0
  }
}

/** The account, and the fill that is being priced: what `affordableShares` reads, so that asking it makes nothing. */
export class RunState implements Standing, Wish, PricedFill {
  readonly symbols: readonly SymbolState[]
  readonly account: AccountRules
  readonly costs: SimulationCosts
  /** Null with `all_in`. */
  readonly rails: SizeRails | null
  readonly records: RecordBuffers

  cashMicros = FLOAT
  equityMicros = FLOAT
  exposureMicros = FLOAT

  direction: Direction = 1
  priceMicros = FLOAT
  /** Spread and slippage per share, in millionths. */
  awayMicros = FLOAT
  feeMicros = FLOAT
  fraction = 1

  constructor(symbols: readonly SymbolState[], account: AccountRules, costs: SimulationCosts, records: RecordBuffers) {
    this.symbols = symbols
    this.account = account
    this.costs = costs
    this.records = records
    const { sizing } = account
    this.rails = sizing === 'all_in' ? null : { ...account, sizing }
    this.cashMicros = exactMicros(microsOf(account.startEquityUsd))
  }

  /** Equity and exposure at the marks of now. */
  measure(): void {
    let value = 0
    let exposure = 0
    for (let index = 0; index < this.symbols.length; index += 1) {
      const { qty, mark } = this.symbols[index] as SymbolState
      value += qty * mark
      exposure += Math.abs(qty) * mark
    }
    this.equityMicros = this.cashMicros + value
    this.exposureMicros = exposure
  }
}
