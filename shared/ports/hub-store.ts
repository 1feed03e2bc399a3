/** What hub consumers keep beside their business rows: dead letters, watermarks and the lease. */
import type { Instant } from '../base/instant.ts'
import type { Book } from '../contracts/books.ts'
import type { HubKey } from '../contracts/hubs.ts'
import type { PoisonCode } from '../contracts/reasons.ts'
import type { Regime, Signal } from '../contracts/signals.ts'

export interface DeadLetter {
  readonly hub: HubKey
  readonly partitionId: string
  readonly sequenceNumber: number
  readonly consumer: string
  readonly code: PoisonCode
  readonly detail: string
  readonly body: string
}

export interface Watermark {
  readonly hub: HubKey
  readonly partitionId: string
  readonly consumer: string
  readonly sequenceNumber: number
  readonly enqueuedAt: Instant
}

export interface Lease {
  readonly holder: string
  readonly expiresAt: Instant
}

export interface HubStore {
  /** Keeps poison; a redelivered one is kept once. Returns the codes of those that are new. */
  bury(letters: readonly DeadLetter[], now: Instant): Promise<readonly PoisonCode[]>
  mark(mark: Watermark, now: Instant): Promise<void>
  watermarks(): Promise<readonly (Watermark & { readonly handledAt: Instant })[]>
  /** Takes or renews the lease; false while another holder's lease runs. */
  holdLease(name: string, holder: string, forMs: number, now: Instant): Promise<boolean>
  /** The lease as it is stored, lapsed or not; null when nobody has it. */
  leaseOf(name: string): Promise<Lease | null>
  dropLease(name: string, holder: string): Promise<void>
}

export interface SignalStore {
  saveSignals(rows: readonly { readonly book: Book; readonly data: Signal }[]): Promise<void>
  saveRegimes(rows: readonly { readonly book: Book; readonly data: Regime }[]): Promise<void>
}
