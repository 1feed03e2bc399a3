/**
 * A database whose login has fewer connections than there are processes: who finds them all taken waits for one. The
 * server refuses such a connection before anything of the work has begun, so trying again repeats nothing.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { Unavailable } from '../../base/unavailable.ts'
import type { Database } from './database.ts'

/** SQLSTATE of a connection above the limit of its role, or of the server. */
const TOO_MANY = '53300'

export interface Patience {
  readonly pauseMs: number
  readonly withinMs: number
  /** Called once for each wait, when it begins. */
  readonly onWait?: () => void
}

/** Waits so long for a connection, then throws the refusal as it came. */
export function patient(database: Database, { pauseMs, withinMs, onWait }: Patience): Database {
  const patiently = async <T>(work: () => Promise<T>): Promise<T> => {
    const until = performance.now() + withinMs
    for (let attempt = 1; ; attempt++) {
      try {
        return await work()
      } catch (error) {
        if (!isTaken(error) || performance.now() + pauseMs > until) throw error
        if (attempt === 1) onWait?.()
      }
      await wait(pauseMs)
    }
  }
  return {
    query: (name, sql, values) => patiently(() => database.query(name, sql, values)),
    connect: (work) => patiently(() => database.connect(work)),
    transact: (work) => patiently(() => database.transact(work)),
    close: () => database.close(),
  }
}

const isTaken = (error: unknown): boolean =>
  error instanceof Unavailable && (error.cause as { code?: unknown } | undefined)?.code === TOO_MANY
