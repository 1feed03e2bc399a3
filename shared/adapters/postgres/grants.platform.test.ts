/** What the two logins may do on a real server, as one that takes Entra tokens is set up. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { LocalPostgres } from '../../../scripts/platform/postgres/postgres.ts'
import { type LocalLogins, prepareLocalDatabase } from '../../../scripts/platform/postgres/prepare.ts'
import { Unavailable } from '../../base/unavailable.ts'
import { APP_CONNECTION_LIMIT, POOL_CONNECTIONS_MAX, SWEEPER_CONNECTION_LIMIT } from '../../contracts/connections.ts'
import { openDatabase } from './database.ts'
import { patient } from './patient.ts'

const NOW = Date.parse('2026-03-04T15:00:00Z')
const GRANTS_FILE = resolve(import.meta.dirname, '../../../infra/database/grants.sql')
const root = mkdtempSync(join(tmpdir(), 'gatehouse-grants-'))
let postgres: LocalPostgres
let logins: LocalLogins

beforeAll(async () => {
  postgres = await LocalPostgres.start({ dir: join(root, 'postgres'), logFile: join(root, 'log'), durable: false })
  logins = await prepareLocalDatabase({ url: postgres.url, secretsIn: root, now: NOW })
})
afterAll(async () => {
  await postgres.stop()
  rmSync(root, { recursive: true, force: true })
})

async function using<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
const ask = <T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> =>
  using(url, async (client) => (await client.query<T>(sql)).rows)

/**
 * Decided for each table: s select, i insert, u update, d delete; u(column) for one column alone. A table that a
 * migration adds has to be decided here and in grants.sql.
 */
const DECIDED: Readonly<Record<string, readonly [app: string, sweeper: string]>> = {
  'public.gatehouse_migrations': ['s', ''],
  'trading.trading_state': ['s u(singleton)', ''],
  'trading.runs': ['s i', ''],
  'trading.run_events': ['s i', ''],
  'trading.intents': ['s i', ''],
  'trading.orders': ['s i u', ''],
  'trading.order_events': ['s i', ''],
  'trading.fills': ['s i', ''],
  'trading.positions': ['s i u', ''],
  'trading.daily_reports': ['s i u', ''],
  'market.bar_states': ['s i u', ''],
  'market.signals': ['s i', ''],
  'market.regimes': ['s i', ''],
  'market.watchlists': ['s i u', ''],
  'market.closures': ['s i u d', ''],
  'ops.outbox': ['s i u d', 'i s(event_id)'],
  'ops.dead_letters': ['s i', ''],
  'ops.consumer_marks': ['s i u', ''],
  'ops.idempotency': ['s i u d', ''],
  'ops.leases': ['s i u d', ''],
  'ops.schedule_books': ['s i', ''],
  'ops.schedule_slots': ['s i u', ''],
  'ops.startup_checks': ['s i u', ''],
  'research.sweep_jobs': ['s i u', 's u'],
  'research.sweep_job_events': ['s i', 's i'],
  'research.sweep_shards': ['s i u', 's u'],
  'research.sweep_cells': ['s', 's i'],
  'research.trials': ['s i u(sharpe_per_day)', 's i u(sharpe_per_day)'],
  'research.promotions': ['s i', ''],
  'research.frames': ['s', 's i'],
}

/** The same as the server tells it, of every table but its own; truncate, trigger and the like by their names. */
async function held(group: string): Promise<Record<string, string>> {
  const rows = await ask<{ name: string; privileges: string }>(
    postgres.url,
    `with ours as (
       select c.oid, format('%I.%I', n.nspname, c.relname) as name, c.relacl
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p', 'v', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
     ), privileges as (
       select o.oid, e.privilege_type as type, '' as on_column, e.grantee from ours o, aclexplode(o.relacl) e
       union all
       select o.oid, e.privilege_type, '(' || a.attname || ')', e.grantee
       from ours o join pg_attribute a on a.attrelid = o.oid, aclexplode(a.attacl) e
     )
     select o.name, coalesce(string_agg(
       case p.type when 'SELECT' then 's' when 'INSERT' then 'i' when 'UPDATE' then 'u' when 'DELETE' then 'd'
         else p.type end || p.on_column, ' '), '') as privileges
     from ours o left join privileges p on p.oid = o.oid and (pg_get_userbyid(p.grantee) = '${group}' or p.grantee = 0)
     group by o.name`,
  )
  return Object.fromEntries(rows.map(({ name, privileges }) => [name, sorted(privileges)]))
}
const sorted = (privileges: string): string => privileges.split(' ').sort().join(' ')

describe('grants', () => {
  test.each([
    ['gatehouse_app', 0],
    ['gatehouse_sweeper', 1],
  ] as const)('of %s are what was decided for every table there is, and nothing else', async (group, index) => {
    const decided = Object.entries(DECIDED).map(([name, both]) => [name, sorted(both[index])])
    expect(await held(group)).toEqual(Object.fromEntries(decided))
  })

  test('name every table in the file itself, so that a new one is decided and not just read', async () => {
    const text = readFileSync(GRANTS_FILE, 'utf8')
    for (const name of Object.keys(await held('gatehouse_app'))) expect(text, name).toContain(name)
  })

  test('let the desk read a table that comes later, and no more', async () => {
    await ask(postgres.url, 'create table ops.later (word text)')
    try {
      expect(await ask(logins.app, 'select * from ops.later')).toEqual([])
      await expect(ask(logins.app, "insert into ops.later values ('x')")).rejects.toThrow('permission denied')
      expect((await held('gatehouse_app'))['ops.later']).toBe('s')
      expect(Object.keys(DECIDED)).not.toContain('ops.later')
    } finally {
      await ask(postgres.url, 'drop table ops.later')
    }
  })
})

const REFUSED = [
  ['make a table', 'create table public.mine (id integer)'],
  ['make a table among ours', 'create table trading.mine (id integer)'],
  ['make a temporary table', 'create temporary table mine (id integer)'],
  ['make a table of a query', 'select 1 as id into trading.mine'],
  ['make a schema', 'create schema mine'],
  ['make a view', 'create view trading.mine as select 1 as id'],
  ['make an index', 'create index mine on trading.orders (id)'],
  ['make a function', "create function public.mine() returns integer language sql as 'select 1'"],
  [
    'make a trigger',
    'create trigger mine before update on trading.orders execute function suppress_redundant_updates_trigger()',
  ],
  ['make an extension', 'create extension plpython3u'],
  ['make a role', 'create role mine login'],
  ['make a database', 'create database mine'],
  ['alter a table', 'alter table trading.orders add column mine text'],
  ['take over a table', 'alter table trading.orders owner to current_user'],
  ['take triggers off', 'alter table trading.orders disable trigger all'],
  ['drop a table', 'drop table trading.fills'],
  ['drop a schema', 'drop schema trading cascade'],
  ['empty a table', 'truncate trading.fills'],
  ['refer to a table', 'create table mine (id char(32) references trading.runs (id))'],
  ['comment on a table', "comment on table trading.orders is 'mine'"],
  ['raise its own bound', 'alter role current_user connection limit 100'],
  ['join the administrators', 'grant postgres to current_user'],
  ['become one', 'set role postgres'],
  ['turn triggers off', 'set session_replication_role = replica'],
  ['read a file of the server', "select pg_read_file('/etc/passwd')"],
  ['run a program on the server', "copy trading.orders from program 'true'"],
  ['end another connection', 'select pg_terminate_backend(pid) from pg_stat_activity where usesysid = 10'],
  ['read passwords', 'select rolpassword from pg_authid'],
  ['change what was applied', "update public.gatehouse_migrations set checksum = repeat('0', 64)"],
  ['forget what was applied', 'delete from public.gatehouse_migrations'],
] as const

describe.each(['app', 'sweeper'] as const)('the login of the %s', (name) => {
  test.each(REFUSED)('may not %s', async (_, sql) => {
    await expect(ask(logins[name], sql)).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|42P01)$/) })
  })

  test('may not hand on what it has: the server warns, and gives nothing', async () => {
    const group = name === 'app' ? 'sweeper' : 'app'
    const before = await held(`gatehouse_${group}`)
    await using(logins[name], async (client) => {
      const notices: string[] = []
      client.on('notice', ({ message }) => notices.push(message ?? ''))
      await client.query(`grant all on research.sweep_jobs to gatehouse_${group}`)
      expect(notices).toEqual([expect.stringMatching(/no privileges were granted/)])
    })
    expect(await held(`gatehouse_${group}`)).toEqual(before)
  })

  test('has the bounds of its role', async () => {
    const [row] = await ask<{ statement: string; idle: string; limit: number }>(
      logins[name],
      `select current_setting('statement_timeout') as statement,
         current_setting('idle_in_transaction_session_timeout') as idle, rolconnlimit as limit
       from pg_roles where rolname = current_user`,
    )
    const expected = { app: { statement: '30s', limit: 30 }, sweeper: { statement: '1min', limit: 3 } }
    expect(row).toEqual({ ...expected[name], idle: '1min' })
  })
})

describe('the login of the app', () => {
  test('may look at the trading state under a lock, and not move it', async () => {
    await using(logins.app, async (client) => {
      await client.query('begin')
      const { rows } = await client.query('select state from trading.trading_state for share')
      expect(rows).toEqual([{ state: 'ACTIVE' }])
      await client.query('rollback')
      for (const sql of [
        "update trading.trading_state set state = 'HALTED'",
        "update trading.trading_state set set_by = 'mine'",
        'delete from trading.trading_state',
        "insert into trading.trading_state (state, set_by, set_at) values ('ACTIVE', 'mine', 'epoch')",
      ])
        await expect(client.query(sql), sql).rejects.toMatchObject({ code: '42501' })
      await client.query('update trading.trading_state set singleton = true')
      await expect(client.query('update trading.trading_state set singleton = false')).rejects.toThrow(
        'check constraint',
      )
    })
    const [row] = await ask(postgres.url, 'select state, set_by from trading.trading_state')
    expect(row).toEqual({ state: 'ACTIVE', set_by: 'first migration' })
  })

  test('is refused its connection above the limit, which the pool tells as an outage that passes', async () => {
    const open = Array.from({ length: APP_CONNECTION_LIMIT }, () => new pg.Client({ connectionString: logins.app }))
    const bounds = { connectionsMax: POOL_CONNECTIONS_MAX, acquireWithinMs: 5_000, statementWithinMs: 5_000 }
    const database = openDatabase({ url: logins.app, ...bounds })
    try {
      await Promise.all(open.map((client) => client.connect()))
      await expect(ask(logins.app, 'select 1')).rejects.toMatchObject({ code: '53300' })
      const refusal = await database.query(null, 'select 1').catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(Unavailable)
      expect(refusal).toMatchObject({ neighbour: 'postgres', cause: { code: '53300' } })
      // The administrator is not shut out by it, and one that leaves makes room for the next.
      expect(await ask(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }])
      await open.pop()?.end()
      const answers = () => database.query(null, 'select 1 as one').catch(() => null)
      let answer = await answers()
      while (answer === null) answer = await answers()
      expect(answer).toEqual([{ one: 1 }])
    } finally {
      await database.close()
      await Promise.all(open.map((client) => client.end()))
    }
  })
})

describe('a sweep worker that finds all connections taken', () => {
  const bounds = { connectionsMax: POOL_CONNECTIONS_MAX, acquireWithinMs: 5_000, statementWithinMs: 5_000 }
  const others: pg.Client[] = []
  beforeEach(async () => {
    for (let count = 0; count < SWEEPER_CONNECTION_LIMIT; count += 1) {
      const other = new pg.Client({ connectionString: logins.sweeper })
      others.push(other)
      await other.connect()
    }
  })
  afterEach(() => Promise.all(others.splice(0).map((client) => client.end())))

  test('waits for one, and does its work once', async () => {
    let works = 0
    let waits = 0
    const database = openDatabase({ url: logins.sweeper, ...bounds })
    const onWait = (): void => {
      waits += 1
    }
    const { transact } = patient(database, { pauseMs: 1, withinMs: 5_000, onWait })
    const done = transact(async (transaction) => {
      works += 1
      return await transaction.query(null, 'select 1 as one')
    })
    while (waits === 0) await new Promise(setImmediate)
    await others.pop()?.end()
    expect(await done).toEqual([{ one: 1 }])
    expect([works, waits]).toEqual([1, 1])
    await database.close()
  })

  test('waits no longer than it is told, and for nothing else', async () => {
    const database = openDatabase({ url: logins.sweeper, ...bounds })
    await expect(patient(database, { pauseMs: 1, withinMs: 20 }).query(null, 'select 1')).rejects.toMatchObject({
      ...{ name: 'Unavailable', cause: { code: '53300' } },
    })
    await others.pop()?.end()
    let works = 0
    const refused = patient(database, { pauseMs: 1, withinMs: 500 }).transact(async (transaction) => {
      works += 1
      return await transaction.query(null, 'select nothing')
    })
    await expect(refused).rejects.toMatchObject({ code: '42703' })
    expect(works).toBe(1)
    await database.close()
  })
})

test('whoever else has a login on the server is nobody in this database', async () => {
  await ask(postgres.url, "create role stranger login password 'a stranger'")
  const url = new URL(postgres.url)
  url.username = 'stranger'
  url.password = 'a stranger'
  await expect(ask(url.href, 'select 1')).rejects.toThrow('permission denied for database "gatehouse"')
})
