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
import { createClosureStore } from '../shared/adapters/postgres/closures.ts'
import { type Database, openDatabase } from '../shared/adapters/postgres/database.ts'
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
import { type Config, type Needs, readConfig, type Secrets } from '../shared/config/config.ts'
import { type Environment, environment } from '../shared/config/env.ts'
import type { Book } from '../shared/contracts/books.ts'
import { POOL_CONNECTIONS_MAX } from '../shared/contracts/connections.ts'
import type { HubKey } from '../shared/contracts/hubs.ts'
import type { BarSource, Lake } from '../shared/ports/bars.ts'
import type { Clock } from '../shared/ports/clock.ts'
import type { ClosureStore } from '../shared/ports/closures.ts'
import type { Faults } from '../shared/ports/faults.ts'
import type { HubStore, SignalStore } from '../shared/ports/hub-store.ts'
import type { IdempotencyStore } from '../shared/ports/idempotency.ts'
import type { Ledger, Outbox } from '../shared/ports/ledger.ts'
import type { Metrics } from '../shared/ports/metrics.ts'
import type { Probes } from '../shared/ports/probes.ts'
import type { Publisher } from '../shared/ports/publisher.ts'
import type { Reads } from '../shared/ports/reads.ts'
import type { ReportPages, ReportStore } from '../shared/ports/reports.ts'
import type { ScheduleStore, StartupLog } from '../shared/ports/schedule.ts'
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
import type { WatchlistStore } from '../shared/ports/watchlists.ts'

export interface Context {
  readonly config: Config
  readonly secrets: Secrets
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

const ACQUIRE_WITHIN_MS = 5_000
const STATEMENT_WITHIN_MS = 15_000

/** The context that this process's own environment asks for. */
export const openOwnContext = (): Context => openContext(environment())

/**
 * A context for these settings; `needs` says what a caller can do without. Throws ConfigError with every faulty
 * setting.
 */
export function openContext(settings: Environment, needs?: Needs): Context {
  const { config, secrets } = readConfig(settings, needs)
  const platform = (globalThis as { [key: symbol]: unknown })[Symbol.for('gatehouse.platform')] as Platform | undefined
  const clock: Clock = platform ? { now: () => platform.now() } : { now: () => Date.now() }
  const faults: Faults = { reach: platform ? (point) => platform.reach(point) : async () => undefined }

  const credentialOf = once(() => openCredential(config))
  const database = openDatabase({
    url: config.database.url,
    ...(config.database.usesEntra ? { password: async () => await databaseToken(await credentialOf()) } : {}),
    connectionsMax: POOL_CONNECTIONS_MAX,
    acquireWithinMs: ACQUIRE_WITHIN_MS,
    statementWithinMs: STATEMENT_WITHIN_MS,
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
  const seed = config.syntheticSeed === null ? {} : { seed: config.syntheticSeed }
  const synthetic = { source: createSyntheticSource(seed), snapshots: createSyntheticSnapshots(seed) }
  const file = config.dataDirectory ? fileMarket(config.dataDirectory) : null
  const sources = [synthetic.source, ...(file ? [file.source] : [])]
  const markets = new Map<Book, Market>([['practice', synthetic], ...(file ? [['replay', file] as const] : [])])
  return {
    config,
    secrets,
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
    signals: createSignalStore(database),
    lake: createBlobLake(() => openContainer('trader-data')),
    sources: new Map(sources.map((source) => [source.vendor, source])),
    markets,
    probes: createProbes({
      query: () => database.query('probe', 'select 1'),
      openHub,
      openContainer: () => openContainer(config.storage.checkpointContainer),
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
      return createContainerJobStarter({ ...worker, token: async () => await armToken(await around.credentialOf()) })
    }
    default: {
      const detail = 'no worker is configured: set SWEEP_JOB_RESOURCE_ID'
      return { start: async () => ({ kind: 'refused', detail }), stateOf: async () => 'unknown' }
    }
  }
}

/** The folder of bars, loaded and read when somebody asks for the first. */
function fileMarket(dir: string): Market {
  let opened: Promise<Market> | null = null
  const open = async (): Promise<Market> => {
    const [{ createFileSource }, { createFileSnapshots }] = await Promise.all([
      import('../shared/adapters/vendors/file/file-source.ts'),
      import('../shared/adapters/vendors/file/file-snapshots.ts'),
    ])
    const source = createFileSource({ dir })
    return { source, snapshots: createFileSnapshots(source) }
  }
  const market = (): Promise<Market> => {
    opened ??= open()
    return opened
  }
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

async function armToken(credential: TokenCredential): Promise<string> {
  const token = await credential.getToken('https://management.azure.com/.default')
  if (!token) throw new Error('no token for the resource manager')
  return token.token
}
