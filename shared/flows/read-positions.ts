/** Positions with their open profit: one function computes it for every screen and report. */
import type { Page, Query } from '../contracts/api/lists.ts'
import { unrealizedPnl } from '../domain/orders/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { Reads } from '../ports/reads.ts'

export async function readPositions(
  ports: { readonly reads: Reads; readonly clock: Clock },
  query: Query<'positions'>,
): Promise<Page<'positions'>> {
  const page = await ports.reads.positions(query, ports.clock.now())
  const items = page.items.map((position) => ({
    ...position,
    unrealizedPnl: unrealizedPnl(position, position.markPrice),
  }))
  return { ...page, items }
}
