/**
 * The ledger: runs, intents, orders, fills and positions. Every method is one transaction, and running one twice with
 * the same ids is running it once.
 */
import type { Decimal } from '../base/decimal.ts'
import type { Instant } from '../base/instant.ts'
import type { RouteReport } from '../contracts/api/router.ts'
import type { Book } from '../contracts/books.ts'
import type { OutgoingEvent } from '../contracts/envelope.ts'
import type { OrderIntent, OrderReport, OrderStatus } from '../contracts/orders.ts'
import type { Interval } from '../contracts/scalars.ts'
import type { FilledOrders, Holding, WorkingOrder } from '../domain/orders/index.ts'
import type { Approved, StoredState } from '../domain/risk/index.ts'
import type { LedgerFacts } from '../domain/router/index.ts'

export interface RunRecord {
  readonly report: Omit<RouteReport, 'latencyMs'>
  readonly trigger: 'manual' | 'bar'
  readonly interval: Interval
  /** Stored with an outbox row when present. */
  readonly intent: Approved<OrderIntent> | null
}

export interface StoredRun {
  readonly report: Omit<RouteReport, 'latencyMs'>
  /** True while the run's order waits in the outbox. */
  readonly unsent: boolean
  /** The run's order, claimed for the caller to send; empty when there is none or the run was there before. */
  readonly claimed: readonly OutgoingEvent[]
}

export interface BarKey {
  readonly book: Book
  readonly symbol: string
  readonly interval: Interval
  readonly closesAt: Instant
}

export interface BarFacts {
  /** State after the previous bar, as stored; null before the first. */
  readonly state: unknown
  readonly tradingState: StoredState
  readonly holding: Holding
  /** Stop of the entry behind the open position; null when flat or UNKNOWN. */
  readonly stopPrice: number | null
  /** When the entry behind the open position was sent; null when flat or UNKNOWN. */
  readonly openedAt: Instant | null
  readonly working: readonly WorkingOrder[]
  /** Published intents that the consumer has not stored yet. */
  readonly unseenIntents: number
}

export interface BarOutcome {
  readonly state: unknown
  readonly events: readonly OutgoingEvent[]
  readonly filled: FilledOrders
  readonly run: RunRecord | null
}

export interface Ledger {
  /** Commits run, trail, intent and outbox row together. The callback is pure and may run again. */
  commitRun(
    key: { readonly runId: string; readonly book: Book; readonly symbol: string },
    decide: (facts: LedgerFacts) => RunRecord,
    now: Instant,
  ): Promise<StoredRun>
  /**
   * Commits everything one bar causes, and returns its events, claimed for the caller to send. None when this or a
   * later bar of the series was taken before.
   */
  commitBar(key: BarKey, decide: (facts: BarFacts) => BarOutcome, now: Instant): Promise<readonly OutgoingEvent[]>
  /** Stores intents that arrived on the hub; duplicates by id change nothing. */
  storeIntents(arrivals: readonly IntentArrival[], now: Instant): Promise<void>
  /** Applies what a broker reported; may come before the intent. The callback books one execution that is new. */
  applyReport(
    report: OrderReport,
    book: (order: ReportedOrder, holding: Holding, execution: OrderReport['fills'][number]) => FilledOrders | null,
    now: Instant,
  ): Promise<void>
  /** Lets the callback fill one working order; does nothing when the order no longer works. */
  fillOrder(
    key: { readonly book: Book; readonly orderId: string; readonly symbol: string },
    fill: (order: WorkingOrder, holding: Holding) => FilledOrders,
    now: Instant,
  ): Promise<void>
  /** Ends working day orders whose session is over; returns how many. */
  expireOrders(now: Instant): Promise<number>
  tradingState(): Promise<StoredState>
}

/** An order as a broker's report finds it. */
export interface ReportedOrder {
  /** Null while the report is ahead of the intent. */
  readonly qty: Decimal | null
  readonly filledQty: Decimal
  readonly avgPrice: Decimal | null
  readonly status: OrderStatus
  readonly fillIds: readonly string[]
}

export interface IntentArrival {
  readonly intent: Approved<OrderIntent>
}

export interface Outbox {
  /** Claims unsent events whose claim has lapsed, oldest first: those of a run, or all. */
  claim(scope: { readonly runId?: string; readonly max: number }, now: Instant): Promise<readonly OutgoingEvent[]>
  /** Marks events as sent and writes `order:published` on the runs behind them. */
  markSent(eventIds: readonly string[], now: Instant): Promise<void>
  /** Records a failed attempt and gives the claim back. */
  release(eventIds: readonly string[], error: string, now: Instant): Promise<void>
  /** Deletes events sent before the instant; returns how many. */
  prune(before: Instant): Promise<number>
}
