/** Finds the desk that runs on this machine, for commands that look at it or work beside it. */
import type { Environment } from '../../shared/config/env.ts'
import { type DeskAddresses, readAddresses } from '../platform/home.ts'

/** Something to put right in the call: told in one line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The desk that runs in the home folder; null when none does. */
export function runningDesk(environment: Environment): { home: string; desk: DeskAddresses | null } {
  const home = environment.GATEHOUSE_HOME || '.gatehouse'
  return { home, desk: readAddresses(home) }
}

/** A connection string or a namespace's name: the given one, the environment's, or the running desk's. */
export function eventsConnection(explicit: string | undefined, environment: Environment): string {
  const given = explicit || environment.EVENTS || environment.EH_FQDN
  if (given) return given
  const { home, desk } = runningDesk(environment)
  if (desk) return desk.events
  throw new UsageError(`no desk runs in ${home}: npm start first, or give --events or EVENTS`)
}

/**
 * The settings with the running desk's in the place of those that are missing. Where other hubs are named, nothing is
 * taken from the desk: events of one place do not go into the books of another by default.
 */
export function withDesk(settings: Environment): Environment {
  const { home, desk } = runningDesk(settings)
  const named = settings.EVENTS || settings.EH_FQDN
  if (named && named !== desk?.events) return settings
  if (!desk) throw new UsageError(`no desk runs in ${home}: npm start first, or give EVENTS or EH_FQDN`)
  return {
    ...settings,
    EVENTS: desk.events,
    ...(settings.DATABASE_URL || settings.PGHOST ? {} : { DATABASE_URL: desk.databaseUrl }),
    ...(settings.AzureWebJobsStorage || settings.STORAGE_ACCOUNT
      ? {}
      : { AzureWebJobsStorage: desk.blobConnectionString }),
  }
}
