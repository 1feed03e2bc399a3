/** The lists and details that the API serves. Every list is bounded and paged by a cursor. */
import type * as z from 'zod'
import type { Decimal } from '../base/decimal.ts'
import type { Instant } from '../base/instant.ts'
import type { OrderDetail, Page, Position, Query } from '../contracts/api/lists.ts'
import type { Overview } from '../contracts/api/overview.ts'
import type { RunDetail } from '../contracts/api/router.ts'
import type { TaskRuns, taskRunsQuerySchema } from '../contracts/api/schedule.ts'
import type { Book } from '../contracts/books.ts'

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
  taskRuns(query: z.output<typeof taskRunsQuerySchema>, now: Instant): Promise<TaskRuns>
  /** The newest of each kind of row in a book, and how many orders work in it. */
  newest(book: Book): Promise<Newest>
  /** What the fills from an instant to before another realised and cost. */
  fillTotals(book: Book, bounds: { readonly from: Instant; readonly to: Instant }): Promise<FillTotals>
}

export interface FillTotals {
  readonly realized: Decimal
  readonly fees: Decimal
}

export interface Newest extends Omit<Overview['newest'], 'watchlist'> {
  readonly workingOrders: number
}
