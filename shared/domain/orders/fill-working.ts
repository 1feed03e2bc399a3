/**
 * Fills every working order of a symbol on one bar, in the order they were submitted, and carries the position along.
 */
import { add, type Decimal, divide, multiply, round } from '../../base/decimal.ts'
import type { Bar } from '../../contracts/bars.ts'
import type { Fill, OrderStatus } from '../../contracts/orders.ts'
import { type FillModel, fillOnBar, type WorkingOrder } from './fill-model.ts'
import { statusAfterFill } from './lifecycle.ts'
import { applyFill, type Holding } from './position.ts'

export interface OrderUpdate {
  readonly id: string
  readonly filledQty: Decimal
  readonly avgPrice: Decimal
  readonly status: OrderStatus
}

export interface FilledOrders {
  readonly fills: readonly Fill[]
  readonly updates: readonly OrderUpdate[]
  /** The position after all fills. */
  readonly holding: Holding
}

/** What an execution does to its order: quantity, average price and status. */
export function updateOf(
  order: Pick<WorkingOrder, 'id' | 'qty' | 'filledQty' | 'avgPrice' | 'status'>,
  fill: { readonly qty: Decimal; readonly price: Decimal },
): OrderUpdate {
  const filledQty = add(order.filledQty, fill.qty)
  const paid = add(multiply(order.filledQty, order.avgPrice ?? '0'), multiply(fill.qty, fill.price))
  return {
    id: order.id,
    filledQty,
    avgPrice: round(divide(paid, filledQty), 6),
    status: statusAfterFill(order.status, order.qty, filledQty),
  }
}

/** The volume of the bar is shared: what an earlier order took is gone for the later ones. */
export function fillWorkingOrders(
  orders: readonly WorkingOrder[],
  holding: Holding,
  bar: Bar,
  model: FillModel,
): FilledOrders {
  let current = holding
  let volume = bar.volume
  const fills: Fill[] = []
  const updates: OrderUpdate[] = []
  for (const order of orders) {
    const verdict = fillOnBar(order, { ...bar, volume }, model)
    if (verdict.kind !== 'filled') continue
    const applied = applyFill(current, verdict.fill)
    current = applied.holding
    volume = Math.max(0, volume - Number(verdict.fill.qty) / model.participationMax)
    fills.push({ ...verdict.fill, pnl: applied.pnl })
    updates.push(updateOf(order, verdict.fill))
  }
  return { fills, updates, holding: current }
}
