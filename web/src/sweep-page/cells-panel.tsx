/** Every cell of a job, sorted by the desk by any figure and read page by page. */
import { useMemo } from 'react'
import { CELL_SORTS, type SweepJob } from '../../../shared/contracts/api/sweeps.ts'
import type { SweepSummary } from '../../../shared/contracts/research.ts'
import { isFinal } from '../../../shared/contracts/sweep-states.ts'
import { useCells } from '../api/sweep-queries.ts'
import { DataTable } from '../parts/data-table.tsx'
import { ChoiceField } from '../parts/field.tsx'
import { More, useRows } from '../parts/list.tsx'
import { Empty, Loaded, Panel } from '../parts/panel.tsx'
import { BeliefNote } from '../parts/sharpe.tsx'
import { nextSorting, type Sorting } from '../parts/sort-rows.ts'
import { oneOf, type Said, useSaid } from '../shell/said.ts'
import { cellColumns, cellId, sortTitle } from './cell-columns.tsx'

const ORDERS = ['asc', 'desc'] as const
const STATUSES = ['ok', 'failed'] as const
const FIRST_SORT = 'cell'

interface CellsPanelProps {
  readonly job: SweepJob
  readonly summary: SweepSummary | undefined
}

export function CellsPanel({ job, summary }: CellsPanelProps) {
  const words = useSaid()
  const sort = oneOf(CELL_SORTS, words.said('sort')) ?? FIRST_SORT
  const order = oneOf(ORDERS, words.said('order')) ?? 'asc'
  const status = oneOf(STATUSES, words.said('cells'))
  const query = useCells(job.jobId, { sort, order, status }, isFinal(job.status))
  const rows = useRows(query, cellId)
  const columns = useMemo(() => cellColumns(job.jobId, summary, sort), [job.jobId, summary, sort])
  const sorting: Sorting | null =
    sort === FIRST_SORT && order === 'asc'
      ? null
      : { columnId: sort, direction: order === 'asc' ? 'ascending' : 'descending' }
  const ordering = {
    sorting,
    onSort: (columnId: string) => {
      const next = nextSorting(sorting, columnId)
      words.say({ sort: next?.columnId ?? '', order: next?.direction === 'descending' ? 'desc' : '' })
    },
  }
  const readOn = () => {
    if (query.hasNextPage && !query.isFetchingNextPage && !query.error) void query.fetchNextPage()
  }
  return (
    <Panel title="Cells" readAt={query.dataUpdatedAt} aside={<BeliefNote summary={summary} />}>
      <Choices words={words} sort={sort} order={order} status={status} />
      <Loaded reading={{ data: rows, error: query.error }}>
        {(known) =>
          known.length === 0 ? (
            <NoCells job={job} isNarrowed={status !== null} />
          ) : (
            <>
              <DataTable
                caption={`Cells of ${job.jobId}, by ${sortTitle(sort)}`}
                rowId={cellId}
                rows={known}
                onEnd={readOn}
                {...{ columns, ordering }}
              />
              <More query={query} count={known.length} noun="cells" further="further ones" />
            </>
          )
        }
      </Loaded>
    </Panel>
  )
}

interface ChoicesProps {
  readonly words: Said
  readonly sort: (typeof CELL_SORTS)[number]
  readonly order: (typeof ORDERS)[number]
  readonly status: (typeof STATUSES)[number] | null
}

function Choices({ words: { say }, sort, order, status }: ChoicesProps) {
  return (
    <search className="choices">
      <ChoiceField
        label="Sorted by"
        value={sort}
        options={CELL_SORTS.map((each) => [each, sortTitle(each)] as const)}
        onText={(next) => say({ sort: next === FIRST_SORT ? '' : next })}
      />
      <ChoiceField
        label="First"
        value={order}
        options={[
          ['asc', 'the smallest'],
          ['desc', 'the largest'],
        ]}
        onText={(next) => say({ order: next === 'asc' ? '' : next })}
      />
      <ChoiceField
        label="Outcome"
        value={status ?? ''}
        options={[
          ['', 'all'],
          ['ok', 'ok'],
          ['failed', 'failed'],
        ]}
        onText={(cells) => say({ cells })}
      />
    </search>
  )
}

function NoCells({ job, isNarrowed }: { readonly job: SweepJob; readonly isNarrowed: boolean }) {
  const why = isFinal(job.status)
    ? 'The job ended before its first cell.'
    : 'The first ones come when a worker has begun.'
  return (
    <Empty title={isNarrowed ? 'No cell ended like that.' : 'No cell has a row yet.'}>
      <p>{isNarrowed ? 'Choose all outcomes to see the others.' : why}</p>
    </Empty>
  )
}
