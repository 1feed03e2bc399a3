/** What the research pages read: sweep jobs, their cells and promotions, and stored frames. */

import { useQuery } from '@tanstack/react-query'
import type * as z from 'zod'
import {
  cellRunSchema,
  cellsSchema,
  framePreviewSchema,
  framesSchema,
  promotionsSchema,
  sweepCountsSchema,
  sweepJobDetailSchema,
  sweepJobsSchema,
} from '../../../shared/contracts/api/sweeps.ts'
import { LIST_POLL_MS } from '../../../shared/contracts/polling.ts'
import { type Cell, cellSchema, sweepSummarySchema } from '../../../shared/contracts/research.ts'
import { COMBINATIONS_MAX } from '../../../shared/contracts/sweep-config.ts'
import { read } from './client.ts'
import { usePages } from './paging.ts'
import { type Filters, pathOf, poll, usePolled } from './polling.ts'

/** First step of the query keys of the list, for those who change a job. */
export const SWEEPS_PATH = '/backtests/sweeps/jobs'
export const sweepPath = (id: string): string => `${SWEEPS_PATH}/${encodeURIComponent(id)}`
export const promotionsPath = (id: string): string => `${sweepPath(id)}/promotions`
const cellPath = (id: string, cell: number): string => `${sweepPath(id)}/cells/${cell}`

/** Decisions and frames are made a few times a day. */
const SLOW_POLL_MS = 10_000

export const useSweepJobs = (filters: Filters) => usePages(sweepJobsSchema, SWEEPS_PATH, filters)
export const useSweepCounts = () => usePolled(sweepCountsSchema, `${SWEEPS_PATH}/summary`, {})
export const useSweepJob = (id: string) => usePolled(sweepJobDetailSchema, sweepPath(id), {})
/** Rows of a job that has ended stay as they are. */
export const useCells = (id: string, filters: Filters, hasEnded: boolean) =>
  usePages(cellsSchema, `${sweepPath(id)}/cells`, filters, hasEnded ? SLOW_POLL_MS : LIST_POLL_MS)
export const usePromotions = (id: string) => usePolled(promotionsSchema, promotionsPath(id), {}, SLOW_POLL_MS)
export const useFrames = (filters: Filters) => usePages(framesSchema, '/backtests/frames', filters, SLOW_POLL_MS)
export const useFramePreview = (path: string, rows: number) =>
  usePolled(framePreviewSchema, '/backtests/frames/preview', { path, rows }, SLOW_POLL_MS)

/** How to read what never changes once it is there. */
function onceOf<S extends z.ZodType>(schema: S, path: string, filters: Filters = {}) {
  return {
    ...ONCE,
    queryKey: [path, filters],
    queryFn: ({ signal }: { readonly signal: AbortSignal }) => read(schema, pathOf(path, filters), { signal }),
  }
}
const ONCE = {
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: false,
  refetchInterval: ({ state }: { readonly state: { readonly data: unknown } }) =>
    state.data === undefined && poll(LIST_POLL_MS)(),
} as const

export const summaryOnce = (id: string) => onceOf(sweepSummarySchema, `${sweepPath(id)}/summary`)
export const cellOnce = (id: string, cell: number) => onceOf(cellSchema, cellPath(id, cell))
export const useSummary = (id: string) => useQuery(summaryOnce(id))
export const useCell = (id: string, cell: number) => useQuery(cellOnce(id, cell))
export const useCellRun = (id: string, cell: number, filters: Filters) =>
  useQuery({
    ...onceOf(cellRunSchema, `${cellPath(id, cell)}/run`, filters),
    // Another window of bars comes under the same equity and trades.
    placeholderData: (known: z.output<typeof cellRunSchema> | undefined) => known,
  })

const ROWS_PER_PAGE = 500
const CELL_PAGES_MAX = COMBINATIONS_MAX / ROWS_PER_PAGE

/** Every row of a job that has ended, in the order of its cells. */
export const useAllCells = (id: string) =>
  useQuery({
    ...ONCE,
    queryKey: [`${sweepPath(id)}/cells`, 'all'],
    queryFn: async ({ signal }) => {
      const cells: Cell[] = []
      let cursor: string | null = ''
      for (let page = 0; page < CELL_PAGES_MAX && cursor !== null; page += 1) {
        const path = pathOf(`${sweepPath(id)}/cells`, { limit: ROWS_PER_PAGE, cursor })
        const answer: z.output<typeof cellsSchema> = await read(cellsSchema, path, { signal })
        cells.push(...answer.items)
        cursor = answer.nextCursor
      }
      return cells
    },
  })
