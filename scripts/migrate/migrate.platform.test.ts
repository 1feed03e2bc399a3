/** `npm run migrate` on a server set up as Azure's: with identities, and an administrator that is no superuser. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { LocalPostgres } from '../platform/postgres/postgres.ts'

const SCRIPT = resolve(import.meta.dirname, '../migrate.ts')
const [APP, SWEEPER] = ['desk-dev-app', 'desk-dev-sweeper']
const IDLE = 'idle_in_transaction_session_timeout=60s'
const IDS = { app: '5f0d2a4e-5bd1-4d5c-9c2e-0a1b2c3d4e5f', sweeper: '0b6a2d1c-1111-4222-8333-9f8e7d6c5b4a' }
const LOGINS = ['--app', APP, '--app-id', IDS.app, '--sweeper', SWEEPER, '--sweeper-id', IDS.sweeper]

/** An administrator as Azure makes them, and its functions for identities with the answers that are documented. */
const AZURE_SQL = `
  create role azure_pg_admin nologin;
  create role migrator login createrole createdb password 'a token' in role azure_pg_admin;
  create role person login password 'a token';
  create table public.principals (rolename name, objectid text);
  grant select, insert on public.principals to azure_pg_admin;
  create function pg_catalog.pgaadauth_create_principal_with_oid(
    rolename text, objectid text, objecttype text, isadmin boolean, ismfa boolean) returns text
  language plpgsql as $$
  begin
    if objecttype <> 'service' or isadmin or ismfa then raise exception 'not what was asked for'; end if;
    execute format('create role %I login', rolename);
    insert into public.principals values (rolename, objectid);
    return 'Created role for ' || rolename;
  end $$;
  create function pg_catalog.pgaadauth_list_principals(isadminvalue boolean)
  returns table (rolename name, objectid text) language sql as 'select * from public.principals'`

const root = mkdtempSync(join(tmpdir(), 'gatehouse-migrate-'))
let postgres: LocalPostgres
let superuser: pg.Client
let count = 0
let database = ''

beforeAll(async () => {
  postgres = await LocalPostgres.start({ dir: join(root, 'postgres'), logFile: join(root, 'log'), durable: false })
  superuser = new pg.Client({ connectionString: urlOf({ database: 'postgres' }) })
  await superuser.connect()
  await superuser.query(AZURE_SQL)
})
afterAll(async () => {
  await superuser.end()
  await postgres.stop()
  rmSync(root, { recursive: true, force: true })
})
beforeEach(async () => {
  count += 1
  const before = database
  database = `desk${count}`
  await superuser.query(`create database ${database} owner azure_pg_admin`)
  if (before) await superuser.query(`drop database ${before}`)
  for (const role of [APP, SWEEPER, 'gatehouse_app', 'gatehouse_sweeper'])
    await superuser.query(`drop role if exists "${role}"`)
  await superuser.query('truncate public.principals')
})

function urlOf(parts: { user?: string; database?: string }): string {
  const url = new URL(postgres.url)
  if (parts.user) [url.username, url.password] = [parts.user, 'a token']
  url.pathname = `/${parts.database ?? database}`
  return url.href
}

interface Ended {
  readonly code: number
  readonly lines: readonly string[]
  readonly error: string
}

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((done) => {
    const child = execFile(process.execPath, [SCRIPT, ...args], { env: { ...process.env, ...env } }, (_, out, error) =>
      done({ code: child.exitCode ?? -1, lines: out.trim().split('\n'), error: error.trim() }),
    )
  })
}
const migrate = (...more: readonly string[]): Promise<Ended> => run(['--url', urlOf({ user: 'migrator' }), ...more])

async function asked<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<T>(sql)).rows
  } finally {
    await client.end()
  }
}

/** Roles with all they have, and every table: equal when nothing was done in between. */
const world = async () => [
  await asked(urlOf({}), 'select rolname, rolconnlimit, rolconfig from pg_roles order by rolname'),
  await asked(urlOf({}), 'select relname, relacl::text from pg_class where relkind = $$r$$ order by oid'),
]

describe('a migration', () => {
  test('makes schema, grants and logins as an ordinary administrator, and then finds nothing to do', async () => {
    const first = await migrate(...LOGINS)
    expect(first.error).toBe('')
    expect(first.code).toBe(0)
    expect(first.lines.filter((line) => line.startsWith('migration '))).toHaveLength(5)
    expect(first.lines).toContain('grant insert to gatehouse_app on trading.fills')
    expect(first.lines.slice(-4)).toEqual([
      `login ${APP}: created, at most 30 connections, statement_timeout=30s, ${IDLE}, member of gatehouse_app`,
      `login ${SWEEPER}: created, at most 3 connections, statement_timeout=60s, ${IDLE}, member of gatehouse_sweeper`,
      `schema version 5, logins: ${APP}, ${SWEEPER}`,
      'done',
    ])
    const before = await world()
    expect(await migrate(...LOGINS)).toEqual({
      ...{ code: 0, error: '', lines: [`schema version 5, logins: ${APP}, ${SWEEPER}`, 'nothing to change'] },
    })
    expect(await world()).toEqual(before)
  })

  test('lets the identities in, to do their work and nothing else', async () => {
    await migrate(...LOGINS)
    for (const name of [APP, SWEEPER]) await superuser.query(`alter role "${name}" password 'a token'`)
    const [app, sweeper] = [urlOf({ user: APP }), urlOf({ user: SWEEPER })]
    expect(await asked(app, 'select version from public.gatehouse_migrations where version = 1')).toHaveLength(1)
    await asked(app, `insert into ops.leases values ('drill', 'me', 1, 'epoch')`)
    expect(await asked(sweeper, 'select from research.sweep_jobs')).toEqual([])
    for (const sql of ['create table ops.mine (id integer)', 'drop table ops.leases', 'truncate ops.leases'])
      await expect(asked(app, sql), sql).rejects.toMatchObject({ code: '42501' })
    await expect(asked(sweeper, 'select from trading.orders')).rejects.toMatchObject({ code: '42501' })
  })

  test('takes back what somebody granted, and mends the bounds of a login', async () => {
    await migrate(...LOGINS)
    await asked(urlOf({}), 'grant delete on trading.fills to gatehouse_app')
    await superuser.query(`alter role "${APP}" connection limit -1`)
    expect((await migrate(...LOGINS)).lines).toEqual([
      'revoke delete to gatehouse_app on trading.fills',
      `login ${APP}: at most 30 connections`,
      `schema version 5, logins: ${APP}, ${SWEEPER}`,
      'done',
    ])
  })

  test('runs once when two race, and both end well', async () => {
    const both = await Promise.all([migrate(...LOGINS), migrate(...LOGINS)])
    expect(both.map(({ code, error }) => [code, error])).toEqual([
      [0, ''],
      [0, ''],
    ])
    const applied = both.flatMap(({ lines }) => lines.filter((line) => /^(migration|login) /.test(line)))
    expect(applied).toHaveLength(new Set(applied).size)
    expect(applied).toHaveLength(5 + 2)
  })

  test('that is a dry run tells what it would do, and does nothing', async () => {
    const before = await world()
    const fresh = await migrate(...LOGINS, '--dry-run')
    expect(fresh.lines.slice(0, 1)).toEqual(['migration 0001-spine.sql'])
    expect(fresh.lines).toContain('grants: after the migrations')
    expect(fresh.lines.at(-1)).toBe('nothing was changed: this was a dry run')
    expect(await world()).toEqual(before)
    await migrate(...LOGINS)
    await asked(urlOf({}), 'revoke insert on trading.fills from gatehouse_app')
    const ready = await world()
    expect((await migrate(...LOGINS, '--dry-run')).lines[0]).toBe('grant insert to gatehouse_app on trading.fills')
    expect(await world()).toEqual(ready)
  })
})

describe('a migration that cannot be done is told with its remedy', () => {
  test('by whom it must be done', async () => {
    const { code, error } = await run(['--url', urlOf({ user: 'person' })])
    expect([code, error]).toEqual([
      1,
      expect.stringMatching(/person may not create schemas here: log in as an administrator of the server$/),
    ])
  })

  test('when the tables are somebody else’s', async () => {
    await run(['--url', urlOf({})])
    expect((await migrate()).error).toMatch(
      /migrator may not change the tables, which postgres made: log in as postgres$/,
    )
  })

  test('when the database is ahead of it', async () => {
    await migrate()
    await asked(
      urlOf({}),
      `insert into public.gatehouse_migrations values (6, '0006-new.sql', repeat('0', 64), true, 'epoch')`,
    )
    expect((await migrate()).error).toMatch(
      /is at 0006-new.sql, which this version does not know.*deploy the newer version$/,
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
    await superuser.query(`create role "${APP}" login createrole`)
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
