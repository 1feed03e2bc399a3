/** Questions to the neighbours that readiness asks. Each throws when the neighbour does not answer. */
import type { Instant } from '../base/instant.ts'
import type { HubKey } from '../contracts/hubs.ts'

export interface PartitionHead {
  readonly hub: HubKey
  readonly partitionId: string
  /** -1 while the partition is empty. */
  readonly lastSequenceNumber: number
  readonly lastEnqueuedAt: Instant
}

export type Measured<T> = {
  readonly latencyMs: number
  readonly result:
    | { readonly kind: 'answered'; readonly value: T }
    | { readonly kind: 'failed'; readonly error: string }
}

/** A neighbour whose answers are kept, such as the vault. */
export interface KeptProbe {
  readonly name: 'key_vault' | 'entra_keys'
  /** Null when it answers, or why something older stands in. */
  readonly ask: () => Promise<string | null>
}

export interface Probes {
  readonly kept: readonly KeptProbe[]
  database(): Promise<void>
  hubs(): Promise<void>
  blob(): Promise<void>
  /** The time of the storage service, to the second. */
  storageClock(): Promise<Instant>
  /** Last event of every partition of the hubs. */
  heads(hubs: readonly HubKey[]): Promise<readonly PartitionHead[]>
  /** Times a question and bounds it. */
  measure<T>(ask: () => Promise<T>, withinMs: number): Promise<Measured<T>>
}
