/** What a call of `npm run migrate` asks for, checked before anything is contacted. */

import { isIP } from 'node:net'
import type { Login } from '../../shared/adapters/postgres/logins.ts'
import { entraDatabaseUrl } from '../../shared/config/config.ts'
import { UsageError } from '../lib/desk.ts'
import { readOptions } from '../lib/read-options.ts'

export const HELP = `Brings a database to this version: migrations, grants, and the logins of the desk's identities.

  npm run migrate -- --host <server>.postgres.database.azure.com --user <migrator identity>
    --app <app identity> --app-id <object id> --sweeper <sweeper identity> --sweeper-id <object id>
  npm run migrate -- --url postgres://postgres@127.0.0.1/gatehouse --app desk --sweeper sweeper

  --host        the server, logged in to with an Entra token over a checked certificate (default: PGHOST)
  --user        the identity whose token it is, an Entra administrator of the server (default: PGUSER)
  --database    (default: PGDATABASE, or gatehouse)
  --url         another Postgres 17, with a password in it or in PGPASSWORD
  --app         login of the desk; member of gatehouse_app
  --app-id      object id of that identity, needed with --host (its principal id, not its client id)
  --sweeper     login of the sweep worker; member of gatehouse_sweeper
  --sweeper-id  object id of that identity
  --dry-run     tells what would be done, and changes nothing

The token is PGPASSWORD; without it the managed identity's in a container (AZURE_CLIENT_ID names it), else that of
\`az login\`. A second run changes nothing and says so. While the server is away it tries for half a minute.
Exit code: 0 done, 1 a fault with its remedy, 2 something to put right in the call.`

export interface MigrateCall {
  readonly url: string
  /** As errors name it; without user or password. */
  readonly server: string
  /** A token is asked for; the url has no password. */
  readonly usesEntra: boolean
  readonly logins: readonly Login[]
  readonly dryRun: boolean
}

const text = { type: 'string' } as const
const OPTIONS = {
  ...{ host: text, user: text, database: text, url: text },
  ...{ app: text, 'app-id': text, sweeper: text, 'sweeper-id': text },
  'dry-run': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

type Settings = Readonly<Record<string, string | undefined>>

const OBJECT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
const IDENTITY = /^[a-z0-9][\w-]{1,62}$/i

/** Null when help is asked for. Throws UsageError naming the option, its value and what it may be. */
export function readCall(args: readonly string[], settings: Settings): MigrateCall | null {
  const given = readOptions(args, OPTIONS)
  if (given.help) return null
  const host = given.host ?? (given.url === undefined ? settings.PGHOST : undefined)
  if (given.url !== undefined && given.host !== undefined)
    throw new UsageError('--host and --url name two servers: give one')
  const usesEntra = host !== undefined
  const logins = [
    loginOf('app', { name: given.app, objectId: given['app-id'], usesEntra }),
    loginOf('sweeper', { name: given.sweeper, objectId: given['sweeper-id'], usesEntra }),
  ].filter((login) => login !== null)
  const dryRun = given['dry-run'] === true
  if (!usesEntra) {
    const url = urlOf(given.url)
    return { url: url.href, server: `${url.host}${url.pathname}`, usesEntra, logins, dryRun }
  }
  if (!/^[a-z0-9.-]+$/i.test(host) || isIP(host) !== 0)
    throw new UsageError(`--host ${host} is not a host name, such as desk.postgres.database.azure.com`)
  const user = given.user ?? settings.PGUSER
  if (!user)
    throw new UsageError('--user is missing: the name of the migrator identity, as the server lists its administrators')
  const database = given.database ?? (settings.PGDATABASE || 'gatehouse')
  return { url: entraDatabaseUrl({ host, user, database }), server: `${host}/${database}`, usesEntra, logins, dryRun }
}

function loginOf(
  option: 'app' | 'sweeper',
  {
    name,
    objectId,
    usesEntra,
  }: { readonly name?: string | undefined; readonly objectId?: string | undefined; readonly usesEntra: boolean },
): Login | null {
  if (name === undefined) {
    if (objectId !== undefined) throw new UsageError(`--${option}-id is the id of --${option}, which is missing`)
    return null
  }
  if (!IDENTITY.test(name)) throw new UsageError(`--${option} ${name} is not the name of an identity`)
  if (objectId !== undefined && !OBJECT_ID.test(objectId))
    throw new UsageError(
      `--${option}-id ${objectId} is not an object id: az identity show --query principalId tells it`,
    )
  if (usesEntra && objectId === undefined)
    throw new UsageError(`--${option}-id is missing: az identity show --name ${name} --query principalId tells it`)
  return { name, group: option === 'app' ? 'gatehouse_app' : 'gatehouse_sweeper', objectId: objectId ?? null }
}

function urlOf(given: string | undefined): URL {
  if (given === undefined) throw new UsageError('no server is named: give --host and --user, or --url; see --help')
  if (/^postgres(ql)?:\/\//.test(given) && URL.canParse(given)) return new URL(given)
  throw new UsageError('--url is not an address such as postgres://postgres@127.0.0.1/gatehouse')
}
