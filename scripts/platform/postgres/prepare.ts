/** A database of this machine, made ready as one in Azure is: desk and sweep worker have logins of their own. */
import { join, resolve } from 'node:path'
import { prepareDatabase } from '../../../shared/adapters/postgres/prepare-database.ts'
import type { Instant } from '../../../shared/base/instant.ts'
import { keptSecret } from '../secrets.ts'

const DATABASE_DIRECTORY = resolve(import.meta.dirname, '../../../infra/database')
export const MIGRATIONS_DIRECTORY = join(DATABASE_DIRECTORY, 'migrations')
const GRANTS_FILE = join(DATABASE_DIRECTORY, 'grants.sql')

/** Their addresses, with user and password. */
export interface LocalLogins {
  readonly app: string
  readonly sweeper: string
}

/** Migrations, grants and logins by the administrator at `url`; the logins' passwords are kept in the folder. */
export async function prepareLocalDatabase(about: {
  readonly url: string
  readonly secretsIn: string
  readonly now: Instant
}): Promise<LocalLogins> {
  const { url, secretsIn, now } = about
  const passwordOf = (name: string) => keptSecret(join(secretsIn, `${name}-password`), 'base64url').value
  const app = { name: 'desk', group: 'gatehouse_app', objectId: null, password: passwordOf('desk') } as const
  const sweeper = {
    name: 'sweeper',
    group: 'gatehouse_sweeper',
    objectId: null,
    password: passwordOf('sweeper'),
  } as const
  const files = { migrationsDirectory: MIGRATIONS_DIRECTORY, grantsFile: GRANTS_FILE }
  await prepareDatabase({ url }, { ...files, logins: [app, sweeper], now })
  const addressOf = ({ name, password }: typeof app | typeof sweeper): string => {
    const address = new URL(url)
    address.username = name
    address.password = password
    return address.href
  }
  return { app: addressOf(app), sweeper: addressOf(sweeper) }
}
