/** A batch for `exec.orders` in which two events are good and every other one is poison of its own kind. */
import { EventHubProducerClient } from '@azure/event-hubs'
import { idOf } from '../../../shared/base/digest.ts'
import { MINUTE_MS } from '../../../shared/base/instant.ts'
import { outgoing } from '../../../shared/contracts/envelope.ts'
import { HUBS } from '../../../shared/contracts/hubs.ts'
import type { OrderIntent } from '../../../shared/contracts/orders.ts'
import { approve } from '../../../shared/domain/risk/index.ts'
import type { Platform } from '../../platform/platform.ts'

export interface PoisonBatch {
  /** Bodies in the order they are sent. */
  readonly events: readonly unknown[]
  /** Code and detail of each dead letter, in that order. */
  readonly letters: readonly (readonly [code: string, detail: RegExp])[]
  /** Ids of the intents that become orders. */
  readonly good: readonly string[]
}

const GATE = { gate: 'risk.position', verdict: 'PASS', value: 0, threshold: 'any', reason: null } as const

export function poisonBatch(symbol: string, now: number): PoisonBatch {
  const intent = (name: string, qty: string): OrderIntent =>
    approve(
      {
        ...{ id: idOf(name, symbol), runId: idOf('run', name, symbol), book: 'smoke', symbol, strategy: 'breakout' },
        ...{ side: 'buy', qty, notional: '100', priceHint: '50', stopPrice: null, vendor: 'synthetic' },
        ...{ synthetic: true, execute: false, timestamp: now, expiresAt: now + 5 * MINUTE_MS, goodUntil: null },
        params: {},
        risk: {
          ...{ kellyFraction: 0, rawKelly: 0, targetNotional: 100, probability: 0.5, payoff: 1 },
          ...{ equityBase: 10_000, lossAtStop: null },
        },
      },
      [GATE],
    )
  const body = (data: OrderIntent): Record<string, unknown> => {
    const common = { id: data.id, source: 'test', time: now, subject: symbol, book: data.book }
    return outgoing({ ...common, type: 'gatehouse.order.intent.v1', data }).body as Record<string, unknown>
  }
  const [first, last] = [intent('first', '2'), intent('last', '3')]
  const forged = { ...intent('forged', '2'), qty: '2000' }
  const { data, ...head } = body(intent('halved', '2'))
  const { qty: _, ...withoutQty } = data as Record<string, unknown>
  return {
    events: [
      body(first),
      Buffer.from('{"half":'),
      { hello: 'world' },
      { ...body(first), type: 'gatehouse.order.intent.v9' },
      { ...head, data: withoutQty },
      body(forged),
      // Well formed and approved, but larger than a row can hold.
      body(intent('endless', '1000000000000000')),
      body(last),
    ],
    letters: [
      ['NOT_JSON', /^body is /],
      ['ENVELOPE_INVALID', /specversion/],
      ['TYPE_UNKNOWN', /gatehouse\.order\.intent\.v9 on hub orders/],
      ['DATA_INVALID', /^qty /],
      ['APPROVAL_BROKEN', new RegExp(forged.id)],
      ['HANDLER_FAILED', /numeric field overflow/],
    ],
    good: [first.id, last.id],
  }
}

/** Sends the bodies as one batch into one partition of `exec.orders`, whatever they are. */
export async function publishBatch(platform: Platform, partitionId: string, bodies: readonly unknown[]): Promise<void> {
  const producer = new EventHubProducerClient(platform.events, HUBS.orders.name)
  try {
    await producer.sendBatch(
      bodies.map((body) => ({ body })),
      { partitionId },
    )
  } finally {
    await producer.close()
  }
}
