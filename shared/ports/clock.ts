import type { Instant } from '../base/instant.ts'

/** The desk's clock: the system's in Azure, the simulated one in a replay. */
export interface Clock {
  now(): Instant
}
