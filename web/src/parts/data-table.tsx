/** The desk's table: real table semantics, sortable columns, its own sideways scroll so that the page never has one. */
import {
  createSortedRowModel,
  type RowData,
  rowSortingFeature,
  type SortFn,
  type SortingState,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { type ReactNode, useMemo, useState } from 'react'

export interface Column<T> {
  readonly id: string
  readonly title: string
  readonly cell: (row: T) => ReactNode
  /** What the column sorts by; a column without it does not sort. Null sorts first. */
  readonly sort?: (row: T) => number | string | null
  readonly align?: 'end'
  /** The column that names the row, for screen readers and for the eye when the table is scrolled sideways. */
  readonly isName?: boolean
  /** The column holds sentences, which may break into lines. */
  readonly isWords?: boolean
}

interface DataTableProps<T> {
  readonly caption: string
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  readonly rowId: (row: T) => string
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() })

/** Ascending; the table turns it round itself. UNKNOWN comes before every value. */
const bySortValue: SortFn<typeof features, RowData> = (a, b, columnId) => {
  const left = a.getValue<number | string | null>(columnId)
  const right = b.getValue<number | string | null>(columnId)
  if (left === right) return 0
  if (left === null) return -1
  if (right === null) return 1
  return left < right ? -1 : 1
}

const ARIA_SORT = { asc: 'ascending', desc: 'descending' } as const
const ARROWS = { asc: '▲', desc: '▼' } as const

export function DataTable<T extends RowData>({ caption, columns, rows, rowId }: DataTableProps<T>) {
  const [sorting, setSorting] = useState<SortingState>([])
  const definitions = useMemo(
    () =>
      columns.map(({ id, sort }) => ({
        id,
        accessorFn: (row: T) => sort?.(row) ?? null,
        enableSorting: sort !== undefined,
        sortFn: bySortValue as SortFn<typeof features, T>,
        sortDescFirst: true,
      })),
    [columns],
  )
  const data = useMemo(() => [...rows], [rows])
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: rowId,
    state: { sorting },
    onSortingChange: setSorting,
  })
  const [headers] = table.getHeaderGroups()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
    <section className="table-scroll" aria-label={caption} tabIndex={0}>
      <table>
        <caption className="hidden">{caption}</caption>
        <thead>
          <tr>
            {headers?.headers.map(({ id, column }, index) => {
              const sorted = column.getIsSorted()
              const title = columns[index]?.title ?? id
              return (
                <th
                  key={id}
                  scope="col"
                  className={cellClass(columns[index])}
                  aria-sort={sorted ? ARIA_SORT[sorted] : undefined}
                >
                  {column.getCanSort() ? (
                    <button type="button" className="sort" onClick={() => column.toggleSorting()}>
                      {title}{' '}
                      {sorted ? (
                        <span className="sort-arrow" aria-hidden="true">
                          {ARROWS[sorted]}
                        </span>
                      ) : null}
                    </button>
                  ) : (
                    title
                  )}
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <Row key={row.id} columns={columns} row={row.original} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function cellClass<T>(column: Column<T> | undefined): string | undefined {
  const names = [
    column?.align === 'end' ? 'end' : '',
    column?.isName ? 'name' : '',
    column?.isWords ? 'words' : '',
  ].filter((name) => name !== '')
  return names.length > 0 ? names.join(' ') : undefined
}

function Row<T>({ columns, row }: { readonly columns: readonly Column<T>[]; readonly row: T }) {
  return (
    <tr>
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
  )
}
