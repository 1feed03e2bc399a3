/** A Sharpe ratio never stands alone: beside it stands how much of it luck among many trials would explain. */
import { normalCdf } from '../../../shared/base/normal.ts'
import type { Cell, SweepSummary } from '../../../shared/contracts/research.ts'
import { statisticText } from '../format/number.ts'
import { probabilityText, ratioText } from '../words/metrics.ts'
import { Known } from './unknown.tsx'

/** What a reader holds against a Sharpe ratio. Null is UNKNOWN. */
export interface Belief {
  readonly deflatedSharpe: number | null
  readonly pbo: number | null
  /** Why the deflated Sharpe ratio is UNKNOWN where it is. */
  readonly why: string
}

const NO_SUMMARY: Belief = { deflatedSharpe: null, pbo: null, why: 'It is worked out when the job completes.' }
const NOT_SAID = 'The sample cannot say.'
const DAYS_PER_YEAR = 252

/** Φ((S − S₀) / error), all annual: S₀ is the best ratio that so many trials give by luck. */
function deflated({ overfitting }: SweepSummary, metrics: Cell['metrics']): number | null {
  const expected = overfitting.expectedMaxSharpePerDay
  if (expected === null || metrics === null || metrics.sharpe === null || !metrics.sharpeStandardError) return null
  return normalCdf((metrics.sharpe - expected * Math.sqrt(DAYS_PER_YEAR)) / metrics.sharpeStandardError)
}

/** What to believe of a cell's Sharpe ratio; of the best cell's where none is given. */
export function beliefOf(summary: SweepSummary | undefined, row?: Pick<Cell, 'cell' | 'metrics'>): Belief {
  if (summary === undefined) return NO_SUMMARY
  const { deflatedSharpe, pbo } = summary.overfitting
  const own = row === undefined || row.cell === summary.best ? deflatedSharpe : deflated(summary, row.metrics)
  return { deflatedSharpe: own, pbo, why: NOT_SAID }
}

/** The deflated Sharpe ratio: the probability that the true one is above the best that so many trials give by luck. */
export function Deflated({ belief }: { readonly belief: Belief }) {
  return <Known value={belief.deflatedSharpe} show={probabilityText} why={belief.why} />
}

export function Overfit({ belief }: { readonly belief: Belief }) {
  return <Known value={belief.pbo} show={probabilityText} why={belief.why} />
}

interface SharpeProps {
  readonly value: number | null
  /** Of the ratio; left out where none is known. */
  readonly standardError?: number | null
  readonly belief: Belief
}

/** The annual ratio with its standard error, its deflated form and the probability of backtest overfitting. */
export function Sharpe({ value, standardError = null, belief }: SharpeProps) {
  return (
    <span className="sharpe">
      <strong>
        <Known value={value} show={ratioText} why={NOT_SAID} />
      </strong>
      {standardError === null ? null : ` ± ${ratioText(standardError)}`}{' '}
      <span className="beside">
        DSR <Deflated belief={belief} /> · PBO <Overfit belief={belief} />
      </span>
    </span>
  )
}

/** The same for a whole panel of Sharpe ratios, in its head. */
export function BeliefNote({ summary }: { readonly summary: SweepSummary | undefined }) {
  const belief = beliefOf(summary)
  const trials = summary?.overfitting.trials ?? null
  return (
    <span className="sharpe quiet">
      DSR of the best cell <Deflated belief={belief} /> · PBO <Overfit belief={belief} /> ·{' '}
      <Known value={trials} show={statisticText} why={belief.why} /> trials
    </span>
  )
}
