/** The gates that scans share. Each says what it saw, what it was held against, and the code when it did not pass. */
import type { ScanReason } from '../../contracts/reasons.ts'
import type { ScanGate } from '../../contracts/watchlists.ts'
import type { ScanDay } from './day.ts'
import type { Measures, Window } from './measures.ts'

interface Question {
  readonly gate: string
  readonly value: ScanGate['value']
  readonly threshold: string
  /** Null is UNKNOWN. */
  readonly passes: boolean | null
  readonly drop: ScanReason
  readonly unknown: ScanReason
}

export function asked({ gate, value, threshold, passes, drop, unknown }: Question): ScanGate {
  if (passes === null) return { gate, verdict: 'UNKNOWN', value: null, threshold, reason: unknown }
  return { gate, verdict: passes ? 'PASS' : 'DROP', value, threshold, reason: passes ? null : drop }
}

/** The history is long enough and ends with the previous session: what is asked of it later is not a guess. */
export function historyGate({ history }: Measures, { previousDay }: ScanDay, { sessionsMin }: Window): ScanGate {
  const { sessions, lastDay } = history
  const isLong = sessions >= sessionsMin
  const isFresh = lastDay !== null && lastDay === previousDay
  const reason: ScanReason = isLong ? 'HISTORY_STALE' : 'insufficient_history'
  return {
    gate: 'history',
    verdict: isLong && isFresh ? 'PASS' : 'UNKNOWN',
    value: lastDay === null ? null : `${sessions} up to ${lastDay}`,
    threshold: `>= ${sessionsMin} up to ${previousDay ?? 'a session that the calendar does not know'}`,
    reason: isLong && isFresh ? null : reason,
  }
}

export const priceGate = (price: number | null, minUsd: number, maxUsd: number | null): ScanGate =>
  asked({
    gate: 'price',
    value: price,
    threshold: maxUsd === null ? `>= ${minUsd} USD` : `${minUsd} to ${maxUsd} USD`,
    passes: price === null ? null : price >= minUsd && (maxUsd === null || price <= maxUsd),
    drop: 'price',
    unknown: 'PRICE_UNKNOWN',
  })

export const spreadGate = ({ spreadPercent }: Measures, maxPercent: number): ScanGate =>
  asked({
    gate: 'spread',
    value: spreadPercent,
    threshold: `<= ${maxPercent} %`,
    passes: spreadPercent === null ? null : spreadPercent <= maxPercent,
    drop: 'spread',
    unknown: 'SPREAD_UNKNOWN',
  })

export const dollarVolumeGate = (dollarVolume: number | null, minUsd: number): ScanGate =>
  asked({
    gate: 'dollar_volume',
    value: dollarVolume,
    threshold: `>= ${minUsd} USD`,
    passes: dollarVolume === null ? null : dollarVolume >= minUsd,
    drop: 'dvol',
    unknown: 'DOLLAR_VOLUME_UNKNOWN',
  })

/** A symbol that may be halted is treated as one that is. */
export const haltGate = ({ halted }: Measures): ScanGate =>
  asked({
    gate: 'halt',
    value: halted,
    threshold: 'not halted',
    passes: halted === null ? null : !halted,
    drop: 'HALTED',
    unknown: 'HALT_UNKNOWN',
  })
