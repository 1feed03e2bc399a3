/**
 * What the longest month costs at list prices. A price that is UNKNOWN makes its item UNKNOWN, and then the total is a
 * lower bound and says so. Pure.
 */
import { computeOf } from './compute.ts'
import { egressGb, logGbPerDay, logGbPerMonth, sweepUseOf } from './edge.ts'
import type { Facts } from './facts.ts'
import { eventsPerSession, unitsOf } from './hubs.ts'
import type { Line, Quantity } from './line.ts'
import { MONTH, SESSIONS_PER_YEAR } from './load.ts'
import { viewsPerSession } from './scaling.ts'
import { keptBytesPerSession, lakeGbPerYear, passingBytes, walBytesPerSession } from './storage.ts'

const GB = 1e9
const MILLION = 1e6
/** Days of logs that their price includes: https://learn.microsoft.com/azure/azure-monitor/logs/cost-logs */
const LOG_DAYS_INCLUDED = 31
/** The lake, the host's account, the site: what they hold after a year. */
const HOST_GB = 1
/** Secrets are read by each instance when it starts and every few minutes after. */
const SECRET_READS_PER_HOUR = 60
/** Endpoints and zones of infra/modules/network.bicep: blobs of two accounts, hubs, vault, Postgres. */
const ENDPOINTS = 5
const ZONES = 4

export interface Item {
  readonly name: string
  readonly price: string
  readonly quantity: number
  readonly unit: string
  readonly formula: string
  readonly usd: Quantity
  /** What to fill in where the price is UNKNOWN. */
  readonly fillIn?: string
}

interface Use {
  readonly name: string
  readonly price: string
  readonly quantity: number
  readonly formula: string
}

export function itemsOf(facts: Facts): Item[] {
  return usesOf(facts).map((use) => priced(facts, use))
}

/** Known items only; beside an UNKNOWN one this is a lower bound. */
export const knownUsd = (items: readonly Item[]): number =>
  items.reduce((sum, { usd }) => sum + (usd === 'UNKNOWN' ? 0 : usd), 0)

export function costLines(facts: Facts): Line[] {
  const items = itemsOf(facts)
  const unknown = items.filter(({ usd }) => usd === 'UNKNOWN')
  const without =
    unknown.length > 0 ? `lower bound, without ${unknown.map(({ name }) => name).join('; ')}` : 'all items'
  return [
    {
      ...{ topic: 'cost', name: 'list price of the longest month', unit: 'USD/month', basis: without },
      formula: `${items.length - unknown.length} priced items`,
      value: knownUsd(items),
      limit: {
        ...{ value: facts.parameters.budgetUsd, beyond: 'fails', source: 'infra/prices.json', parameter: 'budgetUsd' },
        remedy: 'keep fewer instances ready, log less, or raise it knowing what it pays for',
      },
    },
  ]
}

function priced({ prices, parameters }: Facts, use: Use): Item {
  const price = prices.prices[use.price]
  if (!price) {
    const fillIn = `add ${use.price} to infra/prices.json`
    return { ...use, unit: 'UNKNOWN', usd: 'UNKNOWN', fillIn }
  }
  const { unit, meter } = price
  if (price.usd === 'UNKNOWN') return { ...use, unit, usd: 'UNKNOWN', fillIn: `${meter}; ${price.fillIn}` }
  if (price.region !== 'global' && price.region !== parameters.location) {
    const fillIn = `${meter} in ${parameters.location}: the list has ${price.region} alone`
    return { ...use, unit, usd: 'UNKNOWN', fillIn }
  }
  return { ...use, unit, usd: Math.max(0, use.quantity - (price.free ?? 0)) * price.usd }
}

function usesOf(facts: Facts): Use[] {
  return [...databaseUses(facts), ...functionUses(facts), ...hubUses(facts), ...edgeUses(facts), ...otherUses(facts)]
}

function databaseUses(facts: Facts): Use[] {
  const { postgresSku, postgresStorageGb, backupRetentionDays } = facts.parameters
  const kept = (keptBytesPerSession(facts) * SESSIONS_PER_YEAR + passingBytes(facts)) / GB
  const wal = (walBytesPerSession(facts) * backupRetentionDays) / GB
  const beyond = Math.max(0, kept + wal - postgresStorageGb)
  return [
    { name: 'Postgres server', price: `postgres.${postgresSku}`, quantity: MONTH.hours, formula: `${MONTH.hours} h` },
    {
      ...{ name: 'Postgres disk', price: 'postgres.storage', quantity: postgresStorageGb },
      formula: `${postgresStorageGb} GiB`,
    },
    {
      ...{ name: 'Postgres backups', price: 'postgres.backup', quantity: beyond },
      formula: `${kept.toFixed(1)} GB after a year + ${wal.toFixed(1)} of log − ${postgresStorageGb} free`,
    },
  ]
}

function functionUses(facts: Facts): Use[] {
  const use = computeOf(facts)
  const gbSeconds = (value: number): string => `${Math.round(value).toLocaleString('en-US')} GB-s`
  return [
    {
      ...{ name: 'Functions, kept ready', price: 'functions.baseline', quantity: use.baselineGbSeconds },
      formula: gbSeconds(use.baselineGbSeconds),
    },
    {
      ...{ name: 'Functions, ready and busy', price: 'functions.ready', quantity: use.readyGbSeconds },
      formula: gbSeconds(use.readyGbSeconds),
    },
    {
      ...{ name: 'Functions, on demand', price: 'functions.onDemand', quantity: use.onDemandGbSeconds },
      formula: gbSeconds(use.onDemandGbSeconds),
    },
    millions('Functions, executions when ready', 'functions.readyExecutions', use.readyExecutions),
    millions('Functions, executions on demand', 'functions.onDemandExecutions', use.onDemandExecutions),
  ]
}

function millions(name: string, price: string, count: number): Use {
  return { name, price, quantity: count / MILLION, formula: `${(count / MILLION).toFixed(2)} million` }
}

function hubUses(facts: Facts): Use[] {
  const units = unitsOf(facts)
  const events = Object.values(eventsPerSession(facts)).reduce((sum, one) => sum + one, 0) * MONTH.sessions
  return [
    {
      ...{ name: 'Event Hubs, throughput', price: 'eventHubs.unit', quantity: units * MONTH.hours },
      formula: `${units} units × ${MONTH.hours} h`,
    },
    millions('Event Hubs, events', 'eventHubs.events', events),
  ]
}

function edgeUses(facts: Facts): Use[] {
  const requests = viewsPerSession(facts) * MONTH.sessions
  return [
    { name: 'Front Door', price: 'frontDoor.base', quantity: 1, formula: 'one profile' },
    { name: 'Front Door, firewall', price: 'frontDoor.firewall', quantity: 1, formula: 'one policy' },
    millions('Front Door, requests', 'frontDoor.requests', requests),
    {
      ...{ name: 'Front Door, egress', price: 'frontDoor.egress', quantity: egressGb(facts) },
      formula: `${egressGb(facts).toFixed(1)} GB`,
    },
  ]
}

function otherUses(facts: Facts): Use[] {
  const { parameters, desk } = facts
  const perDay = Math.min(logGbPerDay(facts), parameters.logDailyCapGb)
  const logs = Math.min(logGbPerMonth(facts), parameters.logDailyCapGb * MONTH.days)
  const extraDays = Math.max(0, parameters.logRetentionDays - LOG_DAYS_INCLUDED)
  const lake = lakeGbPerYear(facts) + HOST_GB
  const writes = computeOf(facts).groups.filter(({ group }) => group.kind === 'hub')
  const checkpoints = writes.reduce((sum, { perMonth }) => sum + perMonth, 0)
  const { vcpuSeconds, gibSeconds } = sweepUseOf(facts)
  const reads = SECRET_READS_PER_HOUR * MONTH.hours
  return [
    { name: 'Logs', price: 'logs.ingested', quantity: logs, formula: `${logs.toFixed(1)} GB` },
    ...(extraDays > 0
      ? [
          {
            ...{ name: 'Logs, kept longer', price: 'logs.retained', quantity: perDay * extraDays },
            formula: `${perDay.toFixed(2)} GB × ${extraDays} days beyond ${LOG_DAYS_INCLUDED}`,
          },
        ]
      : []),
    { name: 'Alerts on logs', price: 'alerts.log', quantity: desk.logAlerts, formula: `${desk.logAlerts} rules` },
    {
      ...{ name: 'Alerts on metrics', price: 'alerts.metric', quantity: desk.metricAlerts },
      formula: `${desk.metricAlerts} series`,
    },
    { name: 'Blob', price: 'blob.stored', quantity: lake, formula: `${lake.toFixed(1)} GB after a year` },
    {
      ...{ name: 'Blob, writes', price: 'blob.writes', quantity: checkpoints / 10_000 },
      formula: `${Math.round(checkpoints).toLocaleString('en-US')} checkpoints`,
    },
    { name: 'Key Vault', price: 'keyVault.operations', quantity: reads / 10_000, formula: `${reads} reads` },
    {
      ...{ name: 'Sweeps, processors', price: 'containers.vcpu', quantity: vcpuSeconds },
      formula: `${vcpuSeconds.toLocaleString('en-US')} vCPU-s`,
    },
    {
      ...{ name: 'Sweeps, memory', price: 'containers.memory', quantity: gibSeconds },
      formula: `${gibSeconds.toLocaleString('en-US')} GiB-s`,
    },
    { name: 'Container registry', price: 'registry.basic', quantity: MONTH.days, formula: `${MONTH.days} days` },
    ...(parameters.privateNetworking ? networkUses() : []),
  ]
}

const networkUses = (): Use[] => [
  {
    ...{ name: 'Private endpoints', price: 'network.endpoint', quantity: ENDPOINTS * MONTH.hours },
    formula: `${ENDPOINTS} × ${MONTH.hours} h`,
  },
  { name: 'Private zones', price: 'network.zone', quantity: ZONES, formula: `${ZONES} zones` },
]
