/** Figures of a result for a terminal, PBO and deflated Sharpe beside every Sharpe ratio. */
import type { Metrics, SweepSummary } from '../../shared/contracts/research.ts'
import { fixed, percent, signed } from './page/figures.ts'

/** What was run, in one line. */
export const titleText = ({ strategy, symbols, from, to, interval, vendor, synthetic }: SweepSummary): string =>
  [
    `${strategy} on ${symbols.join(', ')}`,
    `${from} to ${to}`,
    ...[interval, `vendor ${vendor}`, ...(synthetic ? ['invented prices'] : [])],
  ].join(', ')

/** What goes with every Sharpe ratio of a sweep. */
export const luckText = ({ overfitting }: SweepSummary): string => {
  const { pbo, deflatedSharpe, trials } = overfitting
  return `PBO ${percent(pbo, 0)}, deflated ${fixed(deflatedSharpe)}, ${trials} ${trials === 1 ? 'trial' : 'trials'}`
}

export const sharpeText = ({ sharpe, sharpeStandardError }: Metrics): string =>
  `${fixed(sharpe)} ± ${fixed(sharpeStandardError)}`

/** One row for each figure that a first look asks for. */
export const metricRows = (metrics: Metrics, summary: SweepSummary): readonly (readonly string[])[] => [
  ['equity', `${fixed(metrics.startEquityUsd, 0)} → ${fixed(metrics.endEquityUsd)} dollars over ${metrics.days} days`],
  ['return', `${percent(metrics.totalReturn)}, ${percent(metrics.annualReturn)} per year`],
  ['Sharpe', `${sharpeText(metrics)} (${luckText(summary)})`],
  ['drawdown', `${percent(metrics.maxDrawdown)}, longest ${fixed(metrics.maxDrawdownDays, 0)} days`],
  ['exposure', `${percent(metrics.exposure)} of the days, turnover ${fixed(metrics.turnover)} per year`],
  ['trades', `${metrics.trades}, ${percent(metrics.hitRate)} gained, profit factor ${fixed(metrics.profitFactor)}`],
  ['expectancy', `${signed(metrics.expectancyUsd)} dollars a trade`],
  ['paid', `${fixed(metrics.feesUsd)} dollars of fees, ${fixed(metrics.costsUsd)} of spread and slippage`],
  ['alpha, beta', `${percent(metrics.alpha)} per year, ${fixed(metrics.beta)}`],
]
