/** Books one execution that a broker reported. */
import { type Decimal, decimal } from '../../base/decimal.ts'
import { idOf } from '../../base/digest.ts'
import type { OrderReport, OrderStatus } from '../../contracts/orders.ts'
import { type FilledOrders, updateOf } from './fill-working.ts'
import { applyFill, type Holding } from './position.ts'

/** Stands for a size that is not known yet: no execution can complete such an order. */
const SIZE_UNKNOWN = decimal(Number.MAX_SAFE_INTEGER)

/**
 * Null when the execution was booked before, or says nothing because its quantity or price is not positive.
 *
 * Its id is the broker's execution id, or its content where the broker gives none.
 */
export function bookExecution(
  report: OrderReport,
  order: {
    readonly qty: Decimal | null
    readonly filledQty: Decimal
    readonly avgPrice: Decimal | null
    readonly status: OrderStatus
    readonly fillIds: readonly string[]
  },
  holding: Holding,
  execution: OrderReport['fills'][number],
): FilledOrders | null {
  if (!(execution.qty > 0 && execution.price > 0)) return null
  const content = `${execution.qty}:${execution.price}:${execution.filledAt}`
  const id = idOf('execution', report.book, report.orderId, execution.executionId ?? content)
  if (order.fillIds.includes(id)) return null
  const fill = {
    id,
    orderId: report.orderId,
    book: report.book,
    symbol: report.symbol,
    side: report.side,
    qty: decimal(execution.qty),
    price: decimal(execution.price),
    fee: decimal(execution.fee),
    cost: null,
    spread: null,
    spreadSource: null,
    filledAt: execution.filledAt,
    synthetic: false,
  }
  const applied = applyFill(holding, fill)
  const update = updateOf({ id: report.orderId, ...order, qty: order.qty ?? SIZE_UNKNOWN }, fill)
  return { fills: [{ ...fill, pnl: applied.pnl }], updates: [update], holding: applied.holding }
}
