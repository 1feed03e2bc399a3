/** One slot of the schedule: take it, let the job work, write how it ended. Twice at once runs it once. */
import { MINUTE_MS } from '../base/instant.ts'
import { Unavailable } from '../base/unavailable.ts'
import type { Clock } from '../ports/clock.ts'
import {
  type Fence,
  FenceLost,
  type JobEnd,
  type ScheduleStore,
  type SlotEnd,
  type SlotToRun,
  type SlotTrigger,
} from '../ports/schedule.ts'

export interface SlotPorts {
  readonly schedule: ScheduleStore
  readonly clock: Clock
}

export interface SlotRun {
  readonly trigger: SlotTrigger
  readonly job: (fence: Fence) => Promise<JobEnd>
  /** Told of what is no outage and no lost lease: a bug of the job. */
  readonly onFault: (error: unknown) => void
}

/** Longer than any job takes; a holder that is silent for longer has lost the slot. */
export const LEASE_MS = 10 * MINUTE_MS

/** `held`: settled before, or another has it. `lost`: the lease went over to another while the job was at work. */
export type Ran = 'ran' | 'held' | 'lost' | 'given-back'

export async function runSlot(ports: SlotPorts, slot: SlotToRun, run: SlotRun): Promise<Ran> {
  const { schedule, clock } = ports
  const fence = await schedule.claim(slot, { trigger: run.trigger, forMs: LEASE_MS }, clock.now())
  if (!fence) return 'held'
  if (clock.now() > slot.runsUntil) {
    // Only a slot that somebody began and never ended is claimed so late.
    const detail = `its holder was silent for ${LEASE_MS / MINUTE_MS} minutes`
    return await ended(ports, fence, { status: 'FAILED', reason: 'LEASE_LOST', detail, left: [] })
  }
  try {
    return await ended(ports, fence, endOf(await run.job(fence)))
  } catch (error) {
    if (error instanceof FenceLost) return 'lost'
    if (error instanceof Unavailable) return await givenBack(ports, fence, { error, runsUntil: slot.runsUntil })
    run.onFault(error)
    const detail = error instanceof Error ? error.message : String(error)
    return await ended(ports, fence, { status: 'FAILED', reason: 'JOB_FAILED', detail, left: [] })
  }
}

function endOf(end: JobEnd): SlotEnd {
  if (end.kind !== 'done') {
    const status = end.kind === 'skipped' ? 'SKIPPED' : 'BLOCKED'
    return { status, reason: end.reason, detail: end.detail, left: [] }
  }
  const { left, detail } = end
  const rows = left.reduce((sum, { count }) => sum + count, 0)
  if (rows === 0) return { status: 'FAILED', reason: 'NO_ROWS', detail, left }
  return { status: 'COMPLETED', reason: null, detail, left }
}

const ended = async ({ schedule, clock }: SlotPorts, fence: Fence, end: SlotEnd): Promise<Ran> =>
  (await schedule.finish(fence, end, clock.now())) ? 'ran' : 'lost'

/** An outage ends nothing while a later start is worth it: the watch tries again. */
async function givenBack(
  ports: SlotPorts,
  fence: Fence,
  { error, runsUntil }: { readonly error: Unavailable; readonly runsUntil: number },
): Promise<Ran> {
  if (ports.clock.now() + WATCH_MS > runsUntil) {
    return await ended(ports, fence, { status: 'FAILED', reason: 'OUTAGE', detail: error.message, left: [] })
  }
  await ports.schedule.giveBack(fence, error.message, ports.clock.now())
  return 'given-back'
}

/** How often the schedule is looked at. */
const WATCH_MS = 5 * MINUTE_MS
