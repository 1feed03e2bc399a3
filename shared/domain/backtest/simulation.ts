/**
 * What a simulation is given, what it answers, and the rules that both engines follow. The engines share this page and
 * the fill rule of the orders room, and nothing else: their loops are written apart so that one checks the other.
 *
 * Money is whole millionths of a dollar (`microsOf`), quantities whole shares. Steps are the distinct opening instants
 * of all symbols in order; at one step symbols go in the order of their names, each that has a bar through all phases.
 * A symbol's mark is the close of its newest bar so far, in millionths (`microsOf(close)`). "Fills at x" means at
 * `executionMicros(direction, x, spread[i], costs)`, also for `END` and `DELISTED`; only a price given in millionths is
 * meant as it stands. Every fill pays `feeMicros` of its own. No comparison with NaN holds: an order without its limit
 * or trigger never fills. An order that ends before it is filled whole ends `PARTIAL` when anything has
 * filled, else for the reason given.
 *
 * On the bar i of a symbol (open o, high h, low l, close c, volume v), in this order:
 *
 * 1. **Corporate actions** whose instant is in (opensAt[i-1], opensAt[i]] (for i = 0: up to opensAt[0] nothing is
 *    held), in their order. Dividend: cash += qty · microsOf(perShareUsd), qty signed. Split with ratio r: shares
 *    become floor(|qty| · r), the fraction left over is paid in cash at the mark of before divided by r: cash += side ·
 *    round((|qty| · r − floor(|qty| · r)) · mark / r); the mark (rounded), stop, target, trail distance, trail stop,
 *    and the limit, trigger and protection of working entry orders are divided by r, their wanted and filled quantities
 *    become floor(qty · r); `intentQty` stays. An exit order always wants what is left of the position. A position that
 *    a split leaves without a share is over without an intent, its exit order and an entry order with nothing left to
 *    fill end with `SPLIT_REMAINDER`.
 * 2. **Borrow**: a short position pays round(|qty| · mark · borrowPctPerYear / 100 · days / 365), days = (closesAt[i] −
 *    closesAt[i-1]) / 86 400 000, mark that of before this bar.
 * 3. `volumeLeft` = floor(v · participationMax), or unlimited when participationMax is null. Every fill takes from it.
 * 4. **Last bar of the simulation** with `atEnd: 'last_open'`: working orders end with `END_OF_DATA`, and a position
 *    is closed at o, reason `END`, whatever the volume; the bar has no further phase but its mark.
 * 5. **Working exit order** (a market order decided earlier, or the rest of a triggered stop): fills at o. With
 *    `market_on_close` entries, exits still fill at o.
 * 6. **Protection** of the position held at the open, if any is left and no exit order works. The stop is the tighter
 *    of stop and trail stop (long: the higher; short: the lower). Long: o ≤ stop fills at o, else l ≤ stop fills at
 *    stop: reason `STOP`. If not stopped: o ≥ target fills at o, else h > target fills at target: reason `TARGET`. A
 *    short mirrors this. A stop pays spread and slippage (`executionMicros`). A target is a limit order: its price is
 *    at least as good as the target, max(microsOf(target), executionMicros at o) when o passed it, exactly
 *    microsOf(target) when h did. What volume does not let fill: the rest of a stop is a working exit order from the
 *    next bar on, with its own reason; the rest of a target stays protection. Each hit is an intent over the shares
 *    held then: a stop also when volumeLeft is 0, a target only when something fills, and its outcome is final at once.
 *    A hit ends what is left of the entry order that opened the position: `PARTIAL`, it keeps what it got.
 * 7. **Working entry order**, when the position is flat or was opened by this very order. Buy (a sale mirrors it):
 *    - market: at o. market_on_close: at c, in this phase like the others.
 *    - limit L: o ≤ L fills at min(microsOf(L), execution at o); else l < L fills at microsOf(L).
 *    - stop T: o ≥ T fills at execution(o); else h ≥ T fills at execution(T); each bar anew.
 *    - stop_limit T, L: o ≥ T triggers: it is a limit order from this open on. h ≥ T with o < T triggers within the
 *      bar: fills at min(microsOf(L), execution(T)) when T ≤ L, else it is a limit order from the next bar on.
 *    With volumeLeft 0 nothing more happens. The quantity: what is wanted and not yet filled, at most volumeLeft, at
 *    most what the account affords at the price (`affordableShares`). With sizing `all_in` the wanted quantity is set
 *    at the first bar on which the order would fill, to what is affordable then. Nothing affordable at the first fill
 *    ends the order: `insufficient_cash`.
 *    A fill while flat opens the position: entry bar i, its stop, target and trail distance from the order; trail stop
 *    = entry price − trail distance (long), in dollars, entry price = that fill's price / 1 000 000.
 *    **Same bar**: after a fill at o (market, or a limit, stop or stop-limit passed by the open), phase 6 runs once
 *    more for the position just opened. After a fill within the bar only its stop does, and it counts as hit when l ≤
 *    stop (fills at min(o, stop)): the order of low and entry is unknown, so the worse is taken. After market_on_close
 *    neither.
 * 8. **Expiry**: an entry order that has seen `entryGoodForBars` bars after its decision and is not filled whole ends:
 *    `ORDER_EXPIRED` when nothing filled, else it keeps what it got.
 * 9. **Trail**: position still open: trail stop = max(trail stop, h − trail distance) for a long, on its entry bar c
 *    instead of h; a short mirrors this with l. It counts from the next bar on.
 * 10. **Delisted**: the symbol's last bar, while other symbols go on: working orders end with `DELISTED` and the
 *    position is closed at c, reason `DELISTED`, whatever the volume. No decision.
 * 11. **Last bar of the simulation** with `atEnd: 'last_close'`: working orders end with `END_OF_DATA`, a position is
 *    closed at c, reason `END`, whatever the volume. With 'hold' working orders end and the position stays. "Last bar"
 *    is the symbol's bar at the last step; a symbol whose last bar is earlier is delisted.
 * 12. **Mark**, and **decision** by `decideAt` with i, the side held and i − entry bar; not before `tradeFrom`, not on
 *    a symbol's last bar. ENTER: an intent. A working order of the symbol refuses it: `risk_limit_pending`. A limit or
 *    trigger that its kind needs and that is NaN refuses it: `WARMUP`. Else it is sized (below), refused with the
 *    reason, or works from the next bar on. EXIT: nothing while an exit order works, else an intent: what is left of
 *    the entry order that opened the position ends (`PARTIAL`, it keeps what it got) and a market exit of the whole
 *    position works from the next bar on, reason `EXIT`, or `HOLD_LIMIT` when the exit flag of the side is not
 *    set. REVERSE: EXIT (reason `EXIT`), then ENTER of the other side, whose order works from the next bar on and fills
 *    only when the position is flat (phase 5 comes first); the exit order that precedes it does not refuse it, but
 *    while an exit order from an earlier bar works, REVERSE does nothing.
 *
 * After all symbols of the step: equity[step] = cash + Σ signed qty · mark.
 *
 * **Sizing** at the decision, price p = c, stop s = stopPrice[i] or NaN, stake f = stake[i] or the account's own share;
 * equity = cash + Σ signed qty · mark, all marks as known then. `all_in`: f NaN refuses with `WARMUP`, f ≤ 0 with
 * `no_edge`, else there is no quantity yet and the order takes f of what is affordable (phase 7). The other sizings are
 * the risk room's `sharesToOrder(f, equity, {p, s}, account)`.
 *
 * **Affordable** at a price of P millionths: room = leverageMax · equity − Σ |qty| · mark of all positions (with equity
 * as of now), for `all_in` times f; shares = floor((room − feeMin) / (P + per-share fee + P · feePct / 100)), at least
 * 0; for buys of an account with leverageMax ≤ 1 also with room = cash.
 */

import type { BarColumns } from '../market/index.ts'
import type { ExecutionCosts } from '../orders/index.ts'
import type { SignalColumns } from '../strategy/index.ts'

export type CorporateAction =
  | { readonly kind: 'dividend'; readonly at: number; readonly perShareUsd: number }
  /** New shares for each old one. */
  | { readonly kind: 'split'; readonly at: number; readonly ratio: number }

export interface SimulationCosts extends ExecutionCosts {
  /** Per cent of the notional of each fill. */
  readonly feePct: number
  /** Largest share of a bar's volume that the account may take; null for no limit. */
  readonly participationMax: number | null
  readonly borrowPctPerYear: number
}

export interface AccountRules {
  readonly startEquityUsd: number
  readonly sizing: 'all_in' | 'notional' | 'loss_at_stop' | 'fixed_shares'
  /** The account's own stake where the strategy gives none: share of equity, or shares with `fixed_shares`. */
  readonly stake: number
  readonly minNotionalUsd: number
  readonly notionalFractionMax: number
  readonly lossAtStopFractionMax: number
  readonly leverageMax: number
  /** Bars that an entry order works. */
  readonly entryGoodForBars: number
  readonly atEnd: 'hold' | 'last_close' | 'last_open'
}

export interface SimulationSymbol {
  readonly bars: BarColumns
  readonly signals: SignalColumns
  /** Oldest first. */
  readonly actions: readonly CorporateAction[]
  /** Index of the first bar on which a decision is taken; the bars before it warm up. */
  readonly tradeFrom: number
}

export interface Simulation {
  /** In the order of their names, each once. */
  readonly symbols: readonly SimulationSymbol[]
  readonly account: AccountRules
  readonly costs: SimulationCosts
}

/** Why an intent was made; also the reason of a round trip's end. */
export const INTENT_KINDS = ['ENTRY', 'EXIT', 'HOLD_LIMIT', 'STOP', 'TARGET', 'END', 'DELISTED'] as const
export type IntentKind = (typeof INTENT_KINDS)[number]

/** What became of an intent; all but FILLED and PARTIAL are refusals. */
export const OUTCOMES = [
  ...['FILLED', 'PARTIAL', 'WARMUP', 'no_edge', 'below_min_qty', 'risk_limit_loss_at_stop', 'risk_limit_pending'],
  ...['insufficient_cash', 'ORDER_EXPIRED', 'SPLIT_REMAINDER', 'DELISTED', 'END_OF_DATA'],
] as const
export type Outcome = (typeof OUTCOMES)[number]

/**
 * The order records: one row per intent in the order they were made, and one per fill in the order they happened. Codes
 * index `INTENT_KINDS` and `OUTCOMES`; `symbol` indexes the simulation's symbols, `bar` the symbol's own bars.
 */
export interface OrderRecords {
  readonly intents: number
  readonly intentSymbol: Int32Array
  /** Bar of the decision, or on which protection was hit. */
  readonly intentBar: Int32Array
  readonly intentKind: Uint8Array
  /** 1 buys, -1 sells. */
  readonly intentSide: Int8Array
  /** Shares wanted when it was sized; 0 when it was refused or ended before. */
  readonly intentQty: Float64Array
  readonly intentOutcome: Uint8Array
  readonly fills: number
  /** Index of the intent. */
  readonly fillIntent: Int32Array
  readonly fillBar: Int32Array
  readonly fillQty: Float64Array
  /** Millionths of a dollar per share, and in all. */
  readonly fillPrice: Float64Array
  readonly fillFee: Float64Array
  /** Spread and slippage: |price − microsOf(reference)| · qty, 0 where the price is the limit's own. */
  readonly fillCost: Float64Array
}

export interface SimulationResult {
  readonly records: OrderRecords
  /** Opening instant of every step. */
  readonly stepAt: Float64Array
  /** Millionths of a dollar after every step. */
  readonly equityMicros: Float64Array
  readonly endCashMicros: number
}
