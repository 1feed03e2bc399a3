/** How many shares the account can still take on. */
import { microsOf } from '../orders/index.ts'
import type { AccountRules, SimulationCosts } from './simulation.ts'

export interface Standing {
  readonly cashMicros: number
  readonly equityMicros: number
  /** Sum of |shares| · mark over all positions. */
  readonly exposureMicros: number
}

export interface Wish {
  /** Millionths of a dollar per share. */
  readonly priceMicros: number
  /** The stake of `all_in`, else 1. */
  readonly fraction: number
  readonly direction: 1 | -1
}

/** Whole shares affordable at a price (rules: "Affordable"). */
export function affordableShares(
  { priceMicros, fraction, direction }: Wish,
  { cashMicros, equityMicros, exposureMicros }: Standing,
  { account, costs }: { readonly account: AccountRules; readonly costs: SimulationCosts },
): number {
  let room = account.leverageMax * equityMicros - exposureMicros
  if (direction > 0 && account.leverageMax <= 1) room = Math.min(room, cashMicros)
  const perShare = priceMicros + microsOf(costs.feePerShare) + priceMicros * (costs.feePct / 100)
  return Math.max(0, Math.floor((room * fraction - microsOf(costs.feeMin)) / perShare))
}
