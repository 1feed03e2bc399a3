/** The decision on promoting a cell. */
import type { Cell, Promotion, SweepSummary } from '../../contracts/research.ts'
import { promotionFigures, promotionGates, verdictOf } from '../overfitting/index.ts'

/** Every gate is told, passed or not; one that is UNKNOWN refuses. */
export function decidePromotion(summary: SweepSummary, cell: Cell): Promotion {
  const gates = promotionGates(promotionFigures(summary, cell))
  return { jobId: summary.jobId, cell: cell.cell, verdict: verdictOf(gates), gates }
}
