/**
 * The short way for plain cells: one symbol, bought at market with all that the account affords, no protection and no
 * corporate action. Orders decided on consecutive bars and filled whole at the next open leave nothing between bars,
 * so they run in a handful of variables. Wherever that does not hold, the bar is left to the long way, untouched.
 */
import { type Direction, executionMicros, feeMicros, microsOf } from '../orders/index.ts'
import { decideAt, ENTER_LONG, EXIT } from '../strategy/index.ts'
import { affordableShares } from './affordable.ts'
import type { EquityRows } from './sweep-equity.ts'
import { FILLED, holdExact } from './sweep-fills.ts'
import { kindCode } from './sweep-records.ts'
import type { RunState, SymbolState } from './sweep-state.ts'

// What is imported may change as far as a compiler knows, which looks at it each time; constants of the module may not.
const [BUY, SELL, FILLS] = [ENTER_LONG, EXIT, FILLED]
const [decide, afford, hold] = [decideAt, affordableShares, holdExact]
const [priceOf, feeOf, micros] = [executionMicros, feeMicros, microsOf]

const ENTRY = kindCode('ENTRY')
const EXITED = kindCode('EXIT')
const HOLD_LIMIT = kindCode('HOLD_LIMIT')
/** Most bars worked in one call, for which the records have room. */
export const PLAIN_BARS = 1_024

export const isPlain = ({ rails, symbols }: RunState, { actions, priced, signals }: SymbolState): boolean =>
  symbols.length === 1 && rails === null && actions.length === 0 && !priced && signals.entryOrder === 'market'

/**
 * Works bars from one on, while no order is under way, and gives the first bar that it did not work. It writes its rows
 * of the records itself: through their methods, the compiler would run out of room to compile the whole in place.
 */
export function workPlain(run: RunState, state: SymbolState, from: number, equity: EquityRows): number {
  const { signals, bars } = state
  const { account, costs, records } = run
  const { open, close, spread, volume } = bars
  const { intentSymbol, intentBar, intentKind, intentSide, intentQty, intentOutcome } = records.columns
  const { fillIntent, fillBar, fillQty, fillPrice, fillFee, fillCost } = records.columns
  const { participationMax } = costs
  const to = Math.min(from + PLAIN_BARS, state.last - 1)
  const { rows: equityMicros, steps } = equity
  let { row } = equity
  let { intents, fills } = records
  let { cashMicros: cash } = run
  let { qty, entryBar } = state
  run.direction = 1
  run.exposureMicros = 0
  let held: 0 | 1 = qty > 0 ? 1 : 0
  let bar = from
  for (; bar < to; bar += 1) {
    const action = decide(signals, bar, held, bar - entryBar)
    if (action !== BUY && action !== SELL) break
    const direction: Direction = action === SELL ? -1 : 1
    const reference = open[bar + 1] as number
    const price = priceOf(direction, reference, spread[bar + 1] as number, costs)
    let shares = qty
    if (direction > 0) {
      run.fraction = signals.stake === null ? account.stake : (signals.stake[bar] as number)
      run.priceMicros = price
      run.cashMicros = cash
      run.equityMicros = cash
      shares = afford(run, run, run)
    }
    if (!(shares > 0)) break
    if (participationMax !== null && shares > (volume[bar + 1] as number) * participationMax) break
    if (steps === null || steps[row] === bar) {
      equityMicros[row] = cash + qty * micros(close[bar] as number)
      row += 1
    }
    const notional = shares * price
    const fee = feeOf(shares, notional, costs)
    cash -= direction * notional + fee
    hold(notional)
    hold(cash)
    intentSymbol[intents] = 0
    intentBar[intents] = bar
    intentKind[intents] = direction > 0 ? ENTRY : signals.exitLong[bar] === 1 ? EXITED : HOLD_LIMIT
    intentSide[intents] = direction
    intentQty[intents] = shares
    intentOutcome[intents] = FILLS
    fillIntent[fills] = intents
    fillBar[fills] = bar + 1
    fillQty[fills] = shares
    fillPrice[fills] = price
    fillFee[fills] = fee
    fillCost[fills] = Math.abs(price - micros(reference)) * shares
    intents += 1
    fills += 1
    held = direction > 0 ? 1 : 0
    qty = direction > 0 ? shares : 0
    entryBar = bar + 1
  }
  run.cashMicros = cash
  state.qty = qty
  state.entryBar = entryBar
  equity.row = row
  records.intents = intents
  records.fills = fills
  return bar
}
