/** From rules to flags: one byte for each bar, 1 where the rules say so. NaN, which is UNKNOWN, passes nothing. */
import { REGIMES } from '../../contracts/signals.ts'
import { type Column, valuesOf } from '../indicators/index.ts'
import type { Rule, Rules, SideRules } from './form.ts'
import { Standings } from './standings.ts'

/** 1 for any of the three bits, without a branch that a processor would have to foresee. */
const oneOf = (bits: number): number => (bits + 7) >> 3

/** A bar on which one gate fails is over. */
function keepAccepted(flags: Uint8Array, bits: Uint8Array, accepted: number): void {
  for (let index = 0; index < flags.length; index += 1) {
    flags[index] = (flags[index] as number) & oneOf((bits[index] as number) & accepted)
  }
}

/** A bar on which one exit passes is left. */
function addAccepted(flags: Uint8Array, bits: Uint8Array, accepted: number): void {
  for (let index = 0; index < flags.length; index += 1) {
    flags[index] = (flags[index] as number) | oneOf((bits[index] as number) & accepted)
  }
}

/** The bits of a label that is on the list; an empty list takes any label, known or not. */
function labelBits(rule: Extract<Rule, { readonly kind: 'label' }>, length: number): Uint8Array {
  if (rule.allowed.length === 0) return new Uint8Array(length).fill(1)
  const labels = valuesOf(rule.label)
  const allowed = REGIMES.map((label) => (rule.allowed.includes(label) ? 1 : 0))
  return Uint8Array.from(labels, (label) => allowed[label] ?? 0)
}

type Join = typeof keepAccepted

function joinRule(flags: Uint8Array, rule: Rule, standings: Standings, join: Join): void {
  if (rule.kind === 'label') {
    join(flags, labelBits(rule, flags.length), 1)
    return
  }
  const { bits, bars, accepted } = standings.of(rule)
  if (join === keepAccepted) flags.fill(0, 0, bars)
  join(flags.subarray(bars), bits.subarray(0, Math.max(0, flags.length - bars)), accepted)
}

function delayed(flags: Uint8Array, bars: 0 | 1): void {
  if (bars === 0) return
  flags.copyWithin(1, 0)
  flags[0] = 0
}

/** What a side is marked by. */
export interface Marking {
  readonly rules: Rules
  readonly standings: Standings
}

/** Bars on which every rule of an entry passes. A side without rules never enters. */
export function markEntries(flags: Uint8Array, side: SideRules | null, { rules, standings }: Marking): void {
  flags.fill(side ? 1 : 0)
  for (const rule of side?.entry ?? []) joinRule(flags, rule, standings, keepAccepted)
  delayed(flags, rules.entryDelayBars)
}

/** Bars on which one rule of an exit passes, or the measure is lost without which nothing is held. */
export function markExits(flags: Uint8Array, side: SideRules | null, { rules, standings }: Marking): void {
  flags.fill(0)
  for (const rule of side?.exit ?? []) joinRule(flags, rule, standings, addAccepted)
  if (side && rules.exitWithout) markUnknown(flags, rules.exitWithout)
  delayed(flags, rules.exitDelayBars)
}

function markUnknown(flags: Uint8Array, column: Column): void {
  const values = valuesOf(column)
  for (let index = 0; index < flags.length; index += 1) if (Number.isNaN(values[index] as number)) flags[index] = 1
}

/** What one rule says of every bar: 1 passes, 0 does not, NaN is UNKNOWN. */
export function claimsOf(rule: Rule, length: number): Float64Array {
  if (rule.kind === 'label') {
    const passes = labelBits(rule, length)
    const labels = valuesOf(rule.label)
    const isKnown = (index: number) => rule.allowed.length === 0 || !Number.isNaN(labels[index] as number)
    return Float64Array.from(passes, (passed, index) => (isKnown(index) ? passed : Number.NaN))
  }
  const { bits, bars, accepted } = new Standings(length).of(rule)
  return Float64Array.from(bits, (_, index) => {
    const bit = index < bars ? 0 : (bits[index - bars] as number)
    if (bit === 0) return Number.NaN
    return (bit & accepted) === 0 ? 0 : 1
  })
}
