/** Keyset paging: a cursor is the (instant, id) of the last row, opaque to callers and checked when it comes back. */
import { type Instant, isoOf } from '../../../base/instant.ts'

export interface Cursor {
  readonly at: Instant
  readonly id: string
}

export class BadCursor extends Error {
  override readonly name = 'BadCursor'
}

export const encodeCursor = ({ at, id }: Cursor): string =>
  btoa(`${at}|${id}`).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

/** Throws BadCursor for text that this API did not write. */
export function decodeCursor(text: string): Cursor {
  try {
    const [at, id, ...rest] = atob(text.replaceAll('-', '+').replaceAll('_', '/')).split('|')
    const instant = Number(at)
    if (
      !Number.isSafeInteger(instant) ||
      Math.abs(instant) > 8.64e15 ||
      id === undefined ||
      id.length > 100 ||
      rest.length > 0
    ) {
      throw new Error('shape')
    }
    return { at: instant, id }
  } catch {
    throw new BadCursor('is not a cursor of this list: leave it out to begin anew')
  }
}

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
