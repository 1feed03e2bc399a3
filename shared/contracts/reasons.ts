/**
 * Every reason code of the desk and its words for people, in one place.
 *
 * Codes that operators know from the runbooks keep their spelling; new ones are SCREAMING_SNAKE. Rooms return codes,
 * screens show words, and a test finds every code worded and used.
 */

/** Why a router run ended without an order, or an order without an execution. */
export const REASONS = {
  synthetic_failed: 'The synthetic frame is empty: the window ends before it starts.',
  dal_ingest_failed: 'Live bars could not be read. No order is made from missing prices.',
  stale_data: 'The newest bar is too old to act on.',
  no_frame: 'There are no bars to decide on.',
  priors_failed: 'The history is too short or not finite, so the odds are UNKNOWN.',
  no_signal: 'The strategy gave no entry on the last closed bar.',
  HOLDING: 'The position stays open: no exit condition is met.',
  no_edge: 'The expected edge is zero or negative.',
  no_price: 'The last price is UNKNOWN.',
  below_min_qty: 'The target buys less than one share.',
  kill_switch_active: 'The kill switch is on.',
  kill_switch_notional: 'The order reaches the notional limit of the kill switch.',
  kill_switch_unknown: 'The trading state cannot be read, so nothing is published.',
  kill_switch_reducing: 'The desk is REDUCING: only orders that shrink a position pass.',
  kill_switch_manual: 'An operator halted trading.',
  trading_disabled: 'Execution is not enabled in this book; the intent stays an intent.',
  publish_failed: 'The intent is stored but the hub did not confirm it yet; the outbox goes on trying.',
  session_closed: 'The session is over; a market order would wait for the next one.',
  synthetic_refused: 'A synthetic frame may not execute in this book.',
  risk_limit_loss_at_stop: 'The loss at the stop would exceed the per-trade limit.',
  risk_limit_position: 'The position in this symbol does not allow this order.',
  risk_limit_pending: 'An order in this symbol is still working.',
  FILLED: 'The order was filled whole.',
  PARTIAL: 'The order was filled in part.',
  insufficient_cash: 'The account could not pay for a single share.',
  ORDER_EXPIRED: 'The price of the order was not met while it worked.',
  SPLIT_REMAINDER: 'A split left no whole share of it.',
  DELISTED: 'The symbol has no bars from then on.',
  END_OF_DATA: 'The bars ended before the order was filled.',
  STRATEGY_PARAMS_INVALID: 'The strategy does not accept these parameters.',
  APPROVAL_BROKEN: 'The stored approval does not match the intent, so it is not published.',
  INTENT_EXPIRED: 'The intent reached the desk too late to act on.',
  DAY_ORDER_EXPIRED: 'The session closed before the order was filled.',
  VENDOR_UNKNOWN: 'The vendor is not configured.',
  NO_DATA: 'The vendor has no bars for this symbol and window.',
  WARMUP: 'Not enough bars yet: the value is UNKNOWN.',
  SESSION_CLOSED: 'The exchange was closed by then.',
  SWEEP_START_FAILED: 'No worker could be started for the sweep.',
  SWEEP_CONFIG_BROKEN: 'The configuration of the sweep is missing, or was changed after its job was made.',
  SWEEP_REFUSED: 'The sweep asks for what cannot be run, such as bars that its vendor does not have.',
  SWEEP_DATA_CHANGED: 'The executions of the sweep found different bars, or run different engines.',
  stale: 'The workers of the sweep gave no sign of life any more.',
  RETRAIN_DISABLED: 'Retraining is not enabled.',
  NO_LIVE_VENDOR: 'No live vendor of market data is configured, and nothing is made up in its place.',
  EMPTY_WATCHLIST: 'The list of the day is empty, so there was nothing to do.',
  NO_ROWS: 'The job ended without leaving what it must leave.',
  BEFORE_FIRST_START: 'The desk was not started yet, so it was not expected to run.',
  SLOT_MISSED: 'Nothing ran it while a late start was still worth it.',
  LEASE_LOST: 'Its holder stopped answering, and nobody ended it in time.',
  OUTAGE: 'A neighbour could not be reached.',
  JOB_FAILED: 'The job failed; the log has the cause.',
  STATISTIC_UNKNOWN: 'The sample cannot say, and what is UNKNOWN promotes nothing.',
  PROMOTION_SYNTHETIC: 'The bars were invented, so the result says nothing about a market.',
  PROMOTION_DATA_WARNINGS: 'The sweep has warnings: bars were quarantined or are missing, or cells failed as they ran.',
  PROMOTION_TRADES_FEW: 'There are too few trades to judge by.',
  PROMOTION_NO_ALPHA: 'What it earned is what the market earned that it trades: buying and holding would do.',
  PROMOTION_NEVER_CHOSEN: 'No training window chose this cell, so the test windows say nothing of it.',
  OVERFIT_TRACK_RECORD: 'The record is too short to tell a Sharpe ratio like this one from zero.',
  OVERFIT_DEFLATED_SHARPE: 'As many trials without any edge would be expected to show a Sharpe ratio like this one.',
  OVERFIT_PBO: 'What was best in one half of the days was too often not better than the median in the other half.',
  OVERFIT_SPA: 'The best of so many cells would earn as much by luck too often.',
  OVERFIT_OUT_OF_SAMPLE: 'Chosen on the past and traded on what followed, the strategy earned too little.',
} as const

export type ReasonCode = keyof typeof REASONS

/** Whether a run that made no order for this reason was refused one: a position that is kept asked for none. */
export const isRefusal = (reason: string): boolean => reason !== 'HOLDING'

/** A reason as stored: a code, or the halted-by-operator code with the operator's slug behind it. */
export type Reason = ReasonCode | `kill_switch_manual:${string}`

/** Words for a stored reason. Codes of a newer version are shown as they are. */
export function wordsOf(reason: string): string {
  const code = reason.startsWith('kill_switch_manual:') ? 'kill_switch_manual' : reason
  if (Object.hasOwn(REASONS, code)) return REASONS[code as ReasonCode]
  return Object.hasOwn(SCAN_REASONS, code) ? SCAN_REASONS[code as ScanReason] : reason
}

/** Why a bar was quarantined at the wall. */
export const BAR_RULES = {
  NOT_A_ROW: 'The row does not have the columns of its format.',
  NOT_FINITE: 'A price or the volume is not a finite number.',
  PRICE_NOT_POSITIVE: 'A price is zero or negative.',
  HIGH_LOW_CROSSED: 'The high is below the low, or open or close lies outside them.',
  VOLUME_NEGATIVE: 'The volume is negative.',
  OUT_OF_RANGE: 'A price or the volume is larger than a bar can hold.',
  TIME_NOT_INCREASING: 'The bar is not later than the one before it.',
  TIME_OUTSIDE_DAY: 'The time lies outside the day of the file.',
  NOT_A_SESSION: 'The exchange was closed on the day of the bar, or the calendar does not know that day.',
  PRICE_JUMP: 'The price moves by more than the plausible bound against its neighbours.',
} as const

export type BarRule = keyof typeof BAR_RULES

/** Why a scan left a symbol out. The first five are those of the runbook's scanner. */
export const SCAN_REASONS = {
  insufficient_history: 'The daily history is too short, so what is usual is UNKNOWN.',
  price: 'The price lies outside the range of the scan.',
  spread: 'The spread is too wide to trade through.',
  gap_rvol: 'Neither the gap nor the relative volume is large enough, or not both where both are wanted.',
  dvol: 'Too few dollars change hands.',
  HISTORY_STALE: 'The daily history does not end with the previous session, so the previous close is UNKNOWN.',
  PRICE_UNKNOWN: 'The price is UNKNOWN.',
  SPREAD_UNKNOWN: 'Bid or ask is UNKNOWN, or they are crossed.',
  GAP_RVOL_UNKNOWN: 'The gap or the relative volume is UNKNOWN.',
  DOLLAR_VOLUME_UNKNOWN: 'The price or the volume is UNKNOWN, so the dollars that change hands are too.',
  NOT_ACTIVE: 'The volume of the day so far is not unusual and not large.',
  ACTIVITY_UNKNOWN: 'The volume of the day so far, or what is usual by then, is UNKNOWN.',
  MOVE_SMALL: 'The price is too close to the previous close.',
  MOVE_UNKNOWN: 'The price or the previous close is UNKNOWN.',
  HALTED: 'Trading in the symbol is halted.',
  HALT_UNKNOWN: 'Whether trading in the symbol is halted is UNKNOWN.',
  LIST_FULL: 'It passed every gate, but as many symbols as the list takes ranked before it.',
  NO_SNAPSHOT: 'The vendor has no snapshot of the symbol.',
  BEYOND_SCAN_MAX: 'A scan looks at no more symbols than those before it.',
} as const

export type ScanReason = keyof typeof SCAN_REASONS

/** Why an event on a hub became a dead letter. */
export const POISON_CODES = {
  NOT_JSON: 'The event body is not JSON.',
  ENVELOPE_INVALID: 'The envelope does not have the shape of its version.',
  TYPE_UNKNOWN: 'The event type or its version is not known here.',
  DATA_INVALID: 'The event data does not have the shape of its type.',
  APPROVAL_BROKEN: 'The approval digest does not match the intent.',
  HANDLER_FAILED: 'The event could not be applied and never will be.',
} as const

export type PoisonCode = keyof typeof POISON_CODES
