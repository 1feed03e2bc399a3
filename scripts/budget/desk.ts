/** What the budget reads of the code itself: its functions with their triggers, its hubs, its batches, its bounds. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { DAY_MS } from '../../shared/base/instant.ts'
import { vendorSchema } from '../../shared/contracts/bars.ts'
import * as connections from '../../shared/contracts/connections.ts'
import { CONSUMER_GROUPS, HUBS, type HubKey } from '../../shared/contracts/hubs.ts'
import { METRICS, type OwnMetric, PLATFORM_METRICS } from '../../shared/contracts/metrics.ts'
import { SHARDS_MAX, SHARDS_USUAL } from '../../shared/contracts/sweeps.ts'
import type { Binding } from '../platform/functions-host/core-api.ts'
import { provideCoreApi } from '../platform/functions-host/core-api.ts'
import { readHostJson } from '../platform/functions-host/host-json.ts'
import { parseSchedule } from '../platform/functions-host/ncrontab.ts'
import { type EventSize, eventSizes } from './event-sizes.ts'

/** Functions that scale together: all of HTTP, and every other function by itself. */
export type ScaleGroup =
  | { readonly kind: 'http'; readonly name: 'http' }
  | { readonly kind: 'hub'; readonly name: string; readonly hub: HubKey }
  | {
      readonly kind: 'timer'
      readonly name: string
      readonly perWeekday: number
      readonly perWeekendDay: number
    }

export interface Desk {
  readonly groups: readonly ScaleGroup[]
  readonly hubs: Readonly<Record<HubKey, HubFacts>>
  /** Groups that may read every hub. */
  readonly readerGroups: number
  readonly maxEventBatchSize: number
  readonly prefetchCount: number
  readonly functionTimeoutSeconds: number
  /** Null where the module of Front Door sets none. */
  readonly probeSeconds: number | null
  readonly poolConnections: number
  readonly appConnectionLimit: number
  readonly sweeperConnectionLimit: number
  readonly migratorConnections: number
  readonly reservedConnections: number
  readonly shardsUsual: number
  readonly shardsMax: number
  readonly vendors: readonly string[]
  /** Measures of our own that are told each minute. */
  readonly metricSeries: number
  readonly logAlerts: number
  readonly metricAlerts: number
}

export interface HubFacts {
  readonly name: string
  readonly partitions: number
  readonly retentionHours: number
  readonly size: EventSize
}

const ROOT = resolve(import.meta.dirname, '../..')
const HOST_JSON = resolve(ROOT, 'host.json')
const FRONT_DOOR = resolve(ROOT, 'infra/modules/front-door.bicep')

let read: Promise<Desk> | null = null

/** Registers the app as the Functions host would, and calls none of it. Once per process: it registers once. */
export function readDesk(): Promise<Desk> {
  read ??= readOnce()
  return read
}

async function readOnce(): Promise<Desk> {
  const registry = provideCoreApi({ line: () => undefined, enabled: () => false, flushSync: () => undefined })
  await import('../../functions/main.ts')
  const groups = [...registry.functions.values()].map(({ metadata }) => groupOf(metadata.name, metadata.bindings))
  const host = readHostJson(HOST_JSON, {}).eventHubs
  return {
    groups: [...new Map(groups.map((group) => [group.name, group])).values()],
    hubs: hubFacts(),
    readerGroups: CONSUMER_GROUPS.length,
    maxEventBatchSize: host.maxEventBatchSize,
    prefetchCount: host.prefetchCount,
    functionTimeoutSeconds: timeoutIn(readFileSync(HOST_JSON, 'utf8')),
    probeSeconds: probeSecondsIn(readFileSync(FRONT_DOOR, 'utf8')),
    poolConnections: connections.POOL_CONNECTIONS_MAX,
    appConnectionLimit: connections.APP_CONNECTION_LIMIT,
    sweeperConnectionLimit: connections.SWEEPER_CONNECTION_LIMIT,
    migratorConnections: connections.MIGRATOR_CONNECTIONS,
    reservedConnections: connections.RESERVED_CONNECTIONS,
    shardsUsual: SHARDS_USUAL,
    shardsMax: SHARDS_MAX,
    vendors: vendorSchema.options,
    metricSeries: Object.values(METRICS).reduce((sum, metric) => sum + seriesOf(metric), 0),
    logAlerts: Object.keys(METRICS).length,
    metricAlerts: Object.keys(PLATFORM_METRICS).length,
  }
}

function hubFacts(): Desk['hubs'] {
  const sizes = eventSizes()
  const factsOf = (key: HubKey): HubFacts => ({ ...HUBS[key], size: sizes[key] })
  return {
    bars: factsOf('bars'),
    signals: factsOf('signals'),
    regimes: factsOf('regimes'),
    jobs: factsOf('jobs'),
    orders: factsOf('orders'),
  }
}

/** https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#per-function-scaling */
function groupOf(name: string, bindings: Readonly<Record<string, Binding>>): ScaleGroup {
  for (const { type, eventHubName, schedule } of Object.values(bindings)) {
    if (type === 'httpTrigger') return { kind: 'http', name: 'http' }
    if (type === 'timerTrigger') return { kind: 'timer', name: `function:${name}`, ...runsOf(String(schedule)) }
    if (type === 'eventHubTrigger') {
      const hub = Object.entries(HUBS).find(([, { setting }]) => eventHubName === `%${setting}%`)
      if (hub) return { kind: 'hub', name: `function:${name}`, hub: hub[0] as HubKey }
    }
  }
  throw new Error(`${name} has no trigger that the budget knows; teach scripts/budget/desk.ts how it scales`)
}

const seriesOf = ({ dimensions }: OwnMetric): number =>
  Object.values(dimensions).reduce((product, values) => product * values.length, 1)

/** A week without a change of clocks: timers tick in UTC. */
const MONDAY = Date.parse('2026-11-23T00:00:00Z')

function runsOf(schedule: string): { readonly perWeekday: number; readonly perWeekendDay: number } {
  const days = [0, 1, 2, 3, 4, 5, 6].map((day) => runsIn(schedule, MONDAY + day * DAY_MS))
  return { perWeekday: Math.max(...days.slice(0, 5)), perWeekendDay: Math.max(...days.slice(5)) }
}

function runsIn(schedule: string, from: number): number {
  const { nextAfter } = parseSchedule(schedule, 0)
  let runs = 0
  for (let at = nextAfter(from - 1); at !== null && at < from + DAY_MS; at = nextAfter(at)) runs += 1
  return runs
}

/** The app's own bound of one execution, seconds. */
export function timeoutIn(hostJson: string): number {
  const text = (JSON.parse(hostJson) as { functionTimeout?: string }).functionTimeout ?? ''
  const [, hours, minutes, seconds] = /^(\d\d):(\d\d):(\d\d)$/.exec(text) ?? []
  if (seconds === undefined) throw new Error(`host.json functionTimeout is ${JSON.stringify(text)}; write hh:mm:ss`)
  return Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)
}

/** Interval of the health probes that every edge location sends; null when the module sends none. */
export function probeSecondsIn(bicep: string): number | null {
  const text = /^\s*probeIntervalInSeconds:\s*(\S+)/m.exec(bicep)?.[1]
  if (text === undefined) return null
  if (/^\d+$/.test(text)) return Number(text)
  throw new Error(`probeIntervalInSeconds is ${text} in ${FRONT_DOOR}; the budget reads a plain number`)
}
