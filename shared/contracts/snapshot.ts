/** What a vendor knows of a symbol at one instant. What it does not know is null, never 0 and never a guess. */
import type { Instant } from '../base/instant.ts'
import type { Vendor } from './bars.ts'

export interface Snapshot {
  readonly symbol: string
  readonly vendor: Vendor
  /** When it was taken: nothing in it was made later. */
  readonly at: Instant
  /** The newest price in dollars, and when it was made. */
  readonly price: number | null
  readonly pricedAt: Instant | null
  readonly bid: number | null
  readonly ask: number | null
  /** Today's official open, once the session has begun. */
  readonly open: number | null
  /** Shares of the day so far, all hours; never those of one minute. */
  readonly volume: number | null
  readonly halted: boolean | null
  readonly synthetic: boolean
}
