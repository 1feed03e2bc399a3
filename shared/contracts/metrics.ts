/**
 * What the desk measures of itself, what Azure measures of its neighbours, and from where on each rings an alert.
 *
 * Own metrics leave as one log line each (`metricLine`), which Application Insights keeps as a trace; their alerts are
 * queries over those lines. The Bicep rules, the table in RUNBOOK.md and `npm run alerts` all follow this file.
 */
import * as z from 'zod'
import { BOOKS } from './books.ts'
import type { HubKey } from './hubs.ts'
import { POISON_CODES, type PoisonCode } from './reasons.ts'

/**
 * When an alert rings: the aggregate of a window, for each value of the dimensions, is beyond the threshold. Words and
 * severities are those of Azure Monitor, 0 critical to 4 verbose:
 * https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-overview
 */
export interface Alert {
  /** `Count` counts samples, so that their absence can ring. */
  readonly aggregation: 'Count' | 'Maximum' | 'Minimum' | 'Average' | 'Total'
  readonly operator: 'GreaterThan' | 'LessThan'
  readonly threshold: number
  readonly windowMinutes: 1 | 5 | 15 | 30 | 60
  readonly severity: 0 | 1 | 2 | 3
  /** Section of RUNBOOK.md, as its anchor. */
  readonly runbook: string
}

export interface OwnMetric {
  readonly unit: 'seconds' | 'count' | 'state'
  readonly meaning: string
  /** Every value that each dimension may have: what is counted by is bounded. */
  readonly dimensions: Readonly<Record<string, readonly string[]>>
  readonly alert: Alert
}

const HUB_KEYS = ['bars', 'signals', 'regimes', 'jobs', 'orders'] as const satisfies readonly HubKey[]
const CODES = Object.keys(POISON_CODES) as PoisonCode[]
/** `trading_state` is the row without which no order passes; the last two tell who calls. */
const NEIGHBOURS = ['postgres', 'event_hubs', 'blob', 'trading_state', 'key_vault', 'entra_keys'] as const

export const METRICS = {
  heartbeat: {
    unit: 'count',
    meaning: '1 each minute, whatever else is away',
    dimensions: {},
    alert: {
      aggregation: 'Count',
      operator: 'LessThan',
      threshold: 1,
      windowMinutes: 5,
      severity: 1,
      runbook: 'alerts',
    },
  },
  orders_lag_seconds: {
    unit: 'seconds',
    meaning: 'age of the oldest intent that was sent and that no consumer has stored yet; 0 when there is none',
    dimensions: {},
    alert: {
      aggregation: 'Maximum',
      operator: 'GreaterThan',
      threshold: 60,
      windowMinutes: 5,
      severity: 1,
      runbook: 'consumer-lag',
    },
  },
  outbox_age_seconds: {
    unit: 'seconds',
    meaning: 'age of the oldest event that has not left the outbox; 0 when there is none',
    dimensions: {},
    alert: {
      aggregation: 'Maximum',
      operator: 'GreaterThan',
      threshold: 60,
      windowMinutes: 5,
      severity: 1,
      runbook: 'outbox-stuck',
    },
  },
  hub_lag_seconds: {
    unit: 'seconds',
    meaning: 'how far a hub’s consumer is behind: of each batch as it was taken, and each minute of what waits',
    dimensions: { hub: HUB_KEYS },
    alert: {
      aggregation: 'Maximum',
      operator: 'GreaterThan',
      threshold: 60,
      windowMinutes: 5,
      severity: 2,
      runbook: 'consumer-lag',
    },
  },
  dead_letters: {
    unit: 'count',
    meaning: 'events that were buried because they can never be applied',
    dimensions: { hub: HUB_KEYS, code: CODES },
    alert: {
      aggregation: 'Total',
      operator: 'GreaterThan',
      threshold: 0,
      windowMinutes: 5,
      severity: 2,
      runbook: 'dead-letters',
    },
  },
  trading_state_raised: {
    unit: 'state',
    meaning: '0 ACTIVE, 1 REDUCING, 2 HALTED',
    dimensions: {},
    alert: {
      aggregation: 'Maximum',
      operator: 'GreaterThan',
      threshold: 0,
      windowMinutes: 5,
      severity: 2,
      runbook: 'halting-the-desk-now',
    },
  },
  slots_missed: {
    unit: 'count',
    meaning: 'slots of today that were missed, failed or are overdue, of a book whose schedule is kept',
    dimensions: { book: BOOKS },
    alert: {
      aggregation: 'Maximum',
      operator: 'GreaterThan',
      threshold: 0,
      windowMinutes: 15,
      severity: 2,
      runbook: 'alerts',
    },
  },
  not_ready: {
    unit: 'state',
    meaning: '1 while a neighbour does not answer, else 0',
    dimensions: { neighbour: NEIGHBOURS },
    // The least of five minutes: one answer that came late rings nothing.
    alert: {
      aggregation: 'Minimum',
      operator: 'GreaterThan',
      threshold: 0,
      windowMinutes: 5,
      severity: 1,
      runbook: 'reading-readiness',
    },
  },
} as const satisfies Readonly<Record<string, OwnMetric>>

export type MetricName = keyof typeof METRICS
export const METRIC_NAMES = Object.keys(METRICS) as MetricName[]

type Values<D> = D extends readonly (infer V)[] ? V : never

/** Exactly the dimensions that the metric declares, each with one of its values. */
export type DimensionsOf<M extends MetricName> = {
  readonly [D in keyof (typeof METRICS)[M]['dimensions']]: Values<(typeof METRICS)[M]['dimensions'][D]>
}

const lineSchema = z.strictObject({
  metric: z.enum(METRIC_NAMES),
  value: z.number(),
  dimensions: z.record(z.string(), z.string()),
})
export type MetricLine = z.infer<typeof lineSchema>

/** The log line of a measure; its beginning is what queries look for. */
export const metricLine = (metric: MetricName, value: number, dimensions: object): string =>
  JSON.stringify({ metric, value, dimensions })

/** A message of the log as a measure; null when it is none. Throws on a measure that the contract does not know. */
export function readMetricLine(message: string): MetricLine | null {
  if (!message.startsWith('{"metric":')) return null
  const line = lineSchema.parse(JSON.parse(message))
  const known: Readonly<Record<string, readonly string[]>> = METRICS[line.metric].dimensions
  const given = Object.entries(line.dimensions)
  const isWhole = given.length === Object.keys(known).length
  if (isWhole && given.every(([name, value]) => known[name]?.includes(value))) return line
  throw new Error(`${line.metric} is measured by ${JSON.stringify(line.dimensions)}; it has ${JSON.stringify(known)}`)
}

/*
 * What Azure itself measures of the desk's neighbours and rings at, by its exact names, from the pages of
 * https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/ that end in -metrics:
 * microsoft-dbforpostgresql-flexibleservers, microsoft-cdn-profiles, microsoft-eventhub-namespaces,
 * microsoft-web-sites and microsoft-insights-components.
 */

export interface PlatformMetric {
  /** Resource type, which is also the namespace of its metrics. */
  readonly namespace: string
  readonly metric: string
  readonly meaning: string
  /** Dimensions by which the alert is split, so that a healthy one does not hide a sick one. */
  readonly splitBy: readonly string[]
  /** The tier of the server that has the metric; absent when all have. */
  readonly onlyTier?: 'Burstable'
  readonly alert: Alert
}

const POSTGRES = 'Microsoft.DBforPostgreSQL/flexibleServers'
const FRONT_DOOR = 'Microsoft.Cdn/profiles'
const EVENT_HUBS = 'Microsoft.EventHub/namespaces'
const FUNCTIONS = 'Microsoft.Web/sites'
const INSIGHTS = 'Microsoft.Insights/components'

/** By the name of their alert. */
export const PLATFORM_METRICS = {
  postgres_away: {
    namespace: POSTGRES,
    metric: 'is_db_alive',
    meaning: 'the server says that its database is down',
    splitBy: [],
    alert: {
      aggregation: 'Maximum',
      operator: 'LessThan',
      threshold: 1,
      windowMinutes: 5,
      severity: 0,
      runbook: 'alerts',
    },
  },
  // Standard_B1ms leaves 35 connections to users, of which the app's role may take 30:
  // https://learn.microsoft.com/azure/postgresql/configure-maintain/concepts-limits
  postgres_connections: {
    namespace: POSTGRES,
    metric: 'active_connections',
    meaning: 'connections come near the limit of the app’s role, which is 30',
    splitBy: [],
    alert: {
      aggregation: 'Maximum',
      operator: 'GreaterThan',
      threshold: 25,
      windowMinutes: 5,
      severity: 2,
      runbook: 'alerts',
    },
  },
  postgres_storage: {
    namespace: POSTGRES,
    metric: 'storage_percent',
    meaning: 'the disk fills up; a full server only reads',
    splitBy: [],
    alert: {
      aggregation: 'Average',
      operator: 'GreaterThan',
      threshold: 80,
      windowMinutes: 15,
      severity: 2,
      runbook: 'alerts',
    },
  },
  // A credit is a minute of one whole core: https://learn.microsoft.com/azure/virtual-machines/sizes-b-series-burstable
  postgres_cpu_credits: {
    namespace: POSTGRES,
    metric: 'cpu_credits_remaining',
    meaning: 'less than half an hour of a whole core is left; then the server runs at its base speed',
    splitBy: [],
    onlyTier: 'Burstable',
    alert: {
      aggregation: 'Average',
      operator: 'LessThan',
      threshold: 30,
      windowMinutes: 15,
      severity: 2,
      runbook: 'alerts',
    },
  },
  front_door_errors: {
    namespace: FRONT_DOOR,
    metric: 'Percentage5XX',
    meaning: 'more than a twentieth of all answers are faults of the server',
    splitBy: [],
    alert: {
      aggregation: 'Average',
      operator: 'GreaterThan',
      threshold: 5,
      windowMinutes: 5,
      severity: 1,
      runbook: 'alerts',
    },
  },
  // Probes come every 240 s from each edge, so that five minutes may hold a single one.
  front_door_origin: {
    namespace: FRONT_DOOR,
    metric: 'OriginHealthPercentage',
    meaning: 'most health probes of the API or of the site fail',
    splitBy: ['OriginGroup'],
    alert: {
      aggregation: 'Average',
      operator: 'LessThan',
      threshold: 50,
      windowMinutes: 15,
      severity: 1,
      runbook: 'alerts',
    },
  },
  event_hubs_throttled: {
    namespace: EVENT_HUBS,
    metric: 'ThrottledRequests',
    meaning: 'the namespace refused calls: its throughput units are used up',
    splitBy: [],
    alert: {
      aggregation: 'Total',
      operator: 'GreaterThan',
      threshold: 0,
      windowMinutes: 5,
      severity: 2,
      runbook: 'alerts',
    },
  },
  event_hubs_errors: {
    namespace: EVENT_HUBS,
    metric: 'ServerErrors',
    meaning: 'the namespace failed calls by its own fault',
    splitBy: [],
    alert: {
      aggregation: 'Total',
      operator: 'GreaterThan',
      threshold: 10,
      windowMinutes: 5,
      severity: 2,
      runbook: 'alerts',
    },
  },
  functions_http_errors: {
    namespace: FUNCTIONS,
    metric: 'Http5xx',
    meaning: 'the app answered faults, also to who came past Front Door',
    splitBy: [],
    alert: {
      aggregation: 'Total',
      operator: 'GreaterThan',
      threshold: 10,
      windowMinutes: 5,
      severity: 2,
      runbook: 'alerts',
    },
  },
  functions_failures: {
    namespace: INSIGHTS,
    metric: 'exceptions/server',
    meaning: 'timers or hub triggers end with an error',
    splitBy: [],
    alert: {
      aggregation: 'Count',
      operator: 'GreaterThan',
      threshold: 10,
      windowMinutes: 15,
      severity: 2,
      runbook: 'alerts',
    },
  },
} as const satisfies Readonly<Record<string, PlatformMetric>>
