import { describe, expect, test } from 'vitest'
import { afterStep, FINAL_STATUSES, isFinal, SWEEP_STEPS, type SweepStep } from './sweep-states.ts'
import { SWEEP_STATUSES, type SweepStatus } from './sweeps.ts'

/** Every state with every step: where it leads, or null where the job stays as it is. */
const TABLE: Readonly<Record<SweepStatus, Readonly<Record<SweepStep, SweepStatus | null>>>> = {
  queued: { dispatched: 'dispatched', running: 'running', completed: null, failed: 'failed', cancelled: 'cancelled' },
  dispatched: { dispatched: null, running: 'running', completed: null, failed: 'failed', cancelled: 'cancelled' },
  running: { dispatched: null, running: null, completed: 'completed', failed: 'failed', cancelled: 'cancelled' },
  completed: { dispatched: null, running: null, completed: null, failed: null, cancelled: null },
  failed: { dispatched: null, running: null, completed: null, failed: null, cancelled: null },
  cancelled: { dispatched: null, running: null, completed: null, failed: null, cancelled: null },
}

describe.each(SWEEP_STATUSES)('a job that is %s', (status) => {
  test.each(Object.keys(SWEEP_STEPS) as SweepStep[])('after the step %s', (step) => {
    expect(afterStep(status, step)).toBe(TABLE[status][step])
  })

  test('is final exactly when no step leads out of it', () => {
    const leads = Object.values(TABLE[status]).some((next) => next !== null)
    expect(isFinal(status)).toBe(!leads)
    expect(FINAL_STATUSES.includes(status)).toBe(!leads)
  })

  test('never goes back', () => {
    const rank = SWEEP_STATUSES.indexOf(status)
    for (const next of Object.values(TABLE[status])) {
      if (next !== null) expect(SWEEP_STATUSES.indexOf(next)).toBeGreaterThan(rank)
    }
  })
})
