/**
 * What every timer of the schedule does: look at each book's ledger, and run what is due under a lease.
 *
 * A timer of a job runs that job alone; the watch runs whatever is due and settles what was missed. Timers tick in UTC,
 * once for each offset that New York has: the ledger knows which of the two ticks is the right one.
 */
import type { InvocationContext } from '@azure/functions'
import type { Job } from '../../shared/contracts/schedule.ts'
import { findDueSlots } from '../../shared/flows/find-due-slots.ts'
import { type Ran, runSlot } from '../../shared/flows/run-slot.ts'
import type { SlotToRun, SlotTrigger } from '../../shared/ports/schedule.ts'
import type { Context } from '../context.ts'
import { contextOf } from '../process-context.ts'

/** Runs what is due of one job, or with null of all. */
export async function runWhatIsDue(only: Job | null, invocation: InvocationContext): Promise<void> {
  const context = await contextOf()
  for (const book of context.config.desk.scheduleBooks) {
    const trigger = only === null ? 'watch' : 'timer'
    const due = await findDueSlots(context, book, trigger)
    for (const slot of due) {
      if (only === null || slot.job === only) await runDue(context, slot, { trigger, invocation })
    }
  }
}

/** Runs one slot of any job, unless it is settled or another has it. */
export async function runDue(
  context: Context,
  slot: SlotToRun,
  { trigger, invocation }: { readonly trigger: SlotTrigger; readonly invocation: InvocationContext },
): Promise<Ran> {
  const name = `${slot.book} ${slot.day} ${slot.slot}`
  const ran = await runSlot(context, slot, {
    trigger,
    // Loaded when the first job runs: a cold start for a request has other things to do.
    job: async (fence) => (await import('../jobs.ts')).jobOf(slot.job)(context, fence),
    onFault: (error) => invocation.error(`${name}: ${error instanceof Error ? error.stack : String(error)}`),
  })
  invocation.info(`${name}: ${ran}`)
  return ran
}
