/** The report of a replayed day: what was decided and why, what was ordered and filled, and what it came to. Pure. */
import { byInstant } from '../../shared/base/by-instant.ts'
import type { Decimal } from '../../shared/base/decimal.ts'
import { type Instant, isoOf, MINUTE_MS } from '../../shared/base/instant.ts'
import type { OrderRow, Position } from '../../shared/contracts/api/lists.ts'
import type { Gate, RunDetail } from '../../shared/contracts/api/router.ts'
import type { Fill } from '../../shared/contracts/orders.ts'
import { wordsOf } from '../../shared/contracts/reasons.ts'
import type { Slot } from '../../shared/contracts/schedule.ts'
import type { Watchlist } from '../../shared/contracts/watchlists.ts'
import { profitOf, refusalOf } from '../../shared/domain/overview/index.ts'

export interface DayInput {
  readonly day: string
  readonly symbols: readonly string[]
  readonly equityUsd: number
  readonly interval: string
  readonly bars: readonly {
    readonly symbol: string
    readonly minutes: number
    readonly dailyHistory: number
    readonly quarantined: readonly { readonly rule: string; readonly count: number }[]
  }[]
  readonly runs: readonly RunDetail[]
  readonly orders: readonly OrderRow[]
  readonly fills: readonly Fill[]
  readonly positions: readonly Position[]
  readonly slots: readonly Slot[]
  readonly watchlists: readonly Watchlist[]
}

export interface Refusal {
  readonly at: string
  readonly symbol: string
  readonly strategy: string
  readonly reason: string
  readonly words: string
  readonly gate: string
  readonly value: Gate['value']
  readonly threshold: string
}

export interface DayReport {
  readonly format: 'gatehouse.day.v1'
  readonly book: 'replay'
  readonly day: string
  readonly symbols: readonly string[]
  readonly equity_usd: number
  readonly strategy_interval: string
  readonly bars: DayInput['bars']
  readonly totals: {
    readonly decisions: number
    readonly orders: number
    readonly fills: number
    readonly refusals: number
    readonly realized_pnl: Decimal
    readonly unrealized_pnl: Decimal | 'UNKNOWN'
    readonly fees: Decimal
    readonly net_pnl: Decimal | 'UNKNOWN'
  }
  readonly decisions: readonly {
    readonly at: string
    readonly symbol: string
    readonly strategy: string
    readonly regime: string
    readonly events: readonly string[]
    readonly outcome: string
  }[]
  readonly refusals: readonly Refusal[]
  readonly orders: readonly {
    readonly id: string
    readonly decided_at: string
    readonly symbol: string
    readonly side: string
    readonly qty: Decimal | 'UNKNOWN'
    readonly status: string
    readonly filled_qty: Decimal
    readonly avg_price: Decimal | null
    readonly reason: string | null
  }[]
  readonly fills: readonly {
    readonly id: string
    readonly order_id: string
    readonly decided_at: string
    readonly filled_at: string
    readonly minutes_after_decision: number
    readonly symbol: string
    readonly side: string
    readonly qty: Decimal
    readonly price: Decimal
    readonly fee: Decimal
    readonly cost: Decimal | 'UNKNOWN'
    readonly spread: Decimal | 'UNKNOWN'
    readonly spread_source: string
    readonly pnl: Decimal | null
  }[]
  readonly positions: readonly {
    readonly symbol: string
    readonly net_qty: Decimal
    readonly avg_price: Decimal | null
    readonly mark_price: Decimal | 'UNKNOWN'
    readonly realized_pnl: Decimal
    readonly unrealized_pnl: Decimal | 'UNKNOWN'
    readonly fees: Decimal
  }[]
  readonly schedule: readonly {
    readonly due_at: string
    readonly slot: string
    readonly status: string
    readonly reason: string | null
    readonly left: string
  }[]
  readonly watchlists: readonly {
    readonly bucket: string
    readonly at: string
    readonly symbols: readonly string[]
    readonly dropped: readonly { readonly symbol: string; readonly gate: string; readonly reason: string }[]
  }[]
}

export function dayReport(input: DayInput): DayReport {
  const runs = byInstant(input.runs, (run) => [run.decidedAt, run.symbol, run.runId])
  const orders = byInstant(input.orders, (order) => [order.submittedAt ?? 0, order.symbol, order.id])
  const fills = byInstant(input.fills, (fill) => [fill.filledAt, fill.symbol, fill.id])
  const positions = byInstant(input.positions, (position) => [0, position.symbol, position.book])
  const decidedAt = new Map(orders.map((order) => [order.id, order.submittedAt ?? 0]))
  const refusals = runs.flatMap(refusalsOf)

  const profit = profitOf({
    realized: positions.map(({ realizedPnl }) => realizedPnl),
    fees: positions.map((position) => position.fees),
    unrealized: positions.map(({ unrealizedPnl }) => unrealizedPnl),
  })
  return {
    format: 'gatehouse.day.v1',
    book: 'replay',
    day: input.day,
    symbols: input.symbols,
    equity_usd: input.equityUsd,
    strategy_interval: input.interval,
    bars: input.bars,
    totals: {
      decisions: runs.length,
      orders: orders.length,
      fills: fills.length,
      refusals: refusals.length,
      realized_pnl: profit.realized,
      unrealized_pnl: profit.unrealized ?? 'UNKNOWN',
      fees: profit.fees,
      net_pnl: profit.net ?? 'UNKNOWN',
    },
    decisions: runs.map((run) => ({
      at: isoOf(run.decidedAt),
      symbol: run.symbol,
      strategy: run.strategy,
      regime: run.priors?.regime ?? 'UNKNOWN',
      events: run.events,
      outcome: run.orderIntent ? `${run.orderIntent.side} ${run.orderIntent.qty}` : (run.fallbackReason ?? 'UNKNOWN'),
    })),
    refusals,
    orders: orders.map(orderRow),
    fills: fills.map((fill) => fillRow(fill, decidedAt.get(fill.orderId) ?? 0)),
    positions: positions.map(positionRow),
    schedule: input.slots.map(slotRow),
    watchlists: byInstant(input.watchlists, (list) => [list.asOf, list.bucket, list.day]).map(listRow),
  }
}

const slotRow = (slot: Slot): DayReport['schedule'][number] => ({
  due_at: isoOf(slot.dueAt),
  slot: slot.slot,
  status: slot.status,
  reason: slot.reason,
  left: slot.left.map(({ what, count }) => `${count} ${what}`).join(', '),
})

/** Who is in, and for everyone else the first gate that did not pass. */
const listRow = ({ bucket, asOf, symbols, candidates }: Watchlist): DayReport['watchlists'][number] => ({
  bucket,
  at: isoOf(asOf),
  symbols,
  dropped: candidates
    .filter(({ kept }) => !kept)
    .map(({ symbol, gates }) => {
      const gate = gates.find(({ verdict }) => verdict !== 'PASS')
      return { symbol, gate: gate?.gate ?? 'rank', reason: gate?.reason ?? 'beyond the length of the list' }
    }),
})

const orderRow = (order: OrderRow): DayReport['orders'][number] => ({
  id: order.id,
  decided_at: isoOf(order.submittedAt ?? 0),
  symbol: order.symbol,
  side: order.side,
  qty: order.qty ?? 'UNKNOWN',
  status: order.status,
  filled_qty: order.filledQty,
  avg_price: order.avgPrice,
  reason: order.reason,
})

const fillRow = (fill: Fill, decidedAt: Instant): DayReport['fills'][number] => ({
  id: fill.id,
  order_id: fill.orderId,
  decided_at: isoOf(decidedAt),
  filled_at: isoOf(fill.filledAt),
  minutes_after_decision: Math.round((fill.filledAt - decidedAt) / MINUTE_MS),
  symbol: fill.symbol,
  side: fill.side,
  qty: fill.qty,
  price: fill.price,
  fee: fill.fee,
  cost: fill.cost ?? 'UNKNOWN',
  spread: fill.spread ?? 'UNKNOWN',
  spread_source: fill.spreadSource ?? 'UNKNOWN',
  pnl: fill.pnl,
})

const positionRow = (position: Position): DayReport['positions'][number] => ({
  symbol: position.symbol,
  net_qty: position.netQty,
  avg_price: position.avgPrice,
  mark_price: position.markPrice ?? 'UNKNOWN',
  realized_pnl: position.realizedPnl,
  unrealized_pnl: position.unrealizedPnl ?? 'UNKNOWN',
  fees: position.fees,
})

/** Every gate that did not pass. A run that ended before its gates tells its error instead. */
function refusalsOf(run: RunDetail): Refusal[] {
  const reason = refusalOf({ ordered: run.orderIntent !== null, reason: run.fallbackReason })
  if (reason === null) return []
  const head = { at: isoOf(run.decidedAt), symbol: run.symbol, strategy: run.strategy, reason, words: wordsOf(reason) }
  const refused = run.gates.filter(({ verdict }) => verdict !== 'PASS')
  if (refused.length === 0) {
    return [{ ...head, gate: 'frame', value: run.errors.join('; ') || null, threshold: 'usable bars' }]
  }
  return refused.map(({ gate, value, threshold }) => ({ ...head, gate, value, threshold }))
}
