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

const ENTRY = kindCode('ENTRY')
const EXITED = kindCode('EXIT')
const HOLD_LIMIT = kindCode('HOLD_LIMIT')
/** Most bars worked in one call, for which the records have room. */
export const PLAIN_BARS = 1_024

export const isPlain = ({ rails, symbols }: RunState, { actions, priced, signals }: SymbolState): boolean =>
  symbols.length === 1 && rails === null && actions.length === 0 && !priced && signals.entryOrder === 'market'

/**
 * Works bars from one on, on which no order works, writes their equity, and gives the first bar that it did not work.
 * Rows of the records are written here and not by their methods, which would leave no room to compile the rest in place.
 */
export function workPlain(run: RunState, state: SymbolState, from: number, equity: EquityRows): number {
  const { signals, bars } = state
  const { account, costs, records } = run
  const { doubles, integers, bytes, rows } = records
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
    const action = decideAt(signals, bar, held, bar - entryBar)
    if (action !== ENTER_LONG && action !== EXIT) break
    const direction: Direction = action === EXIT ? -1 : 1
    const reference = bars.open[bar + 1] as number
    const price = executionMicros(direction, reference, bars.spread[bar + 1] as number, costs)
    let shares = qty
    if (direction > 0) {
      run.fraction = signals.stake === null ? account.stake : (signals.stake[bar] as number)
      run.priceMicros = price
      run.cashMicros = cash
      run.equityMicros = cash
      shares = affordableShares(run, run, run)
    }
    if (!(shares > 0)) break
    if (participationMax !== null && shares > (bars.volume[bar + 1] as number) * participationMax) break
    if (steps === null || steps[row] === bar) {
      equityMicros[row] = cash + qty * microsOf(bars.close[bar] as number)
      row += 1
    }
    const notional = shares * price
    const fee = feeMicros(shares, notional, costs)
    cash -= direction * notional + fee
    holdExact(notional)
    holdExact(cash)
    integers[intents] = 0
    integers[rows + intents] = bar
    bytes[intents] = direction > 0 ? ENTRY : signals.exitLong[bar] === 1 ? EXITED : HOLD_LIMIT
    bytes[rows + intents] = FILLED
    bytes[2 * rows + intents] = direction
    doubles[intents] = shares
    integers[2 * rows + fills] = intents
    integers[3 * rows + fills] = bar + 1
    doubles[rows + fills] = shares
    doubles[2 * rows + fills] = price
    doubles[3 * rows + fills] = fee
    doubles[4 * rows + fills] = Math.abs(price - microsOf(reference)) * shares
    intents += 1
    fills += 1
    held = direction > 0 ? 1 : 0
    qty = direction > 0 ? shares : 0
    entryBar = bar + 1
  }
  run.cashMicros = cash
  state.qty = qty
  state.entryBar = entryBar
  if (bar > from) state.mark = microsOf(bars.close[bar - 1] as number)
  equity.row = row
  records.intents = intents
  records.fills = fills
  return bar
}
