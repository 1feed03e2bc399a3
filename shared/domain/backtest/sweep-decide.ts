/** Decisions in the sweep engine: phase 12 of the rules. */
import type { Direction } from '../orders/index.ts'
import { SIZE_REFUSALS, sharesToOrder } from '../risk/index.ts'
import { type Action, decideAt, ENTER_LONG, EXIT, HOLD, REVERSE } from '../strategy/index.ts'
import { isPriced } from './priced.ts'
import { endEntry, PARTIAL } from './sweep-fills.ts'
import { startExit } from './sweep-orders.ts'
import { kindCode, outcomeCode } from './sweep-records.ts'
import { NONE, type RunState, type SymbolState } from './sweep-state.ts'

const ENTRY = kindCode('ENTRY')
const EXITS = kindCode('EXIT')
const HOLD_LIMIT = kindCode('HOLD_LIMIT')
const PENDING = outcomeCode('risk_limit_pending')
const SIZE_OUTCOMES = Uint8Array.from(SIZE_REFUSALS, outcomeCode)

/** Scratch for the sizing, so that no order makes an object. */
const prices = { price: 0, stop: 0 }

export function decide(run: RunState, state: SymbolState): void {
  const { signals, bar } = state
  const side = state.side()
  const action = decideAt(signals, bar, side, bar - state.entryBar)
  if (action === HOLD) return
  if (side === 0) enter(run, state, action === ENTER_LONG ? 1 : -1)
  else if (state.exit === NONE) leave(run, state, side, action)
}

function leave(run: RunState, state: SymbolState, side: Direction, action: Action): void {
  const { signals, bar } = state
  const asked = action === REVERSE || (side > 0 ? signals.exitLong : signals.exitShort)[bar] === 1
  endEntry(run, state, PARTIAL)
  startExit(run, state, asked ? EXITS : HOLD_LIMIT)
  if (action !== EXIT) enter(run, state, side > 0 ? -1 : 1)
}

function enter(run: RunState, state: SymbolState, side: Direction): void {
  const { signals, bar } = state
  const intent = run.records.addIntent(state, ENTRY, side, 0)
  if (state.entry !== NONE) {
    run.records.ends(intent, PENDING)
    return
  }
  if (!isPriced(signals, bar)) {
    run.records.ends(intent, SIZE_OUTCOMES[-1 - WARMUP] as number)
    return
  }
  const stake = signals.stake === null ? run.account.stake : (signals.stake[bar] as number)
  const stop = priceAt(signals.stopPrice, bar)
  const sized = sizeOf(run, stake, state.bars.close[bar] as number, stop)
  if (sized < 0) {
    run.records.ends(intent, SIZE_OUTCOMES[-1 - sized] as number)
    return
  }
  if (run.rails !== null) run.records.wants(intent, sized)
  state.entry = intent
  state.entryDecidedAt = bar
  state.entrySide = side
  state.entryWanted = run.rails === null ? Number.NaN : sized
  state.entryFilled = 0
  state.entryHasFill = false
  state.entryFraction = run.rails === null ? stake : 1
  state.entryTriggered = false
  if (!state.priced) return
  state.entryLimit = priceAt(signals.limitPrice, bar)
  state.entryTrigger = priceAt(signals.triggerPrice, bar)
  state.entryStop = stop
  state.entryTarget = priceAt(signals.targetPrice, bar)
  state.entryTrailDistance = priceAt(signals.trailDistance, bar)
}

const priceAt = (column: Float64Array | null, bar: number): number =>
  column === null ? Number.NaN : (column[bar] as number)

/** Shares, 0 for `all_in` with a stake, or a refusal below zero as `sharesToOrder` numbers them. */
function sizeOf(run: RunState, stake: number, price: number, stop: number): number {
  if (run.rails === null) return Number.isNaN(stake) ? WARMUP : stake <= 0 ? NO_EDGE : 0
  run.measure()
  prices.price = price
  prices.stop = stop
  return sharesToOrder(stake, run.equityMicros, prices, run.rails)
}

const WARMUP = -1 - SIZE_REFUSALS.indexOf('WARMUP')
const NO_EDGE = -1 - SIZE_REFUSALS.indexOf('no_edge')
