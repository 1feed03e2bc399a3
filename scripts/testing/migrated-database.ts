/** A migrated database on a Postgres of its own, for one file of tests. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Database, openDatabase } from '../../shared/adapters/postgres/database.ts'
import { migrate } from '../../shared/adapters/postgres/migrate.ts'
import type { Instant } from '../../shared/base/instant.ts'
import { LocalPostgres } from '../platform/postgres/postgres.ts'

export interface MigratedDatabase extends AsyncDisposable {
  readonly database: Database
  /** For further connections beside it. */
  readonly url: string
}

const MIGRATIONS_DIR = resolve(import.meta.dirname, '../../infra/database/migrations')

/** Starts it in a new folder; disposing closes the connections, stops the server and removes the folder. */
export async function startMigratedDatabase(connectionsMax: number, now: Instant): Promise<MigratedDatabase> {
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-database-'))
  const files = { dir: join(root, 'postgres'), logFile: join(root, 'postgres.log') }
  const postgres = await LocalPostgres.start({ ...files, port: 0, durable: false })
  await migrate(postgres.url, { directory: MIGRATIONS_DIR, now })
  const within = { acquireWithinMs: 5_000, statementWithinMs: 15_000 }
  const database = openDatabase({ url: postgres.url, connectionsMax, ...within })
  return {
    database,
    url: postgres.url,
    [Symbol.asyncDispose]: async () => {
      await database.close()
      await postgres.stop()
      rmSync(root, { recursive: true, force: true })
    },
  }
}
