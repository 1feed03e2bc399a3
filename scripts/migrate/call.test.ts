import { describe, expect, test } from 'vitest'
import { readCall } from './call.ts'
import { linesOf, wordsOf } from './tell.ts'

const ID = '5f0d2a4e-5bd1-4d5c-9c2e-0a1b2c3d4e5f'
const HOST = ['--host', 'desk.postgres.database.azure.com', '--user', 'desk-migrator']

describe('a call', () => {
  test('to a server in Azure checks its certificate and holds no secret', () => {
    expect(readCall([...HOST, '--app', 'desk-app', '--app-id', ID], {})).toEqual({
      url: 'postgres://desk-migrator@desk.postgres.database.azure.com/gatehouse?sslmode=verify-full',
      server: 'desk.postgres.database.azure.com/gatehouse',
      usesEntra: true,
      logins: [{ name: 'desk-app', group: 'gatehouse_app', objectId: ID }],
      dryRun: false,
    })
  })

  test('takes server, login and database from the environment of a job', () => {
    const settings = { PGHOST: 'pg.example', PGUSER: 'a b', PGDATABASE: 'other' }
    expect(readCall(['--dry-run'], settings)).toMatchObject({
      ...{ url: 'postgres://a%20b@pg.example/other?sslmode=verify-full', logins: [], dryRun: true },
    })
    expect(readCall(['--url', 'postgres://me:secret@127.0.0.1:5/x'], settings)).toMatchObject({
      ...{ usesEntra: false, server: '127.0.0.1:5/x' },
    })
  })

  test.each([
    [[], /^no server is named: give --host and --user, or --url/],
    [['--host', 'x'], /^--user is missing: /],
    [['--host', 'https://x', '--user', 'u'], /^--host https:\/\/x is not a host name/],
    [['--host', '10.0.0.4', '--user', 'u'], /^--host 10.0.0.4 is not a host name/],
    [['--url', 'mysql://x'], /^--url is not an address/],
    [['--url', 'postgres://x', ...HOST], /^--host and --url name two servers/],
    [[...HOST, '--app', 'desk-app'], /^--app-id is missing: az identity show --name desk-app --query principalId/],
    [[...HOST, '--app', 'desk-app', '--app-id', 'desk'], /^--app-id desk is not an object id/],
    [[...HOST, '--sweeper-id', ID], /^--sweeper-id is the id of --sweeper, which is missing/],
    [[...HOST, '--sweeper', 'x"; drop', '--sweeper-id', ID], /^--sweeper x"; drop is not the name of an identity/],
    [['--databse', 'x'], /--databse/],
  ])('%j is refused with what to put right', (args, words) => {
    expect(() => readCall(args, {})).toThrow(words)
  })
})

const fault = (message: string, code?: string): Error => Object.assign(new Error(message), code ? { code } : {})

test.each([
  [fault('getaddrinfo ENOTFOUND x', 'ENOTFOUND'), /check --host: nobody knows this name/],
  [fault('certificate has expired', 'CERT_HAS_EXPIRED'), /no certificate of that name/],
  [fault("Host: x. is not in the cert's altnames", 'ERR_TLS_CERT_ALTNAME_INVALID'), /no certificate of that name/],
  [fault('The server does not support SSL connections'), /no certificate of that name/],
  [fault('password authentication failed', '28P01'), /the login was refused/],
  [fault('database "x" does not exist', '3D000'), /deploy infra\/main.bicep/],
  [fault('permission denied', '42501'), /log in as an administrator/],
  [fault('function does not exist', '42883'), /does not take Entra logins/],
  [new Error('migration 1 failed', { cause: fault('terminating', '57P01') }), /az postgres flexible-server start/],
  [
    new AggregateError([fault('connect ECONNREFUSED', 'ECONNREFUSED')]),
    /connect ECONNREFUSED; the server does not ans/,
  ],
  [fault('timeout expired'), /its firewall and network/],
])('a fault is told with its server and its remedy: %s', (error, words) => {
  expect(wordsOf(error, 'pg/desk')).toMatch(words)
  expect(wordsOf(error, 'pg/desk')).toMatch(/^pg\/desk: \S/)
  expect(wordsOf(error, 'pg/desk')).not.toContain('\n')
})

test('a run says what it did, or that there was nothing to do', () => {
  const nothing = { given: [], taken: [] }
  const same = { migrations: { applied: [], version: 5 }, grants: nothing, logins: [{ name: 'desk-app', done: [] }] }
  expect(linesOf(same, false)).toEqual(['schema version 5, logins: desk-app', 'nothing to change'])
  const changed = {
    migrations: { applied: ['0006-new.sql'], version: 6 },
    grants: { given: ['insert to gatehouse_app on ops.new'], taken: ['delete to gatehouse_app on ops.old'] },
    logins: [{ name: 'desk-app', done: ['created', 'at most 30 connections'] }],
  }
  expect(linesOf(changed, false)).toEqual([
    'migration 0006-new.sql: applied',
    'grant insert to gatehouse_app on ops.new',
    'revoke delete to gatehouse_app on ops.old',
    'login desk-app: created, at most 30 connections',
    'schema version 6, logins: desk-app',
    'done',
  ])
  expect(linesOf({ ...changed, grants: null, logins: [] }, true)).toEqual([
    'migration 0006-new.sql',
    'grants: after the migrations',
    'schema version 6, logins: none asked for',
    'nothing was changed: this was a dry run',
  ])
})
