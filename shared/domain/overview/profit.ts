import { add, type Decimal, subtract, ZERO } from '../../base/decimal.ts'

/** Dollars. */
export interface Profit {
  readonly realized: Decimal
  readonly fees: Decimal
  /** Null when the profit of one open position is UNKNOWN, and then so is `net`. */
  readonly unrealized: Decimal | null
  readonly net: Decimal | null
}

export const sum = (values: readonly Decimal[]): Decimal => values.reduce(add, ZERO)

/** What parts of profit come to together. */
export function profitOf(parts: {
  readonly realized: readonly Decimal[]
  readonly fees: readonly Decimal[]
  readonly unrealized: readonly (Decimal | null)[]
}): Profit {
  const realized = sum(parts.realized)
  const fees = sum(parts.fees)
  const open = parts.unrealized.filter((value) => value !== null)
  if (open.length < parts.unrealized.length) return { realized, fees, unrealized: null, net: null }
  const unrealized = sum(open)
  return { realized, fees, unrealized, net: subtract(add(realized, unrealized), fees) }
}
