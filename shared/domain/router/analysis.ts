/** What the bars alone say: frame, priors, strategy and its columns. Heavy, pure, and done before any transaction. */
import { DAY_MS } from '../../base/instant.ts'
import type { Priors } from '../../contracts/api/router.ts'
import type { Bar } from '../../contracts/bars.ts'
import type { Book } from '../../contracts/books.ts'
import type { ReasonCode } from '../../contracts/reasons.ts'
import { INTERVAL_MINUTES, type Interval, type Side, type StrategyName } from '../../contracts/scalars.ts'
import { enrich } from '../regime/index.ts'
import { type DecisionRow, lastRow, parseParams, pickStrategy, type StrategyParams } from '../strategy/index.ts'
import { priorsOf } from './priors.ts'

/** Most rows that a decision looks at; older bars change nothing a strategy or filter can see. */
const FRAME_ROWS_MAX = 800

/**
 * How far back the bars of a decision reach, in milliseconds of calendar time: as many as it looks at, in sessions of
 * 390 minutes on five days of seven, with room for holidays.
 */
export const lookBackMs = (interval: Interval): number =>
  (Math.ceil(((FRAME_ROWS_MAX * INTERVAL_MINUTES[interval]) / 390) * 1.5) + 10) * DAY_MS

export type FrameAnswer =
  | {
      readonly kind: 'frame'
      readonly source: 'synthetic' | 'manifest-hit' | 'dal'
      /** Oldest first; the last one has closed. */
      readonly bars: readonly Bar[]
      readonly path: string | null
    }
  | { readonly kind: 'failed'; readonly reason: ReasonCode; readonly error: string }

export interface RouteFacts {
  readonly runId: string
  readonly book: Book
  readonly trigger: 'manual' | 'bar'
  readonly symbol: string
  readonly interval: Interval
  readonly strategy: StrategyName
  readonly params: Readonly<Record<string, unknown>>
  readonly side: Side
  readonly minNotionalUsd: number
  readonly maxNotionalUsd: number
  readonly publish: boolean
  readonly execute: boolean
  /** Offline requests are not asked for an entry signal. */
  readonly forced: boolean
  readonly killSwitchActive: boolean
  readonly killSwitchReason: string | undefined
  readonly killSwitchNotionalUsd: number | undefined
  readonly frame: FrameAnswer
}

/** True when any price the decision sees was made up. */
export const isSynthetic = ({ frame }: RouteFacts): boolean =>
  frame.kind === 'frame' && frame.bars.some((bar) => bar.synthetic)

export interface Analysis {
  readonly facts: RouteFacts
  readonly events: readonly string[]
  readonly errors: readonly string[]
  readonly strategy: StrategyName
  readonly params: StrategyParams | null
  readonly priors: Priors | null
  readonly row: DecisionRow | null
  readonly lastBar: Bar | null
  /** Set when the analysis itself ended the run. */
  readonly failure: ReasonCode | null
}

/** Runs the frame through filters, priors and the strategy that fits the regime. Nothing is thrown for bad data. */
export function analyse(facts: RouteFacts): Analysis {
  const events: string[] = []
  const empty = { facts, events, strategy: facts.strategy, params: null, priors: null, row: null, lastBar: null }
  const { frame } = facts
  if (frame.kind === 'failed') return { ...empty, errors: [frame.error], failure: frame.reason }
  const bars = frame.bars.slice(-FRAME_ROWS_MAX)
  const lastBar = bars.at(-1)
  if (!lastBar) return { ...empty, errors: ['priors:no-frame'], failure: 'no_frame' }

  events.push(`ingest:${frame.source}`)
  const rows = enrich(bars)
  const priors = priorsOf(bars, rows)
  if (!priors)
    return { ...empty, lastBar, errors: ['priors:history is too short or not finite'], failure: 'priors_failed' }

  events.push('priors:computed')
  const strategy = pickStrategy(facts.strategy, priors.regime)
  events.push(`strategy:${strategy}`)
  // Parameters were given for the requested strategy; one that the regime picked runs on its own defaults, and says so.
  const isRequested = strategy === facts.strategy
  const unused = !isRequested && Object.keys(facts.params).length > 0
  const notes = unused ? [`params:not used, the regime chose ${strategy} instead of ${facts.strategy}`] : []
  const parsed = parseParams(strategy, isRequested ? facts.params : {})
  if (parsed.kind === 'invalid') {
    const errors = parsed.errors.map(({ field, message }) => `params.${field} ${message}`)
    return { ...empty, events, strategy, priors, lastBar, errors, failure: 'STRATEGY_PARAMS_INVALID' }
  }
  const row = lastRow(bars, rows, parsed.params)
  return { facts, events, errors: notes, strategy, params: parsed.params, priors, row, lastBar, failure: null }
}
