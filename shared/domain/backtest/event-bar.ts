/** The one bar that a symbol is at, and what trading on it would cost. */
import type { BarColumns } from '../market/index.ts'
import { type Direction, executionMicros, microsOf } from '../orders/index.ts'
import type { SimulationCosts } from './simulation.ts'

/** A price at which something would fill. */
export interface Price {
  readonly priceMicros: number
  /** Spread and slippage per share. */
  readonly costMicros: number
}

export class CurrentBar {
  index = -1
  open = 0
  high = 0
  low = 0
  close = 0
  /** Shares that may still be traded on it. */
  volumeLeft = 0
  readonly #bars: BarColumns
  readonly #costs: SimulationCosts

  constructor(bars: BarColumns, costs: SimulationCosts) {
    this.#bars = bars
    this.#costs = costs
  }

  moveTo(index: number): void {
    const bars = this.#bars
    const { participationMax } = this.#costs
    this.index = index
    this.open = bars.open[index] as number
    this.high = bars.high[index] as number
    this.low = bars.low[index] as number
    this.close = bars.close[index] as number
    const volume = bars.volume[index] as number
    this.volumeLeft = participationMax === null ? Number.POSITIVE_INFINITY : Math.floor(volume * participationMax)
  }

  /** Taking what there is, at a reference price in dollars. */
  atMarket(direction: Direction, referenceUsd: number): Price {
    const spread = this.#bars.spread[this.index] as number
    const priceMicros = executionMicros(direction, referenceUsd, spread, this.#costs)
    return { priceMicros, costMicros: Math.abs(priceMicros - microsOf(referenceUsd)) }
  }

  /** Taking what there is, but never at a worse price than the limit. */
  atMarketOrLimit(direction: Direction, referenceUsd: number, limitUsd: number): Price {
    const market = this.atMarket(direction, referenceUsd)
    return direction * market.priceMicros < direction * microsOf(limitUsd) ? market : this.atLimit(limitUsd)
  }

  /** Waiting at a limit in dollars until somebody comes. */
  atLimit(limitUsd: number): Price {
    return { priceMicros: microsOf(limitUsd), costMicros: 0 }
  }
}
