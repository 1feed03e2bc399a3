/** One cash account under all symbols of a simulation. */
import { exactMicros, microsOf } from '../orders/index.ts'
import { affordableShares, type Wish } from './affordable.ts'
import type { Simulation } from './simulation.ts'

/** What the account holds of one symbol. */
export interface Holding {
  /** Signed: below zero is sold short. */
  shares: number
  markMicros: number
}

export class Account {
  cashMicros: number
  readonly holdings: readonly Holding[]
  readonly #terms: Pick<Simulation, 'account' | 'costs'>

  constructor({ symbols, account, costs }: Simulation) {
    this.cashMicros = exactMicros(microsOf(account.startEquityUsd))
    this.holdings = symbols.map(() => ({ shares: 0, markMicros: 0 }))
    this.#terms = { account, costs }
  }

  /** Cash and every holding at its mark. */
  equityMicros(): number {
    let sum = this.cashMicros
    for (const { shares, markMicros } of this.holdings) sum += shares * markMicros
    return exactMicros(sum)
  }

  affordableShares(wish: Wish): number {
    let exposureMicros = 0
    for (const { shares, markMicros } of this.holdings) exposureMicros += Math.abs(shares) * markMicros
    const standing = { cashMicros: this.cashMicros, equityMicros: this.equityMicros(), exposureMicros }
    return affordableShares(wish, standing, this.#terms)
  }
}
