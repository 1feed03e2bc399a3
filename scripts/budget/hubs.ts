/** Throughput of the hubs in the fullest second, what they keep, and what a consumer holds in memory. Pure. */
import type { HubKey } from '../../shared/contracts/hubs.ts'
import type { Facts } from './facts.ts'
import type { Fact } from './limits.ts'
import type { Line } from './line.ts'
import { barsPerSession, eventsPerMinute, ordersPerSession } from './scaling.ts'

const TOPIC = 'event hubs'
const HUBS_CODE = 'shared/contracts/hubs.ts'
const MB = 2 ** 20

/** The hubs of the trading day; jobs are a handful. */
const DAY_HUBS = ['bars', 'signals', 'regimes', 'orders'] as const

export function hubLines(facts: Facts): Line[] {
  return [...throughput(facts), ...kept(facts), ...held(facts)]
}

/** Everything that a minute's bars cause, as if it came within one second. */
function throughput(facts: Facts): Line[] {
  const { desk, limits } = facts
  const counts = eventsPerMinute(facts)
  const events = DAY_HUBS.reduce((sum, hub) => sum + counts[hub], 0)
  // Orders and reports share a hub; what a minute's bars cause are intents, of their usual size.
  const sizeOf = (hub: (typeof DAY_HUBS)[number]): number =>
    hub === 'orders' ? desk.hubs.orders.size.usual : desk.hubs[hub].size.largest
  const bytes = DAY_HUBS.reduce((sum, hub) => sum + counts[hub] * sizeOf(hub), 0)
  const eventTerms = DAY_HUBS.map((hub) => `${counts[hub]} ${hub}`).join(' + ')
  const byteTerms = DAY_HUBS.map((hub) => `${counts[hub]} × ${sizeOf(hub)}`).join(' + ')
  const groups = desk.readerGroups
  return [
    ...twice(facts, { name: 'events in', formula: eventTerms, value: events, unit: 'events/s' }, limits.ingressEvents),
    ...twice(facts, { name: 'bytes in', formula: byteTerms, value: bytes, unit: 'bytes/s' }, limits.ingressBytes),
    ...twice(
      facts,
      { name: 'events out', formula: `${events} × ${groups} groups`, value: events * groups, unit: 'events/s' },
      limits.egressEvents,
    ),
    ...twice(
      facts,
      { name: 'bytes out', formula: `${bytes} × ${groups} groups`, value: bytes * groups, unit: 'bytes/s' },
      limits.egressBytes,
    ),
  ]
}

/** Against the units that there are, where more come by themselves, and against the most that may come. */
function twice({ parameters }: Facts, line: Pick<Line, 'name' | 'formula' | 'value' | 'unit'>, perUnit: Fact): Line[] {
  const { throughputUnits, throughputUnitsMax } = parameters
  const basis = 'all events of a minute in one second'
  const source = perUnit.source
  return [
    {
      ...{ topic: TOPIC, ...line, name: `${line.name}, units at first`, basis },
      limit: {
        ...{ value: perUnit.value * throughputUnits, beyond: 'waits', source, parameter: 'throughputUnits' },
        remedy: 'auto-inflate adds units; until then senders are throttled and try again',
      },
    },
    {
      ...{ topic: TOPIC, ...line, name: `${line.name}, units at most`, basis },
      limit: {
        ...{ value: perUnit.value * throughputUnitsMax, beyond: 'fails', source, parameter: 'throughputUnitsMax' },
        remedy: 'raise it, or let fewer groups read everything',
      },
    },
  ]
}

/** Units that the namespace ends at: it grows by itself, and never shrinks. */
export function unitsOf(facts: Facts): number {
  const { throughputUnits, throughputUnitsMax } = facts.parameters
  const wanted = throughput(facts).map(({ value, limit }) => {
    const perUnits = limit?.parameter === 'throughputUnits' ? limit.value : 'UNKNOWN'
    return value === 'UNKNOWN' || perUnits === 'UNKNOWN' ? 0 : Math.ceil((value / perUnits) * throughputUnits)
  })
  return Math.min(throughputUnitsMax, Math.max(throughputUnits, ...wanted))
}

export const eventsPerSession = (facts: Facts): Readonly<Record<HubKey, number>> => ({
  bars: barsPerSession(facts),
  signals: barsPerSession(facts),
  regimes: barsPerSession(facts),
  orders: ordersPerSession(facts),
  jobs: facts.load.sweepJobsPerMonth,
})

function kept(facts: Facts): Line[] {
  const { desk, limits, parameters } = facts
  const events = eventsPerSession(facts)
  const keys = Object.keys(desk.hubs) as HubKey[]
  const days = (hub: HubKey): number => desk.hubs[hub].retentionHours / 24
  const sizeOf = (hub: HubKey): number => desk.hubs[hub].size[hub === 'orders' ? 'usual' : 'largest']
  const largest = Math.max(...keys.map((hub) => desk.hubs[hub].size.largest))
  return [
    {
      ...{ topic: TOPIC, name: 'kept events', unit: 'bytes' },
      formula: keys.map((hub) => `${events[hub]} × ${days(hub)} d × ${sizeOf(hub)}`).join(' + '),
      value: keys.reduce((sum, hub) => sum + events[hub] * days(hub) * sizeOf(hub), 0),
      limit: {
        ...{ value: limits.retainedBytes.value * parameters.throughputUnits, beyond: 'fails' },
        ...{ source: limits.retainedBytes.source, parameter: 'throughputUnits', remedy: 'shorten retentionHours' },
      },
    },
    {
      ...{ topic: TOPIC, name: 'largest event', formula: 'a report of 500 executions', value: largest, unit: 'bytes' },
      limit: {
        ...{ value: limits.publicationBytes.value, beyond: 'fails', source: limits.publicationBytes.source },
        ...{ parameter: 'shared/contracts/orders.ts', remedy: 'let a report carry fewer executions' },
      },
    },
  ]
}

/** What one instance may have fetched and not handled yet. */
function held({ desk, parameters }: Facts): Line[] {
  const worst = (Object.keys(desk.hubs) as HubKey[])
    .map((hub) => ({ hub, bytes: desk.hubs[hub].partitions * desk.prefetchCount * desk.hubs[hub].size.usual }))
    .reduce((most, one) => (one.bytes > most.bytes ? one : most))
  const { partitions, size } = desk.hubs[worst.hub]
  return [
    {
      ...{ topic: TOPIC, name: 'prefetched by one instance', unit: 'MB', value: worst.bytes / MB },
      formula: `${worst.hub}: ${partitions} partitions × ${desk.prefetchCount} × ${size.usual} bytes`,
      limit: {
        ...{ value: parameters.instanceMemoryMb / 4, beyond: 'fails', source: HUBS_CODE },
        ...{
          parameter: 'instanceMemoryMb',
          remedy: 'raise it, or lower prefetchCount in host.json: a quarter is for this',
        },
      },
    },
  ]
}
