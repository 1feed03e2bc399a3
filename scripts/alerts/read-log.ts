/** Measures out of the log of a Functions host: one JSON object per line, the measure in its message. */
import { readMetricLine } from '../../shared/contracts/metrics.ts'
import type { Sample } from './evaluate.ts'

/** Samples in the order of the log. Throws on a measure outside the contract. */
export function samplesIn(log: string): readonly Sample[] {
  return log.split('\n').flatMap((text): Sample[] => {
    // Most lines are of invocations; only those with a measure are worth parsing.
    if (!text.includes('\\"metric\\":') || !text.endsWith('}')) return []
    const line = JSON.parse(text) as { readonly time?: unknown; readonly message?: unknown }
    const measured = readMetricLine(String(line.message))
    return measured === null ? [] : [{ ...measured, at: Date.parse(String(line.time)) }]
  })
}
