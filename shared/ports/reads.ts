/** The lists and details that the API serves. Every list is bounded and paged by a cursor. */
import type { Instant } from '../base/instant.ts'
import type { OrderDetail, Page, Position, Query } from '../contracts/api/lists.ts'
import type { RunDetail } from '../contracts/api/router.ts'

export interface PositionPage extends Omit<Page<'positions'>, 'items'> {
  readonly items: readonly Omit<Position, 'unrealizedPnl'>[]
}

export interface Reads {
  runs(query: Query<'runs'>, now: Instant): Promise<Page<'runs'>>
  run(id: string): Promise<RunDetail | null>
  orders(query: Query<'orders'>, now: Instant): Promise<Page<'orders'>>
  order(id: string): Promise<OrderDetail | null>
  fills(query: Query<'fills'>, now: Instant): Promise<Page<'fills'>>
  /** Without the open profit, which the orders room computes from the mark. */
  positions(query: Query<'positions'>, now: Instant): Promise<PositionPage>
  signals(symbol: string, query: Query<'signals'>, now: Instant): Promise<Page<'signals'>>
  regimes(query: Query<'regimes'>, now: Instant): Promise<Page<'regimes'>>
}
