/** `exec.orders` into the ledger: intents become orders, reports move them, offline smoke orders fill at once. */
import type { Envelope } from '../contracts/envelope.ts'
import type { OrderIntent } from '../contracts/orders.ts'
import { offlineNextBar } from '../domain/market/index.ts'
import { bookExecution, fillWorkingOrders, PAPER_FILL_MODEL } from '../domain/orders/index.ts'
import { type Approved, revive } from '../domain/risk/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ledger } from '../ports/ledger.ts'

export interface OrderPorts {
  readonly ledger: Ledger
  readonly clock: Clock
}

export type OrderEvent = Envelope<'gatehouse.order.intent.v1'> | Envelope<'gatehouse.order.report.v1'>

/** Indexes of events that can never be applied, because the approval does not match the intent. */
export interface TakenOrders {
  readonly broken: readonly number[]
}

/** Applies a batch in its order; applying it twice changes nothing. */
export async function takeOrders(ports: OrderPorts, events: readonly OrderEvent[]): Promise<TakenOrders> {
  const broken: number[] = []
  const arrivals = new Map<string, Approved<OrderIntent>>()
  for (const [index, event] of events.entries()) {
    if (event.type !== 'gatehouse.order.intent.v1') continue
    const intent = revive(event.data)
    if (intent) arrivals.set(`${intent.book}/${intent.id}`, intent)
    else broken.push(index)
  }
  const intents = [...arrivals.values()]
  if (intents.length > 0) {
    const now = ports.clock.now()
    await ports.ledger.storeIntents(
      intents.map((intent) => ({ intent })),
      now,
    )
  }
  for (const event of events) {
    if (event.type === 'gatehouse.order.report.v1') {
      const report = event.data
      await ports.ledger.applyReport(report, (...found) => bookExecution(report, ...found), ports.clock.now())
    }
  }
  for (const intent of intents) await fillOffline(ports, intent)
  return { broken }
}

/**
 * An offline frame has no market that goes on: in the smoke book the next session of the same seeded path follows at
 * once, so a fill carries the instant it is made. Every delivery asks again; an order that no longer works is left
 * alone.
 */
async function fillOffline(ports: OrderPorts, intent: OrderIntent): Promise<void> {
  if (!intent.execute || !intent.synthetic || intent.book !== 'smoke') return
  const bar = offlineNextBar(intent.symbol, intent.timestamp)
  if (!bar) return
  const now = ports.clock.now()
  await ports.ledger.fillOrder(
    { book: intent.book, orderId: intent.id, symbol: intent.symbol },
    (order, holding) => {
      const filled = fillWorkingOrders([order], holding, bar, PAPER_FILL_MODEL)
      return { ...filled, fills: filled.fills.map((fill) => ({ ...fill, filledAt: now })) }
    },
    now,
  )
}
