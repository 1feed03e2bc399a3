/** How each service of the local cloud is started in a home folder. */
import { join, resolve } from 'node:path'
import { CONTAINERS } from '../../shared/contracts/containers.ts'
import { HUBS } from '../../shared/contracts/hubs.ts'
import { startAzurite } from './azurite/azurite.ts'
import { Child } from './child.ts'
import { makeContainers } from './containers.ts'
import { LocalEventHubs } from './event-hubs/event-hubs.ts'
import type { ClockOption } from './functions-host/clock.ts'
import type { HostOptions } from './functions-host/host.ts'
import { LocalPostgres } from './postgres/postgres.ts'
import { type Launch, runningChild } from './service.ts'
import type { Settings } from './settings.ts'

const HOST_JSON = resolve(import.meta.dirname, '../../host.json')
/** Of this process's environment a service sees these alone; everything else is given to it by name. */
const INHERITED = /^(PATH|HOME|USER|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|SystemRoot|NODE_EXTRA_CA_CERTS|\w+_proxy)$/i

export function launchPostgres(
  dir: string,
  logFile: string,
  told: { durable: boolean; onUrl: (url: string) => void },
): Launch {
  return async (port) => {
    const postgres = await LocalPostgres.start({ dir: join(dir, 'postgres'), logFile, port, durable: told.durable })
    told.onUrl(postgres.url)
    return {
      pid: postgres.pid,
      port: postgres.port,
      exited: postgres.exited,
      stop: () => postgres.stop(),
      kill: () => postgres.kill(),
    }
  }
}

export function launchAzurite(dir: string, logFile: string, onConnection: (connectionString: string) => void): Launch {
  return async (port) => {
    const azurite = await startAzurite({ dir: join(dir, 'azurite'), logFile, port })
    onConnection(azurite.connectionString)
    // A killed Azurite may have forgotten its newest containers, which in Azure are there to stay.
    await makeContainers(azurite.connectionString, CONTAINERS).catch(async (error: unknown) => {
      await azurite.child.stop('SIGKILL')
      throw error
    })
    return runningChild(azurite.child, azurite.port)
  }
}

export function launchEventHubs(
  dir: string,
  logFile: string,
  given: {
    clock: () => ClockOption
    /** Name of each hub by its app setting. */
    hubs: Readonly<Record<string, string>>
    onConnection: (connectionString: string) => void
  },
): Launch {
  const hubs = Object.values(HUBS).map((hub) => ({ ...hub, name: given.hubs[hub.setting] ?? hub.name }))
  return async (port) => {
    const folder = join(dir, 'event-hubs')
    const started = await LocalEventHubs.start({ dir: folder, logFile, port, hubs, clock: given.clock() })
    given.onConnection(started.connectionString)
    return runningChild(started.child, started.port)
  }
}

export interface FunctionsLaunch {
  readonly appFile: string
  /** Default: the project's. */
  readonly hostJsonFile?: string | undefined
  readonly logFile: string
  readonly clock: () => ClockOption
  readonly settings: () => Settings
  readonly onReached: (point: string) => void
}

export function launchFunctions(given: FunctionsLaunch): Launch {
  return async (port) => {
    const { appFile, hostJsonFile = HOST_JSON } = given
    const options: HostOptions = { appFile, hostJsonFile, port, clock: given.clock() }
    const child = await Child.start({
      name: 'functions host',
      entry: join(import.meta.dirname, 'functions-host/main.ts'),
      args: [JSON.stringify(options)],
      env: { ...hidden(), ...given.settings() },
      logFile: given.logFile,
      onEvent: (event, data) => {
        if (event === 'reached') given.onReached((data as { point: string }).point)
      },
    })
    return runningChild(child, (child.ready as { port: number }).port)
  }
}

/** Takes away what a child would inherit, so that a desk does the same wherever it is started. */
function hidden(): Record<string, undefined> {
  const names = Object.keys(process.env).filter((name) => !INHERITED.test(name))
  return Object.fromEntries(names.map((name) => [name, undefined]))
}
