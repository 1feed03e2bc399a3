/**
 * Migrations: append-only files, each in one transaction, safe for starters that race.
 *
 * The advisory lock lets one starter in at a time; the others find the work done. A file whose text changed after it
 * was applied is refused, and so is a schema whose newest migration is unknown here and marked `-- breaking`.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client } from 'pg'
import { digestOf } from '../../base/digest.ts'
import { type Instant, isoOf } from '../../base/instant.ts'
import { takeTurn } from './server.ts'

export interface MigrationReport {
  readonly applied: readonly string[]
  readonly version: number
}

interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
  readonly checksum: string
  readonly breaking: boolean
}

const CREATE_LEDGER = `
  create table if not exists public.gatehouse_migrations (
    version integer primary key,
    name text not null,
    checksum char(64) not null,
    breaking boolean not null,
    applied_at timestamptz not null
  )`

/** Reads `NNNN-name.sql` files in order. Throws when a number is missing or used twice. */
async function readMigrations(directory: string): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).sort()
  return await Promise.all(
    names.map(async (name, index) => {
      const version = Number(name.slice(0, 4))
      if (version !== index + 1) throw new Error(`migration ${name} should have number ${index + 1}`)
      const sql = await readFile(join(directory, name), 'utf8')
      return { version, name, sql, checksum: digestOf(sql), breaking: /^-- breaking\b/m.test(sql) }
    }),
  )
}

/** What a database lacks, and how far it is. */
interface Missing {
  readonly missing: readonly Migration[]
  readonly version: number
}

/** Applies what is missing. Throws with a remedy when the database is ahead or a file was edited. */
export async function migrate(
  client: Client,
  options: { readonly directory: string; readonly now: Instant },
): Promise<MigrationReport> {
  await takeTurn(client)
  await client.query(CREATE_LEDGER)
  const { missing, version } = await compare(client, options.directory)
  for (const migration of missing) await apply(client, migration, options.now)
  return { applied: missing.map(({ name }) => name), version }
}

/** What `migrate` would apply, and the version that it would come to. Changes nothing; throws as it does. */
export async function pendingMigrations(client: Client, directory: string): Promise<MigrationReport> {
  const { rows } = await client.query<{ there: boolean }>(
    "select to_regclass('public.gatehouse_migrations') is not null as there",
  )
  if (!rows[0]?.there) {
    const all = await readMigrations(directory)
    return { applied: all.map(({ name }) => name), version: all.length }
  }
  const { missing, version } = await compare(client, directory)
  return { applied: missing.map(({ name }) => name), version }
}

async function compare(client: Client, directory: string): Promise<Missing> {
  const migrations = await readMigrations(directory)
  const { rows } = await client.query<{ version: number; name: string; checksum: string; breaking: boolean }>(
    'select version, name, checksum, breaking from public.gatehouse_migrations order by version',
  )
  for (const row of rows) {
    const known = migrations[row.version - 1]
    if (known && known.checksum !== row.checksum) {
      throw new Error(`migration ${row.name} was edited after it was applied: restore the file and add a new one`)
    }
    if (!known && row.breaking) {
      throw new Error(
        `the database is at ${row.name}, which this version does not know and may not use: deploy the newer version`,
      )
    }
  }
  const missing = migrations.slice(rows.filter((row) => row.version <= migrations.length).length)
  return { missing, version: Math.max(migrations.length, rows.at(-1)?.version ?? 0) }
}

async function apply(
  client: Client,
  { version, name, sql, checksum, breaking }: Migration,
  now: Instant,
): Promise<void> {
  await client.query('begin')
  try {
    await client.query('insert into public.gatehouse_migrations values ($1, $2, $3, $4, $5)', [
      version,
      name,
      checksum,
      breaking,
      isoOf(now),
    ])
    await client.query(sql)
    await client.query('commit')
  } catch (error) {
    // A connection that is gone has rolled back by itself; its own error is the one to tell.
    await client.query('rollback').catch(() => undefined)
    throw new Error(`migration ${name} failed and was rolled back: ${(error as Error).message}`, { cause: error })
  }
}
