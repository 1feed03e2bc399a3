/** The consumers of the hubs, each with the flow it gives its events to. */
import type { Envelope } from '../../shared/contracts/envelope.ts'
import { takeBars } from '../../shared/flows/take-bars.ts'
import { type OrderEvent, takeOrders } from '../../shared/flows/take-orders.ts'
import { takeRegimes, takeSignals } from '../../shared/flows/take-signals.ts'
import type { Consumer } from '../guard/hub.ts'

export const ORDERS: Consumer = {
  name: 'orders',
  hub: 'orders',
  group: 'orchestrator',
  take: (context, events) => takeOrders(context, events as OrderEvent[]),
}

const BARS: Consumer = {
  name: 'bars',
  hub: 'bars',
  group: 'orchestrator',
  take: async (context, events) => {
    await takeBars({ ...context, settings: context.config.desk }, events as Envelope<'gatehouse.bar.v1'>[])
    return undefined
  },
}

const SIGNALS: Consumer = {
  name: 'signals',
  hub: 'signals',
  group: 'orchestrator',
  take: async (context, events) => {
    await takeSignals(context, events as Envelope<'gatehouse.signal.v1'>[])
    return undefined
  },
}

const REGIMES: Consumer = {
  name: 'regimes',
  hub: 'regimes',
  group: 'orchestrator',
  take: async (context, events) => {
    await takeRegimes(context, events as Envelope<'gatehouse.regime.v1'>[])
    return undefined
  },
}

export const CONSUMERS: readonly Consumer[] = [BARS, SIGNALS, REGIMES, ORDERS]
