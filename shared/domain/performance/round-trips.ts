/** A position from its first share to its last, and what many of them come to. */
import type { Instant } from '../../base/instant.ts'
import { momentsOf } from './moments.ts'
import { known } from './ratios.ts'

/** Quantity and prices are those of the exit: a split in between has rescaled them. */
export interface RoundTrip {
  /** Index of the symbol in the simulation. */
  readonly symbol: number
  /** 1 bought first, -1 sold first. */
  readonly side: 1 | -1
  /** The symbol's own bars of the first and the last fill, and their opening instants. */
  readonly entryBar: number
  readonly exitBar: number
  readonly entryAt: Instant
  readonly exitAt: Instant
  /** Shares in all, and the mean price of those that opened and of those that closed the position. */
  readonly qty: number
  readonly entryPriceUsd: number
  readonly exitPriceUsd: number
  readonly feesUsd: number
  /** Spread and slippage, which the prices hold already. */
  readonly costsUsd: number
  /** What cash gained by it: after fees, borrow and dividends. */
  readonly pnlUsd: number
  /** Why it ended; null when it is still open, valued at the last mark. */
  readonly reason: string | null
  /** Furthest that the price went against and for the position while it was held, as shares of the entry price. */
  readonly worst: number
  readonly best: number
}

/** Figures of the round trips that ended. Null where there is none, or nothing to divide by. */
export interface TripFigures {
  readonly trades: number
  /** Share that gained. */
  readonly hitRate: number | null
  readonly profitFactor: number | null
  readonly expectancyUsd: number | null
  readonly expectancy: number | null
  readonly sqn: number | null
  readonly bestTrade: number | null
  readonly worstTrade: number | null
  readonly maxAdverseExcursion: number | null
  readonly maxFavourableExcursion: number | null
}

/** What was gained as a share of what the entry put in. */
export const tripReturn = ({ pnlUsd, qty, entryPriceUsd }: RoundTrip): number => pnlUsd / (qty * entryPriceUsd)

/** Gains over losses, both summed; null when nothing was lost. */
export function profitFactor(values: readonly number[]): number | null {
  let [gained, lost] = [0, 0]
  for (const value of values) {
    if (value > 0) gained += value
    else lost -= value
  }
  return lost > 0 ? gained / lost : null
}

/** √n · mean / sample standard deviation of the profits (Tharp's system quality number); null below two. */
function systemQuality(profits: readonly number[]): number | null {
  const { count, mean, deviation } = momentsOf(Float64Array.from(profits))
  return count < 2 || !(deviation > 0) ? null : known((Math.sqrt(count) * mean) / deviation)
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length

const extreme = (values: readonly number[], pick: (one: number, other: number) => number): number | null =>
  values.length === 0 ? null : values.reduce((one, other) => pick(one, other))

export function tripFigures(trips: readonly RoundTrip[]): TripFigures {
  const ended = trips.filter(({ reason }) => reason !== null)
  const profits = ended.map(({ pnlUsd }) => pnlUsd)
  const returns = ended.map(tripReturn)
  return {
    trades: ended.length,
    hitRate: mean(profits.map((profit) => (profit > 0 ? 1 : 0))),
    profitFactor: profitFactor(profits),
    expectancyUsd: mean(profits),
    expectancy: mean(returns),
    sqn: systemQuality(profits),
    bestTrade: extreme(returns, Math.max),
    worstTrade: extreme(returns, Math.min),
    maxAdverseExcursion: mean(ended.map(({ worst }) => worst)),
    maxFavourableExcursion: mean(ended.map(({ best }) => best)),
  }
}
