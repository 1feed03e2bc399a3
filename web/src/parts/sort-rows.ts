/** Sorting the rows of a table by one column, as a header button asks for it. */

export interface Sorting {
  readonly columnId: string
  readonly direction: 'ascending' | 'descending'
}

/** Largest first, then smallest first, then the order the rows came in. */
export function nextSorting(sorting: Sorting | null, columnId: string): Sorting | null {
  if (sorting?.columnId !== columnId) return { columnId, direction: 'descending' }
  return sorting.direction === 'descending' ? { columnId, direction: 'ascending' } : null
}

export type SortValue = number | string | null

/** Ascending; UNKNOWN comes before every value. */
function compare(left: SortValue, right: SortValue): number {
  if (left === right) return 0
  if (left === null) return -1
  if (right === null) return 1
  return left < right ? -1 : 1
}

/** The rows by what `sortValue` says of them; rows of one value keep the order they came in. */
export function sortedRows<T>(
  rows: readonly T[],
  sortValue: (row: T) => SortValue,
  direction: Sorting['direction'],
): readonly T[] {
  const sign = direction === 'ascending' ? 1 : -1
  const keyed = rows.map((row) => ({ row, value: sortValue(row) }))
  keyed.sort((a, b) => sign * compare(a.value, b.value))
  return keyed.map(({ row }) => row)
}
