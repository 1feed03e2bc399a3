/**
 * All that a database needs before the desk may use it, in this order: migrations, grants of the group roles, logins.
 *
 * Each part is a transaction, each migration one of its own. A second time it changes nothing, and of callers that race
 * one does it and the others find it done. One connection at a time is open.
 */
import { readFile } from 'node:fs/promises'
import type { Client } from 'pg'
import type { Instant } from '../../base/instant.ts'
import type { Access } from './access.ts'
import { applyGrants, type GrantsReport } from './grants.ts'
import { type Login, type LoginReport, makeLogins } from './logins.ts'
import { type MigrationReport, migrate, pendingMigrations } from './migrate.ts'
import { onServer, takeTurn } from './server.ts'

export interface Preparation {
  readonly migrationsDirectory: string
  readonly grantsFile: string
  readonly logins: readonly Login[]
  readonly now: Instant
  /** Tells what would be done. */
  readonly dryRun?: boolean
  /** Pauses before it is tried again while the server is away; once when absent. */
  readonly waitsMs?: readonly number[]
}

export interface PreparationReport {
  readonly migrations: MigrationReport
  /** Null in a dry run whose migrations come first: what they would change is not known before. */
  readonly grants: GrantsReport | null
  readonly logins: readonly LoginReport[]
}

/** Azure's functions for identities are in this database alone. */
const IDENTITIES_DATABASE = 'postgres'

const ABOUT_SQL = `
  select has_database_privilege(current_database(), 'create') as creates, current_user::text as name,
    exists (select from pg_roles where rolname = 'azure_pg_admin') as on_azure,
    (
      select min(pg_get_userbyid(relowner)::text) from pg_class
      where relnamespace = to_regnamespace('trading') and not pg_has_role(relowner, 'usage')
    ) as stranger`

interface About {
  readonly creates: boolean
  readonly name: string
  readonly on_azure: boolean
  /** Who owns tables of ours that this login may not change. */
  readonly stranger: string | null
}

export async function prepareDatabase(access: Access, preparation: Preparation): Promise<PreparationReport> {
  const { logins, dryRun = false, waitsMs = [] } = preparation
  const grantsSql = await readFile(preparation.grantsFile, 'utf8')
  const schema = await onServer(
    access,
    async (client) => {
      const about = await requireAdministrator(client)
      // The migrations take the turn, and it lasts as long as the connection: grants and logins are inside it too.
      const { migrations, grants } = await bringSchema(client, preparation, grantsSql)
      const made = about.on_azure ? null : await makeLogins(client, logins, { byIdentity: false, dryRun })
      return { migrations, grants, logins: made }
    },
    waitsMs,
  )
  if (schema.logins) return { ...schema, logins: schema.logins }
  const made = await onServer(
    { ...access, url: inDatabase(access.url, IDENTITIES_DATABASE) },
    async (client) => {
      await takeTurn(client)
      return await makeLogins(client, logins, { byIdentity: true, dryRun })
    },
    waitsMs,
  )
  return { ...schema, logins: made }
}

async function bringSchema(
  client: Client,
  { migrationsDirectory: directory, now, dryRun = false }: Preparation,
  grantsSql: string,
): Promise<Pick<PreparationReport, 'migrations' | 'grants'>> {
  if (!dryRun) {
    const migrations = await migrate(client, { directory, now })
    return { migrations, grants: await applyGrants(client, grantsSql) }
  }
  const migrations = await pendingMigrations(client, directory)
  const isReady = migrations.applied.length === 0
  return { migrations, grants: isReady ? await applyGrants(client, grantsSql, { dryRun }) : null }
}

async function requireAdministrator(client: Client): Promise<About> {
  const [about] = (await client.query<About>(ABOUT_SQL)).rows
  if (!about?.creates) {
    throw new Error(`${about?.name} may not create schemas here: log in as an administrator of the server`)
  }
  if (about.stranger !== null) {
    throw new Error(
      `${about.name} may not change the tables, which ${about.stranger} made: log in as ${about.stranger}`,
    )
  }
  return about
}

function inDatabase(url: string, database: string): string {
  const parsed = new URL(url)
  parsed.pathname = `/${database}`
  return parsed.href
}
