/** Working orders and protection on one bar, in the sweep engine: phases 5 to 9 of the rules. */
import { type Direction, MICROS_PER_USD } from '../orders/index.ts'
import { affordableShares } from './affordable.ts'
import { bookExit, bookFill, endEntry, FILLED, holdToLimit, PARTIAL, quoteLimit, quoteMarket } from './sweep-fills.ts'
import { kindCode, outcomeCode } from './sweep-records.ts'
import { NONE, type RunState, type SymbolState } from './sweep-state.ts'

const STOP = kindCode('STOP')
const TARGET = kindCode('TARGET')
const INSUFFICIENT_CASH = outcomeCode('insufficient_cash')
const ORDER_EXPIRED = outcomeCode('ORDER_EXPIRED')

/** When an order would fill by its price. */
const NEVER = 0
const AT_OPEN = 1
const WITHIN_BAR = 2
const AT_CLOSE = 3

/** Phase 5. */
export function workExit(run: RunState, state: SymbolState): void {
  exitNear(run, state, state.bars.open[state.bar] as number)
}

/** Fills of the working exit order what the volume lets fill. */
function exitNear(run: RunState, state: SymbolState, referenceUsd: number): void {
  const qty = Math.min(Math.abs(state.qty), state.volumeLeft)
  if (qty < 1) return
  quoteMarket(run, state, state.qty > 0 ? -1 : 1, referenceUsd)
  bookExit(run, state, qty)
}

/** Phase 6. While an exit order works the bar has no volume left for it. */
export function protect(run: RunState, state: SymbolState): void {
  const { bars, bar, target } = state
  const side = state.qty > 0 ? 1 : -1
  const open = bars.open[bar] as number
  const [worst, best] = side > 0 ? [bars.low, bars.high] : [bars.high, bars.low]
  const stop = tighterStop(state, side)
  if (side * open <= side * stop) stopOut(run, state, open)
  else if (side * (worst[bar] as number) <= side * stop) stopOut(run, state, stop)
  else if (side * open >= side * target) {
    quoteMarket(run, state, side > 0 ? -1 : 1, open)
    holdToLimit(run, target)
    takeTarget(run, state)
  } else if (side * (best[bar] as number) > side * target) {
    quoteLimit(run, side > 0 ? -1 : 1, target)
    takeTarget(run, state)
  }
}

/** The same bar after a fill within it: the worse order of events is taken. */
function protectWithin(run: RunState, state: SymbolState): void {
  const { bars, bar } = state
  const side = state.qty > 0 ? 1 : -1
  const stop = tighterStop(state, side)
  const open = bars.open[bar] as number
  const worst = (side > 0 ? bars.low : bars.high)[bar] as number
  if (side * worst <= side * stop) stopOut(run, state, side * open < side * stop ? open : stop)
}

/** The tighter of stop and trail stop; NaN when there is neither. */
export function tighterStop({ stop, trailStop }: SymbolState, side: Direction): number {
  return side * trailStop > side * stop || Number.isNaN(stop) ? trailStop : stop
}

function stopOut(run: RunState, state: SymbolState, referenceUsd: number): void {
  endEntry(run, state, PARTIAL)
  startExit(run, state, STOP)
  exitNear(run, state, referenceUsd)
}

/** Wants the whole position out. What this bar does not fill works from the next one on. */
export function startExit({ records }: RunState, state: SymbolState, kind: number): void {
  state.exitHasFill = false
  state.exit = records.addIntent(state, kind, state.qty > 0 ? -1 : 1, Math.abs(state.qty))
}

/** Fills at the target what the volume lets fill; the rest stays protected. */
function takeTarget(run: RunState, state: SymbolState): void {
  const wanted = Math.abs(state.qty)
  const qty = Math.min(wanted, state.volumeLeft)
  if (qty < 1) return
  endEntry(run, state, PARTIAL)
  const intent = run.records.addIntent(state, TARGET, run.direction, wanted)
  bookFill(run, state, intent, qty)
  run.records.ends(intent, qty === wanted ? FILLED : PARTIAL)
}

/** Phases 7 and 8. */
export function workEntry(run: RunState, state: SymbolState): void {
  if (state.qty === 0 || state.openedBy === state.entry) tryEntry(run, state)
  const seen = state.bar - state.entryDecidedAt
  if (seen >= run.account.entryGoodForBars) endEntry(run, state, ORDER_EXPIRED)
}

function tryEntry(run: RunState, state: SymbolState): void {
  const when = quoteEntry(run, state)
  if (when === NEVER || state.volumeLeft < 1) return
  run.fraction = state.entryFraction
  run.measure()
  const affordable = affordableShares(run, run, run)
  if (Number.isNaN(state.entryWanted)) {
    state.entryWanted = affordable
    run.records.wants(state.entry, affordable)
  }
  const qty = Math.min(state.entryWanted - state.entryFilled, state.volumeLeft, affordable)
  if (qty < 1) {
    if (!state.entryHasFill) endEntry(run, state, INSUFFICIENT_CASH)
    return
  }
  const opens = state.qty === 0
  if (opens) openPosition(run, state)
  bookFill(run, state, state.entry, qty)
  state.entryFilled += qty
  state.entryHasFill = true
  if (state.entryFilled >= state.entryWanted) {
    run.records.ends(state.entry, FILLED)
    state.entry = NONE
  }
  if (!(opens && state.protects)) return
  if (when === AT_OPEN) protect(run, state)
  if (when === WITHIN_BAR) protectWithin(run, state)
}

function openPosition(run: RunState, state: SymbolState): void {
  state.openedBy = state.entry
  state.entryBar = state.bar
  if (!state.protects) return
  state.stop = state.entryStop
  state.target = state.entryTarget
  state.trailDistance = state.entryTrailDistance
  state.trailStop = run.priceMicros / MICROS_PER_USD - state.entrySide * state.entryTrailDistance
}

/** Prices the working entry order on this bar and says when it would fill. */
function quoteEntry(run: RunState, state: SymbolState): number {
  const { bars, bar, entrySide: side, entryTrigger: trigger } = state
  const open = bars.open[bar] as number
  const order = state.signals.entryOrder
  if (order === 'market') {
    quoteMarket(run, state, side, open)
    return AT_OPEN
  }
  if (order === 'market_on_close') {
    quoteMarket(run, state, side, bars.close[bar] as number)
    return AT_CLOSE
  }
  if (order === 'limit') return quoteLimitEntry(run, state)
  const passed = side * open >= side * trigger
  const reached = side * ((side > 0 ? bars.high : bars.low)[bar] as number) >= side * trigger
  if (order === 'stop') {
    if (passed || reached) quoteMarket(run, state, side, passed ? open : trigger)
    return passed ? AT_OPEN : reached ? WITHIN_BAR : NEVER
  }
  if (state.entryTriggered || passed) {
    state.entryTriggered = true
    return quoteLimitEntry(run, state)
  }
  if (!reached) return NEVER
  state.entryTriggered = true
  if (!(side * trigger <= side * state.entryLimit)) return NEVER
  quoteMarket(run, state, side, trigger)
  holdToLimit(run, state.entryLimit)
  return WITHIN_BAR
}

function quoteLimitEntry(run: RunState, state: SymbolState): number {
  const { bars, bar, entrySide: side, entryLimit: limit } = state
  const open = bars.open[bar] as number
  if (side * open <= side * limit) {
    quoteMarket(run, state, side, open)
    holdToLimit(run, limit)
    return AT_OPEN
  }
  if (!(side * ((side > 0 ? bars.low : bars.high)[bar] as number) < side * limit)) return NEVER
  quoteLimit(run, side, limit)
  return WITHIN_BAR
}

/** Phase 9. */
export function trail(state: SymbolState): void {
  if (Number.isNaN(state.trailDistance)) return
  const { bars, bar } = state
  const side = state.qty > 0 ? 1 : -1
  const extreme = bar === state.entryBar ? bars.close : side > 0 ? bars.high : bars.low
  const candidate = (extreme[bar] as number) - side * state.trailDistance
  if (side * candidate > side * state.trailStop) state.trailStop = candidate
}
