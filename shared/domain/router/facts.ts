/** What a decision reads and what it returns. */
import type { Instant } from '../../base/instant.ts'
import type { RouteReport } from '../../contracts/api/router.ts'
import type { OrderIntent } from '../../contracts/orders.ts'
import type { Holding } from '../orders/index.ts'
import type { Approved, RiskLimits, StoredState } from '../risk/index.ts'

/** Read in the transaction that will store the intent. */
export interface LedgerFacts {
  readonly tradingState: StoredState
  readonly holding: Holding
  /** Stop of the entry behind the open position, in dollars; null when flat or UNKNOWN. */
  readonly stopPrice: number | null
  /** When that entry was sent; null when flat or UNKNOWN. */
  readonly openedAt: Instant | null
  /** Orders of the symbol that may still fill, or are on their way to the ledger. */
  readonly workingOrders: number
}

export interface RoutePolicy {
  readonly limits: RiskLimits
  /** Whether the book's broker takes orders; otherwise an intent stays an intent. */
  readonly executionEnabled: boolean
  /** False in books where made-up prices must never execute. */
  readonly syntheticMayExecute: boolean
  readonly intentExpiresAfterMs: number
  /** End of the session the decision falls in; null where the book keeps no session. */
  readonly sessionClosesAt: Instant | null
}

export interface RouteDecision {
  readonly report: Omit<RouteReport, 'latencyMs'>
  /** Present only when the order is to be published. */
  readonly intent: Approved<OrderIntent> | null
}

/** What every gate let pass, before it is an intent. */
export interface Proposal {
  readonly side: 'buy' | 'sell'
  readonly qty: number
  readonly stopPrice: number | null
  readonly rawKelly: number
  readonly fraction: number
  readonly targetNotional: number
}
