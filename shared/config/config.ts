/**
 * The desk's configuration: grouped, frozen, parsed once, with every fault told at once.
 *
 * Names are the operator runbook's where it has one. Secrets travel apart, so that no log of the configuration can
 * carry one.
 */
import * as z from 'zod'
import { jsonOf } from '../base/json.ts'
import { BOOKS, type Book, bookSchema } from '../contracts/books.ts'
import { CHECKPOINT_CONTAINER } from '../contracts/containers.ts'
import { CONSUMER_GROUPS, HUBS, type HubKey } from '../contracts/hubs.ts'
import { ROLES, type Role } from '../contracts/roles.ts'
import { intervalSchema, strategySchema, symbolSchema } from '../contracts/scalars.ts'
import { OPERATOR_TOKEN_CHARS_MIN, type SecretName } from '../contracts/secrets.ts'
import type { Environment } from './env.ts'
import { entriesOf, SCAN_SHAPE, type ScanConfig, scanConfigOf, scanConflictsIn } from './scan-settings.ts'
import { VERSION } from './version.ts'

const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false', '1', '0'], 'must be true or false')
    .transform((text) => text === 'true' || text === '1')
    .default(fallback)
const positive = (fallback: number) => z.coerce.number('must be a number').positive().max(1e12).default(fallback)
const text = z.string().min(1)
const hostName = text.regex(/^[a-z0-9.-]+(:\d+)?$/i, 'must be a host name such as desk.servicebus.windows.net')
/** https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata */
const containerName = z
  .string()
  .regex(/^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/, 'must be 3 to 63 lower-case letters, digits and single dashes')

const guid = (what: string) => z.guid(`must be the id of ${what}`)
/** Plain http is for tests of one's own machine: what it carries would be anybody's to read. */
const originOf = (host: string) => new RegExp(`^(https://${host}|http://127\\.0\\.0\\.1:\\d+)/?$`)
const withoutSlash = (url: string): string => url.replace(/\/$/, '')
const words = (list: string): string[] => list.split(/[\s,]+/).filter(Boolean)

const schema = z.object({
  DATABASE_URL: text.regex(/^postgres(ql)?:\/\//, 'must start with postgres://').optional(),
  PGHOST: text.optional(),
  PGDATABASE: text.default('gatehouse'),
  PGUSER: text.optional(),
  EVENTS: text.optional(),
  EH_FQDN: hostName.optional(),
  EH_HUB_BARS: text.default(HUBS.bars.name),
  EH_HUB_SIGNALS: text.default(HUBS.signals.name),
  EH_HUB_REGIMES: text.default(HUBS.regimes.name),
  EH_HUB_JOBS: text.default(HUBS.jobs.name),
  EH_HUB_ORDERS: text.default(HUBS.orders.name),
  EH_CONSUMER_GROUP: z.enum(CONSUMER_GROUPS, `must be one of ${CONSUMER_GROUPS.join(', ')}`).default('orchestrator'),
  CHECKPOINT_CONTAINER: containerName.default(CHECKPOINT_CONTAINER),
  AzureWebJobsStorage: text.optional(),
  STORAGE_ACCOUNT: text.optional(),
  AZURE_CLIENT_ID: text.optional(),
  LOCAL_DEV: flag(false),
  GATEHOUSE_OPERATOR_TOKEN: z
    .string()
    .min(OPERATOR_TOKEN_CHARS_MIN, `must have at least ${OPERATOR_TOKEN_CHARS_MIN} characters`)
    .optional(),
  OPERATOR_TOKEN_ROLES: z
    .string()
    .default(ROLES.join())
    .transform(words)
    .pipe(z.array(z.enum(ROLES))),
  KEY_VAULT_URI: text
    .regex(
      originOf('[a-z0-9-]+\\.vault\\.(azure\\.net|azure\\.cn|usgovcloudapi\\.net)'),
      'must be https://<name>.vault.azure.net',
    )
    .transform(withoutSlash)
    .optional(),
  ENTRA_TENANT_ID: guid('the directory').optional(),
  ENTRA_API_CLIENT_ID: guid('the registration of the API').optional(),
  ENTRA_AUTHORITY: text
    .regex(originOf('[a-z0-9.-]+'), 'must be https://login.microsoftonline.com or the like')
    .transform(withoutSlash)
    .default('https://login.microsoftonline.com'),
  FAILED_LOGINS_PER_MINUTE: z.coerce.number('must be a number').int().min(1).max(1e9).default(30),
  ANONYMOUS_READS: flag(false),
  FRONT_DOOR_ID: text.optional(),
  APP_VERSION: text.default(VERSION),
  TRADING_ENABLED: flag(false),
  ALPACA_API_KEY: text.optional(),
  ALPACA_API_SECRET: text.optional(),
  KILL_SWITCH_ACTIVE: flag(false),
  KILL_SWITCH_REASON: z.string().max(60).optional(),
  KILL_SWITCH_NOTIONAL: positive(10_000),
  RISK_EQUITY_BASE: positive(10_000),
  ORDER_EXPIRES_AFTER_MS: positive(300_000),
  ROUTE_STRATEGY: strategySchema.default('breakout'),
  ROUTE_INTERVAL: intervalSchema.exclude(['1Day']).default('15Min'),
  ROUTE_MAX_NOTIONAL: positive(5_000),
  WATCHLIST_TEXT: z.string().default('').transform(entriesOf).pipe(z.array(symbolSchema).max(200)),
  DATA_DIR: text.optional(),
  SWEEP_JOB_RESOURCE_ID: z
    .string()
    .regex(
      /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.App\/jobs\/[\w.()-]+$/i,
      'must be the resource id of a Container Apps job: /subscriptions/…/providers/Microsoft.App/jobs/…',
    )
    .optional(),
  SWEEP_JOB_CONTAINER: text.default('sweep-job'),
  AZURE_JOBS_API_VERSION: text.default('2024-03-01'),
  SWEEP_WORKER_COMMAND: z
    .string()
    .transform((list, context) => {
      const parsed = z.array(text).min(1).safeParse(jsonOf(list))
      if (parsed.success) return parsed.data
      context.issues.push({
        code: 'custom',
        input: list,
        message: 'must be a JSON list of a program and its arguments',
      })
      return z.NEVER
    })
    .optional(),
  SWEEP_WORKER_LOG: text.optional(),
  SWEEP_WORKER_DATABASE_URL: text.optional(),
  SYNTHETIC_SEED: z.coerce.number('must be a number').int().min(0).max(0xffff_ffff).optional(),
  ...SCAN_SHAPE,
  SCHEDULE_BOOKS: z.string().default('paper').transform(words).pipe(z.array(bookSchema).max(BOOKS.length)),
})

export interface Config {
  readonly version: string
  readonly database: { readonly url: string; readonly usesEntra: boolean }
  readonly events: {
    readonly connectionString: string | null
    readonly namespace: string | null
    readonly hubs: Readonly<Record<HubKey, string>>
    readonly group: string
  }
  readonly storage: {
    readonly connectionString: string | null
    readonly account: string | null
    readonly checkpointContainer: string
  }
  readonly identity: { readonly clientId: string | null; readonly localDeveloper: boolean }
  readonly access: {
    readonly anonymousReads: boolean
    readonly frontDoorId: string | null
    readonly operatorTokenRoles: readonly Role[]
    readonly failedLoginsPerMinute: number
  }
  /** Where people and workloads get their tokens; null where the operator token is the only one. */
  readonly entra: { readonly authority: string; readonly tenantId: string; readonly clientId: string } | null
  /** Where the secrets are; null where they came with the settings. */
  readonly keyVaultUri: string | null
  readonly desk: DeskSettings
  readonly dataDirectory: string | null
  /** Where sweeps run; null starts none. */
  readonly sweepWorker: SweepWorker | null
  /** Which synthetic market stands behind the practice book; null is the usual one. */
  readonly syntheticSeed: number | null
}

export type SweepWorker =
  | { readonly kind: 'container'; readonly resourceId: string; readonly container: string; readonly apiVersion: string }
  | {
      readonly kind: 'process'
      readonly command: readonly string[]
      readonly logFile: string | null
      readonly databaseUrl: string | null
    }

/** What a process cannot do without; the Functions app needs everything. */
export interface Needs {
  readonly storage?: boolean
  readonly events?: boolean
}

/** Every setting's name. */
export const SETTINGS: readonly string[] = Object.keys(schema.shape)

/** What the flows may know of the configuration. */
export interface DeskSettings {
  readonly tradingEnabled: boolean
  readonly killSwitchActive: boolean
  readonly killSwitchReason: string | undefined
  readonly killSwitchNotionalUsd: number
  readonly equityBaseUsd: number
  readonly orderExpiresAfterMs: number
  readonly routeStrategy: z.infer<typeof strategySchema>
  readonly routeInterval: z.infer<typeof intervalSchema>
  readonly routeMaxNotionalUsd: number
  readonly watchlist: readonly string[]
  readonly scan: ScanConfig
  /** Books whose day the schedule keeps. */
  readonly scheduleBooks: readonly Book[]
}

/** Secrets that came with the settings. */
export type GivenSecrets = Readonly<Record<SecretName, string | null>>

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  /** One line per faulty setting: its name, what is wrong and the remedy. */
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`the configuration has ${faults.length} fault(s):\n  ${faults.join('\n  ')}`)
    this.faults = faults
  }
}

/** Neighbours that are named in neither of their two ways. */
function missingIn(given: Environment, { storage = true, events = true }: Needs): string[] {
  const faults: string[] = []
  if (!given.DATABASE_URL && !(given.PGHOST && given.PGUSER))
    faults.push('DATABASE_URL: is missing; set it, or PGHOST and PGUSER for an Entra login')
  if (events && !given.EVENTS && !given.EH_FQDN) faults.push('EVENTS: is missing; set a connection string or EH_FQDN')
  if (storage && !given.AzureWebJobsStorage && !given.STORAGE_ACCOUNT)
    faults.push('STORAGE_ACCOUNT: is missing; set it or AzureWebJobsStorage')
  return faults
}

/** The settings that hold a secret, and where it belongs beside a vault. */
const SECRET_SETTINGS: Readonly<Record<string, SecretName>> = {
  GATEHOUSE_OPERATOR_TOKEN: 'OPERATOR-TOKEN',
  ALPACA_API_KEY: 'ALPACA-KEY-ID',
  ALPACA_API_SECRET: 'ALPACA-SECRET-KEY',
}

/** Settings that only make sense with or without each other. */
function conflictsIn(given: Environment): string[] {
  const faults = Object.entries(SECRET_SETTINGS).flatMap(([setting, name]) =>
    given.KEY_VAULT_URI && given[setting]
      ? [`${setting}: is a secret in a setting beside KEY_VAULT_URI; put it into the vault as ${name} and remove it`]
      : [],
  )
  const [tenant, client] = ['ENTRA_TENANT_ID', 'ENTRA_API_CLIENT_ID'] as const
  if (given[tenant] && !given[client]) faults.push(`${client}: is missing; ${tenant} alone knows no audience`)
  if (given[client] && !given[tenant]) faults.push(`${tenant}: is missing; ${client} alone knows no issuer`)
  return faults
}

/** A process of this machine where a command is given: only a local desk has one. */
function sweepWorkerOf(env: z.output<typeof schema>): SweepWorker | null {
  if (env.SWEEP_WORKER_COMMAND) {
    const { SWEEP_WORKER_COMMAND: command, SWEEP_WORKER_LOG: log, SWEEP_WORKER_DATABASE_URL: url } = env
    return { kind: 'process', command, logFile: log ?? null, databaseUrl: url ?? null }
  }
  const { SWEEP_JOB_RESOURCE_ID: resourceId, SWEEP_JOB_CONTAINER: container, AZURE_JOBS_API_VERSION: apiVersion } = env
  return resourceId ? { kind: 'container', resourceId, container, apiVersion } : null
}

/** Where a token is the password: nothing is sent before the server has shown a certificate of that very name. */
export const entraDatabaseUrl = ({ host, user, database }: Readonly<Record<'host' | 'user' | 'database', string>>) =>
  `postgres://${encodeURIComponent(user)}@${host}/${encodeURIComponent(database)}?sslmode=verify-full`

function entraOf(env: z.output<typeof schema>): Config['entra'] {
  const { ENTRA_AUTHORITY: authority, ENTRA_TENANT_ID: tenantId, ENTRA_API_CLIENT_ID: clientId } = env
  return tenantId && clientId ? { authority, tenantId, clientId } : null
}

const accessOf = (env: z.output<typeof schema>): Config['access'] => ({
  anonymousReads: env.ANONYMOUS_READS,
  frontDoorId: env.FRONT_DOOR_ID ?? null,
  operatorTokenRoles: env.OPERATOR_TOKEN_ROLES,
  failedLoginsPerMinute: env.FAILED_LOGINS_PER_MINUTE,
})

const secretsOf = (env: z.output<typeof schema>): GivenSecrets =>
  Object.freeze({
    'OPERATOR-TOKEN': env.GATEHOUSE_OPERATOR_TOKEN ?? null,
    'ALPACA-KEY-ID': env.ALPACA_API_KEY ?? null,
    'ALPACA-SECRET-KEY': env.ALPACA_API_SECRET ?? null,
  })

/** Freezes a value with everything in it. */
function frozen<T>(value: T): T {
  if (value !== null && typeof value === 'object') Object.values(Object.freeze(value)).forEach(frozen)
  return value
}

/** Parses the environment. Throws one ConfigError that names every faulty setting and its remedy. */
export function readConfig(environment: Environment, needs: Needs = {}): { config: Config; secrets: GivenSecrets } {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  const wrong = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  const env = parsed.success ? parsed.data : null
  const faults = [...wrong, ...missingIn(given, needs), ...conflictsIn(given), ...scanConflictsIn(given)]
  if (!env || faults.length > 0) throw new ConfigError(faults)

  const isConnectionString = env.EVENTS?.includes('Endpoint=') ?? false
  return {
    config: frozen({
      version: env.APP_VERSION,
      database: {
        url:
          env.DATABASE_URL ??
          entraDatabaseUrl({ host: env.PGHOST ?? '', user: env.PGUSER ?? '', database: env.PGDATABASE }),
        usesEntra: env.DATABASE_URL === undefined,
      },
      events: {
        connectionString: isConnectionString ? (env.EVENTS ?? null) : null,
        namespace: isConnectionString ? null : (env.EVENTS ?? env.EH_FQDN ?? null),
        hubs: {
          bars: env.EH_HUB_BARS,
          signals: env.EH_HUB_SIGNALS,
          regimes: env.EH_HUB_REGIMES,
          jobs: env.EH_HUB_JOBS,
          orders: env.EH_HUB_ORDERS,
        },
        group: env.EH_CONSUMER_GROUP,
      },
      storage: {
        connectionString: env.AzureWebJobsStorage ?? null,
        account: env.STORAGE_ACCOUNT ?? null,
        checkpointContainer: env.CHECKPOINT_CONTAINER,
      },
      identity: { clientId: env.AZURE_CLIENT_ID ?? null, localDeveloper: env.LOCAL_DEV },
      access: accessOf(env),
      entra: entraOf(env),
      keyVaultUri: env.KEY_VAULT_URI ?? null,
      desk: {
        tradingEnabled: env.TRADING_ENABLED,
        killSwitchActive: env.KILL_SWITCH_ACTIVE,
        killSwitchReason: env.KILL_SWITCH_REASON,
        killSwitchNotionalUsd: env.KILL_SWITCH_NOTIONAL,
        equityBaseUsd: env.RISK_EQUITY_BASE,
        orderExpiresAfterMs: env.ORDER_EXPIRES_AFTER_MS,
        routeStrategy: env.ROUTE_STRATEGY,
        routeInterval: env.ROUTE_INTERVAL,
        routeMaxNotionalUsd: env.ROUTE_MAX_NOTIONAL,
        watchlist: env.WATCHLIST_TEXT,
        scan: scanConfigOf(env),
        scheduleBooks: env.SCHEDULE_BOOKS,
      },
      dataDirectory: env.DATA_DIR ?? null,
      sweepWorker: sweepWorkerOf(env),
      syntheticSeed: env.SYNTHETIC_SEED ?? null,
    }),
    secrets: secretsOf(env),
  }
}
