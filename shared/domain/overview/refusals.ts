import { compareText } from '../../base/by-instant.ts'
import { isRefusal } from '../../contracts/reasons.ts'

/** What became of a decision. */
export interface Ending {
  /** True when it made an intent, executed or not. */
  readonly ordered: boolean
  readonly reason: string | null
}

/** Why a decision is no order; null when it is one, or keeps its position, which is no refusal. */
export function refusalOf({ ordered, reason }: Ending): string | null {
  if (ordered) return null
  const why = reason ?? 'UNKNOWN'
  return isRefusal(why) ? why : null
}

export interface Refusals {
  readonly reason: string
  readonly count: number
}

/** Refusals by reason, the most frequent first. */
export function refusalsOf(endings: readonly (Ending & { readonly count: number })[]): Refusals[] {
  const counts = new Map<string, number>()
  for (const ending of endings) {
    const reason = refusalOf(ending)
    if (reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + ending.count)
  }
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count || compareText(a.reason, b.reason))
}
