/** Where the sweep engine need not look: bars on which neither position nor order of a symbol can change. */
import { tighterStop } from './sweep-orders.ts'
import { NONE, type RunState, type SymbolState } from './sweep-state.ts'

/** The first bar at or after `from` that must be worked; one past the last when none must. */
export function busyFrom(run: RunState, state: SymbolState, from: number): number {
  if (from > state.last || state.entry !== NONE || state.exit !== NONE) return from
  return state.qty === 0 ? nextEntry(state, from) : nextChange(run, state, from)
}

function nextEntry(state: SymbolState, from: number): number {
  const first = Math.max(from, state.tradeFrom)
  const bar = Math.min(state.enterLong.from(first), state.enterShort.from(first))
  return bar < state.last ? bar : state.last + 1
}

function nextChange(run: RunState, state: SymbolState, from: number): number {
  const { signals, last } = state
  const long = state.qty > 0
  if (!long && run.costs.borrowPctPerYear > 0) return from
  const exit = (long ? state.exitLong : state.exitShort).from(from)
  const opposite = (long ? state.enterShort : state.enterLong).from(from)
  const over = signals.holdBarsMax > 0 ? Math.max(from, state.entryBar + signals.holdBarsMax) : last
  const bar = Math.min(last, exit, opposite, over, nextAction(state, from))
  const unprotected = Number.isNaN(state.stop) && Number.isNaN(state.target) && Number.isNaN(state.trailDistance)
  return unprotected ? bar : nextHit(state, from, bar)
}

function nextAction(state: SymbolState, from: number): number {
  while ((state.actionBars[state.nextAction] as number) < from) state.nextAction += 1
  return state.actionBars[state.nextAction] as number
}

/** The first bar in [from, to) that reaches the protection, which trails along; `to` when none does. */
function nextHit(state: SymbolState, from: number, to: number): number {
  const { bars, target, trailDistance } = state
  const side = state.qty > 0 ? 1 : -1
  const opens = bars.open
  const [worst, best] = side > 0 ? [bars.low, bars.high] : [bars.high, bars.low]
  const trails = !Number.isNaN(trailDistance)
  let stop = side * tighterStop(state, side)
  for (let bar = from; bar < to; bar += 1) {
    const open = side * (opens[bar] as number)
    const high = side * (best[bar] as number)
    if (open <= stop || side * (worst[bar] as number) <= stop) return bar
    if (open >= side * target || high > side * target) return bar
    if (!trails) continue
    const candidate = (best[bar] as number) - side * trailDistance
    if (side * candidate > side * state.trailStop) state.trailStop = candidate
    stop = side * tighterStop(state, side)
  }
  return to
}
