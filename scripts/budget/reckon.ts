/** The whole budget of one environment: every line, every item of cost, and what it fails by. Pure. */
import { computeLines } from './compute.ts'
import { connectionLines } from './connections.ts'
import { costLines, type Item, itemsOf, knownUsd } from './cost.ts'
import { edgeLines } from './edge.ts'
import type { Facts } from './facts.ts'
import { hubLines } from './hubs.ts'
import { faultOf, type Line, verdictOf } from './line.ts'
import { storageLines } from './storage.ts'

export interface Budget {
  readonly environment: string
  readonly lines: readonly Line[]
  readonly items: readonly Item[]
  readonly knownUsd: number
  /** One sentence for each limit that a deployment could exceed: parameter, value, limit, remedy. */
  readonly faults: readonly string[]
}

export function reckon(facts: Facts): Budget {
  const lines = [
    ...connectionLines(facts),
    ...hubLines(facts),
    ...computeLines(facts),
    ...storageLines(facts),
    ...edgeLines(facts),
    ...costLines(facts),
  ]
  const items = itemsOf(facts)
  return {
    environment: facts.parameters.environmentName,
    lines,
    items,
    knownUsd: knownUsd(items),
    faults: lines.filter((line) => verdictOf(line) === 'EXCEEDED').map(faultOf),
  }
}
