/** The Sharpe ratios of walk-forward folds as bars around zero. */
import type { Fold } from '../../../shared/contracts/research.ts'

export interface FoldBar {
  readonly fold: number
  readonly kind: 'train' | 'test'
  /** Per cent of the width, from the left. */
  readonly x: number
  readonly width: number
  /** Per cent of the height, from the top; null when the ratio is UNKNOWN. */
  readonly y: number | null
  readonly height: number
}

export interface FoldShape {
  readonly bars: readonly FoldBar[]
  /** Where zero lies, in per cent from the top. */
  readonly zero: number
  readonly low: number
  readonly high: number
}

/** Share of a fold's room that its two bars take together. */
const FILLED = 0.7
const KINDS = ['train', 'test'] as const

export function foldShape(folds: readonly Fold[]): FoldShape {
  const known = folds.flatMap(({ trainSharpe, testSharpe }) => [trainSharpe ?? 0, testSharpe ?? 0])
  const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)]
  const span = high - low || 1
  const yOf = (value: number): number => ((high - value) / span) * 100
  const room = 100 / Math.max(1, folds.length)
  const width = (room * FILLED) / 2
  const bars = folds.flatMap((fold, index) =>
    KINDS.map((kind, place): FoldBar => {
      const value = kind === 'train' ? fold.trainSharpe : fold.testSharpe
      const x = index * room + (room * (1 - FILLED)) / 2 + place * width
      const height = value === null ? 0 : (Math.abs(value) / span) * 100
      return { fold: fold.fold, kind, x, width, y: value === null ? null : yOf(Math.max(0, value)), height }
    }),
  )
  return { bars, zero: yOf(0), low, high }
}

/** A sentence for those who do not see the bars. */
export function foldSummary(folds: readonly Fold[]): string {
  const both = folds.filter(({ trainSharpe, testSharpe }) => trainSharpe !== null && testSharpe !== null)
  const worse = both.filter(({ trainSharpe, testSharpe }) => Number(testSharpe) < Number(trainSharpe)).length
  const unknown = folds.length - both.length
  const rest = unknown === 0 ? '' : `; of ${unknown} a Sharpe ratio is UNKNOWN`
  const fell = `in ${worse} of ${both.length} the test’s Sharpe ratio is below the training’s`
  return `Walk-forward, ${folds.length} folds: ${fell}${rest}.`
}
