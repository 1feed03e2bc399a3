/** Gates: what was measured, what it was held against, and what came of it. UNKNOWN never counts as a pass. */
import type { Gate } from '../../contracts/api/router.ts'
import type { RegimeLabel } from '../../contracts/signals.ts'

/** A claim that may be UNKNOWN. */
export type Claim = boolean | null

/** True when all are true, false as soon as one is false, else UNKNOWN. */
export function all(claims: readonly Claim[]): Claim {
  if (claims.includes(false)) return false
  return claims.includes(null) ? null : true
}

/** True as soon as one is true, UNKNOWN when one might be, else false. */
export function any(claims: readonly Claim[]): Claim {
  if (claims.includes(true)) return true
  return claims.includes(null) ? null : false
}

export type Comparison = '>=' | '>' | '<=' | '<'

export function holds(value: number | null, comparison: Comparison, limit: number | null): Claim {
  if (value === null || limit === null) return null
  switch (comparison) {
    case '>=':
      return value >= limit
    case '>':
      return value > limit
    case '<=':
      return value <= limit
    case '<':
      return value < limit
  }
}

export interface Limit {
  readonly comparison: Comparison
  readonly limit: number | null
  /** What the limit is, when it is measured itself, such as `ema`. */
  readonly of?: string
}

function gateOf(gate: string, passes: Claim, value: number | string | null, threshold: string): Gate {
  if (passes === null) return { gate, verdict: 'UNKNOWN', value, threshold, reason: 'WARMUP' }
  if (passes) return { gate, verdict: 'PASS', value, threshold, reason: null }
  return { gate, verdict: 'BLOCKED', value, threshold, reason: 'no_signal' }
}

/** Enough digits to tell two prices apart, few enough to read. */
const text = (limit: number | null): string => (limit === null ? 'UNKNOWN' : String(Number(limit.toPrecision(9))))

/** A measured number against its limit. */
export function numberGate(gate: string, value: number | null, { comparison, limit, of }: Limit): Gate {
  const threshold = [comparison, of, text(limit)].filter((part) => part !== undefined).join(' ')
  return gateOf(gate, holds(value, comparison, limit), value, threshold)
}

/** Whether the label is on the list; an empty list takes any label, and `unknown` is UNKNOWN for every other list. */
export function regimeAllowed(label: RegimeLabel, allowed: readonly RegimeLabel[]): Claim {
  if (allowed.length === 0) return true
  return label === 'unknown' ? null : allowed.includes(label)
}

export function regimeGate(gate: string, label: RegimeLabel, allowed: readonly RegimeLabel[]): Gate {
  const threshold = allowed.length === 0 ? 'any' : `one of ${allowed.join(', ')}`
  return gateOf(gate, regimeAllowed(label, allowed), label, threshold)
}
