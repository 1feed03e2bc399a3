/** A list that is read page by page: its table, its count, and the button for more. */
import type { InfiniteData } from '@tanstack/react-query'
import { type ReactNode, useMemo } from 'react'
import { PAGES_MAX } from '../api/paging.ts'
import { type Column, DataTable, type Detail } from './data-table.tsx'
import { Loaded, Panel } from './panel.tsx'

interface PageOf<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}

/** The part of a paged query that a list needs. */
interface ListQuery<T> {
  readonly data: InfiniteData<PageOf<T>> | undefined
  readonly error: Error | null
  readonly dataUpdatedAt: number
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly fetchNextPage: () => unknown
  /** False once the reader has paged back so far that the list is no longer read again. */
  readonly isFollowed: boolean
  readonly restart: () => void
}

/** The rows of all pages read so far. A row that moved between pages while they were read is kept once. */
export function useRows<T>(query: Pick<ListQuery<T>, 'data'>, rowId: (row: T) => string): readonly T[] | undefined {
  const { data } = query
  return useMemo(
    () => data && [...new Map(data.pages.flatMap(({ items }) => items).map((row) => [rowId(row), row])).values()],
    [data, rowId],
  )
}

interface ListPanelProps<T> {
  readonly title: string
  readonly caption: string
  readonly query: ListQuery<T>
  readonly columns: readonly Column<T>[]
  readonly rowId: (row: T) => string
  readonly empty: ReactNode
  readonly aside?: ReactNode
  readonly detail?: Detail<T>
}

export function ListPanel<T>({ title, query, aside, ...list }: ListPanelProps<T>) {
  return (
    <Panel title={title} readAt={query.dataUpdatedAt} aside={aside}>
      <List query={query} {...list} />
    </Panel>
  )
}

/** The list without a panel around it. Scrolled to its end it reads on by itself. */
export function List<T>({ caption, query, columns, rowId, empty, detail }: Omit<ListPanelProps<T>, 'title' | 'aside'>) {
  const rows = useRows(query, rowId)
  const readOn = () => {
    if (query.hasNextPage && !query.isFetchingNextPage && !query.error) query.fetchNextPage()
  }
  return (
    <Loaded reading={{ data: rows, error: query.error }}>
      {(known) =>
        known.length === 0 ? (
          empty
        ) : (
          <>
            <DataTable {...{ caption, columns, rowId }} rows={known} onEnd={readOn} {...(detail ? { detail } : {})} />
            <More query={query} count={known.length} />
          </>
        )
      }
    </Loaded>
  )
}

interface MoreProps<T> {
  readonly query: ListQuery<T>
  readonly count: number
  readonly noun?: string
  /** What comes after the rows shown: lists of what happened go back in time. */
  readonly further?: string
}

export function More<T>({ query, count, noun = 'rows', further = 'older ones' }: MoreProps<T>) {
  const isFull = (query.data?.pages.length ?? 0) >= PAGES_MAX
  const word = count === 1 ? noun.replace(/s$/, '') : noun
  const rest = query.hasNextPage
    ? `, and there are ${further}`
    : isFull
      ? ' shown at most: narrow the filters'
      : `, no ${further}`
  return (
    <footer className="list-foot">
      <span>
        {count} {word}
        {rest}
      </span>
      {query.hasNextPage ? (
        <button type="button" disabled={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
          {query.isFetchingNextPage ? 'Reading…' : 'Load more'}
        </button>
      ) : null}
      {query.isFollowed ? null : (
        <>
          <span>This far back the list stands still.</span>
          <button type="button" onClick={query.restart}>
            Back to the newest
          </button>
        </>
      )}
    </footer>
  )
}
