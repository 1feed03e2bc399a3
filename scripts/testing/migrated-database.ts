/** A migrated database on a Postgres of its own, for one file of tests. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, openDatabase } from '../../shared/adapters/postgres/database.ts'
import { onServer } from '../../shared/adapters/postgres/server.ts'
import type { Instant } from '../../shared/base/instant.ts'
import { LocalPostgres } from '../platform/postgres/postgres.ts'
import { prepareLocalDatabase } from '../platform/postgres/prepare.ts'

export interface MigratedDatabase extends AsyncDisposable {
  /** With the desk's login. */
  readonly database: Database
  /** The administrator's, for further connections beside it. */
  readonly url: string
  /** Does what the desk may not: empties tables, say. */
  administer(sql: string): Promise<void>
}

/** Starts it in a new folder; disposing closes the connections, stops the server and removes the folder. */
export async function startMigratedDatabase(connectionsMax: number, now: Instant): Promise<MigratedDatabase> {
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-database-'))
  const files = { dir: join(root, 'postgres'), logFile: join(root, 'postgres.log') }
  const postgres = await LocalPostgres.start({ ...files, port: 0, durable: false })
  const { app } = await prepareLocalDatabase({ url: postgres.url, secretsIn: root, now })
  const within = { acquireWithinMs: 5_000, statementWithinMs: 15_000 }
  const database = openDatabase({ url: app, connectionsMax, ...within })
  return {
    database,
    url: postgres.url,
    administer: (sql) => onServer(postgres, async (client) => void (await client.query(sql))),
    [Symbol.asyncDispose]: async () => {
      await database.close()
      await postgres.stop()
      rmSync(root, { recursive: true, force: true })
    },
  }
}
