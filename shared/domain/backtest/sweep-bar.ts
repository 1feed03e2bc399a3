/** One bar of one symbol through all phases of the rules, in the sweep engine. */
import { microsOf } from '../orders/index.ts'
import { decide } from './sweep-decide.ts'
import { closePosition, endEntry, endExit } from './sweep-fills.ts'
import { protect, trail, workEntry, workExit } from './sweep-orders.ts'
import { kindCode, outcomeCode } from './sweep-records.ts'
import { NONE, type RunState, type SymbolState } from './sweep-state.ts'

const END = kindCode('END')
const DELISTED = kindCode('DELISTED')
const ENDED_DELISTED = outcomeCode('DELISTED')
const ENDED_WITH_DATA = outcomeCode('END_OF_DATA')
const SPLIT_REMAINDER = outcomeCode('SPLIT_REMAINDER')
/** More than one bar of one symbol can write. */
const ROWS_PER_BAR = 8
const DAY_MS = 86_400_000

export function workBar(run: RunState, state: SymbolState, bar: number): void {
  const { bars, last } = state
  state.bar = bar
  run.records.reserve(ROWS_PER_BAR)
  if (state.nextAction < state.actions.length) passActions(run, state)
  if (state.qty < 0) payBorrow(run, state)
  const { participationMax } = run.costs
  state.volumeLeft =
    participationMax === null ? Number.POSITIVE_INFINITY : Math.floor((bars.volume[bar] as number) * participationMax)
  const closesAtOpen = bar === last && !state.delisted && run.account.atEnd === 'last_open'
  if (closesAtOpen) {
    endOrders(run, state, ENDED_WITH_DATA)
    closePosition(run, state, END, bars.open[bar] as number)
  } else {
    if (state.exit !== NONE) workExit(run, state)
    if (state.protects && state.qty !== 0 && state.exit === NONE) protect(run, state)
    if (state.entry !== NONE) workEntry(run, state)
    if (state.protects && state.qty !== 0) trail(state)
    if (bar === last) endOfSymbol(run, state)
  }
  state.mark = microsOf(bars.close[bar] as number)
  if (bar < last && bar >= state.tradeFrom) decide(run, state)
}

/** Phases 10 and 11. */
function endOfSymbol(run: RunState, state: SymbolState): void {
  endOrders(run, state, state.delisted ? ENDED_DELISTED : ENDED_WITH_DATA)
  if (!state.delisted && run.account.atEnd === 'hold') return
  closePosition(run, state, state.delisted ? DELISTED : END, state.bars.close[state.bar] as number)
}

function endOrders(run: RunState, state: SymbolState, outcome: number): void {
  endEntry(run, state, outcome)
  endExit(run, state, outcome)
}

/** Phase 1: the actions of this bar. Those of bars gone by met neither position nor order. */
function passActions(run: RunState, state: SymbolState): void {
  const { actions, actionBars, bar } = state
  while ((actionBars[state.nextAction] as number) < bar) state.nextAction += 1
  while (actionBars[state.nextAction] === bar) {
    const action = actions[state.nextAction]
    state.nextAction += 1
    if (action?.kind === 'dividend') run.cashMicros += state.qty * microsOf(action.perShareUsd)
    if (action?.kind === 'split') split(run, state, action.ratio)
  }
}

function split(run: RunState, state: SymbolState, ratio: number): void {
  const side = state.side()
  const shares = Math.abs(state.qty) * ratio
  const whole = Math.floor(shares)
  run.cashMicros += side * Math.round(((shares - whole) * state.mark) / ratio)
  state.qty = side * whole
  state.mark = Math.round(state.mark / ratio)
  state.stop /= ratio
  state.target /= ratio
  state.trailDistance /= ratio
  state.trailStop /= ratio
  if (state.entry !== NONE) splitEntry(run, state, ratio)
  if (whole === 0) endExit(run, state, SPLIT_REMAINDER)
}

function splitEntry(run: RunState, state: SymbolState, ratio: number): void {
  state.entryLimit /= ratio
  state.entryTrigger /= ratio
  state.entryStop /= ratio
  state.entryTarget /= ratio
  state.entryTrailDistance /= ratio
  state.entryWanted = Math.floor(state.entryWanted * ratio)
  state.entryFilled = Math.floor(state.entryFilled * ratio)
  if (state.entryFilled >= state.entryWanted) endEntry(run, state, SPLIT_REMAINDER)
}

/** Phase 2. */
function payBorrow(run: RunState, state: SymbolState): void {
  const { bars, bar } = state
  const days = ((bars.closesAt[bar] as number) - (bars.closesAt[bar - 1] as number)) / DAY_MS
  const value = Math.abs(state.qty) * state.mark
  run.cashMicros -= Math.round((((value * run.costs.borrowPctPerYear) / 100) * days) / 365)
}
