/** How many instances each group of functions may have, and how often it runs. Pure. */
import type { ScaleGroup } from './desk.ts'
import type { Facts } from './facts.ts'
import { MEASURED, MONTH } from './load.ts'

/**
 * From a bar to the order that it causes: the consumers of bars and orders and the timer that sends what was left.
 * Requests of people are not of it: they wait behind it.
 */
export const ORDER_PATH: readonly string[] = ['function:bars', 'function:orders', 'function:outbox']

export function alwaysReadyOf({ parameters }: Pick<Facts, 'parameters'>, { name }: Pick<ScaleGroup, 'name'>): number {
  return parameters.alwaysReady
    .filter((ready) => ready.name === name)
    .reduce((sum, { instanceCount }) => sum + instanceCount, 0)
}

/**
 * Most instances that a group can have. A consumer has no use for more than its hub has partitions, and a timer runs
 * once whatever the number; what is always ready is there in any case.
 */
export function instancesMaxOf(facts: Pick<Facts, 'parameters' | 'desk'>, group: ScaleGroup): number {
  const { maximumInstanceCount } = facts.parameters
  const wanted =
    group.kind === 'http'
      ? maximumInstanceCount
      : group.kind === 'hub'
        ? Math.min(maximumInstanceCount, facts.desk.hubs[group.hub].partitions)
        : 1
  return Math.max(wanted, alwaysReadyOf(facts, group))
}

/** Events of one minute of a session at most, all sent within a moment of each other. */
export function eventsPerMinute({ load }: Pick<Facts, 'load'>): {
  readonly bars: number
  readonly signals: number
  readonly regimes: number
  readonly orders: number
} {
  const { symbols, routedSymbols } = load
  // Each bar leaves one signal and one regime; each decision at most one intent.
  return { bars: symbols, signals: symbols, regimes: symbols, orders: routedSymbols }
}

export const ordersPerSession = ({ load }: Pick<Facts, 'load'>): number => load.routedSymbols * load.decisionsPerSymbol

export const barsPerSession = ({ load }: Pick<Facts, 'load'>): number => load.symbols * load.minutesPerSession

/** Executions of a consumer for one minute of the session at most: never more than there are events. */
function batchesPerMinute(facts: Pick<Facts, 'load' | 'desk'>, hub: 'bars' | 'signals' | 'regimes'): number {
  const { bars } = eventsPerMinute(facts)
  const ofBars = Math.min(bars, facts.desk.hubs.bars.partitions * MEASURED.batchesPerPartition)
  if (hub === 'bars') return ofBars
  // Each batch of bars sends its own signals and regimes, to any of their partitions.
  return Math.min(bars, ofBars * facts.desk.hubs[hub].partitions)
}

export interface Executions {
  readonly group: ScaleGroup
  readonly perSession: number
  readonly perMonth: number
  /** Work of one execution, seconds. */
  readonly seconds: number
  readonly formula: string
}

export function executionsOf(facts: Facts): Executions[] {
  return facts.desk.groups.map((group) => ({ group, ...runsOf(facts, group) }))
}

function runsOf(facts: Facts, group: ScaleGroup): Omit<Executions, 'group'> {
  const { load, desk } = facts
  if (group.kind === 'timer') {
    const perMonth = MONTH.sessions * group.perWeekday + (MONTH.days - MONTH.sessions) * group.perWeekendDay
    const formula = `${MONTH.sessions} weekdays × ${group.perWeekday} + 8 days × ${group.perWeekendDay}`
    return { perSession: group.perWeekday, perMonth, seconds: MEASURED.secondsPerCall, formula }
  }
  if (group.kind === 'http') {
    const viewed = viewsPerSession(facts)
    const probes = probesPerDay(facts)
    return {
      perSession: viewed + probes,
      perMonth: viewed * MONTH.sessions + probes * MONTH.days,
      seconds: MEASURED.secondsPerCall,
      formula: `${Math.round(viewed)} views × ${MONTH.sessions} + ${Math.round(probes)} probes × ${MONTH.days}`,
    }
  }
  if (group.hub === 'jobs') {
    const perMonth = load.sweepJobsPerMonth * 2
    const formula = `${load.sweepJobsPerMonth} jobs × request and result`
    return { perSession: perMonth / MONTH.sessions, perMonth, seconds: MEASURED.secondsPerBatch, formula }
  }
  if (group.hub === 'orders') {
    const orders = ordersPerSession(facts)
    const formula = `${orders} orders × ${MONTH.sessions}, each alone`
    return { perSession: orders, perMonth: orders * MONTH.sessions, seconds: MEASURED.secondsPerBatch, formula }
  }
  const batches = batchesPerMinute(facts, group.hub)
  const perSession = batches * load.minutesPerSession
  const events = eventsPerMinute(facts)[group.hub]
  const { partitions } = desk.hubs[group.hub]
  const seconds = group.hub === 'bars' ? (events / batches) * MEASURED.secondsPerBar : MEASURED.secondsPerBatch
  const formula = `${batches} batches over ${partitions} partitions × ${load.minutesPerSession} × ${MONTH.sessions}`
  return { perSession, perMonth: perSession * MONTH.sessions, seconds, formula }
}

export const viewsPerSession = ({ load }: Pick<Facts, 'load'>): number =>
  load.viewers * load.viewerHoursPerSession * 3_600 * load.requestsPerSecond

export const probesPerDay = ({ load, desk }: Pick<Facts, 'load' | 'desk'>): number =>
  desk.probeSeconds === null ? 0 : (load.edgeLocations * 86_400) / desk.probeSeconds
