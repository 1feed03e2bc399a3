/** Keyset paging in SQL. */
import { isoOf } from '../../../base/instant.ts'
import { type Cursor, decodeCursor, encodeCursor } from '../../../contracts/api/cursor.ts'

/** Builds `where` clauses with numbered parameters; nothing of the outside enters the text. */
export class Filter {
  readonly values: unknown[] = []
  readonly #clauses: string[] = []

  /** Adds a clause in which `?` stands for the value; skipped when the value is undefined. */
  add(clause: string, value: unknown): this {
    if (value === undefined) return this
    this.values.push(value)
    this.#clauses.push(clause.replaceAll('?', `$${this.values.length}`))
    return this
  }

  /** Rows older than the cursor, in the order of (at, id) descending. */
  after(
    cursor: string | undefined,
    columns: { readonly at: string; readonly id: string; readonly type: 'text' | 'bpchar' },
  ): this {
    if (cursor === undefined) return this
    const { at, id } = decodeCursor(cursor)
    this.values.push(isoOf(at), id)
    const length = this.values.length
    this.#clauses.push(`(${columns.at}, ${columns.id}) < ($${length - 1}::timestamptz, $${length}::${columns.type})`)
    return this
  }

  get where(): string {
    return this.#clauses.length === 0 ? '' : `where ${this.#clauses.join(' and ')}`
  }
}

/** Takes one row more than asked for, to know whether there is a next page. */
export function pageOfRows<T>(
  rows: readonly T[],
  limit: number,
  cursorOf: (row: T) => Cursor,
): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(cursorOf(last)) : null }
}
