/** Starting the executions of a sweep job: each shard once, by one dispatcher at a time, and again when that failed. */
import { MINUTE_MS, SECOND_MS } from '../../base/instant.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Dispatch, JobStarter, SweepRegistry } from '../../ports/sweeps.ts'

export interface StartPorts {
  readonly sweeps: SweepRegistry
  readonly starter: JobStarter
  readonly clock: Clock
}

/** Longer than a starter takes for every shard of a job; a dispatcher that is silent for longer has lost it. */
const DISPATCH_MS = 5 * MINUTE_MS
/** How long a job waits after each failed start; after one more it has failed. */
const RETRY_AFTER_MS: readonly number[] = [30 * SECOND_MS, 2 * MINUTE_MS, 5 * MINUTE_MS]

/** `nothing`: another is at it, it was done before, or the job has ended. */
export type StartEnd = 'started' | 'nothing' | 'postponed' | 'failed'

/** Starts what was not started yet; doing it twice starts nothing twice. */
export async function startShards(ports: StartPorts, jobId: string): Promise<StartEnd> {
  const { sweeps, starter, clock } = ports
  const dispatch = await sweeps.beginDispatch(jobId, DISPATCH_MS, clock.now())
  if (!dispatch) return 'nothing'
  for (const start of dispatch.starts) {
    const started = await starter.start(start)
    if (started.kind !== 'started') {
      const detail = `shard ${start.shard}: ${started.detail}`
      return await setBack(ports, dispatch, { detail, mayHelp: started.kind === 'busy' })
    }
    await sweeps.noteStart(start, started.execution, clock.now())
  }
  await sweeps.endDispatch(dispatch, clock.now())
  return 'started'
}

/** A job whose start failed stays queued until its next try; the shards that were started go on. */
async function setBack(
  { sweeps, clock }: StartPorts,
  dispatch: Dispatch,
  { detail, mayHelp }: { readonly detail: string; readonly mayHelp: boolean },
): Promise<StartEnd> {
  const waitMs = RETRY_AFTER_MS[dispatch.failures]
  const now = clock.now()
  if (mayHelp && waitMs !== undefined) {
    await sweeps.postponeDispatch(dispatch, detail, now + waitMs, now)
    return 'postponed'
  }
  await sweeps.fail(dispatch.jobId, { reason: 'SWEEP_START_FAILED', detail }, now)
  return 'failed'
}
