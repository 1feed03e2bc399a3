/** Requests at the edge, logs, vendors of bars and sweeps. Pure. */
import type { Vendor } from '../../shared/contracts/bars.ts'
import { computeOf } from './compute.ts'
import type { Facts } from './facts.ts'
import type { Line } from './line.ts'
import { BOUNDED, MONTH } from './load.ts'
import { probesPerDay, viewsPerSession } from './scaling.ts'

const GB = 1e9
const MINUTES_PER_DAY = 1_440
const WAF_PAGE = 'https://learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-rate-limit'
const CAP_PAGE = 'https://learn.microsoft.com/azure/azure-monitor/logs/daily-cap'

/** What a vendor allows in a day; null for one that is asked over no network. A new vendor has to be written here. */
interface Quota {
  readonly callsPerDay: number
  readonly source: string
}
const QUOTAS: Readonly<Record<Vendor, Quota | null>> = { file: null, synthetic: null }

export function edgeLines(facts: Facts): Line[] {
  return [...frontDoorLines(facts), logLine(facts), ...vendorLines(facts), ...sweepLines(facts)]
}

/** Of a session day. */
export function logGbPerDay(facts: Facts): number {
  const executions = computeOf(facts).groups.reduce((sum, { perSession }) => sum + perSession, 0)
  return logGb(facts, { executions, requests: viewsPerSession(facts), days: 1 })
}

export function logGbPerMonth(facts: Facts): number {
  const executions = computeOf(facts).groups.reduce((sum, { perMonth }) => sum + perMonth, 0)
  return logGb(facts, { executions, requests: viewsPerSession(facts) * MONTH.sessions, days: MONTH.days })
}

function logGb({ desk }: Facts, of: { executions: number; requests: number; days: number }): number {
  const metrics = desk.metricSeries * MINUTES_PER_DAY * of.days * BOUNDED.logBytesPerMetric
  return (of.executions * BOUNDED.logBytesPerExecution + of.requests * BOUNDED.logBytesPerRequest + metrics) / GB
}

function frontDoorLines(facts: Facts): Line[] {
  const { load, parameters, desk } = facts
  const viewed = viewsPerSession(facts)
  const rate = `${load.viewers} viewers × ${load.requestsPerSecond.toFixed(2)}/s`
  return [
    {
      ...{ topic: 'front door', name: 'requests of one office', unit: 'requests/min' },
      formula: `${rate} × 60, from one address`,
      value: load.viewers * load.requestsPerSecond * 60,
      limit: {
        ...{ value: parameters.wafRequestsPerMinute, beyond: 'fails', source: WAF_PAGE },
        ...{ parameter: 'wafRequestsPerMinute', remedy: 'raise it: those who look at the desk are refused' },
      },
    },
    {
      ...{ topic: 'front door', name: 'requests', unit: 'requests/month', value: viewed * MONTH.sessions },
      formula: `${rate} × ${load.viewerHoursPerSession} h × ${MONTH.sessions} days`,
    },
    {
      ...{ topic: 'front door', name: 'probes of the app', unit: 'requests/day', value: probesPerDay(facts) },
      formula: `${load.edgeLocations} edges every ${desk.probeSeconds ?? 'never'} s`,
      basis: 'bounded: edges without traffic probe less often',
    },
    {
      ...{ topic: 'front door', name: 'egress', unit: 'GB/month', basis: 'bounded', value: egressGb(facts) },
      formula: `requests × ${BOUNDED.bytesPerAnswer} bytes, as if every answer had changed`,
    },
  ]
}

export const egressGb = (facts: Facts): number =>
  (viewsPerSession(facts) * MONTH.sessions * BOUNDED.bytesPerAnswer) / GB

function logLine(facts: Facts): Line {
  const cap = facts.parameters.logDailyCapGb
  const { logBytesPerExecution, logBytesPerRequest, logBytesPerMetric } = BOUNDED
  return {
    ...{ topic: 'logs', name: 'written on a session day', unit: 'GB/day', value: logGbPerDay(facts) },
    formula: `executions × ${logBytesPerExecution} + requests × ${logBytesPerRequest} + metrics × ${logBytesPerMetric}`,
    basis: 'bounded, without sampling',
    limit: {
      ...{ value: cap, beyond: 'fails', source: CAP_PAGE, parameter: 'logDailyCapGb' },
      remedy: 'raise it: what comes above is dropped, and the alerts are queries over it',
    },
  }
}

function vendorLines({ desk, load }: Facts): Line[] {
  const asked = desk.vendors.filter((vendor) => QUOTAS[vendor as Vendor])
  if (asked.length === 0) {
    const formula = 'no HTTP vendor configured'
    return [{ topic: 'vendors', name: desk.vendors.join(', '), formula, value: 0, unit: 'calls/day' }]
  }
  return asked.map((vendor) => {
    const quota = QUOTAS[vendor as Vendor]
    const calls = load.symbols * load.minutesPerSession
    return {
      ...{ topic: 'vendors', name: vendor, formula: 'a call for each bar', value: calls, unit: 'calls/day' },
      limit: {
        ...{ value: quota?.callsPerDay ?? 'UNKNOWN', beyond: 'fails', source: quota?.source ?? '' },
        ...{ parameter: 'UNIVERSE', remedy: 'ask for several symbols at once, or for fewer' },
      },
    }
  })
}

export interface SweepUse {
  readonly vcpuSeconds: number
  readonly gibSeconds: number
}

/** As if every job had all its executions, and each ran until it is stopped. */
export function sweepUseOf({ parameters, desk, load }: Facts): SweepUse {
  const seconds = load.sweepJobsPerMonth * desk.shardsMax * parameters.sweepJobTimeoutSeconds
  const gib = Number(parameters.sweepJobMemory.replace('Gi', ''))
  return { vcpuSeconds: seconds * Number(parameters.sweepJobCpu), gibSeconds: seconds * gib }
}

function sweepLines(facts: Facts): Line[] {
  const { parameters, desk, load } = facts
  const formula = `${load.sweepJobsPerMonth} jobs × ${desk.shardsMax} × ${parameters.sweepJobTimeoutSeconds} s`
  const { vcpuSeconds, gibSeconds } = sweepUseOf(facts)
  return [
    {
      ...{ topic: 'sweeps', name: 'processors', unit: 'vCPU-s/month', value: vcpuSeconds, basis: 'bounded' },
      formula: `${formula} × ${parameters.sweepJobCpu}`,
    },
    {
      ...{ topic: 'sweeps', name: 'memory', unit: 'GiB-s/month', value: gibSeconds, basis: 'bounded' },
      formula: `${formula} × ${parameters.sweepJobMemory}`,
    },
  ]
}
