/** Connections to Postgres: who may open how many, and what happens when all want one. Pure. */
import { SECOND_MS } from '../../shared/base/instant.ts'
import { ACQUIRE_WITHIN_MS } from '../../shared/contracts/connections.ts'
import type { ScaleGroup } from './desk.ts'
import type { Facts } from './facts.ts'
import { CORES } from './limits.ts'
import type { Limit, Line, Quantity } from './line.ts'
import { MEASURED } from './load.ts'
import { alwaysReadyOf, instancesMaxOf, ORDER_PATH } from './scaling.ts'

const TOPIC = 'connections'
const CODE = 'shared/contracts/connections.ts'
const FLEX_SCALING = 'https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#per-function-scaling'
const SERVER_REMEDY = 'take the next postgresSku, or lower the limit of a role'

export function connectionLines(facts: Facts): Line[] {
  return [...shares(facts), ...demands(facts), ...waits(facts)]
}

/** The limit of the app's role, and whether all roles at their limits fit the server together. */
function shares({ parameters, desk, limits }: Facts): Line[] {
  const limit = parameters.appConnectionLimit
  const { sweeperConnectionLimit: sweeper, migratorConnections: migrator, reservedConnections: reserve } = desk
  const others = `${sweeper} sweeper + ${migrator} migration + ${reserve} person`
  return [
    {
      topic: TOPIC,
      name: 'limits set on the app’s role',
      formula: limit === undefined ? 'appConnectionLimit is missing' : `appConnectionLimit ${limit}`,
      value: limit === undefined ? 0 : 1,
      unit: 'limits',
      limit: {
        ...{ value: 1, side: 'at least', beyond: 'fails', source: CODE, parameter: 'appConnectionLimit' },
        remedy: `set it to ${desk.appConnectionLimit}: without it the app may take every connection of the server`,
      },
    },
    {
      topic: TOPIC,
      name: 'role limit apart from the one that the grants set',
      formula: `|${limit ?? 'missing'} − ${desk.appConnectionLimit}|`,
      value: limit === undefined ? 'UNKNOWN' : Math.abs(limit - desk.appConnectionLimit),
      unit: 'connections',
      limit: {
        ...{ value: 0, beyond: 'fails', source: CODE, parameter: 'appConnectionLimit' },
        remedy: `set it to ${desk.appConnectionLimit}, or change APP_CONNECTION_LIMIT and the grants with it`,
      },
    },
    {
      topic: TOPIC,
      name: 'all roles at their limits',
      formula: `${limit ?? 'unlimited'} app + ${others}`,
      value: limit === undefined ? 'UNKNOWN' : limit + sweeper + migrator + reserve,
      unit: 'connections',
      limit: {
        ...{ value: limits.userConnections.value, beyond: 'fails', source: limits.userConnections.source },
        ...{ parameter: `appConnectionLimit ${limit ?? 'missing'} and postgresSku`, remedy: SERVER_REMEDY },
      },
    },
  ]
}

/** What is always there and what an order needs, requests at their most beside it, and everything at its most. */
function demands(facts: Facts): Line[] {
  const { parameters, desk } = facts
  const pool = desk.poolConnections
  const roleLimit: Quantity = parameters.appConnectionLimit ?? 'UNKNOWN'
  const firm = desk.groups.map((group) => ({
    name: shortOf(group.name),
    instances: ORDER_PATH.includes(group.name)
      ? instancesMaxOf(facts, group)
      : // Somebody must be able to ask the desk, also where no instance is kept for it.
        Math.max(alwaysReadyOf(facts, group), group.kind === 'http' ? 1 : 0),
  }))
  const crowded = desk.groups
    .filter(({ kind, name }) => kind === 'http' || ORDER_PATH.includes(name))
    .map((group) => ({ name: shortOf(group.name), instances: instancesMaxOf(facts, group) }))
  const isOther = ({ kind, name }: ScaleGroup): boolean => kind === 'timer' && !ORDER_PATH.includes(name)
  const others = desk.groups.filter(isOther).reduce((sum, group) => sum + instancesMaxOf(facts, group), 0)
  const ceiling = [
    ...desk.groups
      .filter((group) => !isOther(group))
      .map((group) => ({ name: shortOf(group.name), instances: instancesMaxOf(facts, group) })),
    { name: 'other timers', instances: others },
  ]
  const waits: Limit = {
    ...{ value: roleLimit, beyond: 'waits', source: CODE, parameter: 'maximumInstanceCount' },
    remedy: 'who comes too late is refused by the server, told so within 5 s and comes again; lower it where it may be',
  }
  return [
    {
      ...{ topic: TOPIC, name: 'always ready and the order path', ...sumOf(firm, pool), unit: 'connections' },
      limit: {
        ...{ value: roleLimit, beyond: 'fails', source: CODE, parameter: 'alwaysReady' },
        remedy: 'keep fewer instances ready, so that no order waits for a login',
      },
    },
    {
      ...{ topic: TOPIC, name: 'the order path beside all requests', ...sumOf(crowded, pool) },
      unit: 'connections',
      limit: waits,
    },
    {
      ...{ topic: TOPIC, name: 'every group at its most', ...sumOf(ceiling, pool) },
      unit: 'connections',
      limit: waits,
    },
    {
      ...{ topic: TOPIC, name: 'executions of a sweep, usually' },
      formula: `${desk.shardsUsual} shards × ${pool}`,
      value: desk.shardsUsual * pool,
      unit: 'connections',
      limit: {
        ...{ value: desk.sweeperConnectionLimit, beyond: 'fails', source: CODE, parameter: 'SHARDS_USUAL' },
        remedy: 'lower it: an execution that gets no connection waits a quarter of an hour, then ends',
      },
    },
    {
      ...{ topic: TOPIC, name: 'executions of a sweep, at most' },
      formula: `${desk.shardsMax} shards × ${pool}`,
      value: desk.shardsMax * pool,
      unit: 'connections',
      limit: {
        ...{ value: desk.sweeperConnectionLimit, beyond: 'waits', source: CODE, parameter: 'max_workers of a sweep' },
        remedy: 'ask for fewer: an execution that gets no connection waits a quarter of an hour, then ends',
      },
    },
    coresLine(facts),
  ]
}

function coresLine(facts: Facts): Line {
  const instances = facts.desk.groups.reduce((sum, group) => sum + instancesMaxOf(facts, group), 0)
  const cores = CORES[facts.parameters.instanceMemoryMb] ?? 0
  const { value, source } = facts.limits.regionalCores
  return {
    ...{ topic: TOPIC, name: 'cores of every instance', formula: `${instances} instances × ${cores}` },
    value: instances * cores,
    unit: 'cores',
    limit: {
      ...{ value, beyond: 'waits', source, parameter: 'maximumInstanceCount and instanceMemoryMb' },
      remedy: 'ask for a larger regional quota: beyond it scaling out is delayed',
    },
  }
}

/** Requests of one process share its connection: how long one stands in the line. M/D/1: λs² ÷ 2(1 − λs). */
function waits({ load, desk }: Facts): Line[] {
  const rate = (load.viewers * load.requestsPerSecond) / desk.poolConnections
  const busy = rate * MEASURED.secondsPerCall
  const rateText = `${load.viewers} viewers × ${load.requestsPerSecond.toFixed(2)}/s`
  return [
    {
      ...{
        topic: TOPIC,
        name: 'use of one connection by all viewers',
        formula: `${rateText} × ${MEASURED.secondsPerCall} s`,
      },
      value: busy,
      unit: 'of the time',
      basis: 'measured',
      limit: {
        ...{ value: 1, beyond: 'waits', source: FLEX_SCALING, parameter: 'viewers' },
        remedy: 'requests are spread over more instances, each with a connection of its own',
      },
    },
    {
      ...{ topic: TOPIC, name: 'expected wait for it', formula: `${busy.toFixed(3)} × s ÷ 2(1 − ${busy.toFixed(3)})` },
      value: busy < 1 ? (busy * MEASURED.secondsPerCall) / (2 * (1 - busy)) : 'UNKNOWN',
      unit: 's',
      basis: 'measured',
      limit: {
        ...{ value: ACQUIRE_WITHIN_MS / SECOND_MS, beyond: 'waits', source: CODE, parameter: 'viewers' },
        remedy: 'a request that waits longer is answered 503 with Retry-After',
      },
    },
  ]
}

function sumOf(
  parts: readonly { readonly name: string; readonly instances: number }[],
  pool: number,
): Pick<Line, 'formula' | 'value'> {
  const there = parts.filter(({ instances }) => instances > 0)
  const terms = there.map(({ name, instances }) => `${instances} ${name}`).join(' + ')
  const formula = pool === 1 ? terms : `(${terms}) × ${pool}`
  return { formula, value: there.reduce((sum, { instances }) => sum + instances, 0) * pool }
}

const shortOf = (name: string): string => name.replace(/^function:/, '')
