/** Cursors of lists: the (instant, id) of the last row, opaque to callers and checked when it comes back. */
import { type Instant, isInstant } from '../../base/instant.ts'

export interface Cursor {
  readonly at: Instant
  readonly id: string
}

/** Ids are made of these; anything else was not written here, and a NUL would be a fault of the database's. */
const ID = /^[\w./-]{1,100}$/

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
    if (at === '' || !isInstant(instant) || id === undefined || !ID.test(id) || rest.length > 0)
      throw new Error('shape')
    return { at: instant, id }
  } catch {
    throw new BadCursor('is not a cursor of this list: leave it out to begin anew')
  }
}
