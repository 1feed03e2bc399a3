/** Bars from a vendor into the lake. Rows that broke a rule at the vendor's wall are kept aside and counted. */
import type { BarRule, ReasonCode } from '../contracts/reasons.ts'
import type { BarRequest, BarSource, Lake } from '../ports/bars.ts'

export interface IngestPorts {
  readonly source: BarSource
  readonly lake: Lake
}

export type IngestReport =
  | {
      readonly kind: 'ingested'
      readonly bars: number
      readonly quarantined: number
      /** Quarantined rows by the rule that they broke; rules that none broke are absent. */
      readonly rules: Readonly<Partial<Record<BarRule, number>>>
      /** Blobs that hold the bars. */
      readonly paths: readonly string[]
      readonly quarantinePath: string | null
    }
  | { readonly kind: 'refused'; readonly reason: ReasonCode; readonly detail: string }

/** Reads the bars of a request, keeps them, and says what was set aside. Throws Unavailable when a neighbour is. */
export async function ingestBars(ports: IngestPorts, request: BarRequest): Promise<IngestReport> {
  const answer = await ports.source.fetch(request)
  if (answer.kind === 'refused') return answer
  const paths = await ports.lake.write(answer.bars)
  const quarantinePath = await ports.lake.quarantine(ports.source.vendor, answer.quarantined)
  const rules: Record<string, number> = {}
  for (const { rule } of answer.quarantined) rules[rule] = (rules[rule] ?? 0) + 1
  return {
    kind: 'ingested',
    bars: answer.bars.length,
    quarantined: answer.quarantined.length,
    rules,
    paths,
    quarantinePath,
  }
}
