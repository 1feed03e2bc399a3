/** The consumers of the hubs, each with the flow it gives its events to. A flow is loaded by the first batch. */
import type { Envelope } from '../../shared/contracts/envelope.ts'
import type { SweepEvent } from '../../shared/flows/dispatch-sweep.ts'
import type { OrderEvent } from '../../shared/flows/take-orders.ts'
import type { Consumer } from '../guard/hub.ts'

export const ORDERS: Consumer = {
  name: 'orders',
  hub: 'orders',
  group: 'orchestrator',
  take: async (context, events) => {
    const { takeOrders } = await import('../../shared/flows/take-orders.ts')
    return await takeOrders(context, events as OrderEvent[])
  },
}

const BARS: Consumer = {
  name: 'bars',
  hub: 'bars',
  group: 'orchestrator',
  take: async (context, events) => {
    const { takeBars } = await import('../../shared/flows/take-bars.ts')
    await takeBars({ ...context, settings: context.config.desk }, events as Envelope<'gatehouse.bar.v1'>[])
    return undefined
  },
}

const SIGNALS: Consumer = {
  name: 'signals',
  hub: 'signals',
  group: 'orchestrator',
  take: async (context, events) => {
    const { takeSignals } = await import('../../shared/flows/take-signals.ts')
    await takeSignals(context, events as Envelope<'gatehouse.signal.v1'>[])
    return undefined
  },
}

const REGIMES: Consumer = {
  name: 'regimes',
  hub: 'regimes',
  group: 'orchestrator',
  take: async (context, events) => {
    const { takeRegimes } = await import('../../shared/flows/take-signals.ts')
    await takeRegimes(context, events as Envelope<'gatehouse.regime.v1'>[])
    return undefined
  },
}

const SWEEPS: Consumer = {
  name: 'sweeps',
  hub: 'jobs',
  group: 'sweeper',
  take: async (context, events) => {
    const { dispatchSweeps } = await import('../../shared/flows/dispatch-sweep.ts')
    await dispatchSweeps({ ...context, ...(await context.research()) }, events as SweepEvent[])
    return undefined
  },
}

export const CONSUMERS: readonly Consumer[] = [BARS, SIGNALS, REGIMES, ORDERS, SWEEPS]
