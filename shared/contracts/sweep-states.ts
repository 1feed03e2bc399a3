/** The states of a sweep job and what moves it from one to another. The registry's SQL takes its guards from here. */
import { SWEEP_STATUSES, type SweepStatus } from './sweeps.ts'

const OPEN: readonly SweepStatus[] = ['queued', 'dispatched', 'running']

/** A step is taken from these states alone. */
export const SWEEP_STEPS = {
  /** Every execution was started. */
  dispatched: { from: ['queued'], to: 'dispatched' },
  /** A worker took a shard. It may come before the desk has written that it was started. */
  running: { from: ['queued', 'dispatched'], to: 'running' },
  completed: { from: ['running'], to: 'completed' },
  failed: { from: OPEN, to: 'failed' },
  cancelled: { from: OPEN, to: 'cancelled' },
} as const satisfies Record<string, { readonly from: readonly SweepStatus[]; readonly to: SweepStatus }>

export type SweepStep = keyof typeof SWEEP_STEPS

/** The state after a step; null when the step is not for that state, which then stays. */
export const afterStep = (status: SweepStatus, step: SweepStep): SweepStatus | null =>
  (SWEEP_STEPS[step].from as readonly SweepStatus[]).includes(status) ? SWEEP_STEPS[step].to : null

/** No step leads out of it. */
export const isFinal = (status: SweepStatus): boolean => !OPEN.includes(status)

export const FINAL_STATUSES: readonly SweepStatus[] = SWEEP_STATUSES.filter(isFinal)
