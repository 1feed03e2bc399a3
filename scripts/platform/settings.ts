/** What the app is told by the platform: where its neighbours are, and who may read without a token. */
import { join, resolve } from 'node:path'
import { CHECKPOINT_CONTAINER } from '../../shared/contracts/containers.ts'
import { HUBS } from '../../shared/contracts/hubs.ts'
import { logFileIn } from './home.ts'

export type Settings = Readonly<Record<string, string | undefined>>

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/

export interface Surroundings {
  /** Address the front door is bound to. */
  readonly host: string
  readonly frontDoorId: string
  readonly operatorToken: string
  /** The desk's own login. */
  readonly databaseUrl: string
  /** The sweep worker's. */
  readonly sweeperDatabaseUrl: string
  readonly blobConnectionString: string
  /** A connection string, or a namespace's name. */
  readonly events: string
}

/** How a desk on this machine runs its sweeps: each execution is a process of its own, with one log for all. */
export const sweepWorkerSettings = (home: string): Record<string, string> => ({
  SWEEP_WORKER_COMMAND: JSON.stringify([process.execPath, resolve(import.meta.dirname, '../sweep-worker.ts')]),
  SWEEP_WORKER_LOG: logFileIn(join(home, 'logs'), 'sweep-worker'),
})

/** The names of the hubs, the caller's or the contract's. */
export function hubSettings(env: Settings): Record<string, string> {
  return Object.fromEntries(Object.values(HUBS).map(({ setting, name }) => [setting, env[setting] || name]))
}

/** The caller's settings below the platform's own, which always win. */
export function appSettings(env: Settings, around: Surroundings): Settings {
  const byName = !around.events.includes('Endpoint=')
  return {
    CHECKPOINT_CONTAINER,
    ...env,
    ...hubSettings(env),
    DATABASE_URL: around.databaseUrl,
    SWEEP_WORKER_DATABASE_URL: around.sweeperDatabaseUrl,
    AzureWebJobsStorage: around.blobConnectionString,
    EVENTS: byName ? undefined : around.events,
    ...(byName ? { EH_FQDN: around.events, EVENTS__fullyQualifiedNamespace: around.events } : {}),
    FRONT_DOOR_ID: around.frontDoorId,
    // Beside a vault no secret may stand in a setting.
    ...(env.KEY_VAULT_URI ? {} : { GATEHOUSE_OPERATOR_TOKEN: around.operatorToken }),
    ANONYMOUS_READS: LOOPBACK.test(around.host) ? 'true' : 'false',
  }
}
