import type { Instant } from './instant.ts'

/** Orders rows by (instant, name, id), so that equal rows give equal bytes in whatever order they were read. */
export function byInstant<T>(rows: readonly T[], keyOf: (row: T) => readonly [Instant, string, string]): T[] {
  return [...rows].sort((a, b) => {
    const [atA, nameA, idA] = keyOf(a)
    const [atB, nameB, idB] = keyOf(b)
    return atA - atB || compareText(nameA, nameB) || compareText(idA, idB)
  })
}

/** Compares by code unit, the same on every machine. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
