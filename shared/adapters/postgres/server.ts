/** One connection for work on the server itself, such as its schema, tried again while the server is away. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Client } from 'pg'
import { type Access, connectionOf } from './access.ts'
import { isAway } from './database.ts'

/** Name of the lock that one process at a time has, whatever it changes of a database. Any fixed number. */
const CHANGES_LOCK = 7_071_001

/** What the error or one of its causes says. */
export function codesOf(error: unknown): readonly string[] {
  const codes: string[] = []
  for (let next: unknown = error; next instanceof Error; next = next.cause) {
    const { code } = next as { code?: unknown }
    if (typeof code === 'string') codes.push(code)
  }
  return codes
}

/** A name that nobody knows is a wrong name; everything else that is away may come back. */
function isPassing(error: unknown): boolean {
  for (let next: unknown = error; next instanceof Error; next = next.cause) {
    if (isAway(next)) return !codesOf(error).includes('ENOTFOUND')
  }
  return false
}

/**
 * Opens a connection, does the work and closes it. The work is done anew after each of the waits while the server is
 * away, so it must bear that. Throws the last error as it came.
 */
export async function onServer<T>(
  access: Access,
  work: (client: Client) => Promise<T>,
  waitsMs: readonly number[] = [],
): Promise<T> {
  for (const waitMs of waitsMs) {
    try {
      return await once(access, work)
    } catch (error) {
      if (!isPassing(error)) throw error
    }
    await wait(waitMs)
  }
  return await once(access, work)
}

const CONNECT_WITHIN_MS = 15_000

async function once<T>(access: Access, work: (client: Client) => Promise<T>): Promise<T> {
  const { Client } = (await import('pg')).default
  const client = new Client({ ...connectionOf(access), connectionTimeoutMillis: CONNECT_WITHIN_MS })
  // A lost connection is told by the statement that runs on it; without a listener it would end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Lets one caller in at a time, across processes; the others wait. It is given back with the connection. */
export async function takeTurn(client: Pick<Client, 'query'>): Promise<void> {
  await client.query('select pg_advisory_lock($1)', [CHANGES_LOCK])
}
