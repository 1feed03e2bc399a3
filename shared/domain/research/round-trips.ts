/** From the fills of a simulation to its round trips: each position from its first share to its last. */
import { DAY_MS } from '../../base/instant.ts'
import { INTENT_KINDS, type OrderRecords } from '../backtest/index.ts'
import { MICROS_PER_USD, microsOf } from '../orders/index.ts'
import type { RoundTrip } from '../performance/index.ts'
import type { MarketSymbol } from './market.ts'

type Traded = Pick<MarketSymbol, 'bars' | 'actions'>

/** A position under way. Prices are dollars, money millionths of a dollar, both in the shares of now. */
interface Open {
  readonly side: 1 | -1
  readonly entryBar: number
  /** Shares held now, and all that were ever added and taken off. */
  held: number
  entered: number
  exited: number
  paidMicros: number
  gotMicros: number
  feesMicros: number
  costsMicros: number
  /** What borrow took, and dividends and left-over fractions brought. */
  carriedMicros: number
  lowest: number
  highest: number
  /** Last bar whose corporate actions and borrow are in, and the mark after it. */
  bar: number
  markMicros: number
  action: number
}

interface Fill {
  readonly bar: number
  readonly side: number
  readonly qty: number
  readonly priceMicros: number
  readonly feeMicros: number
  readonly costMicros: number
  readonly reason: string
}

/** Prices that were surely met while the position was held. */
function meet(open: Open, low: number, high: number): void {
  open.lowest = Math.min(open.lowest, low)
  open.highest = Math.max(open.highest, high)
}

function split(open: Open, ratio: number): void {
  const shares = open.held * ratio
  const whole = Math.floor(shares)
  open.carriedMicros += open.side * Math.round(((shares - whole) * open.markMicros) / ratio)
  open.held = whole
  open.entered *= ratio
  open.exited *= ratio
  open.lowest /= ratio
  open.highest /= ratio
  open.markMicros = Math.round(open.markMicros / ratio)
}

/** Holds the position up to a bar: the bars in between are met whole, and that bar's first two phases are taken. */
function carry(open: Open, { bars, actions }: Traded, to: number, borrowPct: number): void {
  while (open.bar < to && open.held > 0) {
    const before = open.bar
    if (before > open.entryBar) meet(open, bars.low[before] as number, bars.high[before] as number)
    else meet(open, bars.close[before] as number, bars.close[before] as number)
    open.bar += 1
    open.markMicros = microsOf(bars.close[before] as number)
    for (; ; open.action += 1) {
      const action = actions[open.action]
      if (!action || action.at > (bars.opensAt[open.bar] as number)) break
      if (action.kind === 'split') split(open, action.ratio)
      else open.carriedMicros += open.side * open.held * microsOf(action.perShareUsd)
    }
    if (open.side > 0 || borrowPct === 0) continue
    const days = ((bars.closesAt[open.bar] as number) - (bars.closesAt[before] as number)) / DAY_MS
    open.carriedMicros -= Math.round((((open.held * open.markMicros * borrowPct) / 100) * days) / 365)
  }
}

function begun(fill: Fill, { bars, actions }: Traded): Open {
  const price = fill.priceMicros / MICROS_PER_USD
  const action = actions.findIndex(({ at }) => at > (bars.opensAt[fill.bar] as number))
  return {
    ...{ side: fill.side > 0 ? 1 : -1, entryBar: fill.bar, bar: fill.bar },
    ...{ held: 0, entered: 0, exited: 0, paidMicros: 0, gotMicros: 0, feesMicros: 0, costsMicros: 0, carriedMicros: 0 },
    ...{ lowest: price, highest: price, markMicros: 0, action: action < 0 ? actions.length : action },
  }
}

function take(open: Open, fill: Fill): void {
  const amount = fill.qty * fill.priceMicros
  if (fill.side === open.side) {
    open.held += fill.qty
    open.entered += fill.qty
    open.paidMicros += amount
  } else {
    open.held -= fill.qty
    open.exited += fill.qty
    open.gotMicros += amount
  }
  open.feesMicros += fill.feeMicros
  open.costsMicros += fill.costMicros
  meet(open, fill.priceMicros / MICROS_PER_USD, fill.priceMicros / MICROS_PER_USD)
}

function ended(symbol: number, open: Open, { bars }: Traded, reason: string | null): RoundTrip {
  const entryPriceUsd = open.paidMicros / open.entered / MICROS_PER_USD
  const exitPriceMicros = open.exited > 0 ? open.gotMicros / open.exited : open.markMicros
  // What is still held is worth its last mark.
  const worthMicros = open.gotMicros + open.held * open.markMicros
  const [down, up] = [open.lowest / entryPriceUsd - 1, open.highest / entryPriceUsd - 1]
  return {
    ...{ symbol, side: open.side, entryBar: open.entryBar, exitBar: open.bar },
    entryAt: bars.opensAt[open.entryBar] as number,
    exitAt: bars.opensAt[open.bar] as number,
    ...{ qty: open.entered, entryPriceUsd, exitPriceUsd: exitPriceMicros / MICROS_PER_USD },
    feesUsd: open.feesMicros / MICROS_PER_USD,
    costsUsd: open.costsMicros / MICROS_PER_USD,
    pnlUsd: (open.side * (worthMicros - open.paidMicros) - open.feesMicros + open.carriedMicros) / MICROS_PER_USD,
    reason,
    worst: Math.min(0, open.side > 0 ? down : -up),
    best: Math.max(0, open.side > 0 ? up : -down),
  }
}

/**
 * The round trips of a simulation in the order in which they ended, those still open last. `worst` and `best` rest on
 * prices that were surely met while the position was held: its fills, the close of its first bar, and the extremes of
 * the bars that it was held through.
 *
 * @param borrowPct per cent per year on what is held short, as the simulation charged it
 */
export function roundTripsOf(
  records: OrderRecords,
  symbols: readonly Traded[],
  borrowPct: number,
): readonly RoundTrip[] {
  const trips: RoundTrip[] = []
  const open: (Open | null)[] = symbols.map(() => null)
  for (let at = 0; at < records.fills; at += 1) {
    const intent = records.fillIntent[at] as number
    const index = records.intentSymbol[intent] as number
    const symbol = symbols[index] as Traded
    const fill: Fill = {
      bar: records.fillBar[at] as number,
      side: records.intentSide[intent] as number,
      qty: records.fillQty[at] as number,
      priceMicros: records.fillPrice[at] as number,
      feeMicros: records.fillFee[at] as number,
      costMicros: records.fillCost[at] as number,
      reason: INTENT_KINDS[records.intentKind[intent] as number] as string,
    }
    let position = open[index] ?? null
    if (position) carry(position, symbol, fill.bar, borrowPct)
    if (position && position.held === 0) {
      trips.push(ended(index, position, symbol, 'SPLIT_REMAINDER'))
      position = null
    }
    position ??= begun(fill, symbol)
    take(position, fill)
    const isOver = position.held === 0
    if (isOver) trips.push(ended(index, position, symbol, fill.reason))
    open[index] = isOver ? null : position
  }
  for (const [index, position] of open.entries()) {
    const symbol = symbols[index]
    if (!position || !symbol) continue
    const last = symbol.bars.length - 1
    carry(position, symbol, last, borrowPct)
    position.markMicros = microsOf(symbol.bars.close[last] as number)
    trips.push(ended(index, position, symbol, position.held === 0 ? 'SPLIT_REMAINDER' : null))
  }
  return trips
}
