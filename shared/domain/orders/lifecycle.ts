/** The life of an order: a rank that only rises. */
import { compare, type Decimal } from '../../base/decimal.ts'
import { type OrderStatus, STATUS_RANK } from '../../contracts/orders.ts'

/** The later of two statuses. A final status stays; at equal rank the first one stands. */
export function advanceStatus(current: OrderStatus, next: OrderStatus): OrderStatus {
  return STATUS_RANK[next] > STATUS_RANK[current] ? next : current
}

/** Status of an order of `qty` shares of which `filledQty` are filled. */
export function statusAfterFill(current: OrderStatus, qty: Decimal, filledQty: Decimal): OrderStatus {
  return advanceStatus(current, compare(filledQty, qty) >= 0 ? 'filled' : 'partially_filled')
}

/** True while an order may still fill. */
export const isWorking = (status: OrderStatus): boolean => STATUS_RANK[status] >= 1 && STATUS_RANK[status] <= 3
