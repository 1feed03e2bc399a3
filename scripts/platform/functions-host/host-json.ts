/** The part of host.json that this host acts on, with the defaults of the Functions runtime. */
import { readFileSync } from 'node:fs'
import { LOG_LEVELS, type LogLevel } from './log.ts'

export interface HostConfig {
  /** Without slashes at its ends; '' for none. */
  readonly routePrefix: string
  readonly logLevel: LogLevel
  /** Requests at work and in line, and at work; infinity for no bound. */
  readonly http: { readonly outstandingMax: number; readonly concurrentMax: number }
  readonly eventHubs: EventHubsConfig
}

export interface EventHubsConfig {
  /** Events per invocation at most. */
  readonly maxEventBatchSize: number
  readonly prefetchCount: number
  /** Batches per checkpoint. */
  readonly batchCheckpointFrequency: number
  readonly initialOffset:
    | { readonly type: 'fromStart' | 'fromEnd' }
    | { readonly type: 'fromEnqueuedTime'; readonly enqueuedOn: Date }
}

// Defaults: learn.microsoft.com/azure/azure-functions/functions-bindings-event-hubs#hostjson-settings
const EVENT_BATCH_SIZE_DEFAULT = 100
const PREFETCH_COUNT_DEFAULT = 300
const ROUTE_PREFIX_DEFAULT = 'api'

/** Settings by which an app overrides host.json: learn.microsoft.com/azure/azure-functions/functions-host-json */
const OVERRIDE = /^AzureFunctionsJobHost__(\w+)$/

export function readHostJson(file: string, settings: NodeJS.ProcessEnv = process.env): HostConfig {
  let parsed: unknown
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Error(`host.json at ${file} cannot be read: ${error instanceof Error ? error.message : error}`)
  }
  return parseHostJson(overridden(parsed, settings))
}

function overridden(json: unknown, settings: NodeJS.ProcessEnv): unknown {
  const root = structuredClone(part(json, 'host.json'))
  for (const [setting, text] of Object.entries(settings)) {
    const path = OVERRIDE.exec(setting)?.[1]?.split('__') ?? []
    const name = path.pop()
    if (name === undefined || text === undefined) continue
    let section = root
    for (const step of path) {
      section[step] ??= {}
      section = part(section, step)
    }
    section[name] = /^\d+$/.test(text) ? Number(text) : text
  }
  return root
}

function parseHostJson(json: unknown): HostConfig {
  const extensions = part(part(json, 'host.json'), 'extensions')
  const level = part(part(json, 'logging'), 'logLevel').default ?? 'information'
  const logLevel = LOG_LEVELS.find((name) => name === String(level).toLowerCase())
  if (!logLevel)
    throw new Error(`host.json logging.logLevel.default is "${level}"; use one of ${LOG_LEVELS.join(', ')}`)
  const http = part(extensions, 'http')
  const prefix = http.routePrefix ?? ROUTE_PREFIX_DEFAULT
  return {
    routePrefix: String(prefix).replace(/^\/+|\/+$/g, ''),
    logLevel,
    http: {
      outstandingMax: httpBound(http, 'maxOutstandingRequests'),
      concurrentMax: httpBound(http, 'maxConcurrentRequests'),
    },
    eventHubs: parseEventHubs(part(extensions, 'eventHubs')),
  }
}

function parseEventHubs(json: Record<string, unknown>): EventHubsConfig {
  const least = count(json, 'minEventBatchSize', 1)
  if (least !== 1) {
    throw new Error(`host.json extensions.eventHubs.minEventBatchSize is ${least}; this host only knows 1`)
  }
  return {
    maxEventBatchSize: count(json, 'maxEventBatchSize', EVENT_BATCH_SIZE_DEFAULT),
    prefetchCount: count(json, 'prefetchCount', PREFETCH_COUNT_DEFAULT),
    batchCheckpointFrequency: count(json, 'batchCheckpointFrequency', 1),
    initialOffset: parseInitialOffset(part(json, 'initialOffsetOptions')),
  }
}

function parseInitialOffset(json: Record<string, unknown>): EventHubsConfig['initialOffset'] {
  const type = String(json.type ?? 'fromStart')
  if (/^fromStart$/i.test(type)) return { type: 'fromStart' }
  if (/^fromEnd$/i.test(type)) return { type: 'fromEnd' }
  const enqueuedOn = new Date(String(json.enqueuedTimeUtc))
  if (/^fromEnqueuedTime$/i.test(type) && !Number.isNaN(enqueuedOn.getTime())) {
    return { type: 'fromEnqueuedTime', enqueuedOn }
  }
  throw new Error(
    `host.json extensions.eventHubs.initialOffsetOptions is ${JSON.stringify(json)}; use type fromStart, fromEnd, ` +
      'or fromEnqueuedTime with an ISO 8601 enqueuedTimeUtc',
  )
}

/** The named object inside another; absent is empty, since every section of host.json is optional. */
function part(json: unknown, name: string): Record<string, unknown> {
  const value = name === 'host.json' ? json : (json as Record<string, unknown>)[name]
  if (value === undefined) return {}
  if (typeof value !== 'object' || value === null) throw new Error(`${name} in host.json is not an object`)
  return value as Record<string, unknown>
}

/** -1 is no bound: learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook#hostjson-settings */
function httpBound(json: Record<string, unknown>, name: string): number {
  return (json[name] ?? -1) === -1 ? Number.POSITIVE_INFINITY : count(json, name, 1, 'http')
}

function count(json: Record<string, unknown>, name: string, fallback: number, section = 'eventHubs'): number {
  const value = json[name] ?? fallback
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value
  throw new Error(`host.json extensions.${section}.${name} is ${JSON.stringify(value)}; give a whole number above 0`)
}
