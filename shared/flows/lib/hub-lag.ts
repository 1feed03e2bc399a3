/**
 * How far each partition's consumer is behind, as a lower bound: a hub tells when its last event came, not when the
 * oldest one did that waits. Under a steady flow that instant is always a moment ago, even when the consumer is dead;
 * whoever looks regularly therefore remembers since when a consumer has stood still with events waiting.
 */
import type { Instant } from '../../base/instant.ts'
import type { HubKey } from '../../contracts/hubs.ts'
import type { HubStore } from '../../ports/hub-store.ts'
import type { PartitionHead } from '../../ports/probes.ts'

/** Where consumers stood at the last look, and since when; by hub and partition. */
export type Standing = Map<string, { readonly at: number; readonly since: Instant }>

export interface PartitionLag {
  readonly hub: HubKey
  readonly partitionId: string
  readonly lagMs: number
}

interface Look {
  readonly heads: readonly PartitionHead[]
  readonly marks: Awaited<ReturnType<HubStore['watermarks']>>
  readonly now: Instant
}

/** The partitions in which events wait; `standing` is brought up to date. */
export function lagsOf({ heads, marks, now }: Look, standing: Standing = new Map()): readonly PartitionLag[] {
  const lags: PartitionLag[] = []
  for (const head of heads) {
    const { hub, partitionId } = head
    const key = `${hub}/${partitionId}`
    const mark = marks.find((one) => one.hub === hub && one.partitionId === partitionId)
    const at = mark?.sequenceNumber ?? -1
    if (head.lastSequenceNumber <= at) {
      standing.delete(key)
      continue
    }
    const before = standing.get(key)
    const since = before?.at === at ? before.since : now
    standing.set(key, { at, since })
    const sinceHandled = mark ? now - mark.handledAt : Number.POSITIVE_INFINITY
    const waited = Math.min(sinceHandled, mark ? mark.handledAt - mark.enqueuedAt : 0)
    lags.push({ hub, partitionId, lagMs: Math.max(now - head.lastEnqueuedAt, waited, now - since) })
  }
  return lags
}
