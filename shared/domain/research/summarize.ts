/** What a whole sweep comes to, from its rows and its equity by day, in the order of its cells whoever ran them. */
import { assert } from '../../base/assert.ts'
import type { Cell, Manifest, SweepSummary } from '../../contracts/research.ts'
import type { SweepConfig } from '../../contracts/sweep-config.ts'
import { assess, type ReturnsMatrix, walkForward, walkForwardWindows } from '../overfitting/index.ts'
import { dailyReturns } from '../performance/index.ts'
import { parseParams } from '../strategy/index.ts'
import type { Study } from './study.ts'

/** Warnings of cells that failed: so many reasons are told. */
const REASONS_MAX = 3

/** Cells by Sharpe ratio, the best first and of equals the first; those without one are left out. */
function ranked(cells: readonly Cell[]): readonly number[] {
  return cells
    .flatMap(({ cell, metrics }) => (metrics && metrics.sharpe !== null ? [{ cell, sharpe: metrics.sharpe }] : []))
    .sort((a, b) => b.sharpe - a.sharpe || a.cell - b.cell)
    .map(({ cell }) => cell)
}

/** The best cell of a sweep; the first one that ran when none has a Sharpe ratio, null when none ran. */
export const bestCell = (cells: readonly Cell[]): number | null =>
  ranked(cells)[0] ?? cells.find(({ status }) => status === 'ok')?.cell ?? null

/** How many cells failed by which reasons, the most frequent ones; empty when none did. */
export function failuresText(cells: readonly Cell[]): string {
  const failed = cells.filter(({ status }) => status === 'failed')
  const counts = [...Map.groupBy(failed, ({ reason }) => reason ?? '')].sort((a, b) => b[1].length - a[1].length)
  const told = counts.slice(0, REASONS_MAX).map(([reason, some]) => `${some.length} by: ${reason}`)
  const more = counts.length > REASONS_MAX ? ` and ${counts.length - REASONS_MAX} other reasons` : ''
  return `${told.join('; ')}${more}`
}

/**
 * A warning of the cells that failed as they ran. Combinations whose values contradict each other are in nearly every
 * grid and say nothing against the others: their rows tell why, and no reader need be warned of them.
 */
function failures({ strategy }: SweepConfig, cells: readonly Cell[]): readonly string[] {
  const broken = cells.filter(({ status, params }) => {
    if (status === 'ok') return false
    return parseParams(strategy, Object.fromEntries(params.map(({ name, value }) => [name, value]))).kind === 'ok'
  })
  return broken.length === 0 ? [] : [`${broken.length} of ${cells.length} cells failed, ${failuresText(broken)}`]
}

/**
 * Daily returns of every cell, from its equity. Cells without equity failed: all their returns are UNKNOWN.
 *
 * @param equityUsd of each cell at the end of each day; empty for a failed cell
 */
export function returnsMatrix(startUsd: number, days: number, equityUsd: readonly Float64Array[]): ReturnsMatrix {
  const values = new Float64Array(equityUsd.length * days).fill(Number.NaN)
  for (const [cell, equity] of equityUsd.entries()) {
    if (equity.length === 0) continue
    assert(equity.length === days, `cell ${cell} has equity on ${equity.length} of ${days} days`)
    values.set(dailyReturns(startUsd, equity), cell * days)
  }
  return { cells: equityUsd.length, days, values }
}

export interface Gathered {
  readonly jobId: string
  readonly hypothesis: string
  readonly manifest: Manifest
  /** Every cell in order. */
  readonly cells: readonly Cell[]
  readonly matrix: ReturnsMatrix
  /** Cells ever tried for the hypothesis, this sweep's among them; Sharpe ratios per day of those that have one. */
  readonly trials: { readonly count: number; readonly sharpesPerDay: readonly number[] }
}

export function summaryOf({ config, market }: Study, gathered: Gathered): SweepSummary {
  const { jobId, hypothesis, manifest, cells, matrix, trials } = gathered
  assert(
    cells.every(({ cell }, index) => cell === index),
    'the rows of a sweep are not whole and in order',
  )
  const { days } = market.days
  const order = ranked(cells)
  const { mode, ...rules } = config.walkForward
  const windows = mode === 'off' ? [] : walkForwardWindows(days.length, { mode, ...rules })
  const { folds, outOfSample } = walkForward(matrix, windows, days)
  const tooShort = mode !== 'off' && windows.length === 0
  return {
    ...{ jobId, hypothesis, manifest },
    symbols: market.symbols.map(({ bars }) => bars.symbol),
    strategy: config.strategy,
    interval: market.interval,
    vendor: config.dal.vendor,
    from: days[0] ?? '',
    to: days.at(-1) ?? '',
    bars: market.barsTraded,
    cells: cells.length,
    failed: cells.filter(({ status }) => status === 'failed').length,
    best: order[0] ?? null,
    median: order[(order.length - 1) >> 1] ?? null,
    worst: order.at(-1) ?? null,
    ...{ folds: [...folds], outOfSample },
    overfitting: assess(matrix, { trials: trials.count, sharpesPerDay: trials.sharpesPerDay, seed: config.seed })
      .overfitting,
    warnings: [
      ...market.warnings,
      ...failures(config, cells),
      ...(tooShort ? [`${days.length} days are too few for a walk forward of ${rules.folds} folds`] : []),
    ],
    synthetic: market.synthetic,
  }
}
