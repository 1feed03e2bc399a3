/** One job of the schedule run by hand, from the button to its answer. */
import { useQueryClient } from '@tanstack/react-query'
import { type Slot, slotSchema } from '../../../shared/contracts/schedule.ts'
import { SCHEDULE_PATH } from '../api/day-queries.ts'
import { type Sending, useChange } from '../api/use-change.ts'
import { newYorkOf } from '../format/age.ts'

export type Task = Sending<Slot>

export function useTask(): Task {
  const queries = useQueryClient()
  return useChange({
    schema: slotSchema,
    name: 'task',
    onAnswered: () => void queries.invalidateQueries({ queryKey: [SCHEDULE_PATH] }),
  })
}

/** What is sent for a run by hand of a slot's job: a slot of its own, named by the second it was asked for. */
export function taskRequest({ book, day, job }: Slot, now: number): { readonly path: string; readonly body: unknown } {
  return { path: `/tasks/${job}`, body: { book, day, slot: `manual-${newYorkOf(now).time}` } }
}
