/** `npm run migrate` on a server set up as Azure's: what it does, does again, and refuses. */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SCHEMA_VERSION } from '../testing/migrations.ts'
import { APP, AzureServer, type Ended, IDS, LOGINS, runProgram, SWEEPER } from './testing/azure-server.ts'

const IDLE = 'idle_in_transaction_session_timeout=60s'

let server: AzureServer
beforeAll(async () => {
  server = await AzureServer.start()
})
afterAll(() => server?.[Symbol.asyncDispose]())
beforeEach(() => server.renew())

const run = (args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended> =>
  runProgram('scripts/migrate.ts', args, env)
const migrate = (...more: readonly string[]): Promise<Ended> =>
  run(['--url', server.urlOf({ user: 'migrator' }), ...more])

/** Roles with all they have, and every table: equal when nothing was done in between. */
const world = async () => [
  await server.ask('select rolname, rolconnlimit, rolconfig from pg_roles order by rolname'),
  await server.ask('select relname, relacl::text from pg_class where relkind = $$r$$ order by oid'),
]

describe('a migration', () => {
  test('makes schema, grants and logins as an ordinary administrator, and then finds nothing to do', async () => {
    const first = await migrate(...LOGINS)
    expect(first.error).toBe('')
    expect(first.code).toBe(0)
    expect(first.lines.filter((line) => line.startsWith('migration '))).toHaveLength(SCHEMA_VERSION)
    expect(first.lines).toContain('grant insert to gatehouse_app on trading.fills')
    expect(first.lines.slice(-4)).toEqual([
      `login ${APP}: created, at most 30 connections, statement_timeout=30s, ${IDLE}, member of gatehouse_app`,
      `login ${SWEEPER}: created, at most 3 connections, statement_timeout=60s, ${IDLE}, member of gatehouse_sweeper`,
      `schema version ${SCHEMA_VERSION}, logins: ${APP}, ${SWEEPER}`,
      'done',
    ])
    const before = await world()
    expect(await migrate(...LOGINS)).toEqual({
      ...{
        code: 0,
        error: '',
        lines: [`schema version ${SCHEMA_VERSION}, logins: ${APP}, ${SWEEPER}`, 'nothing to change'],
      },
    })
    expect(await world()).toEqual(before)
  })

  test('lets the identities in, to do their work and nothing else', async () => {
    await migrate(...LOGINS)
    for (const name of [APP, SWEEPER]) await server.superuser.query(`alter role "${name}" password 'a token'`)
    expect(await server.ask('select from public.gatehouse_migrations where version = 1', APP)).toHaveLength(1)
    await server.ask(`insert into ops.leases values ('drill', 'me', 1, 'epoch')`, APP)
    expect(await server.ask('select from research.sweep_jobs', SWEEPER)).toEqual([])
    for (const sql of ['create table ops.mine (id integer)', 'drop table ops.leases', 'truncate ops.leases'])
      await expect(server.ask(sql, APP), sql).rejects.toMatchObject({ code: '42501' })
    await expect(server.ask('select from trading.orders', SWEEPER)).rejects.toMatchObject({ code: '42501' })
  })

  test('lets a person who administers the server do what the runbook says, and no more', async () => {
    await migrate(...LOGINS)
    const halt = `update trading.trading_state set state = 'HALTED', reason = 'drill', set_by = 'me', set_at = 'epoch'
      returning state`
    const [state] = await server.ask(halt, 'operator')
    expect(state).toEqual({ state: 'HALTED' })
    for (const sql of [
      'select from trading.orders',
      'select from public.gatehouse_migrations',
      'delete from ops.dead_letters',
      "delete from ops.leases where name = 'consumer:orders'",
    ])
      await server.ask(sql, 'operator')
    for (const sql of [
      'delete from trading.fills',
      "update trading.orders set status = 'filled'",
      'drop table ops.leases',
    ])
      await expect(server.ask(sql, 'operator'), sql).rejects.toMatchObject({ code: '42501' })
  })

  test('takes back what somebody granted, and mends the bounds of a login', async () => {
    await migrate(...LOGINS)
    await server.ask('grant delete on trading.fills to gatehouse_app')
    await server.superuser.query(`alter role "${APP}" connection limit -1`)
    expect((await migrate(...LOGINS)).lines).toEqual([
      'revoke delete to gatehouse_app on trading.fills',
      `login ${APP}: at most 30 connections`,
      `schema version ${SCHEMA_VERSION}, logins: ${APP}, ${SWEEPER}`,
      'done',
    ])
  })

  test('takes a login out of the group that it was put into by mistake', async () => {
    const swapped = ['--app', SWEEPER, '--app-id', IDS.sweeper, '--sweeper', APP, '--sweeper-id', IDS.app]
    expect((await migrate(...swapped)).code).toBe(0)
    for (const name of [APP, SWEEPER]) await server.superuser.query(`alter role "${name}" password 'a token'`)
    await server.ask('select from trading.orders', SWEEPER)
    const mended = await migrate(...LOGINS)
    expect(mended.lines.slice(0, 2)).toEqual([
      expect.stringMatching(/member of gatehouse_app, no longer member of gatehouse_sweeper$/),
      expect.stringMatching(/member of gatehouse_sweeper, no longer member of gatehouse_app$/),
    ])
    await expect(server.ask('select from trading.orders', SWEEPER)).rejects.toMatchObject({ code: '42501' })
    expect((await migrate(...LOGINS)).lines.at(-1)).toBe('nothing to change')
  })

  test('runs once when two race, and both end well', async () => {
    // Logins are made in the superuser's database: both are there before the first one goes on.
    await server.superuser.query('select pg_advisory_lock(7071001)')
    const racing = Promise.all([migrate(...LOGINS), migrate(...LOGINS)])
    const waiting = `select from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`
    while (((await server.superuser.query(waiting)).rowCount ?? 0) < 2);
    await server.superuser.query('select pg_advisory_unlock(7071001)')
    const both = await racing
    expect(both.map(({ code, error }) => [code, error])).toEqual([
      [0, ''],
      [0, ''],
    ])
    const applied = both.flatMap(({ lines }) => lines.filter((line) => /^(migration|login) /.test(line)))
    expect(applied).toHaveLength(new Set(applied).size)
    expect(applied).toHaveLength(SCHEMA_VERSION + 2)
  })

  test('that is a dry run tells what it would do, and does nothing', async () => {
    const before = await world()
    const fresh = await migrate(...LOGINS, '--dry-run')
    expect(fresh.lines.slice(0, 1)).toEqual(['migration 0001-spine.sql'])
    expect(fresh.lines).toContain('grants: after the migrations')
    expect(fresh.lines.at(-1)).toBe('nothing was changed: this was a dry run')
    expect(await world()).toEqual(before)
    await migrate(...LOGINS)
    await server.ask('revoke insert on trading.fills from gatehouse_app')
    const ready = await world()
    expect((await migrate(...LOGINS, '--dry-run')).lines[0]).toBe('grant insert to gatehouse_app on trading.fills')
    expect(await world()).toEqual(ready)
  })
})

describe('a migration that cannot be done is told with its remedy', () => {
  test('by whom it must be done', async () => {
    const { code, error } = await run(['--url', server.urlOf({ user: 'person' })])
    expect([code, error]).toEqual([
      1,
      expect.stringMatching(/person may not create schemas here: log in as an administrator of the server$/),
    ])
  })

  test('when the tables are somebody else’s', async () => {
    await run(['--url', server.urlOf()])
    expect((await migrate()).error).toMatch(
      /migrator may not change the tables, which postgres made: log in as postgres$/,
    )
  })

  test('when the database is ahead of it', async () => {
    await migrate()
    const row = `${SCHEMA_VERSION + 1}, '9999-new.sql', repeat('0', 64), true, 'epoch'`
    await server.ask(`insert into public.gatehouse_migrations values (${row})`)
    expect((await migrate()).error).toMatch(
      /is at 9999-new.sql, which this version does not know.*deploy the newer version$/,
    )
  })

  test('when a login is another identity’s, and nothing of the logins is done', async () => {
    await migrate(...LOGINS)
    const other = [...LOGINS.slice(0, 3), IDS.app.replace('5f', '6f'), ...LOGINS.slice(4)]
    const { code, error } = await migrate(...other)
    expect(code).toBe(1)
    expect(error).toMatch(/role desk-dev-app belongs to identity 5f0d2a4e-.*, not to 6f0d2a4e-.*security label for/)
  })

  test('when a login may administer the server', async () => {
    await server.superuser.query(`create role "${APP}" login createrole`)
    expect((await migrate(...LOGINS)).error).toMatch(/may administer the server: give the desk an identity of its own/)
  })

  test('when whoever answers has no certificate: it gets neither token nor name', async () => {
    const heard: Buffer[] = []
    const plain = createServer((socket) =>
      socket.on('data', (bytes) => {
        heard.push(bytes)
        socket.write('N')
      }),
    )
    plain.listen(0, '127.0.0.1')
    await once(plain, 'listening')
    const { port } = plain.address() as AddressInfo
    const env = { PGPORT: String(port), PGPASSWORD: 'a secret token' }
    const { code, error } = await run(['--host', 'localhost', '--user', 'migrator'], env)
    plain.close()
    expect(code).toBe(1)
    expect(error).toMatch(/^localhost\/gatehouse: .*showed no certificate of that name, and got no token/)
    // An SSLRequest, and nothing after it: https://www.postgresql.org/docs/17/protocol-message-formats.html
    expect(Buffer.concat(heard)).toEqual(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]))
    expect(error).not.toContain('secret')
  })
})

test('a call that is wrong ends with code 2, and --help with the options', async () => {
  expect(await run(['--host', 'x'], { PGUSER: '' })).toMatchObject({
    code: 2,
    error: expect.stringMatching(/^--user is m/),
  })
  expect((await run(['--help'])).lines.join('\n')).toContain('--sweeper-id')
})
