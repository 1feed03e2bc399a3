/**
 * Who may take a hub's events: the triggers or one stand-alone consumer, never both.
 *
 * The triggers of all instances share one holder, so that partitions are worked on side by side. A lease is renewed
 * when half of it is gone, so that most batches ask nobody. An idle holder's lease lapses by itself.
 */
import { isoOf } from '../../shared/base/instant.ts'
import { Unavailable } from '../../shared/base/unavailable.ts'
import type { HubKey } from '../../shared/contracts/hubs.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { HubStore } from '../../shared/ports/hub-store.ts'

export const LEASE_FOR_MS = 15_000
export const FUNCTIONS_HOLDER = 'functions'

export interface ConsumerLease {
  /** Takes or renews the lease. Throws Unavailable that names the holder while it is another's. */
  hold(): Promise<void>
  /** Gives it back at once. */
  drop(): Promise<void>
}

/** Every consumer of a hub has the same lease, whatever its consumer group: they write the same rows. */
export function openLease(
  { hubs, clock }: { readonly hubs: HubStore; readonly clock: Clock },
  { hub }: { readonly hub: HubKey },
  holder: string,
): ConsumerLease {
  const name = `consumer:${hub}`
  let heldUntil = Number.NEGATIVE_INFINITY
  return {
    hold: async () => {
      const now = clock.now()
      if (heldUntil - now > LEASE_FOR_MS / 2) return
      if (await hubs.holdLease(name, holder, LEASE_FOR_MS, now)) {
        heldUntil = now + LEASE_FOR_MS
        return
      }
      const lease = await hubs.leaseOf(name)
      const whose = lease ? `is held by ${lease.holder} until ${isoOf(lease.expiresAt)}` : 'has just changed hands'
      throw new Unavailable('lease', `${name} ${whose}`)
    },
    drop: async () => {
      heldUntil = Number.NEGATIVE_INFINITY
      await hubs.dropLease(name, holder)
    },
  }
}
