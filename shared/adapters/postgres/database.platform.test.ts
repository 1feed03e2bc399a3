import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LocalPostgres } from '../../../scripts/platform/postgres/postgres.ts'
import { Unavailable } from '../../base/unavailable.ts'
import { type Database, openDatabase } from './database.ts'

const root = mkdtempSync(join(tmpdir(), 'gatehouse-database-'))
let postgres: LocalPostgres
let database: Database

const start = (port = 0) =>
  LocalPostgres.start({ dir: join(root, 'postgres'), logFile: join(root, 'postgres.log'), port })

beforeAll(async () => {
  postgres = await start()
  database = openDatabase({
    url: postgres.url,
    connectionsMax: 1,
    acquireWithinMs: 5_000,
    statementWithinMs: 15_000,
  })
  await database.query(null, 'create table kept (n integer primary key)')
})
afterAll(async () => {
  await database.close()
  await postgres.stop()
  rmSync(root, { recursive: true, force: true })
})

/** Kills the server and waits until this process has seen its connections end. */
async function kill(): Promise<void> {
  await postgres.kill()
  await new Promise((resolve) => setImmediate(resolve))
}

test('a server lost between two statements of a transaction is Unavailable, and the next one is used', async () => {
  const work = database.transact(async (transaction) => {
    await transaction.query(null, 'insert into kept values (1)')
    await kill()
    await transaction.query(null, 'insert into kept values (2)')
  })
  await expect(work).rejects.toThrow(Unavailable)
  await expect(database.query(null, 'select 1')).rejects.toThrow(Unavailable)
  postgres = await start(postgres.port)
  await database.transact((transaction) => transaction.query(null, 'insert into kept values (3)'))
  expect(await database.query(null, 'select n from kept')).toEqual([{ n: 3 }])
})

test('a server lost before the commit has kept nothing, and says so as Unavailable', async () => {
  const work = database.transact(async (transaction) => {
    await transaction.query(null, 'insert into kept values (4)')
    await kill()
  })
  await expect(work).rejects.toThrow(Unavailable)
  postgres = await start(postgres.port)
  expect(await database.query(null, 'select n from kept where n = 4')).toEqual([])
})

test('a wrong statement is not Unavailable: trying again would not help', async () => {
  const repeated = database.query(null, 'insert into kept values (3)')
  await expect(repeated).rejects.toThrow(/duplicate key/)
  await expect(repeated).rejects.not.toThrow(Unavailable)
})
