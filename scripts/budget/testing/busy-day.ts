/**
 * Part of a busy day on the local cloud, counted from outside: what lies on the hubs, what the Functions host ran, what
 * the server wrote, and who was connected.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openContext } from '../../../functions/context.ts'
import { createBlobService } from '../../../shared/adapters/blob/clients.ts'
import { createBlobLake } from '../../../shared/adapters/blob/lake.ts'
import { createPublisher, openProducer } from '../../../shared/adapters/event-hubs/publisher.ts'
import { DAY_MS, MINUTE_MS } from '../../../shared/base/instant.ts'
import type { Bar } from '../../../shared/contracts/bars.ts'
import { HUBS, type HubKey } from '../../../shared/contracts/hubs.ts'
import { sessionOf, sessionsBetween, tradingDayOf } from '../../../shared/domain/calendar/index.ts'
import { publishBars } from '../../../shared/flows/publish-bars.ts'
import { Platform } from '../../platform/platform.ts'

const DAY = '2026-03-04'
/** Statements that each further instance is asked for at once. */
const AT_ONCE = 10
/** More than the strategies look back on. */
const HISTORY_DAYS = 600
/** Large enough that every breakout becomes an order. */
const ROOMY = { RISK_EQUITY_BASE: '1000000', KILL_SWITCH_NOTIONAL: '1000000', ROUTE_MAX_NOTIONAL: '100000' }

export interface BusyDay {
  readonly symbols: number
  /** Of the symbols, how many are watched and so routed. */
  readonly routed: number
  readonly minutes: number
  /** Orders that are asked for one after another when the bars are over. */
  readonly requests: number
  /** Further instances of the app, each asked for many things at once when the day is over. */
  readonly instances: number
}

export interface Invocation {
  readonly name: string
  readonly durationMs: number
}

/** Bytes are those on disk; WAL and relations are what the server says of itself. */
export interface Counted {
  readonly events: Readonly<Record<HubKey, number>>
  readonly hubBytes: Readonly<Record<HubKey, number>>
  readonly invocations: readonly Invocation[]
  readonly hostLogBytes: number
  readonly walBytes: number
  readonly walSyncs: number
  /** Of the orders that were asked for. */
  readonly requestedWalBytes: number
  /** Tables with their indexes, by name. */
  readonly tableBytes: Readonly<Record<string, number>>
  readonly orders: number
  /** Connections of the desk: the most that were seen after any minute, and with more instances at work. */
  readonly connectionsMax: number
  readonly connectionsOfInstances: number
}

interface ServerState {
  readonly wal: string
  readonly syncs: string
}

/** Steps a session minute by minute, all bars of a minute in one publish, and drains everything each time. */
export async function runBusyDay({ symbols, routed, minutes, requests, instances }: BusyDay): Promise<Counted> {
  const session = sessionOf(DAY)
  if (!session) throw new Error(`${DAY} is no session`)
  const names = Array.from({ length: symbols }, (_, index) => `B${index}`)
  const dir = mkdtempSync(join(tmpdir(), 'gatehouse-budget-'))
  const env = { WATCHLIST_TEXT: names.slice(0, routed).join(','), SCHEDULE_BOOKS: 'practice', ...ROOMY }
  const platform = await Platform.create({ dir, clock: { kind: 'stepped', nowMs: session.opensAt }, env })
  const database = new pg.Client({ connectionString: platform.databaseUrl })
  const publisher = createPublisher((hub) => openProducer({ connectionString: platform.events }, HUBS[hub].name))
  try {
    await database.connect()
    const blobs = await createBlobService({ connectionString: platform.blobConnectionString })
    const lake = createBlobLake(async () => blobs.getContainerClient('trader-data'))
    for (const name of names.slice(0, routed)) await lake.write(historyOf(name, session.opensAt))
    await platform.processAll()
    const before = await stateOf(database)
    const logBefore = hostLog(dir).length
    const hubsBefore = hubBytesIn(dir)
    let connectionsMax = 0
    for (let minute = 0; minute < minutes; minute += 1) {
      const opensAt = session.opensAt + minute * MINUTE_MS
      await platform.advanceTo(opensAt + MINUTE_MS)
      await publishBars(
        { publisher },
        'practice',
        names.map((name) => minuteBar(name, opensAt, minute)),
      )
      await platform.processAll()
      connectionsMax = Math.max(connectionsMax, await connectionsOf(database))
    }
    const after = await stateOf(database)
    for (let request = 0; request < requests; request += 1) await askForOrder(platform, `R${request}`)
    await platform.processAll()
    const asked = await stateOf(database)
    await askForSweep(platform)
    await platform.processAll()
    const positions = await platform.call<Record<string, number[]>>('eventHubs', 'positions')
    const [{ count } = { count: 0 }] = (
      await database.query<{ count: number }>('select count(*)::int as count from trading.orders')
    ).rows
    const log = hostLog(dir).slice(logBefore)
    return {
      events: byHub((name) => (positions[name] ?? []).reduce((sum, next) => sum + next, 0)),
      hubBytes: byHub((name) => (hubBytesIn(dir)[name] ?? 0) - (hubsBefore[name] ?? 0)),
      invocations: invocationsIn(log),
      hostLogBytes: log.length,
      walBytes: Number(after.wal) - Number(before.wal),
      walSyncs: Number(after.syncs) - Number(before.syncs),
      requestedWalBytes: Number(asked.wal) - Number(after.wal),
      tableBytes: await tableBytesOf(database),
      orders: count,
      connectionsMax,
      connectionsOfInstances: await withInstances(platform, instances, () => connectionsOf(database)),
    }
  } finally {
    await publisher.close()
    await database.end()
    await platform[Symbol.asyncDispose]()
    rmSync(dir, { recursive: true, force: true })
  }
}

const byHub = (of: (name: string) => number): Record<HubKey, number> =>
  Object.fromEntries(Object.entries(HUBS).map(([key, { name }]) => [key, of(name)])) as Record<HubKey, number>

/** An offline run of the router, from the request to the intent that its consumer stored. */
async function askForOrder(platform: Platform, symbol: string): Promise<void> {
  const body = { symbol, start: '2025-01-02T00:00:00Z', strategy: 'breakout', offline_mode: true, publish_orders: true }
  const status = await post(platform, '/router/run', body)
  if (status !== 200) throw new Error(`no order of ${symbol}: ${status}`)
}

async function post(platform: Platform, path: string, body: object): Promise<number> {
  const answer = await fetch(platform.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${platform.operatorToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  await answer.body?.cancel()
  return answer.status
}

/** One job: its request goes over the hub; there is no worker, so it stays queued. */
async function askForSweep(platform: Platform): Promise<void> {
  const config = {
    ...{ symbol: 'AAPL', start: '2014-05-01', end: '2014-06-30', strategy: 'momentum', dal: { vendor: 'synthetic' } },
    params: { roc_lookback: [3, 4] },
  }
  const status = await post(platform, '/backtests/sweeps/jobs', { config, job_id: 'sweep-budget' })
  if (status !== 202) throw new Error(`no sweep: ${status}`)
}

async function stateOf(database: pg.Client): Promise<ServerState> {
  const { rows } = await database.query<ServerState>(
    `select pg_current_wal_lsn() - '0/0'::pg_lsn as wal,
            (select wal_sync from pg_stat_wal) as syncs`,
  )
  const [row] = rows
  if (!row) throw new Error('the server told nothing of itself')
  return row
}

async function tableBytesOf(database: pg.Client): Promise<Record<string, number>> {
  const { rows } = await database.query<{ name: string; bytes: string }>(
    `select tablename as name, pg_total_relation_size(format('%I.%I', schemaname, tablename)::regclass) as bytes
     from pg_tables where schemaname in ('trading', 'market', 'ops')`,
  )
  return Object.fromEntries(rows.map(({ name, bytes }) => [name, Number(bytes)]))
}

/** What is counted while so many more instances of the app hold what they opened for ten statements at once. */
async function withInstances(platform: Platform, instances: number, count: () => Promise<number>): Promise<number> {
  const settings = {
    ...{
      DATABASE_URL: platform.databaseUrl,
      EVENTS: platform.events,
      GATEHOUSE_OPERATOR_TOKEN: platform.operatorToken,
    },
    AzureWebJobsStorage: platform.blobConnectionString,
  }
  const contexts = Array.from({ length: instances }, () => openContext(settings))
  try {
    const statements = contexts.flatMap(({ database }) =>
      Array.from({ length: AT_ONCE }, () => database.query(null, 'select pg_sleep(0.01)')),
    )
    await Promise.all(statements)
    return await count()
  } finally {
    await Promise.all(contexts.map(({ database }) => database.close()))
  }
}

/** Connections to the desk's database besides the one that asks. */
async function connectionsOf(database: pg.Client): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
     where backend_type = 'client backend' and datname = current_database() and pid <> pg_backend_pid()`,
  )
  return rows[0]?.count ?? 0
}

/** Bytes of every hub's partitions, by the hub's name. */
function hubBytesIn(dir: string): Record<string, number> {
  const root = join(dir, 'event-hubs')
  const sizes: Record<string, number> = {}
  for (const { name } of Object.values(HUBS)) {
    const files = readdirSync(join(root, name), { recursive: true, withFileTypes: true })
    sizes[name] = files
      .filter((file) => file.isFile() && file.name.endsWith('.log'))
      .reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0)
  }
  return sizes
}

const hostLog = (dir: string): string => readFileSync(join(dir, 'logs', 'functions.log'), 'utf8')

function invocationsIn(log: string): Invocation[] {
  return log
    .split('\n')
    .filter((line) => line.includes('"kind":"invocation"'))
    .map((line) => JSON.parse(line) as { readonly function: string; readonly durationMs: number })
    .map((line) => ({ name: line.function, durationMs: line.durationMs }))
}

/** Days that rise by a little, so that a jump above them breaks out. */
function historyOf(symbol: string, before: number): Bar[] {
  const sessions = sessionsBetween(tradingDayOf(before - HISTORY_DAYS * DAY_MS), tradingDayOf(before - DAY_MS))
  return sessions.map(({ opensAt, closesAt }, index) => {
    const close = 50 + index * 0.05 - (index % 4 === 3 ? 0.25 : 0)
    return barOf(symbol, '1Day', { opensAt, closesAt }, close)
  })
}

/** Rises through the session: the first strategy bar after a jump of a quarter decides to enter. */
function minuteBar(symbol: string, opensAt: number, minute: number): Bar {
  return barOf(symbol, '1Min', { opensAt, closesAt: opensAt + MINUTE_MS }, 80 + minute * 0.0137)
}

function barOf(symbol: string, interval: Bar['interval'], at: Pick<Bar, 'opensAt' | 'closesAt'>, close: number): Bar {
  const prices = { open: close - 0.1, high: close + 0.2, low: close - 0.3, close }
  const quality = { volume: 1_000_000, spread: 0.02, synthetic: true }
  return { symbol, vendor: 'synthetic', interval, ...at, ...prices, ...quality }
}
