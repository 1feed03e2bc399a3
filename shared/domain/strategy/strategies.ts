/** The strategies by name. Adding one is a file, a line here and its name in the contracts. */
import type { StrategyName } from '../../contracts/scalars.ts'
import { type BreakoutParams, breakout } from './breakout.ts'
import { type BuyAndHoldParams, buyAndHold } from './buy-and-hold.ts'
import type { MarketView, Rules, Strategy } from './form.ts'
import { type MeanReversionParams, meanReversion } from './mean-reversion.ts'
import { type MomentumParams, momentum } from './momentum.ts'
import { type SmaCrossParams, smaCross } from './sma-cross.ts'
import { type TrendFollowingParams, trendFollowing } from './trend-following.ts'

export type StrategyParams =
  | BreakoutParams
  | MomentumParams
  | MeanReversionParams
  | TrendFollowingParams
  | SmaCrossParams
  | BuyAndHoldParams

const ALL = {
  breakout,
  momentum,
  mean_reversion: meanReversion,
  trend_following: trendFollowing,
  sma_cross: smaCross,
  buy_and_hold: buyAndHold,
} as const satisfies Readonly<Record<StrategyName, { readonly name: StrategyName }>>

/** A strategy reads the parameters that its own schema made: the name in them says which. */
export const strategyOf = (name: StrategyName): Strategy<StrategyParams> => ALL[name] as Strategy<StrategyParams>

export const rulesOf = (view: MarketView, params: StrategyParams): Rules =>
  strategyOf(params.strategy).rules(view, params)

/** Bars after which every column of the last row is known, and what came before them no longer matters. */
export const rowsNeeded = (params: StrategyParams): number => strategyOf(params.strategy).rowsNeeded(params)
