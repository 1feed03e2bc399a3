/** From rules to flags: one byte for each bar, 1 where the rules say so. NaN, which is UNKNOWN, passes nothing. */
import { REGIMES } from '../../contracts/signals.ts'
import { type Column, type Delayed, delayedOf, valuesOf } from '../indicators/index.ts'
import type { Rule, Rules, SideRules } from './form.ts'

type Operand = Delayed | number

/** How a rule joins those before it, and whether it is `above > below` or `above >= below`. */
interface Join {
  readonly or: boolean
  readonly strict: boolean
}

/** What the rules before have settled is not looked at: a bar that failed one gate, or that one exit already leaves. */
function joinColumns(flags: Uint8Array, above: Float64Array, below: Float64Array, { or, strict }: Join): void {
  const open = or ? 0 : 1
  for (let index = 0; index < flags.length; index += 1) {
    if (flags[index] !== open) continue
    const left = above[index] as number
    const right = below[index] as number
    flags[index] = (strict ? left > right : left >= right) ? 1 : 0
  }
}

function joinNumberBelow(flags: Uint8Array, above: Float64Array, below: number, { or, strict }: Join): void {
  const open = or ? 0 : 1
  for (let index = 0; index < flags.length; index += 1) {
    if (flags[index] !== open) continue
    const left = above[index] as number
    flags[index] = (strict ? left > below : left >= below) ? 1 : 0
  }
}

function joinNumberAbove(flags: Uint8Array, above: number, below: Float64Array, { or, strict }: Join): void {
  const open = or ? 0 : 1
  for (let index = 0; index < flags.length; index += 1) {
    if (flags[index] !== open) continue
    const right = below[index] as number
    flags[index] = (strict ? above > right : above >= right) ? 1 : 0
  }
}

/** Before the first bar that both sides have, the comparison is UNKNOWN and passes nothing. */
function joinAbove(flags: Uint8Array, above: Operand, below: Operand, join: Join): void {
  const lag = (side: Operand): number => (typeof side === 'number' ? 0 : side.bars)
  const first = Math.min(flags.length, Math.max(lag(above), lag(below)))
  if (!join.or) flags.fill(0, 0, first)
  const [open, until] = [flags.subarray(first), flags.length]
  const view = ({ values, bars }: Delayed): Float64Array => values.subarray(first - bars, until - bars)
  if (typeof above === 'number') {
    if (typeof below !== 'number') joinNumberAbove(open, above, view(below), join)
  } else if (typeof below === 'number') joinNumberBelow(open, view(above), below, join)
  else joinColumns(open, view(above), view(below), join)
}

function joinRule(flags: Uint8Array, rule: Rule, or: boolean): void {
  if (rule.kind === 'label') {
    if (rule.allowed.length === 0) {
      if (or) flags.fill(1)
      return
    }
    const allowed = Uint8Array.from(REGIMES, (label) => (rule.allowed.includes(label) ? 1 : 0))
    const labels = valuesOf(rule.label)
    for (let index = 0; index < flags.length; index += 1) {
      const passes = allowed[labels[index] as number] ?? 0
      flags[index] = or ? (flags[index] as number) | passes : (flags[index] as number) & passes
    }
    return
  }
  const value = delayedOf(rule.value)
  const limit = typeof rule.limit === 'number' ? rule.limit : delayedOf(rule.limit)
  const rises = rule.comparison === '>' || rule.comparison === '>='
  const join = { or, strict: rule.comparison === '>' || rule.comparison === '<' }
  if (rises) joinAbove(flags, value, limit, join)
  else joinAbove(flags, limit, value, join)
}

function delayed(flags: Uint8Array, bars: 0 | 1): void {
  if (bars === 0) return
  flags.copyWithin(1, 0)
  flags[0] = 0
}

/** Bars on which every rule of an entry passes. A side without rules never enters. */
export function markEntries(flags: Uint8Array, side: SideRules | null, rules: Rules): void {
  flags.fill(side ? 1 : 0)
  for (const rule of side?.entry ?? []) joinRule(flags, rule, false)
  delayed(flags, rules.entryDelayBars)
}

/** Bars on which one rule of an exit passes, or the measure is lost without which nothing is held. */
export function markExits(flags: Uint8Array, side: SideRules | null, rules: Rules): void {
  flags.fill(0)
  for (const rule of side?.exit ?? []) joinRule(flags, rule, true)
  if (side && rules.exitWithout) markUnknown(flags, rules.exitWithout)
  delayed(flags, rules.exitDelayBars)
}

function markUnknown(flags: Uint8Array, column: Column): void {
  const values = valuesOf(column)
  for (let index = 0; index < flags.length; index += 1) if (Number.isNaN(values[index] as number)) flags[index] = 1
}

/** What one rule says of every bar: 1 passes, 0 does not, NaN is UNKNOWN. */
export function claimsOf(rule: Rule, length: number): Float64Array {
  const passes = new Uint8Array(length)
  joinRule(passes, rule, true)
  const claims = Float64Array.from(passes)
  if (rule.kind === 'label' && rule.allowed.length === 0) return claims
  const inputs = rule.kind === 'label' ? [rule.label] : [rule.value, rule.limit]
  for (const input of inputs) {
    if (typeof input === 'number') continue
    const values = valuesOf(input)
    for (let index = 0; index < length; index += 1)
      if (Number.isNaN(values[index] as number)) claims[index] = Number.NaN
  }
  return claims
}
