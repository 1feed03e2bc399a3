/** Asking for a sweep and cancelling one, from the button to the answer. */
import { useQueryClient } from '@tanstack/react-query'
import { type SweepJob, sweepJobSchema } from '../../../shared/contracts/api/sweeps.ts'
import { SWEEPS_PATH, sweepPath } from './sweep-queries.ts'
import { type Sending, useChange } from './use-change.ts'

/** `name` is unique for each job that can be changed, so that one's uncertain answer is not another's. */
export function useSweepChange(name: string): Sending<SweepJob> {
  const queries = useQueryClient()
  return useChange({
    schema: sweepJobSchema,
    name,
    onAnswered: ({ jobId }) => {
      void queries.invalidateQueries({ queryKey: [SWEEPS_PATH] })
      void queries.invalidateQueries({ queryKey: [sweepPath(jobId)] })
    },
  })
}
