/**
 * The composition root: configuration → adapters → ports, once per process. Everything that costs time to load or to
 * open is opened at its first use, so that a cold start pays for nothing it does not need.
 */
import type { TokenCredential } from '@azure/identity'
import type { ContainerClient } from '@azure/storage-blob'
import { createBlobService } from '../shared/adapters/blob/clients.ts'
import { createBlobLake } from '../shared/adapters/blob/lake.ts'
import { createReportPages } from '../shared/adapters/blob/report-pages.ts'
import { createPublisher, type EventsSource, openProducer } from '../shared/adapters/event-hubs/publisher.ts'
import { createGivenSecrets } from '../shared/adapters/memory/secrets.ts'
import { createClosureStore } from '../shared/adapters/postgres/closures.ts'
import { type Database, openDatabase } from '../shared/adapters/postgres/database.ts'
import { createDeskFactsReader } from '../shared/adapters/postgres/desk-facts.ts'
import { databaseToken } from '../shared/adapters/postgres/entra-token.ts'
import { createHubStore, createSignalStore } from '../shared/adapters/postgres/hub-store.ts'
import { createIdempotencyStore } from '../shared/adapters/postgres/idempotency.ts'
import { createLedger } from '../shared/adapters/postgres/ledger.ts'
import { createOutbox } from '../shared/adapters/postgres/outbox.ts'
import { createReads } from '../shared/adapters/postgres/reads.ts'
import { createReportStore } from '../shared/adapters/postgres/reports.ts'
import { createScheduleStore } from '../shared/adapters/postgres/schedule.ts'
import { createStartupLog } from '../shared/adapters/postgres/startup-log.ts'
import { createWatchlistStore } from '../shared/adapters/postgres/watchlists.ts'
import { createMetrics } from '../shared/adapters/telemetry/metrics.ts'
import { createProbes } from '../shared/adapters/telemetry/probes.ts'
import { createSyntheticSnapshots } from '../shared/adapters/vendors/synthetic/synthetic-snapshots.ts'
import { createSyntheticSource } from '../shared/adapters/vendors/synthetic/synthetic-source.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../shared/base/instant.ts'
import { type Config, type GivenSecrets, type Needs, readConfig } from '../shared/config/config.ts'
import { type Environment, environment } from '../shared/config/env.ts'
import type { Book } from '../shared/contracts/books.ts'
import { ACQUIRE_WITHIN_MS, POOL_CONNECTIONS_MAX } from '../shared/contracts/connections.ts'
import type { HubKey } from '../shared/contracts/hubs.ts'
import { SECRET_NAMES, type SecretName } from '../shared/contracts/secrets.ts'
import type { BarSource, Lake } from '../shared/ports/bars.ts'
import type { Clock } from '../shared/ports/clock.ts'
import type { ClosureStore } from '../shared/ports/closures.ts'
import type { DeskFactsReader } from '../shared/ports/desk-facts.ts'
import type { Faults } from '../shared/ports/faults.ts'
import type { HubStore, SignalStore } from '../shared/ports/hub-store.ts'
import type { IdempotencyStore } from '../shared/ports/idempotency.ts'
import type { Kept } from '../shared/ports/kept.ts'
import type { Ledger, Outbox } from '../shared/ports/ledger.ts'
import type { Metrics } from '../shared/ports/metrics.ts'
import type { KeptProbe, Probes } from '../shared/ports/probes.ts'
import type { Publisher } from '../shared/ports/publisher.ts'
import type { Reads } from '../shared/ports/reads.ts'
import type { ReportPages, ReportStore } from '../shared/ports/reports.ts'
import type { ScheduleStore, StartupLog } from '../shared/ports/schedule.ts'
import type { Secrets } from '../shared/ports/secrets.ts'
import type { SnapshotSource } from '../shared/ports/snapshots.ts'
import type {
  ConfigStore,
  FrameManifest,
  FramePreviews,
  JobStarter,
  PromotionStore,
  SweepReads,
  SweepRegistry,
  TrialLedger,
} from '../shared/ports/sweeps.ts'
import type { Tokens } from '../shared/ports/tokens.ts'
import type { WatchlistStore } from '../shared/ports/watchlists.ts'
import { keep } from './kept.ts'

export interface Context {
  readonly config: Config
  readonly secrets: Secrets
  /** Null where Entra ID knows nobody: the operator token is the only one. */
  readonly tokens: Tokens | null
  readonly clock: Clock
  readonly faults: Faults
  readonly database: Database
  readonly ledger: Ledger
  readonly outbox: Outbox
  readonly publisher: Publisher
  readonly idempotency: IdempotencyStore
  readonly reads: Reads
  readonly reports: ReportStore
  readonly pages: ReportPages
  readonly closures: ClosureStore
  readonly schedule: ScheduleStore
  readonly startup: StartupLog
  readonly watchlists: WatchlistStore
  readonly hubs: HubStore
  readonly deskFacts: DeskFactsReader
  readonly signals: SignalStore
  readonly lake: Lake
  readonly sources: ReadonlyMap<string, BarSource>
  /** What stands behind a book; a book without one has no vendor of market data. */
  readonly markets: ReadonlyMap<Book, Market>
  readonly probes: Probes
  /** Measures as lines for the log of an invocation. */
  readonly metricsTo: (say: (line: string) => void) => Metrics
  readonly eventsSource: () => Promise<EventsSource>
  /** Opens the hub for its own questions, such as how far it has grown. */
  readonly openHub: (hub: HubKey) => ReturnType<typeof openProducer>
  readonly openContainer: (name: string) => Promise<ContainerClient>
  /** What sweeps need, loaded and opened by the first call that has to do with one. */
  readonly research: () => Promise<Research>
}

/** The research side of the desk. */
export interface Research {
  readonly sweeps: SweepRegistry
  readonly sweepReads: SweepReads
  readonly promotions: PromotionStore
  readonly trials: TrialLedger
  readonly frames: FrameManifest
  readonly framePreviews: FramePreviews
  readonly configs: ConfigStore
  readonly starter: JobStarter
}

/** A vendor as the scans see it: history in bars, and the market at an instant. */
export interface Market {
  readonly source: BarSource
  readonly snapshots: SnapshotSource
}

/** A host that simulates time or faults says so here; in Azure there is none. */
interface Platform {
  now(): number
  reach(point: string): Promise<void>
}

const STATEMENT_WITHIN_MS = 15_000

/** The context that this process's own environment asks for. */
export const openOwnContext = (): Context => openContext(environment())

/** What a caller can do without, and how long it keeps a connection that many share; the driver's own when absent. */
interface CallerNeeds extends Needs {
  readonly idleWithinMs?: number
}

/** A context for these settings and this caller. Throws ConfigError with every faulty setting. */
export function openContext(settings: Environment, needs: CallerNeeds = {}): Context {
  const { config, secrets: given } = readConfig(settings, needs)
  const platform = (globalThis as { [key: symbol]: unknown })[Symbol.for('gatehouse.platform')] as Platform | undefined
  const clock: Clock = platform ? { now: () => platform.now() } : { now: () => Date.now() }
  const faults: Faults = { reach: platform ? (point) => platform.reach(point) : async () => undefined }

  const credentialOf = once(() => openCredential(config))
  const { kept, ...callers } = openCallers(config, { given, clock, credentialOf })
  const database = openDatabase({
    url: config.database.url,
    ...(config.database.usesEntra ? { password: async () => await databaseToken(await credentialOf()) } : {}),
    connectionsMax: POOL_CONNECTIONS_MAX,
    acquireWithinMs: ACQUIRE_WITHIN_MS,
    statementWithinMs: STATEMENT_WITHIN_MS,
    ...(needs.idleWithinMs === undefined ? {} : { idleWithinMs: needs.idleWithinMs }),
  })
  const eventsSource = async (): Promise<EventsSource> => {
    const { connectionString, namespace } = config.events
    return connectionString ? { connectionString } : { namespace: namespace ?? '', credential: await credentialOf() }
  }
  const openHub = async (hub: HubKey) => await openProducer(await eventsSource(), config.events.hubs[hub])
  const openContainer = async (name: string): Promise<ContainerClient> => {
    const { connectionString, account } = config.storage
    const service = await createBlobService(
      connectionString ? { connectionString } : { accountName: account ?? '', credential: await credentialOf() },
    )
    return service.getContainerClient(name)
  }
  return {
    config,
    ...callers,
    clock,
    faults,
    database,
    ledger: createLedger(database, faults),
    outbox: createOutbox(database),
    publisher: createPublisher(openHub),
    idempotency: createIdempotencyStore(database),
    reads: createReads(database),
    reports: createReportStore(database),
    pages: createReportPages(() => openContainer('trader-data')),
    closures: createClosureStore(database),
    schedule: createScheduleStore(database),
    startup: createStartupLog(database),
    watchlists: createWatchlistStore(database),
    hubs: createHubStore(database),
    deskFacts: createDeskFactsReader(database),
    signals: createSignalStore(database),
    lake: createBlobLake(() => openContainer('trader-data')),
    ...openMarkets(config),
    probes: createProbes({
      query: () => database.query('probe', 'select 1'),
      openHub,
      openContainer: () => openContainer(config.storage.checkpointContainer),
      kept,
    }),
    metricsTo: createMetrics,
    eventsSource,
    openHub,
    openContainer,
    research: once(async () => {
      const starter = await openStarter(config.sweepWorker, { settings, credentialOf })
      return await openResearch({ database, openContainer, starter })
    }),
  }
}

/** The invented market, and a folder of bars where there is one. */
function openMarkets({ syntheticSeed, dataDirectory }: Config): Pick<Context, 'sources' | 'markets'> {
  const seed = syntheticSeed === null ? {} : { seed: syntheticSeed }
  const synthetic = { source: createSyntheticSource(seed), snapshots: createSyntheticSnapshots(seed) }
  const file = dataDirectory ? fileMarket(dataDirectory) : null
  const sources = [synthetic.source, ...(file ? [file.source] : [])]
  return {
    sources: new Map(sources.map((source) => [source.vendor, source])),
    markets: new Map<Book, Market>([['practice', synthetic], ...(file ? [['replay', file] as const] : [])]),
  }
}

/** How long what the vault and Entra ID said is used: a rotated secret counts after five minutes at most. */
const SECRET_BOUNDS = { freshMs: 5 * MINUTE_MS, staleMs: HOUR_MS, retryMs: 5 * SECOND_MS, renewMs: 5 * SECOND_MS }
/** The keys are public and roll seldom; an unknown one makes the list be fetched, twice a minute at most. */
const KEY_BOUNDS = { freshMs: HOUR_MS, staleMs: 24 * HOUR_MS, retryMs: 5 * SECOND_MS, renewMs: 30 * SECOND_MS }

const MANAGEMENT_SCOPE = 'https://management.azure.com/.default'

/** What tells who calls. */
function openCallers(
  { keyVaultUri, entra }: Config,
  around: {
    readonly given: GivenSecrets
    readonly clock: Clock
    readonly credentialOf: () => Promise<TokenCredential>
  },
): { readonly secrets: Secrets; readonly tokens: Tokens | null; readonly kept: readonly KeptProbe[] } {
  const { given, clock, credentialOf } = around
  const kept: KeptProbe[] = []
  let secrets = createGivenSecrets(given)
  if (keyVaultUri) {
    const vault = once(async () => {
      const { createVault } = await import('../shared/adapters/key-vault/vault.ts')
      const token = async () => await tokenFor(await credentialOf(), 'https://vault.azure.net/.default')
      return createVault({ uri: keyVaultUri, token, clock })
    })
    const held = Object.fromEntries(
      SECRET_NAMES.map((name) => [name, keep(async () => await (await vault()).read(name), clock, SECRET_BOUNDS)]),
    ) as Readonly<Record<SecretName, Kept<string | null>>>
    secrets = { read: (name) => held[name].read() }
    kept.push({ name: 'key_vault', ask: held['OPERATOR-TOKEN'].check })
  }
  if (!entra) return { secrets, tokens: null, kept }
  const keys = keep(
    async () => await (await import('../shared/adapters/entra/signing-keys.ts')).fetchSigningKeys(entra),
    clock,
    KEY_BOUNDS,
  )
  kept.push({ name: 'entra_keys', ask: keys.check })
  const opened = once(async () => (await import('../shared/adapters/entra/tokens.ts')).createTokens({ ...entra, keys }))
  return { secrets, tokens: { verify: async (token, now) => await (await opened()).verify(token, now) }, kept }
}

/** Opens at the first call; one that fails is tried again by the next. */
function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | null = null
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = null
      throw error
    })
    return opened
  }
}

async function openResearch(around: {
  readonly database: Database
  readonly openContainer: (name: string) => Promise<ContainerClient>
  readonly starter: JobStarter
}): Promise<Research> {
  const [registry, reads, research, configs, frames] = await Promise.all([
    import('../shared/adapters/postgres/sweeps.ts'),
    import('../shared/adapters/postgres/sweep-reads.ts'),
    import('../shared/adapters/postgres/research.ts'),
    import('../shared/adapters/blob/sweep-configs.ts'),
    import('../shared/adapters/blob/frames.ts'),
  ])
  const { database, openContainer, starter } = around
  return {
    sweeps: registry.createSweepRegistry(database),
    sweepReads: reads.createSweepReads(database),
    promotions: research.createPromotionStore(database),
    trials: research.createTrialLedger(database),
    frames: research.createFrameManifest(database),
    framePreviews: frames.createFramePreviews(() => openContainer('trader-data')),
    configs: configs.createConfigStore(openContainer),
    starter,
  }
}

async function openStarter(
  worker: Config['sweepWorker'],
  around: { readonly settings: Environment; readonly credentialOf: () => Promise<TokenCredential> },
): Promise<JobStarter> {
  switch (worker?.kind) {
    case 'process': {
      const { createLocalJobStarter } = await import('../shared/adapters/local-process/job-starter.ts')
      const login = worker.databaseUrl === null ? {} : { DATABASE_URL: worker.databaseUrl }
      return createLocalJobStarter({ ...worker, env: { ...around.settings, ...login } })
    }
    case 'container': {
      const { createContainerJobStarter } = await import('../shared/adapters/container-apps/job-starter.ts')
      return createContainerJobStarter({
        ...worker,
        token: async () => await tokenFor(await around.credentialOf(), MANAGEMENT_SCOPE),
      })
    }
    default: {
      const detail = 'no worker is configured: set SWEEP_JOB_RESOURCE_ID'
      return { start: async () => ({ kind: 'refused', detail }), stateOf: async () => 'unknown' }
    }
  }
}

/** The folder of bars, loaded and read when somebody asks for the first. */
function fileMarket(dir: string): Market {
  const market = once(async (): Promise<Market> => {
    const [{ createFileSource }, { createFileSnapshots }] = await Promise.all([
      import('../shared/adapters/vendors/file/file-source.ts'),
      import('../shared/adapters/vendors/file/file-snapshots.ts'),
    ])
    const source = createFileSource({ dir })
    return { source, snapshots: createFileSnapshots(source) }
  })
  return {
    source: { vendor: 'file', fetch: async (request) => await (await market()).source.fetch(request) },
    snapshots: {
      vendor: 'file',
      listSymbols: async () => await (await market()).snapshots.listSymbols(),
      snapshots: async (symbols, at) => await (await market()).snapshots.snapshots(symbols, at),
    },
  }
}

/** Managed identity in Azure; the Azure CLI's login where LOCAL_DEV says so. */
async function openCredential(config: Config): Promise<TokenCredential> {
  const { AzureCliCredential, ManagedIdentityCredential } = await import('@azure/identity')
  if (config.identity.localDeveloper) return new AzureCliCredential()
  const { clientId } = config.identity
  return clientId ? new ManagedIdentityCredential({ clientId }) : new ManagedIdentityCredential()
}

/** Throws when the credential gives none: the identity is not assigned, or nobody is logged in. */
async function tokenFor(credential: TokenCredential, scope: string): Promise<string> {
  const token = await credential.getToken(scope)
  if (!token) throw new Error(`the identity gets no token for ${scope}`)
  return token.token
}
