/** What every cell of a study shares: the market, the account, the costs, and what the strategy may see. */
import type { SweepConfig } from '../../contracts/sweep-config.ts'
import type { AccountRules, SimulationCosts } from '../backtest/index.ts'
import { type StrategyParams, strategyOf, viewOfColumns } from '../strategy/index.ts'
import { type PlannedCell, rowsNeededBy } from './cells.ts'
import { FILTER_WARM_UP_BARS } from './filters.ts'
import type { Market, MarketSymbol } from './market.ts'
import { barsPerSession } from './window.ts'

type MarketView = ReturnType<typeof viewOfColumns>

export interface Study {
  readonly config: SweepConfig
  readonly market: Market
  readonly account: AccountRules
  readonly costs: SimulationCosts
  /** Of each symbol of the market. */
  readonly views: readonly MarketView[]
  /** Daily returns of buying and holding the symbols in equal parts. */
  readonly benchmark: Float64Array
}

/** Whether a configuration needs the filters: it asks for them, or stakes by what they say. */
export const isProbabilistic = ({ useProbabilistic, regimeAwareSizing, riskAgent }: SweepConfig): boolean =>
  useProbabilistic || regimeAwareSizing || riskAgent.name !== 'none'

/** Bars that must lie before the window for every cell to know what it measures on the first day. */
export const warmUpBarsOf = (config: SweepConfig, cells: readonly PlannedCell[]): number =>
  rowsNeededBy(cells) + (isProbabilistic(config) ? FILTER_WARM_UP_BARS : 0)

/** The account of a configuration: what is open at the end is closed at the last close. */
function accountOf(config: SweepConfig): AccountRules {
  const sizing = config.sizing ?? strategyOf(config.strategy).sizing
  return {
    startEquityUsd: config.startEquity,
    sizing,
    stake: sizing === 'all_in' ? 1 : config.riskFrac,
    minNotionalUsd: config.minNotional,
    notionalFractionMax: config.leverage,
    lossAtStopFractionMax: 1,
    leverageMax: config.leverage,
    // An order is one of the day: what volume did not let fill on it is given up.
    entryGoodForBars: barsPerSession(config.dal.interval),
    atEnd: 'last_close',
  }
}

const costsOf = (config: SweepConfig): SimulationCosts => ({
  slippageBps: config.slippageBps,
  assumedSpreadBps: config.spreadBps,
  feePerShare: config.feePerShare,
  feeMin: 0,
  feePct: config.feePct,
  participationMax: config.participation,
  borrowPctPerYear: config.borrowPct,
})

/** What a symbol's price grew by between two bars, dividends kept and splits undone. */
function growthOf({ bars, actions }: MarketSymbol, from: number, to: number): number {
  let [shares, dividends] = [1, 0]
  for (const action of actions) {
    if (action.at <= (bars.opensAt[from] as number) || action.at > (bars.opensAt[to] as number)) continue
    if (action.kind === 'split') shares *= action.ratio
    else dividends += shares * action.perShareUsd
  }
  return (shares * (bars.close[to] as number) + dividends) / (bars.close[from] as number)
}

/** The mean return of the symbols on each day of the window, of those that traded on it or before and after. */
function benchmarkOf({ symbols, days }: Market): Float64Array {
  const last = symbols.map(({ tradeFrom }) => Math.max(0, tradeFrom - 1))
  return days.lastAt.map((at) => {
    const growths = symbols.map((symbol, index) => {
      const from = last[index] as number
      let to = from
      while (to + 1 < symbol.bars.length && (symbol.bars.opensAt[to + 1] as number) <= at) to += 1
      last[index] = to
      return growthOf(symbol, from, to)
    })
    return growths.reduce((sum, growth) => sum + growth, 0) / growths.length - 1
  })
}

/** @param bytesMax of the indicator columns that are kept for the cells to come, over all symbols */
export function studyOf(config: SweepConfig, market: Market, bytesMax: number): Study {
  return {
    ...{ config, market, account: accountOf(config), costs: costsOf(config), benchmark: benchmarkOf(market) },
    views: market.symbols.map(({ bars, filters }) => viewOfColumns(bars, filters, bytesMax / market.symbols.length)),
  }
}

/** Outcomes that the filters' odds are worth, and standard errors by which an edge is bounded from below. */
const ODDS_OBSERVATIONS = 60
const ODDS_DEVIATIONS = 1
const PAYOFF_MIN = 0.5

/** How Kelly's stake of a configuration is reckoned; the payoff is the stop's distance in average true ranges. */
export const stakeSettings = ({ config, account }: Study, params: StrategyParams) => ({
  base: account.stake,
  agentFraction: config.riskAgent.name === 'fractional_kelly' ? config.riskAgent.fraction : null,
  payoff: Math.max('atrMult' in params ? params.atrMult : 1, PAYOFF_MIN),
  observations: ODDS_OBSERVATIONS,
  deviations: ODDS_DEVIATIONS,
})
