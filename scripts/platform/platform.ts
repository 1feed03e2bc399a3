/**
 * The local cloud: Postgres, Azurite, Event Hubs, the Functions host and the front door in one home folder.
 *
 * Each service is its own process and can die alone. Ports and data outlive a service's death and restart.
 * DATABASE_URL, AzureWebJobsStorage and EVENTS in `env` put another server in a service's place.
 */
import { join, resolve } from 'node:path'
import { migrate } from '../../shared/adapters/postgres/migrate.ts'
import { onServer } from '../../shared/adapters/postgres/server.ts'
import type { PracticeProgress } from '../../shared/contracts/api/practice.ts'
import { CONTAINERS } from '../../shared/contracts/containers.ts'
import { FUNCTIONS_FILE, WEB_DIR } from '../build.ts'
import { makeContainers } from './containers.ts'
import { type FrontDoor, startFrontDoor } from './front-door/front-door.ts'
import type { ClockOption } from './functions-host/clock.ts'
import type { Arm } from './functions-host/faults.ts'
import { endOrphans, forgetAddresses, logFileIn, noteProcess, takeHome, tellAddresses } from './home.ts'
import { type LocalLogins, MIGRATIONS_DIRECTORY, prepareLocalDatabase } from './postgres/prepare.ts'
import { keptSecret } from './secrets.ts'
import { type Launch, Service } from './service.ts'
import { launchAzurite, launchEventHubs, launchFunctions, launchPostgres } from './services.ts'
import { appSettings, hubSettings, type Settings } from './settings.ts'

export type ServiceName = 'postgres' | 'blob' | 'eventHubs' | 'functions'

export interface PlatformOptions {
  /** Holds all state; made when absent. One platform at a time. */
  readonly dir: string
  /** 0 or absent: a free port, kept over restarts of the service. `web` is the front door's. */
  readonly ports?: Partial<Record<ServiceName | 'web', number>>
  /** Address of the front door; default 127.0.0.1. Reads are anonymous only on loopback. */
  readonly host?: string
  /** Default: the system's clock. */
  readonly clock?: ClockOption
  /** Settings of the app besides the platform's own; nothing is taken from this process's environment. */
  readonly env?: Settings
  readonly appFile?: string
  readonly hostJsonFile?: string
  readonly webDir?: string
  /** Folder of the services' logs; default: logs in the home. */
  readonly logs?: string
  /** False lets Postgres lose data on power loss, for speed in tests. Never false where a kill is tested. */
  readonly durable?: boolean
  /** Revives services that die by themselves, and tells it here. */
  readonly supervise?: (line: string) => void
  /** What the front door tells of the practice session. */
  readonly practice?: () => PracticeProgress
}

const LOOPBACK_ADDRESS = '127.0.0.1'
/** The hubs' names as the app's settings give them, unless the caller has others. */
const DRAIN_WITHIN_MS = 60_000
const DRAIN_ROUNDS_MAX = 10_000

export class Platform implements AsyncDisposable {
  readonly operatorToken: string
  /** True when the token was made by this start, which is the time to show it. */
  readonly operatorTokenMade: boolean
  /** The administrator's; the desk and its sweep worker log in with less. */
  databaseUrl: string
  blobConnectionString: string
  /** A connection string, or a namespace's name when EVENTS was one. */
  events: string
  readonly #options: PlatformOptions
  readonly #home: { release(): void }
  readonly #services: Readonly<Record<ServiceName, Service>>
  readonly #external: ReadonlySet<ServiceName>
  readonly #reached = new Set<(point: string) => void>()
  readonly #frontDoorId: string
  #clock: ClockOption
  #env: Settings
  #frontDoor: FrontDoor | null = null
  /** Null where the database is somebody else's, whose login is then the desk's. */
  #logins: LocalLogins | null = null

  private constructor(options: PlatformOptions, home: { release(): void }) {
    const env = options.env ?? {}
    this.#options = options
    this.#env = env
    this.#home = home
    this.#clock = options.clock ?? { kind: 'system' }
    this.#frontDoorId = keptSecret(join(options.dir, 'front-door-id'), 'base64url').value
    const token = env.GATEHOUSE_OPERATOR_TOKEN
    const kept = token ? { value: token, made: false } : keptSecret(join(options.dir, 'operator-token'), 'base64url')
    this.operatorToken = kept.value
    this.operatorTokenMade = kept.made
    this.databaseUrl = env.DATABASE_URL ?? ''
    this.blobConnectionString = env.AzureWebJobsStorage ?? ''
    this.events = env.EVENTS ?? ''
    this.#external = new Set([
      ...(this.databaseUrl ? (['postgres'] as const) : []),
      ...(this.blobConnectionString ? (['blob'] as const) : []),
      ...(this.events ? (['eventHubs'] as const) : []),
    ])
    this.#services = this.#makeServices()
  }

  /** Starts everything; on failure closes what was opened and throws the reason in one line. */
  static async create(options: PlatformOptions): Promise<Platform> {
    const inPlace = { ...options, dir: resolve(options.dir) }
    const home = takeHome(inPlace.dir)
    let platform: Platform | null = null
    try {
      platform = new Platform(inPlace, home)
      await platform.#start()
      return platform
    } catch (error) {
      await platform?.[Symbol.asyncDispose]()
      home.release()
      throw error
    }
  }

  /** Origin of the front door. */
  get url(): string {
    return this.#frontDoor?.url ?? ''
  }

  /** Origin of the Functions host itself. */
  get functionsUrl(): string {
    return `http://127.0.0.1:${this.#services.functions.port}`
  }

  /** The stepped clock's time, or the system's. Epoch milliseconds. */
  get nowMs(): number {
    return this.#clock.kind === 'stepped' ? this.#clock.nowMs : Date.now()
  }

  /** Runs hubs and due timers until nothing moves in a whole round. Throws with the progress if that takes too long. */
  async processAll({ withinMs = DRAIN_WITHIN_MS } = {}): Promise<void> {
    const { functions, eventHubs } = this.#services
    const until = performance.now() + withinMs
    const positions = () => eventHubs.call<Record<string, number[]>>('positions')
    let before = await positions()
    for (let round = 0; round < DRAIN_ROUNDS_MAX; round++) {
      const leftMs = Math.max(0, until - performance.now())
      if (!(await functions.call<boolean>('caughtUp', before, leftMs))) break
      const ran = this.#clock.kind === 'stepped' ? await functions.call<number>('runDueTimers') : 0
      const after = await positions()
      if (ran === 0 && JSON.stringify(after) === JSON.stringify(before)) return
      before = after
    }
    const progress = JSON.stringify(await functions.call('progress'))
    throw new Error(`not drained within ${withinMs} ms: hubs end at ${JSON.stringify(before)}, triggers at ${progress}`)
  }

  /** Moves the stepped clock of the hubs and the host forward; due timers run in the next processAll(). */
  async advanceTo(nowMs: number): Promise<void> {
    if (this.#clock.kind !== 'stepped')
      throw new Error('this platform runs on the system clock; create it with a stepped one')
    if (!this.#external.has('eventHubs')) await this.#services.eventHubs.call('advance', nowMs)
    await this.#services.functions.call('advance', nowMs)
    this.#clock = { kind: 'stepped', nowMs }
  }

  /**
   * Goes on in real time: drains everything, then starts hubs and host on the system's clock, at their ports and on
   * their data. Events of the last batches, which have no checkpoint, come again and find themselves taken.
   *
   * @param env settings of the app from now on; the same as before when absent
   */
  async toSystemClock(env: Settings = this.#env): Promise<void> {
    this.#refuseExternal('eventHubs')
    const { functions } = this.#services
    // By the system's time the hubs may drop what is older than their retention: nothing may wait in them.
    await this.processAll()
    await functions.stop()
    this.#clock = { kind: 'system' }
    this.#env = env
    await this.restart('eventHubs')
    await functions.start()
    await this.processAll()
  }

  /** Calls a method that a service's process serves, such as throttle of eventHubs. */
  call<T>(service: ServiceName, method: string, ...args: unknown[]): Promise<T> {
    return this.#services[service].call<T>(method, ...args)
  }

  isAlive(service: ServiceName): boolean {
    return this.#services[service].alive
  }

  /** SIGKILL: nothing is saved, the service stays dead until restarted. */
  async kill(service: ServiceName): Promise<void> {
    await this.#services[service].kill()
  }

  /** Starts the service on its port and data; a living one is closed in order first. */
  async restart(service: ServiceName): Promise<void> {
    this.#refuseExternal(service)
    await this.#services[service].stop()
    await this.#services[service].start()
  }

  /** Resolves when the service has died, such as at an armed point. */
  async died(service: ServiceName): Promise<void> {
    await this.#services[service].died()
  }

  /** At the nth time the point is reached from now on the host kills itself or waits. */
  async arm(arm: Arm): Promise<void> {
    await this.#services.functions.call('arm', arm)
  }

  async disarm(): Promise<void> {
    await this.#services.functions.call('disarm')
  }

  /** Lets the host go on from the point where it waits. */
  async release(): Promise<void> {
    await this.#services.functions.call('release')
  }

  /** Listens for armed points as they are reached; the returned function ends it. */
  onReached(listener: (point: string) => void): () => void {
    this.#reached.add(listener)
    return () => this.#reached.delete(listener)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { functions, ...stores } = this.#services
    await Promise.all([this.#frontDoor?.close(), functions.stop()])
    await Promise.all(Object.values(stores).map((service) => service.stop()))
    forgetAddresses(this.#options.dir)
    this.#home.release()
  }

  async #start(): Promise<void> {
    // The front door first: a port that is taken is known before anything is started.
    this.#frontDoor = await startFrontDoor({
      port: this.#options.ports?.web ?? 0,
      host: this.#options.host ?? LOOPBACK_ADDRESS,
      functionsUrl: () => this.functionsUrl,
      webDir: this.#options.webDir ?? WEB_DIR,
      frontDoorId: this.#frontDoorId,
      ...(this.#options.practice ? { practice: this.#options.practice } : {}),
    })
    await endOrphans(this.#options.dir)
    await settled([this.#openDatabase(), this.#openBlobs(), this.#open('eventHubs')])
    await this.#services.functions.start()
    const { url, functionsUrl, databaseUrl, blobConnectionString, events, operatorToken } = this
    const addresses = { url, functionsUrl, databaseUrl, blobConnectionString, events, operatorToken }
    tellAddresses(this.#options.dir, { pid: process.pid, ...addresses })
  }

  async #open(service: ServiceName): Promise<void> {
    if (!this.#external.has(service)) await this.#services[service].start()
  }

  async #openDatabase(): Promise<void> {
    const { dir } = this.#options
    if (this.#external.has('postgres')) {
      const options = { directory: MIGRATIONS_DIRECTORY, now: this.nowMs }
      await onServer({ url: this.databaseUrl }, (client) => migrate(client, options))
      return
    }
    await this.#open('postgres')
    this.#logins = await prepareLocalDatabase({ url: this.databaseUrl, secretsIn: dir, now: this.nowMs })
  }

  async #openBlobs(): Promise<void> {
    if (this.#external.has('blob')) await makeContainers(this.blobConnectionString, CONTAINERS)
    else await this.#open('blob')
  }

  #makeServices(): Record<ServiceName, Service> {
    const { dir, ports = {}, supervise: say, durable = true } = this.#options
    const logs = this.#options.logs ?? join(dir, 'logs')
    const log = (name: string) => logFileIn(logs, name)
    const note = (pid: number) => noteProcess(dir, pid)
    const make = (name: ServiceName, launch: Launch) => new Service(name, { launch, port: ports[name] ?? 0, note, say })
    const clock = () => this.#clock
    const onUrl = (url: string) => (this.databaseUrl = url)
    const onBlob = (connectionString: string) => (this.blobConnectionString = connectionString)
    const onHubs = (connectionString: string) => (this.events = connectionString)
    return {
      postgres: make('postgres', launchPostgres(dir, log('postgres'), { durable, onUrl })),
      blob: make('blob', launchAzurite(dir, log('azurite'), onBlob)),
      eventHubs: make(
        'eventHubs',
        launchEventHubs(dir, log('event-hubs'), {
          clock,
          hubs: hubSettings(this.#options.env ?? {}),
          onConnection: onHubs,
        }),
      ),
      functions: make(
        'functions',
        launchFunctions({
          appFile: this.#options.appFile ?? FUNCTIONS_FILE,
          hostJsonFile: this.#options.hostJsonFile,
          logFile: log('functions'),
          clock,
          settings: () => this.#settings(),
          onReached: (point) => {
            for (const listener of this.#reached) listener(point)
          },
        }),
      ),
    }
  }

  #settings(): Settings {
    const { blobConnectionString, events, operatorToken } = this
    const { app: databaseUrl, sweeper: sweeperDatabaseUrl } = this.#logins ?? {
      app: this.databaseUrl,
      sweeper: this.databaseUrl,
    }
    const reach = { host: this.#options.host ?? LOOPBACK_ADDRESS, frontDoorId: this.#frontDoorId, operatorToken }
    return appSettings(this.#env, { ...reach, databaseUrl, sweeperDatabaseUrl, blobConnectionString, events })
  }

  #refuseExternal(service: ServiceName): void {
    if (this.#external.has(service))
      throw new Error(`${service} runs elsewhere, by configuration; this platform cannot start it`)
  }
}

/** Waits for all, so that a failure closes only what has come up, and throws the first reason. */
async function settled(works: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(works)) if (outcome.status === 'rejected') throw outcome.reason
}
