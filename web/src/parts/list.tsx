/** A bounded list that is read page by page: its table, its count, and the button for more. */
import type { InfiniteData } from '@tanstack/react-query'
import type { RowData } from '@tanstack/react-table'
import { type ReactNode, useMemo } from 'react'
import { PAGES_MAX } from '../api/queries.ts'
import { type Column, DataTable } from './data-table.tsx'
import { Loaded, Panel } from './panel.tsx'

interface PageOf<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}

/** The part of a paged query that a list needs. */
export interface ListQuery<T> {
  readonly data: InfiniteData<PageOf<T>> | undefined
  readonly error: Error | null
  readonly dataUpdatedAt: number
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly fetchNextPage: () => unknown
}

/** The rows of all pages read so far. A row that moved between pages while they were read is kept once. */
export function useRows<T>(query: ListQuery<T>, rowId: (row: T) => string): readonly T[] | undefined {
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
}

export function ListPanel<T extends RowData>({
  title,
  caption,
  query,
  columns,
  rowId,
  empty,
  aside,
}: ListPanelProps<T>) {
  const rows = useRows(query, rowId)
  return (
    <Panel title={title} readAt={query.dataUpdatedAt} aside={aside}>
      <Loaded reading={{ data: rows, error: query.error }}>
        {(known) =>
          known.length === 0 ? (
            empty
          ) : (
            <>
              <DataTable caption={caption} columns={columns} rows={known} rowId={rowId} />
              <More query={query} count={known.length} />
            </>
          )
        }
      </Loaded>
    </Panel>
  )
}

export function More<T>({ query, count, noun = 'rows' }: { query: ListQuery<T>; count: number; noun?: string }) {
  const isFull = (query.data?.pages.length ?? 0) >= PAGES_MAX
  const word = count === 1 ? noun.replace(/s$/, '') : noun
  return (
    <footer className="list-foot">
      <span>
        {count} {word}
        {query.hasNextPage
          ? ', and there are older ones'
          : isFull
            ? ' shown at most: narrow the filters'
            : ', no older ones'}
      </span>
      {query.hasNextPage ? (
        <button type="button" disabled={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
          {query.isFetchingNextPage ? 'Reading…' : 'Load more'}
        </button>
      ) : null}
    </footer>
  )
}
