/** Where bars come from and where they are kept. */
import type { Instant } from '../base/instant.ts'
import type { Bar, QuarantinedRow, Vendor } from '../contracts/bars.ts'
import type { ReasonCode } from '../contracts/reasons.ts'
import type { Interval } from '../contracts/scalars.ts'

export interface BarRequest {
  readonly symbol: string
  readonly interval: Interval
  /** First instant, included. */
  readonly from: Instant
  /** Bars that close after this instant are not returned: they were not known yet. */
  readonly to: Instant
}

export type BarAnswer =
  | {
      readonly kind: 'bars'
      /**
       * Oldest first, strictly increasing, adjusted for splits and dividends to one basis day, by default that of
       * `to`.
       */
      readonly bars: readonly Bar[]
      readonly quarantined: readonly QuarantinedRow[]
    }
  | { readonly kind: 'refused'; readonly reason: ReasonCode; readonly detail: string }

/** A vendor. Faults of the outside are thrown as Unavailable; "no such data" is an answer. */
export interface BarSource {
  readonly vendor: Vendor
  fetch(request: BarRequest): Promise<BarAnswer>
}

export interface LakeKey {
  readonly vendor: Vendor
  readonly interval: Interval
  readonly symbol: string
}

/** Bars kept as Parquet in the `trader-data` container. Not trusted by the order path: a missing blob is no bars. */
export interface Lake {
  /** Merges bars into the lake, last write of an instant wins; returns the blob paths written. */
  write(bars: readonly Bar[]): Promise<readonly string[]>
  /** Bars that close in (from, to], oldest first; empty when there are none. */
  read(key: LakeKey, from: Instant, to: Instant): Promise<readonly Bar[]>
  /** Keeps quarantined rows as a JSON lines blob; returns its path, or null when there are none. */
  quarantine(
    source: string,
    rows: readonly { readonly symbol: string; readonly line: number; readonly rule: string; readonly row: string }[],
  ): Promise<string | null>
}
