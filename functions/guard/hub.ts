/**
 * What every hub door does: parse each event, give the good ones to the flow, bury poison, and tell outages apart.
 *
 * An outage is thrown, and the retry policy repeats the batch for ever: the checkpoint would advance if it gave up.
 * An event that fails for any other reason fails again every time, so it is buried and the partition goes on.
 */
import type { InvocationContext } from '@azure/functions'
import { SECOND_MS } from '../../shared/base/instant.ts'
import { Unavailable } from '../../shared/base/unavailable.ts'
import { type Envelope, type EventType, readEvent, valueOfBody } from '../../shared/contracts/envelope.ts'
import type { ConsumerGroup, HubKey } from '../../shared/contracts/hubs.ts'
import type { PoisonCode } from '../../shared/contracts/reasons.ts'
import type { DeadLetter } from '../../shared/ports/hub-store.ts'
import type { Metrics } from '../../shared/ports/metrics.ts'
import type { Context } from '../context.ts'
import { contextOf } from '../process-context.ts'
import { type ConsumerLease, FUNCTIONS_HOLDER, openLease } from './lease.ts'

export interface Arrival {
  readonly body: unknown
  readonly sequenceNumber: number
  readonly enqueuedAt: number
}

export interface Consumer {
  readonly name: string
  readonly hub: HubKey
  readonly group: ConsumerGroup
  /** Applies events in their order; returns the indexes of those that can never be applied. */
  readonly take: (
    context: Context,
    events: readonly Envelope[],
  ) => Promise<{ readonly broken?: readonly number[] } | undefined>
}

const leases = new Map<Consumer, ConsumerLease>()

/** One batch of a trigger, while the consumer's lease is this host's. */
export async function takeMessages(
  consumer: Consumer,
  messages: unknown,
  invocation: InvocationContext,
): Promise<void> {
  const batch = batchOf(messages, invocation)
  const context = await contextOf()
  const lease = leases.get(consumer) ?? openLease(context, consumer, FUNCTIONS_HOLDER)
  leases.set(consumer, lease)
  await lease.hold()
  const metrics = context.metricsTo((line) => invocation.info(line))
  await takeBatch(context, consumer, batch, metrics)
}

function batchOf(messages: unknown, { triggerMetadata }: InvocationContext): Batch {
  const metadata = triggerMetadata as Record<string, unknown> | undefined
  const partition = metadata?.partitionContext as { partitionId?: unknown } | undefined
  const sequences = metadata?.sequenceNumberArray as readonly unknown[] | undefined
  const times = metadata?.enqueuedTimeUtcArray as readonly unknown[] | undefined
  const bodies = Array.isArray(messages) ? messages : [messages]
  return {
    partitionId: String(partition?.partitionId ?? ''),
    arrivals: bodies.map((body, index) => ({
      body,
      sequenceNumber: Number(sequences?.[index] ?? -1),
      enqueuedAt: instantOfMetadata(times?.[index]),
    })),
  }
}

/** The host writes UTC without the `Z` in some versions. */
function instantOfMetadata(value: unknown): number {
  const text = String(value ?? '')
  const instant = Date.parse(/Z|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`)
  return Number.isFinite(instant) ? instant : 0
}

/** Events of one partition in their order. */
export interface Batch {
  readonly partitionId: string
  readonly arrivals: readonly Arrival[]
}

/** Takes one batch; shared by the trigger and the stand-alone consumer. */
export async function takeBatch(
  context: Context,
  consumer: Consumer,
  { partitionId, arrivals }: Batch,
  metrics: Metrics,
): Promise<void> {
  const last = arrivals.at(-1)
  // Told of every attempt: the lag of a batch that cannot be taken grows before the eyes.
  if (last && last.enqueuedAt > 0) {
    const lagMs = Math.max(0, context.clock.now() - last.enqueuedAt)
    metrics.measure('hub_lag_seconds', lagMs / SECOND_MS, { hub: consumer.hub })
  }
  const letters: DeadLetter[] = []
  const good: { readonly arrival: Arrival; readonly event: Envelope }[] = []
  const letter = (arrival: Arrival, code: PoisonCode, detail: string): DeadLetter => ({
    hub: consumer.hub,
    partitionId,
    sequenceNumber: arrival.sequenceNumber,
    consumer: consumer.name,
    code,
    detail,
    body: typeof arrival.body === 'string' ? arrival.body : JSON.stringify(arrival.body),
  })
  for (const arrival of arrivals) {
    const read = readEvent(consumer.hub, valueOfBody(arrival.body))
    if (read.kind === 'event') good.push({ arrival, event: read.event as Envelope<EventType> })
    else letters.push(letter(arrival, read.code, read.detail))
  }
  const takeAll = async (group: typeof good): Promise<void> => {
    const taken = await consumer.take(
      context,
      group.map(({ event }) => event),
    )
    for (const index of taken?.broken ?? []) {
      const item = group[index]
      if (item) letters.push(letter(item.arrival, 'APPROVAL_BROKEN', `intent ${item.event.id}`))
    }
  }
  try {
    if (good.length > 0) await takeAll(good)
  } catch (error) {
    if (error instanceof Unavailable) throw error
    // Something in the batch cannot be applied: each event is tried alone, so that one does not bury its neighbours.
    for (const item of good) {
      await takeAll([item]).catch((cause: unknown) => {
        if (cause instanceof Unavailable) throw cause
        letters.push(letter(item.arrival, 'HANDLER_FAILED', String((cause as Error).message ?? cause)))
      })
    }
  }
  const now = context.clock.now()
  const buried = Map.groupBy(await context.hubs.bury(letters, now), (code) => code)
  for (const [code, { length }] of buried) metrics.measure('dead_letters', length, { hub: consumer.hub, code })
  if (last && last.sequenceNumber >= 0) {
    const { sequenceNumber, enqueuedAt } = last
    await context.hubs.mark(
      { hub: consumer.hub, partitionId, consumer: consumer.name, sequenceNumber, enqueuedAt },
      now,
    )
  }
}
