/**
 * The local Functions host: loads the app as the real worker does and serves its HTTP, timer and Event Hubs triggers.
 */
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type ClockOption, createClock, type PlatformClock } from './clock.ts'
import { provideCoreApi, type RegisteredFunction, type Registry } from './core-api.ts'
import type { Faults } from './faults.ts'
import { readHostJson } from './host-json.ts'
import { type HostKeys, HttpTrigger } from './http-server.ts'
import { checkBindings, HubOutputs } from './hub-outputs.ts'
import { HubTriggers } from './hub-triggers.ts'
import { Invoker } from './invocation.ts'
import { type Log, openLog } from './log.ts'
import { bindingsOf } from './outputs.ts'
import { Progress } from './progress.ts'
import { isDisabled, type Settings } from './settings.ts'
import { Timers } from './timers.ts'

export interface HostOptions {
  /** The app's bundle, or its TypeScript entry. */
  readonly appFile: string
  readonly hostJsonFile: string
  /** 0 takes a free port. */
  readonly port: number
  readonly clock: ClockOption
  /** stdout when absent. */
  readonly logFile?: string
  readonly keys?: HostKeys
}

export interface Host {
  readonly port: number
  readonly clock: PlatformClock
  readonly timers: Timers
  readonly progress: Progress
  close(): Promise<void>
}

const PLATFORM_KEY = 'gatehouse.platform'

/** Opens the log that host.json asks for. */
export const hostLog = (options: HostOptions): Log =>
  openLog(options.logFile, readHostJson(options.hostJsonFile).logLevel)

/** Loads the app and opens its triggers; the HTTP server listens when this resolves. */
export async function startHost(options: HostOptions, log: Log, faults: Faults, settings: Settings): Promise<Host> {
  const config = readHostJson(options.hostJsonFile)
  const clock = createClock(options.clock)
  const platform = { now: () => clock.now(), reach: (point: string) => faults.reach(point) }
  Object.assign(globalThis, { [Symbol.for(PLATFORM_KEY)]: platform })
  const registry = await loadApp(options.appFile, log)
  const outputs = new HubOutputs(settings)
  const invoker = new Invoker(registry, outputs, log)
  const progress = new Progress()
  const byTrigger = groupByTrigger(registry, settings)
  const shared = { settings, invoker, outputs, progress, log }
  const http = new HttpTrigger({ ...shared, functions: byTrigger.http, ...config, keys: options.keys ?? {} })
  const timers = new Timers({ ...shared, functions: byTrigger.timer, clock })
  const hubs = new HubTriggers({
    ...shared,
    functions: byTrigger.eventHub,
    config: config.eventHubs,
    reach: platform.reach,
  })
  const appDirectory = dirname(resolve(options.appFile))
  await invoker.appHooks('appStart', appDirectory)
  const port = await http.listen(options.port)
  timers.start()
  hubs.start()
  log.line('information', { kind: 'host', message: `${registry.functions.size} functions, port ${port}` })
  return {
    port,
    clock,
    timers,
    progress,
    async close() {
      await Promise.all([http.close(), timers.close(), hubs.close()])
      await invoker.appHooks('appTerminate', appDirectory)
      await outputs.close()
    },
  }
}

async function loadApp(appFile: string, log: Log): Promise<Registry> {
  const registry = provideCoreApi(log)
  await import(pathToFileURL(resolve(appFile)).href)
  if (registry.functions.size === 0) throw new Error(`${appFile} registered no functions`)
  return registry
}

type TriggerKind = 'http' | 'timer' | 'eventHub'

function groupByTrigger(registry: Registry, settings: Settings): Record<TriggerKind, RegisteredFunction[]> {
  const groups: Record<TriggerKind, RegisteredFunction[]> = { http: [], timer: [], eventHub: [] }
  for (const target of registry.functions.values()) {
    const { trigger } = bindingsOf(target.metadata)
    const kind = trigger.type.replace(/Trigger$/i, '')
    const group = groups[kind as TriggerKind]
    if (!group) throw new Error(`function "${target.metadata.name}": a ${trigger.type} is not served here`)
    checkBindings(target)
    if (!isDisabled(target.metadata.name, settings)) group.push(target)
  }
  return groups
}
