/** One run of the router by hand, from the form to its answer. */
import { useQueryClient } from '@tanstack/react-query'
import { type RouteReport, routeReportSchema } from '../../../shared/contracts/api/router.ts'
import { RUNS_PATH } from '../api/list-queries.ts'
import { type ChangeState, type Sending, useChange } from '../api/use-change.ts'

export type RunState = ChangeState<RouteReport>
export type Run = Sending<RouteReport>

export function useRun(): Run {
  const queries = useQueryClient()
  return useChange({
    schema: routeReportSchema,
    name: 'run',
    onAnswered: () => void queries.invalidateQueries({ queryKey: [RUNS_PATH] }),
  })
}
