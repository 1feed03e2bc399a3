/**
 * The hubs of the event bus: their names, shapes, producers and consumers, written once.
 *
 * The local emulator, the Functions triggers, the Bicep and the readiness probe all read this file.
 * Shapes are the operator runbook's; limits of the tier are at
 * https://learn.microsoft.com/azure/event-hubs/event-hubs-quotas.
 */

export const CONSUMER_GROUPS = ['api', 'ui', 'orchestrator', 'sweeper', 'diagnostics'] as const
export type ConsumerGroup = (typeof CONSUMER_GROUPS)[number]

export type HubKey = 'bars' | 'signals' | 'regimes' | 'jobs' | 'orders'

export interface Hub {
  /** Entity name in the namespace. */
  readonly name: string
  /** App setting that overrides the name. */
  readonly setting: string
  readonly partitions: number
  readonly retentionHours: number
  /** Flows that write to the hub. */
  readonly producers: readonly string[]
  /** Functions that read it, with their group. Empty only while the hub's feature has not landed. */
  readonly consumers: readonly { readonly name: string; readonly group: ConsumerGroup }[]
}

export const HUBS: Readonly<Record<HubKey, Hub>> = {
  bars: {
    name: 'bars.raw',
    setting: 'EH_HUB_BARS',
    partitions: 6,
    retentionHours: 24,
    producers: ['publish-bars'],
    consumers: [{ name: 'bars', group: 'orchestrator' }],
  },
  signals: {
    name: 'signals.enriched',
    setting: 'EH_HUB_SIGNALS',
    partitions: 4,
    retentionHours: 48,
    producers: ['take-bars'],
    consumers: [{ name: 'signals', group: 'orchestrator' }],
  },
  regimes: {
    name: 'regimes.snapshot',
    setting: 'EH_HUB_REGIMES',
    partitions: 4,
    retentionHours: 48,
    producers: ['take-bars'],
    consumers: [{ name: 'regimes', group: 'orchestrator' }],
  },
  jobs: {
    name: 'backtest.jobs',
    setting: 'EH_HUB_JOBS',
    partitions: 2,
    retentionHours: 72,
    producers: ['create-sweep-job'],
    consumers: [{ name: 'sweeps', group: 'sweeper' }],
  },
  orders: {
    name: 'exec.orders',
    setting: 'EH_HUB_ORDERS',
    partitions: 2,
    retentionHours: 24,
    producers: ['route-symbol'],
    consumers: [{ name: 'orders', group: 'orchestrator' }],
  },
}

/** Hubs that a function of the desk consumes. */
export const CONSUMED_HUBS: readonly HubKey[] = (Object.keys(HUBS) as HubKey[]).filter(
  (hub) => HUBS[hub].consumers.length > 0,
)
