/**
 * Writes of one kind that wait for a connection together leave as one statement.
 *
 * An instance has one connection, so under load every statement stands in line. What gathers behind the line costs one
 * turn, one round trip and one wait for the disk for all; without load nothing waits and nothing changes.
 */
import type { Database, Queryable } from './database.ts'

/** Items of one statement; those beyond it form the next. */
const ITEMS_MAX = 200

interface Gathering<T, R> {
  readonly items: T[]
  readonly written: Promise<R>
}

/**
 * A function that resolves when the statement with its item, and all others that waited with it, has succeeded: to what
 * `write` says of all of them.
 */
export function gathered<T, R>(
  database: Database,
  write: (connection: Queryable, items: readonly T[]) => Promise<R>,
): (item: T) => Promise<R> {
  let waiting: Gathering<T, R> | null = null
  const gather = (): Gathering<T, R> => {
    const items: T[] = []
    const close = (): void => {
      if (waiting?.items === items) waiting = null
    }
    const written = database.connect(async (connection) => {
      close()
      return await write(connection, items)
    })
    // Without a connection nothing was written, and the next item asks for one again.
    return { items, written: written.finally(close) }
  }
  return async (item) => {
    if (!waiting || waiting.items.length >= ITEMS_MAX) waiting = gather()
    waiting.items.push(item)
    return await waiting.written
  }
}
