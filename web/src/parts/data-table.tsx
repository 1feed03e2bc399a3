/**
 * The desk's table: real table semantics, sortable columns, its own sideways scroll so that the page never has one.
 *
 * A long table draws only the rows in sight. A table whose rows open to a detail draws all of them.
 */
import { Fragment, type ReactNode, type UIEvent, useMemo, useRef, useState } from 'react'
import { nextSorting, type Sorting, type SortValue, sortedRows } from './sort-rows.ts'
import { useRowWindow } from './use-row-window.ts'

export interface Column<T> {
  readonly id: string
  readonly title: string
  readonly cell: (row: T) => ReactNode
  /** What the column sorts by; a column without it does not sort. Null sorts first. */
  readonly sort?: (row: T) => SortValue
  readonly align?: 'end'
  /** The column that names the row, for screen readers and for the eye when the table is scrolled sideways. */
  readonly isName?: boolean
  /** The column holds sentences, which may break into lines. */
  readonly isWords?: boolean
}

/** What a row opens to, and what its button is called for those who do not see the row. */
export interface Detail<T> {
  readonly label: (row: T) => string
  readonly show: (row: T) => ReactNode
}

/** Sorting that is not the table's own: whoever gives it also gives the rows in that order. */
export interface Ordering {
  readonly sorting: Sorting | null
  readonly onSort: (columnId: string) => void
}

interface DataTableProps<T> {
  readonly caption: string
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  readonly rowId: (row: T) => string
  readonly detail?: Detail<T>
  /** The reader has scrolled to the last rows. */
  readonly onEnd?: () => void
  readonly ordering?: Ordering
}

const ARROWS = { ascending: '▲', descending: '▼' } as const
/** The reader is told to be at the end this far before it. */
const END_PX = 600

function useSorted<T>(rows: readonly T[], columns: readonly Column<T>[], sorting: Sorting | null): readonly T[] {
  return useMemo(() => {
    const sortValue = columns.find(({ id }) => id === sorting?.columnId)?.sort
    return sorting && sortValue ? sortedRows(rows, sortValue, sorting.direction) : rows
  }, [rows, columns, sorting])
}

export function DataTable<T>({ caption, columns, rows, rowId, detail, onEnd, ordering }: DataTableProps<T>) {
  const [ownSorting, setSorting] = useState<Sorting | null>(null)
  const sorted = useSorted(rows, columns, ownSorting)
  const sorting = ordering ? ordering.sorting : ownSorting
  const sort = ordering?.onSort ?? ((columnId: string) => setSorting(nextSorting(ownSorting, columnId)))
  const scroller = useRef<HTMLElement>(null)
  const rowsDrawn = useRowWindow(scroller, sorted.length, detail === undefined)
  const scrolled = ({ currentTarget: { scrollTop, scrollHeight, clientHeight } }: UIEvent) => {
    rowsDrawn.look()
    if (scrollHeight - scrollTop - clientHeight < END_PX) onEnd?.()
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
    <section ref={scroller} className="table-scroll" aria-label={caption} tabIndex={0} onScroll={scrolled}>
      <div className={rowsDrawn.isWhole ? undefined : 'even'} style={rowsDrawn.padding}>
        <table aria-rowcount={rowsDrawn.isWhole ? undefined : rows.length + 1}>
          <caption className="hidden">{caption}</caption>
          <thead>
            <tr>
              {detail ? (
                <th scope="col">
                  <span className="hidden">Detail</span>
                </th>
              ) : null}
              {columns.map((column) => (
                <Header
                  key={column.id}
                  column={column}
                  sorted={sorting?.columnId === column.id ? sorting.direction : null}
                  onSort={() => sort(column.id)}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.slice(rowsDrawn.first, rowsDrawn.end).map((row, index) => (
              <Row
                key={rowId(row)}
                {...{ columns, row, detail }}
                place={rowsDrawn.isWhole ? undefined : rowsDrawn.first + index + 2}
              />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

interface HeaderProps<T> {
  readonly column: Column<T>
  readonly sorted: Sorting['direction'] | null
  readonly onSort: () => void
}

function Header<T>({ column, sorted, onSort }: HeaderProps<T>) {
  return (
    <th scope="col" className={cellClass(column)} aria-sort={sorted ?? undefined}>
      {column.sort ? (
        <button type="button" className="sort" onClick={onSort}>
          {column.title}{' '}
          {sorted ? (
            <span className="sort-arrow" aria-hidden="true">
              {ARROWS[sorted]}
            </span>
          ) : null}
        </button>
      ) : (
        column.title
      )}
    </th>
  )
}

function cellClass<T>({ align, isName, isWords }: Column<T>): string | undefined {
  const names = [align === 'end' ? 'end' : '', isName ? 'name' : '', isWords ? 'words' : '']
  return names.filter((name) => name !== '').join(' ') || undefined
}

interface RowProps<T> {
  readonly columns: readonly Column<T>[]
  readonly row: T
  readonly detail: Detail<T> | undefined
  /** Place in the whole table, its head being 1; absent when all rows are drawn. */
  readonly place: number | undefined
}

function Row<T>({ columns, row, detail, place }: RowProps<T>) {
  const [isOpen, setOpen] = useState(false)
  return (
    <Fragment>
      <tr aria-rowindex={place}>
        {detail ? (
          <td className="opener">
            <button
              type="button"
              aria-expanded={isOpen}
              aria-label={detail.label(row)}
              onClick={() => setOpen(!isOpen)}
            >
              <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span>
            </button>
          </td>
        ) : null}
        {columns.map((column) =>
          column.isName ? (
            <th key={column.id} scope="row" className={cellClass(column)}>
              {column.cell(row)}
            </th>
          ) : (
            <td key={column.id} className={cellClass(column)}>
              {column.cell(row)}
            </td>
          ),
        )}
      </tr>
      {detail && isOpen ? (
        <tr className="detail">
          <td colSpan={columns.length + 1}>{detail.show(row)}</td>
        </tr>
      ) : null}
    </Fragment>
  )
}
