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

const written = (text: string): string => btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

/** Reads what `written` wrote; the shape answers null for what it does not know. */
function read<T>(text: string, shape: (parts: readonly string[]) => T | null): T {
  try {
    const found = shape(atob(text.replaceAll('-', '+').replaceAll('_', '/')).split('|'))
    if (found !== null) return found
  } catch {
    // Not base64: told like every other text that was not written here.
  }
  throw new BadCursor('is not a cursor of this list: leave it out to begin anew')
}

export const encodeCursor = ({ at, id }: Cursor): string => written(`${at}|${id}`)

/** Throws BadCursor for text that this API did not write. */
export const decodeCursor = (text: string): Cursor =>
  read(text, ([at, id, ...rest]) => {
    const instant = Number(at)
    const isOurs = at !== '' && isInstant(instant) && id !== undefined && ID.test(id) && rest.length === 0
    return isOurs ? { at: instant, id } : null
  })

/** The last row of a list in the order of a number, UNKNOWN last, and then of the row's own number. */
export interface NumberCursor {
  readonly value: number | null
  readonly row: number
}

export const encodeNumberCursor = ({ value, row }: NumberCursor): string => written(`${value}|${row}`)

export const decodeNumberCursor = (text: string): NumberCursor =>
  read(text, ([value, row, ...rest]) => {
    const cursor = { value: value === 'null' ? null : Number(value || Number.NaN), row: Number(row) }
    const isOurs = rest.length === 0 && `${cursor.value}|${cursor.row}` === `${value}|${row}`
    const isSound = (cursor.value === null || Number.isFinite(cursor.value)) && /^\d{1,9}$/.test(row ?? '')
    return isOurs && isSound ? cursor : null
  })
