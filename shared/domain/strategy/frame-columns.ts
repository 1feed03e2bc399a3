/** Everything a reading measured, bar by bar, under the names that stored frames use. */
import { snakeOf } from '../../contracts/wire.ts'
import { valuesOf } from '../indicators/index.ts'
import { claimsOf, markEntries, markExits } from './flags.ts'
import type { Reading } from './reading.ts'
import { Standings } from './standings.ts'

export interface FrameColumn {
  /** Wire name: a measure, a gate's word with `_ok` behind it, or one of the decisions. */
  readonly name: string
  /** NaN is UNKNOWN; claims are 1 and 0. */
  readonly values: Float64Array
}

/** Measures, the claims of the entry's gates on the bar's own measures, and the decisions with their delay. */
export function frameColumnsOf({ bars, rules }: Reading): readonly FrameColumn[] {
  const measures = Object.entries(rules.measures).map(([name, column]) => ({
    name: snakeOf(name),
    values: valuesOf(column),
  }))
  const claims = rules.long.entry.map((rule) => ({
    name: `${rule.gate.slice(rule.gate.indexOf('.') + 1)}_ok`,
    values: claimsOf(rule, bars.length),
  }))
  const [entries, exits] = [new Uint8Array(bars.length), new Uint8Array(bars.length)]
  const marking = { rules, standings: new Standings(bars.length) }
  markEntries(entries, rules.long, marking)
  markExits(exits, rules.long, marking)
  return [
    ...measures,
    ...claims,
    { name: 'long_entry', values: Float64Array.from(entries) },
    { name: 'long_exit', values: Float64Array.from(exits) },
  ]
}
