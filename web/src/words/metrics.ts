/** Names of the metrics of a cell, how each is written, and what it says. */
import { decimal } from '../../../shared/base/decimal.ts'
import type { Metrics } from '../../../shared/contracts/research.ts'
import { fixedText, statisticText } from '../format/number.ts'

export type MetricName = keyof Metrics

interface MetricWords {
  readonly title: string
  readonly text: (value: number) => string
  readonly says: string
}

/** Two places, so that a column of ratios lines up: `1.24`. */
export const ratioText = (value: number): string => fixedText(decimal(value), 2)
/** A fraction in per cent with two places. */
export const shareText = (fraction: number): string => `${fixedText(decimal(fraction * 100), 2)} %`
/** Four places: a probability is held against a threshold, which rounding must not cross unseen. */
export const probabilityText = (value: number): string => fixedText(decimal(value), 4)
export const usdText = (value: number): string => fixedText(decimal(value), 2)
const countText = (value: number): string => statisticText(value)

const METRICS: Readonly<Record<MetricName, MetricWords>> = {
  startEquityUsd: { title: 'Start, USD', text: usdText, says: 'Equity at the start.' },
  endEquityUsd: { title: 'End, USD', text: usdText, says: 'Equity at the end.' },
  days: { title: 'Days', text: countText, says: 'Trading days of the equity series.' },
  totalReturn: { title: 'Return', text: shareText, says: 'From start to end.' },
  annualReturn: { title: 'Return a year', text: shareText, says: 'Compounded, of 252 trading days.' },
  volatility: { title: 'Volatility', text: shareText, says: 'Of daily returns, a year.' },
  sharpe: { title: 'Sharpe', text: ratioText, says: 'Annual Sharpe ratio; read it with DSR and PBO beside it.' },
  sharpeStandardError: { title: '± Sharpe', text: ratioText, says: 'Standard error of the Sharpe ratio.' },
  sortino: { title: 'Sortino', text: ratioText, says: 'Annual return over downside deviation.' },
  calmar: { title: 'Calmar', text: ratioText, says: 'Annual return over the deepest drawdown.' },
  maxDrawdown: { title: 'Max drawdown', text: shareText, says: 'Deepest fall from a peak of equity.' },
  maxDrawdownDays: { title: 'Drawdown days', text: countText, says: 'Longest time below a peak, in trading days.' },
  valueAtRisk95: { title: 'VaR 95 %', text: shareText, says: 'Daily return that one day in twenty falls below.' },
  conditionalValueAtRisk95: { title: 'CVaR 95 %', text: shareText, says: 'Mean of the days below the value at risk.' },
  exposure: { title: 'Exposure', text: shareText, says: 'Days with a position.' },
  turnover: { title: 'Turnover', text: ratioText, says: 'Traded notional per year over mean equity.' },
  trades: { title: 'Trades', text: countText, says: 'Round trips that ended.' },
  hitRate: { title: 'Hit rate', text: shareText, says: 'Trades that gained.' },
  profitFactor: { title: 'Profit factor', text: ratioText, says: 'Gains over losses.' },
  expectancyUsd: { title: 'Mean trade, USD', text: usdText, says: 'Mean profit of a trade.' },
  expectancy: { title: 'Mean trade', text: shareText, says: 'Mean profit as a share of what the trade put in.' },
  sqn: { title: 'SQN', text: ratioText, says: 'System quality number of the trades.' },
  maxAdverseExcursion: { title: 'MAE', text: shareText, says: 'Mean of the worst move against a trade.' },
  maxFavourableExcursion: { title: 'MFE', text: shareText, says: 'Mean of the best move for a trade.' },
  feesUsd: { title: 'Fees, USD', text: usdText, says: 'Fees paid.' },
  costsUsd: { title: 'Spread, slippage, USD', text: usdText, says: 'Spread and slippage paid.' },
  slippageBps: { title: 'Slippage, bp', text: ratioText, says: 'Of the traded value.' },
  appraisalRatio: {
    title: 'Appraisal ratio',
    text: ratioText,
    says: 'Alpha over the volatility that buying and holding does not explain, a year.',
  },
  alpha: { title: 'Alpha', text: shareText, says: 'A year, to buying and holding the same symbols.' },
  beta: { title: 'Beta', text: ratioText, says: 'To buying and holding the same symbols.' },
}

export const METRIC_NAMES = Object.keys(METRICS) as readonly MetricName[]
export const metricWords = (name: MetricName): MetricWords => METRICS[name]
