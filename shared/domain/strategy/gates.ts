/** Gates: what was measured, what it was held against, and what came of it. UNKNOWN never counts as a pass. */
import type { Gate } from '../../contracts/api/router.ts'
import { REGIMES, type RegimeLabel } from '../../contracts/signals.ts'
import { type Column, valuesOf } from '../indicators/index.ts'
import type { Comparison, Rule } from './form.ts'

/** A claim that may be UNKNOWN. */
export type Claim = boolean | null

function holds(value: number | null, comparison: Comparison, limit: number | null): Claim {
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
  readonly of?: string | undefined
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
function regimeAllowed(label: RegimeLabel, allowed: readonly RegimeLabel[]): Claim {
  if (allowed.length === 0) return true
  return label === 'unknown' ? null : allowed.includes(label)
}

/** The value of a column on one bar; null is UNKNOWN. */
export function measuredAt(column: Column, index: number): number | null {
  const value = valuesOf(column)[index]
  return value === undefined || Number.isNaN(value) ? null : value
}

/** What a rule says of the measures of one bar. */
export function gateAt(rule: Rule, index: number): Gate {
  if (rule.kind === 'label') {
    const label = REGIMES[measuredAt(rule.label, index) ?? REGIMES.length] ?? 'unknown'
    const threshold = rule.allowed.length === 0 ? 'any' : `one of ${rule.allowed.join(', ')}`
    return gateOf(rule.gate, regimeAllowed(label, rule.allowed), label, threshold)
  }
  const limit = typeof rule.limit === 'number' ? rule.limit : measuredAt(rule.limit, index)
  return numberGate(rule.gate, measuredAt(rule.value, index), { comparison: rule.comparison, limit, of: rule.of })
}
