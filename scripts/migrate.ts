/** `npm run migrate`: brings a database to this version, from a deployment or from inside a private network. */
import { resolve } from 'node:path'
import { databaseToken } from '../shared/adapters/postgres/entra-token.ts'
import { prepareDatabase } from '../shared/adapters/postgres/prepare-database.ts'
import { SECOND_MS } from '../shared/base/instant.ts'
import { environment } from '../shared/config/env.ts'
import { UsageError } from './lib/desk.ts'
import { HELP, type MigrateCall, readCall } from './migrate/call.ts'
import { linesOf, wordsOf } from './migrate/tell.ts'

const FAULT = 1
const USAGE = 2
/** Half a minute: a server that is just starting, or whose name has just been made. */
const WAITS_MS = [1, 2, 4, 8, 16].map((seconds) => seconds * SECOND_MS)

const DATABASE_DIRECTORY = resolve(import.meta.dirname, '../infra/database')

/** The token that was given, or a new one for every connection. */
function tokenOf(settings: ReturnType<typeof environment>): () => Promise<string> {
  const { PGPASSWORD: given } = settings
  if (given) return async () => given
  return async () => {
    const { AzureCliCredential, ManagedIdentityCredential } = await import('@azure/identity')
    const { AZURE_CLIENT_ID: clientId, IDENTITY_ENDPOINT: inContainer } = settings
    const managed = () => new ManagedIdentityCredential(clientId ? { clientId } : {})
    try {
      return await databaseToken(inContainer ? managed() : new AzureCliCredential())
    } catch (error) {
      const remedy = 'run az login as an administrator of the server, or give a token as PGPASSWORD'
      throw new Error(`no token for Postgres: ${(error as Error).message.split('\n')[0]}; ${remedy}`)
    }
  }
}

async function main({ url, usesEntra, logins, dryRun }: MigrateCall): Promise<void> {
  const report = await prepareDatabase(
    { url, ...(usesEntra ? { password: tokenOf(environment()) } : {}) },
    {
      migrationsDirectory: resolve(DATABASE_DIRECTORY, 'migrations'),
      grantsFile: resolve(DATABASE_DIRECTORY, 'grants.sql'),
      ...{ logins, dryRun, now: Date.now(), waitsMs: WAITS_MS },
    },
  )
  for (const line of linesOf(report, dryRun)) console.log(line)
}

let server = ''
try {
  const call = readCall(process.argv.slice(2), environment())
  if (call) {
    server = call.server
    await main(call)
  } else console.log(HELP)
} catch (error) {
  const isUsage = error instanceof UsageError
  console.error(isUsage ? error.message : wordsOf(error, server))
  process.exitCode = isUsage ? USAGE : FAULT
}
