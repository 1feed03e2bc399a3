/**
 * One bounded pool per process, opened at the first use. Faults of the server become Unavailable; faults of our SQL
 * do not.
 */
import type { Socket } from 'node:net'
import type { Pool, PoolClient } from 'pg'
import { fnv1a } from '../../base/digest.ts'
import { Unavailable } from '../../base/unavailable.ts'
import { type Access, connectionOf } from './access.ts'
import { type Kind, Line } from './line.ts'

export type Row = Record<string, unknown>

/** Runs SQL inside a connection or a transaction. */
export interface Queryable {
  /** A named statement is prepared once per connection; null for text that varies. */
  query(name: string | null, sql: string, values?: readonly unknown[]): Promise<Row[]>
}

export interface Transaction extends Queryable {
  /**
   * From here on the transaction runs before or after every other one that names one of the keys, across every process.
   * Asked once, before anything that it shall protect; needs no waiting, the server keeps the order of statements.
   */
  serialize(keys: readonly string[]): void
  /** For the last statement: the commit leaves with it instead of waiting for its answer. Nothing may follow. */
  readonly last: Queryable
}

export interface Database extends Queryable {
  /** Runs the work on a connection of its own, as soon as one is free; each statement is a transaction by itself. */
  connect<T>(work: (connection: Queryable) => Promise<T>): Promise<T>
  /** Runs the work in one transaction; commits when it resolves, rolls back when it throws. */
  transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export interface DatabaseOptions extends Access {
  readonly connectionsMax: number
  readonly acquireWithinMs: number
  readonly statementWithinMs: number
  /** Closes a connection that had nothing to do for so long; after ten seconds when absent. */
  readonly idleWithinMs?: number
}

/** First half of the advisory lock key of serialized transactions. */
const LOCK_CLASS = 7_071

/** SQLSTATE classes that say the server is away or full, not that the statement is wrong. */
const AWAY = /^(08|53|57P|25006|58|XX001|40001|40P01|55P03|57014)/
const AWAY_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT'])

/** True when trying again later may succeed. */
export function isAway(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  if (code !== undefined && (AWAY_CODES.has(code) || (code.length === 5 && AWAY.test(code)))) return true
  return /terminat|timeout|not queryable|Connection ended|connection is closed|Client was closed/i.test(message ?? '')
}

const translated = (error: unknown): unknown =>
  isAway(error) ? new Unavailable('postgres', (error as Error).message, { cause: error }) : error

export function openDatabase(options: DatabaseOptions): Database {
  let pool: Promise<Pool> | null = null
  const line = new Line(options.connectionsMax, options.acquireWithinMs)
  const onClient = async <T>(kind: Kind, work: (client: PoolClient) => Promise<T>): Promise<T> => {
    try {
      await line.enter(kind)
    } catch (error) {
      throw translated(error)
    }
    let client: PoolClient | undefined
    let broken: Error | undefined
    try {
      pool ??= openPool(options)
      client = await (await pool).connect()
      return await work(client)
    } catch (error) {
      if (isAway(error)) broken = error as Error
      throw translated(error)
    } finally {
      client?.release(broken)
      line.leave()
    }
  }
  return {
    query: (name, sql, values) => onClient('statement', (client) => run(client, name, sql, values)),
    connect: (work) =>
      onClient('statement', (client) => work({ query: (name, sql, values) => run(client, name, sql, values) })),
    transact: (work) =>
      onClient('transaction', async (client) => {
        const { transaction, begun, committed } = transactionOn(client)
        try {
          const result = await work(transaction)
          await begun()
          await committed()
          return result
        } catch (error) {
          // A connection that is gone has rolled back by itself; its own error is the one to tell.
          await client.query('rollback').catch(() => undefined)
          // Statements are sent right behind the beginning: where it failed, theirs only follow from it.
          await begun()
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

interface OpenTransaction {
  readonly transaction: Transaction
  /** Rejects when the beginning, or a lock behind it, failed. */
  readonly begun: () => Promise<unknown>
  /** Sends the commit, unless it left with the last statement, and waits for it. */
  readonly committed: () => Promise<unknown>
}

function transactionOn(client: PoolClient): OpenTransaction {
  const beginning = [sent(client.query('begin'))]
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
  const serialize = (keys: readonly string[]): void => {
    // In one order everywhere, so that no two transactions wait for each other.
    const locks = [...new Set(keys.map((key) => fnv1a(key) | 0))].sort((a, b) => a - b)
    // Numbers, so nothing of the outside enters the text.
    const statements = locks.map((lock) => `select pg_advisory_xact_lock(${LOCK_CLASS}, ${lock})`)
    beginning.push(sent(client.query(statements.join('; '))))
  }
  return { transaction: { query, serialize, last: { query: last } }, begun: () => Promise.all(beginning), committed }
}

/**
 * A plan is kept for as long as its connection, and one that was made while a table was small would scan it when it has
 * grown. Every statement here looks rows up by key, so only plans by index are wanted, and none is worth compiling.
 * https://www.postgresql.org/docs/17/runtime-config-query.html
 */
const PLANS_BY_INDEX = ['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin', 'jit']
  .map((setting) => `-c ${setting}=off`)
  .join(' ')

/**
 * A socket that sends what is written in one turn of the event loop as one packet: statements that follow each other
 * cost one call of the system instead of several each.
 */
async function turnwiseSockets(): Promise<() => Socket> {
  const { Socket } = await import('node:net')
  class TurnwiseSocket extends Socket {
    override write(...given: unknown[]): boolean {
      if (this.writableCorked === 0) {
        this.cork()
        process.nextTick(() => this.uncork())
      }
      return Reflect.apply(super.write, this, given)
    }
  }
  return () => new TurnwiseSocket()
}

async function openPool(options: DatabaseOptions): Promise<Pool> {
  const { Pool } = (await import('pg')).default
  const pool = new Pool({
    ...connectionOf(options),
    max: options.connectionsMax,
    connectionTimeoutMillis: options.acquireWithinMs,
    statement_timeout: options.statementWithinMs,
    ...(options.idleWithinMs === undefined ? {} : { idleTimeoutMillis: options.idleWithinMs }),
    keepAlive: true,
    options: PLANS_BY_INDEX,
    stream: await turnwiseSockets(),
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
