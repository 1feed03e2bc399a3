/** Asking to promote a cell: the gates are asked, and the decision is kept whichever way it falls. */
import type { PromotionRow } from '../contracts/api/sweeps.ts'
import { promotionFigures, promotionGates, verdictOf } from '../domain/overfitting/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { PromotionStore, SweepReads } from '../ports/sweeps.ts'

export interface PromotePorts {
  readonly sweepReads: Pick<SweepReads, 'job' | 'summary' | 'cell'>
  readonly promotions: Pick<PromotionStore, 'add'>
  readonly clock: Clock
}

export type Promoted =
  | { readonly kind: 'decided'; readonly row: PromotionRow }
  | { readonly kind: 'no-job' }
  | { readonly kind: 'refused'; readonly field: string; readonly code: string; readonly message: string }

/** A job without a summary, or a number that no cell has, is nothing to decide on. */
export async function promoteCell(
  { sweepReads, promotions, clock }: PromotePorts,
  { jobId, cell, actor }: { readonly jobId: string; readonly cell: number; readonly actor: string },
): Promise<Promoted> {
  const [summary, row] = await Promise.all([sweepReads.summary(jobId), sweepReads.cell(jobId, cell)])
  if (!summary) {
    const job = await sweepReads.job(jobId)
    if (!job) return { kind: 'no-job' }
    return { kind: 'refused', field: 'id', code: 'NOT_COMPLETED', message: `is of a job that is ${job.status}` }
  }
  if (!row) return { kind: 'refused', field: 'cell', code: 'NO_SUCH_CELL', message: `${cell} is no cell of the job` }
  const gates = promotionGates(promotionFigures(summary, row))
  const promotion = { jobId, cell, verdict: verdictOf(gates), gates }
  return { kind: 'decided', row: await promotions.add(promotion, actor, clock.now()) }
}
