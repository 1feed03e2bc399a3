/** What a strategy says of every bar, as columns that an engine can run through, and the one decision on them. */

/** Of each bar, at its close. Flags are 1 where every gate is known and passed; prices are dollars, NaN where none. */
export interface SignalColumns {
  readonly length: number
  readonly enterLong: Uint8Array
  readonly exitLong: Uint8Array
  readonly enterShort: Uint8Array
  readonly exitShort: Uint8Array
  /** How entries are sent. `market` and `market_on_close` fill at the open or the close of a later bar. */
  readonly entryOrder: 'market' | 'market_on_close' | 'limit' | 'stop' | 'stop_limit'
  /** Limit of a limit or stop-limit entry. */
  readonly limitPrice: Float64Array | null
  /** Trigger of a stop or stop-limit entry. */
  readonly triggerPrice: Float64Array | null
  /** Protection of the position that an entry on this bar opens: stop, target, and distance of a trailing stop. */
  readonly stopPrice: Float64Array | null
  readonly targetPrice: Float64Array | null
  readonly trailDistance: Float64Array | null
  /**
   * How much to stake: share of equity as notional, or as loss at the stop, as the account's sizing says. NaN is
   * UNKNOWN and refuses; zero or less has no edge and refuses. Null stakes the account's own share on every bar.
   */
  readonly stake: Float64Array | null
  /** Most bars that a position is held; 0 for any number. */
  readonly holdBarsMax: number
}

export const HOLD = 0
export const ENTER_LONG = 1
export const ENTER_SHORT = 2
export const EXIT = 3
/** Leave the position and take the opposite one. */
export const REVERSE = 4
export type Action = typeof HOLD | typeof ENTER_LONG | typeof ENTER_SHORT | typeof EXIT | typeof REVERSE

/**
 * Decides one bar. `held` is the side of the position (1 long, -1 short, 0 flat) and `heldBars` the bars since it was
 * opened. Pure: it sees one row and cannot ask for another. Both sides at once contradict each other: nothing is done.
 */
export function decideAt(signals: SignalColumns, index: number, held: -1 | 0 | 1, heldBars: number): Action {
  const long = signals.enterLong[index] === 1
  const short = signals.enterShort[index] === 1
  if (held === 0) {
    if (long === short) return HOLD
    return long ? ENTER_LONG : ENTER_SHORT
  }
  // One side alone, and not the one that is held.
  if (long !== short && long !== held > 0) return REVERSE
  const exits = (held > 0 ? signals.exitLong : signals.exitShort)[index] === 1
  const over = signals.holdBarsMax > 0 && heldBars >= signals.holdBarsMax
  return exits || over ? EXIT : HOLD
}
