/**
 * One bounded pool per process, opened at the first use. Faults of the server become Unavailable; faults of our SQL
 * do not.
 */
import type { Pool, PoolClient } from 'pg'
import { fnv1a } from '../../base/digest.ts'
import { Unavailable } from '../../base/unavailable.ts'

export type Row = Record<string, unknown>

/** Runs SQL inside a connection or a transaction. */
export interface Queryable {
  /** A named statement is prepared once per connection; null for text that varies. */
  query(name: string | null, sql: string, values?: readonly unknown[]): Promise<Row[]>
}

export interface Transaction extends Queryable {
  /** For the last statement: the commit leaves with it instead of waiting for its answer. Nothing may follow. */
  readonly last: Queryable
}

export interface TransactionOptions {
  /** Transactions with the same key run one after another, across every process. */
  readonly serializedBy?: string
}

export interface Database extends Queryable {
  /** Runs the work on a connection of its own, as soon as one is free; each statement is a transaction by itself. */
  connect<T>(work: (connection: Queryable) => Promise<T>): Promise<T>
  /** Runs the work in one transaction; commits when it resolves, rolls back when it throws. */
  transact<T>(work: (transaction: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>
  close(): Promise<void>
}

export interface DatabaseOptions {
  readonly url: string
  /** A token for each new connection, where the server takes Entra tokens instead of a password. */
  readonly password?: () => Promise<string>
  readonly connectionsMax: number
  readonly acquireWithinMs: number
  readonly statementWithinMs: number
}

/** First half of the advisory lock key of serialized transactions. */
const LOCK_CLASS = 7_071

/** SQLSTATE classes that say the server is away or full, not that the statement is wrong. */
const AWAY = /^(08|53|57P|25006|58|XX001|40001|40P01|55P03|57014)/
const AWAY_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT'])

/** True when trying again later may succeed. */
function isAway(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  if (code !== undefined && (AWAY_CODES.has(code) || (code.length === 5 && AWAY.test(code)))) return true
  return /terminat|timeout|not queryable|Connection ended|connection is closed|Client was closed/i.test(message ?? '')
}

const translated = (error: unknown): unknown =>
  isAway(error) ? new Unavailable('postgres', (error as Error).message, { cause: error }) : error

export function openDatabase(options: DatabaseOptions): Database {
  let pool: Promise<Pool> | null = null
  const connect = (): Promise<Pool> => {
    pool ??= openPool(options)
    return pool
  }
  const onClient = async <T>(work: (client: PoolClient) => Promise<T>): Promise<T> => {
    const client = await connect()
      .then((open) => open.connect())
      .catch((error: unknown) => {
        throw translated(error)
      })
    let broken: Error | undefined
    try {
      return await work(client)
    } catch (error) {
      if (isAway(error)) broken = error as Error
      throw translated(error)
    } finally {
      client.release(broken)
    }
  }
  return {
    query: (name, sql, values) => onClient((client) => run(client, name, sql, values)),
    connect: (work) => onClient((client) => work({ query: (name, sql, values) => run(client, name, sql, values) })),
    transact: (work, { serializedBy } = {}) =>
      onClient(async (client) => {
        // The key is a number, so nothing of the outside enters the text.
        const lock =
          serializedBy === undefined ? '' : `; select pg_advisory_xact_lock(${LOCK_CLASS}, ${fnv1a(serializedBy) | 0})`
        const begun = sent(client.query(`begin${lock}`))
        try {
          const { transaction, committed } = transactionOn(client)
          const result = await work(transaction)
          await begun
          await committed()
          return result
        } catch (error) {
          // A connection that is gone has rolled back by itself; its own error is the one to tell.
          await client.query('rollback').catch(() => undefined)
          // Statements are sent right behind the beginning: where it failed, theirs only follow from it.
          await begun
          throw error
        }
      }),
    close: async () => {
      if (pool) await (await pool).end()
    },
  }
}

/** The promise of something under way that is awaited later: until then its failure is nobody's. */
function sent<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}

/** `committed` sends the commit, unless it left with the last statement, and waits for it. */
function transactionOn(client: PoolClient): { transaction: Transaction; committed: () => Promise<unknown> } {
  let commit: Promise<unknown> | null = null
  const committed = (): Promise<unknown> => {
    commit ??= sent(client.query('commit'))
    return commit
  }
  const query: Queryable['query'] = (name, sql, values) => run(client, name, sql, values)
  const last: Queryable['query'] = (name, sql, values) => {
    const rows = sent(query(name, sql, values))
    // After a failed statement the server turns the commit into a rollback.
    committed()
    return rows
  }
  return { transaction: { query, last: { query: last } }, committed }
}

async function openPool(options: DatabaseOptions): Promise<Pool> {
  const { Pool } = (await import('pg')).default
  const pool = new Pool({
    connectionString: options.url,
    ...(options.password ? { password: options.password } : {}),
    max: options.connectionsMax,
    connectionTimeoutMillis: options.acquireWithinMs,
    statement_timeout: options.statementWithinMs,
    keepAlive: true,
    // A statement is sent without waiting for the answers to those before it; the server keeps their order.
    pipeline: true,
    allowExitOnIdle: true,
  })
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process. So would
  // one that breaks inside a transaction between two statements: its next statement tells of it.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

async function run(
  client: PoolClient,
  name: string | null,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  return (await client.query<Row>({ ...(name === null ? {} : { name }), text, values: [...values] })).rows
}
