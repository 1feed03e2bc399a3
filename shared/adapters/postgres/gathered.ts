/**
 * Writes of one kind that wait for a connection together leave as one statement or transaction.
 *
 * An instance has one connection, so under load every statement stands in line. What gathers behind the line costs one
 * turn, one round trip and one wait for the disk for all; without load nothing waits and nothing changes.
 */
import type { Queryable } from './database.ts'

/** Items of one statement; those beyond it form the next. */
const ITEMS_MAX = 200

/** Runs the work as soon as a connection is free: the database's `connect` or `transact`. */
type Opens<C> = <R>(work: (connection: C) => Promise<R>) => Promise<R>

interface Gathering<T, R> {
  readonly items: T[]
  readonly names: Set<string>
  readonly written: Promise<R>
}

/**
 * A function that resolves when the statement with its item, and all others that waited with it, has succeeded: to what
 * `write` says of all of them. Items of one name never leave together: the second is to see what the first one did.
 */
export function gathered<C extends Queryable, T, R>(
  open: Opens<C>,
  write: (connection: C, items: readonly T[]) => Promise<R>,
  nameOf?: (item: T) => string,
): (item: T) => Promise<R> {
  let waiting: Gathering<T, R> | null = null
  const gather = (): Gathering<T, R> => {
    const items: T[] = []
    const close = (): void => {
      if (waiting?.items === items) waiting = null
    }
    const written = open(async (connection) => {
      close()
      return await write(connection, items)
    })
    // Without a connection nothing was written, and the next item asks for one again.
    return { items, names: new Set(), written: written.finally(close) }
  }
  return async (item) => {
    const name = nameOf?.(item)
    const isFull = (waiting?.items.length ?? 0) >= ITEMS_MAX
    if (!waiting || isFull || (name !== undefined && waiting.names.has(name))) waiting = gather()
    waiting.items.push(item)
    if (name !== undefined) waiting.names.add(name)
    return await waiting.written
  }
}
