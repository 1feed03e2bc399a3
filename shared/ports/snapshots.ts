/** What a vendor knows of symbols at an instant. */
import type { Instant } from '../base/instant.ts'
import type { Vendor } from '../contracts/bars.ts'
import type { Snapshot } from '../contracts/snapshot.ts'

export interface SnapshotSource {
  readonly vendor: Vendor
  /**
   * One snapshot of each symbol that the vendor knows, in any order; the others are absent. What was made after `at` is
   * in none. Faults of the outside are thrown as Unavailable.
   */
  snapshots(symbols: readonly string[], at: Instant): Promise<readonly Snapshot[]>
  /** The symbols that the vendor lists; empty for one that lists none. */
  listSymbols(): Promise<readonly string[]>
}
