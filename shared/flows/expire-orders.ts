/** The minute timer's flow: day orders end with their session. */
import type { Clock } from '../ports/clock.ts'
import type { Ledger } from '../ports/ledger.ts'

export function endDayOrders(ports: { readonly ledger: Ledger; readonly clock: Clock }): Promise<number> {
  return ports.ledger.expireOrders(ports.clock.now())
}
