/**
 * Folds order records into round trips. Their profits add up to what the account gained: fills, fees, dividends, borrow
 * and the cash for fractions of a split are counted, each by its rule in simulation.ts.
 *
 * How far the price went while a position was held is told by prices that it certainly saw: every bar between entry and
 * exit whole; the entry bar whole when it was entered at the open, else its close; of the exit bar the open and the
 * price of the exit, and the whole bar when it was left at the close.
 */
import { DAY_MS } from '../../base/instant.ts'
import { MICROS_PER_USD, microsOf } from '../orders/index.ts'
import type { FillTotals, RoundTrip } from '../performance/index.ts'
import { INTENT_KINDS, type OrderRecords, type Simulation, type SimulationSymbol } from './simulation.ts'

/** A position while it is held: money in millionths, quantities and prices in the shares of now. */
interface Held {
  readonly side: 1 | -1
  readonly entryBar: number
  readonly isFromOpen: boolean
  qty: number
  enteredQty: number
  enteredMicros: number
  exitedQty: number
  exitedMicros: number
  feesMicros: number
  costsMicros: number
  /** Dividends less borrow. */
  carriedMicros: number
  /** Dollars. */
  lowest: number
  highest: number
  reason: string | null
}

/** One symbol's way through its bars. */
interface Track {
  readonly symbol: number
  readonly feed: SimulationSymbol
  readonly borrowPctPerYear: number
  /** Counted up to the open of this bar. */
  bar: number
  /** Index of the next corporate action. */
  action: number
  held: Held | null
}

interface Fill {
  readonly bar: number
  readonly direction: number
  readonly qty: number
  readonly price: number
  readonly fee: number
  readonly cost: number
  readonly reason: string
}

/** What all fills come to. */
export function fillTotals(records: OrderRecords): FillTotals {
  let notionalMicros = 0
  let feesMicros = 0
  let costsMicros = 0
  for (let fill = 0; fill < records.fills; fill += 1) {
    notionalMicros += (records.fillQty[fill] as number) * (records.fillPrice[fill] as number)
    feesMicros += records.fillFee[fill] as number
    costsMicros += records.fillCost[fill] as number
  }
  return { notionalMicros, feesMicros, costsMicros }
}

/** Every position from its first fill to its last, by the instant of its end and by symbol; those still open last. */
export function roundTripsOf(simulation: Simulation, records: OrderRecords): RoundTrip[] {
  const { borrowPctPerYear } = simulation.costs
  const tracks = simulation.symbols.map((feed, symbol): Track => {
    return { symbol, feed, borrowPctPerYear, bar: 0, action: 0, held: null }
  })
  const ended: RoundTrip[] = []
  for (let index = 0; index < records.fills; index += 1) {
    const track = tracks[records.intentSymbol[records.fillIntent[index] as number] as number] as Track
    const fill = fillAt(records, index)
    advance(track, fill.bar, ended)
    take(track, fill)
    settle(track, ended)
  }
  for (const track of tracks) advance(track, track.feed.bars.length - 1, ended)
  const open = tracks.flatMap((track) => (track.held === null ? [] : [openTrip(track, track.held)]))
  return [...ended.sort((a, b) => a.exitAt - b.exitAt || a.symbol - b.symbol), ...open]
}

function fillAt(records: OrderRecords, index: number): Fill {
  const intent = records.fillIntent[index] as number
  return {
    bar: records.fillBar[index] as number,
    direction: records.intentSide[intent] as number,
    qty: records.fillQty[index] as number,
    price: records.fillPrice[index] as number,
    fee: records.fillFee[index] as number,
    cost: records.fillCost[index] as number,
    reason: INTENT_KINDS[records.intentKind[intent] as number] as string,
  }
}

/** Goes on to the open of a bar, corporate actions and borrow of that bar included. */
function advance(track: Track, to: number, ended: RoundTrip[]): void {
  const { feed, held } = track
  while (held !== null && held.qty > 0 && track.bar < to) {
    passQuietBars(track, held, to)
    if (track.bar < to) passBar(track, held)
  }
  settle(track, ended)
  if (track.held !== null || to < 0) return
  const opensAt = feed.bars.opensAt[to] as number
  while (track.action < feed.actions.length && (feed.actions[track.action]?.at as number) <= opensAt) track.action += 1
  track.bar = to
}

/** Bars behind which neither a corporate action nor borrow comes: nothing but their range counts, and many they are. */
function passQuietBars(track: Track, held: Held, to: number): void {
  const { bars, actions } = track.feed
  if (track.bar === held.entryBar || (held.side < 0 && track.borrowPctPerYear > 0)) return
  const { low, high, opensAt } = bars
  const actsAt = actions[track.action]?.at ?? Number.POSITIVE_INFINITY
  let { lowest, highest } = held
  let bar = track.bar
  for (; bar < to && (opensAt[bar + 1] as number) < actsAt; bar += 1) {
    if ((low[bar] as number) < lowest) lowest = low[bar] as number
    if ((high[bar] as number) > highest) highest = high[bar] as number
  }
  held.lowest = lowest
  held.highest = highest
  track.bar = bar
}

function passBar(track: Track, held: Held): void {
  const { feed, borrowPctPerYear } = track
  const { bars, actions } = feed
  seeWhole(held, track)
  const opensAt = bars.opensAt[track.bar + 1] as number
  let mark = microsOf(bars.close[track.bar] as number)
  while (track.action < actions.length && (actions[track.action]?.at as number) <= opensAt) {
    mark = act(track, held, mark)
    track.action += 1
  }
  if (held.side < 0 && borrowPctPerYear > 0) {
    const days = ((bars.closesAt[track.bar + 1] as number) - (bars.closesAt[track.bar] as number)) / DAY_MS
    held.carriedMicros -= Math.round((((held.qty * mark * borrowPctPerYear) / 100) * days) / 365)
  }
  track.bar += 1
}

/** One corporate action; gives the mark after it. */
function act(track: Track, held: Held, mark: number): number {
  const action = track.feed.actions[track.action]
  if (action?.kind === 'dividend') held.carriedMicros += held.side * held.qty * microsOf(action.perShareUsd)
  if (action?.kind !== 'split') return mark
  const { ratio } = action
  const whole = Math.floor(held.qty * ratio)
  const left = held.qty * ratio - whole
  held.enteredQty *= ratio
  held.exitedQty = held.exitedQty * ratio + left
  held.exitedMicros += Math.round((left * mark) / ratio)
  held.lowest /= ratio
  held.highest /= ratio
  held.qty = whole
  if (whole === 0) held.reason = 'SPLIT_REMAINDER'
  return Math.round(mark / ratio)
}

function take(track: Track, fill: Fill): void {
  const { bar, qty, price, fee, cost } = fill
  const held = track.held ?? opened(track, fill)
  track.held = held
  held.feesMicros += fee
  held.costsMicros += cost
  see(held, price / MICROS_PER_USD)
  if (fill.direction === held.side) {
    held.qty += qty
    held.enteredQty += qty
    held.enteredMicros += qty * price
    return
  }
  const { bars } = track.feed
  if (bar > held.entryBar) see(held, bars.open[bar] as number)
  if (
    (fill.reason === 'END' || fill.reason === 'DELISTED') &&
    referenceOf(fill) === microsOf(bars.close[bar] as number)
  ) {
    seeWhole(held, track)
  }
  held.qty -= qty
  held.exitedQty += qty
  held.exitedMicros += qty * price
  held.reason = fill.reason
}

function opened(track: Track, fill: Fill): Held {
  return {
    side: fill.direction > 0 ? 1 : -1,
    entryBar: fill.bar,
    isFromOpen: referenceOf(fill) === microsOf(track.feed.bars.open[fill.bar] as number),
    qty: 0,
    enteredQty: 0,
    enteredMicros: 0,
    exitedQty: 0,
    exitedMicros: 0,
    feesMicros: 0,
    costsMicros: 0,
    carriedMicros: 0,
    lowest: fill.price / MICROS_PER_USD,
    highest: fill.price / MICROS_PER_USD,
    reason: null,
  }
}

/** The price that spread and slippage were added to: the open, where it filled at the open. */
const referenceOf = ({ price, direction, cost, qty }: Fill): number => price - (direction * cost) / qty

function see(held: Held, price: number): void {
  held.lowest = Math.min(held.lowest, price)
  held.highest = Math.max(held.highest, price)
}

/** What a position that was held to the end of the track's bar saw of that bar. */
function seeWhole(held: Held, { bar, feed }: Track): void {
  const isPart = bar === held.entryBar && !held.isFromOpen
  see(held, (isPart ? feed.bars.close[bar] : feed.bars.low[bar]) as number)
  see(held, (isPart ? feed.bars.close[bar] : feed.bars.high[bar]) as number)
}

function settle(track: Track, ended: RoundTrip[]): void {
  if (track.held === null || track.held.qty > 0) return
  ended.push(tripOf(track, track.held))
  track.held = null
}

/** A position that the simulation left open, as if it were sold at its last mark; it has no reason. */
function openTrip(track: Track, held: Held): RoundTrip {
  seeWhole(held, track)
  const exitedMicros = held.exitedMicros + held.qty * microsOf(track.feed.bars.close[track.bar] as number)
  return { ...tripOf(track, { ...held, exitedQty: held.exitedQty + held.qty, exitedMicros }), reason: null }
}

/** Plain literals: a sweep makes hundreds of thousands of these. */
function tripOf({ symbol, feed, bar }: Track, held: Held): RoundTrip {
  const { side, entryBar, enteredQty, enteredMicros, exitedQty, exitedMicros, reason } = held
  const entryPriceUsd = enteredMicros / enteredQty / MICROS_PER_USD
  const low = held.lowest / entryPriceUsd - 1
  const high = held.highest / entryPriceUsd - 1
  const pnlMicros = side * (exitedMicros - enteredMicros) - held.feesMicros + held.carriedMicros
  return {
    symbol,
    side,
    entryBar,
    exitBar: bar,
    entryAt: feed.bars.opensAt[entryBar] as number,
    exitAt: feed.bars.opensAt[bar] as number,
    qty: enteredQty,
    entryPriceUsd,
    exitPriceUsd: exitedMicros / exitedQty / MICROS_PER_USD,
    feesUsd: held.feesMicros / MICROS_PER_USD,
    costsUsd: held.costsMicros / MICROS_PER_USD,
    pnlUsd: pnlMicros / MICROS_PER_USD,
    reason,
    worst: Math.min(0, side > 0 ? low : -high),
    best: Math.max(0, side > 0 ? high : -low),
  }
}
