/** A small desk whose every number can be worked out by hand; tests change one thing of it at a time. */
import { HUBS } from '../../../shared/contracts/hubs.ts'
import type { Desk, ScaleGroup } from '../desk.ts'
import type { Facts } from '../facts.ts'
import { limitsOf } from '../limits.ts'
import type { Load } from '../load.ts'
import type { Parameters } from '../parameters.ts'
import type { Price } from '../prices.ts'

export interface Changes {
  readonly parameters?: Partial<Parameters>
  readonly desk?: Partial<Desk>
  readonly load?: Partial<Load>
}

const PARAMETERS: Parameters = {
  ...{ environmentName: 'sample', location: 'eastus2', instanceMemoryMb: 2048, maximumInstanceCount: 10 },
  alwaysReady: [{ name: 'http', instanceCount: 2 }],
  ...{ throughputUnits: 1, throughputUnitsMax: 2, postgresSku: 'Standard_B1ms', postgresStorageGb: 32 },
  ...{ backupRetentionDays: 14, appConnectionLimit: 30, sweepJobCpu: '1.0', sweepJobMemory: '2Gi' },
  ...{ sweepJobTimeoutSeconds: 3600, logRetentionDays: 30, logDailyCapGb: 1, wafRequestsPerMinute: 600 },
  ...{ privateNetworking: false, scheduleBooks: 'paper', budgetUsd: 500 },
}

const hub = (key: keyof typeof HUBS): Desk['hubs'][keyof typeof HUBS] => ({
  ...HUBS[key],
  size: { usual: 500, largest: 1_000 },
})

const GROUPS: readonly ScaleGroup[] = [
  { kind: 'http', name: 'http' },
  { kind: 'hub', name: 'function:bars', hub: 'bars' },
  { kind: 'hub', name: 'function:signals', hub: 'signals' },
  { kind: 'hub', name: 'function:regimes', hub: 'regimes' },
  { kind: 'hub', name: 'function:orders', hub: 'orders' },
  { kind: 'hub', name: 'function:sweeps', hub: 'jobs' },
  { kind: 'timer', name: 'function:outbox', perWeekday: 8_640, perWeekendDay: 8_640 },
  { kind: 'timer', name: 'function:report', perWeekday: 1, perWeekendDay: 0 },
]

const DESK: Desk = {
  groups: GROUPS,
  hubs: {
    ...{ bars: hub('bars'), signals: hub('signals'), regimes: hub('regimes') },
    ...{ jobs: hub('jobs'), orders: hub('orders') },
  },
  ...{
    readerGroups: 5,
    maxEventBatchSize: 1_000,
    prefetchCount: 4_000,
    functionTimeoutSeconds: 600,
    probeSeconds: 240,
  },
  ...{ poolConnections: 1, appConnectionLimit: 30, sweeperConnectionLimit: 3, migratorConnections: 1 },
  ...{
    reservedConnections: 1,
    shardsUsual: 3,
    shardsMax: 16,
    vendors: ['file', 'synthetic'],
    metricSeries: 10,
    logAlerts: 8,
  },
  metricAlerts: 12,
}

const LOAD: Load = {
  ...{ symbols: 100, routedSymbols: 10, minutesPerSession: 390, decisionsPerSymbol: 26, viewers: 2 },
  ...{ viewerHoursPerSession: 8, requestsPerSecond: 1, edgeLocations: 100, sweepJobsPerMonth: 10 },
}

export function factsWith({ parameters, desk, load }: Changes = {}): Facts {
  const all = { ...PARAMETERS, ...parameters }
  return {
    parameters: all,
    desk: { ...DESK, ...desk },
    load: { ...LOAD, ...load },
    limits: limitsOf(all),
    // Every price is one dollar, so that a quantity can be read off its item.
    prices: { about: 'sample', currency: 'USD', prices: dollars() },
  }
}

function dollars(): Record<string, Price> {
  const names = [
    ...['postgres.Standard_B1ms', 'postgres.Standard_B2s', 'postgres.storage', 'postgres.backup', 'functions.baseline'],
    ...['functions.ready', 'functions.onDemand', 'functions.readyExecutions', 'functions.onDemandExecutions'],
    ...['eventHubs.unit', 'eventHubs.events', 'frontDoor.base', 'frontDoor.firewall', 'frontDoor.requests'],
    ...['frontDoor.egress', 'logs.ingested', 'logs.retained', 'alerts.log', 'alerts.metric', 'blob.stored'],
    ...['blob.writes', 'keyVault.operations', 'containers.vcpu', 'containers.memory', 'registry.basic'],
    ...['network.endpoint', 'network.zone'],
  ]
  const price = (name: string): Price => ({
    ...{ usd: 0.000001, unit: 'piece', region: 'global', meter: name, source: 'https://example.com/', asOf: 'UNKNOWN' },
    read: '2026-11-26',
  })
  return Object.fromEntries(names.map((name) => [name, price(name)]))
}
