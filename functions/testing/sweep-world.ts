/** The desk that the files of cases of sweeps share, and a way of their own into its database. */
import { type Database, openDatabase } from '../../shared/adapters/postgres/database.ts'
import { present } from '../../shared/base/assert.ts'
import { Desk } from './desk.ts'

let opened: { readonly desk: Desk; readonly database: Database } | null = null

export const desk = (): Desk => present(opened, 'the desk').desk
export const database = (): Database => present(opened, 'the desk').database

export async function openWorld(env: Readonly<Record<string, string>>): Promise<void> {
  const started = await Desk.start({ env })
  const within = { acquireWithinMs: 5_000, statementWithinMs: 15_000 }
  opened = {
    desk: started,
    database: openDatabase({ url: started.platform.databaseUrl, connectionsMax: 4, ...within }),
  }
}

export async function closeWorld(): Promise<void> {
  await opened?.database.close()
  await opened?.desk[Symbol.asyncDispose]()
}
