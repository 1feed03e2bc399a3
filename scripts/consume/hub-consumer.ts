/**
 * One consumer of a hub outside Functions: the trigger's own batch door behind the SDK's event processor.
 *
 * A batch is tried until it is committed and only then checkpointed. The lease keeps the triggers out, and the owner
 * level keeps their receivers off the partitions, so that neither side takes them from the other in turns.
 */
import { setTimeout as delay } from 'node:timers/promises'
import {
  type EventHubConsumerClient,
  earliestEventPosition,
  type PartitionContext,
  type ReceivedEventData,
} from '@azure/event-hubs'
import type { Context } from '../../functions/context.ts'
import { type Arrival, type Consumer, takeBatch } from '../../functions/guard/hub.ts'
import { type ConsumerLease, LEASE_FOR_MS, openLease } from '../../functions/guard/lease.ts'
import { lastError } from '../../shared/base/unavailable.ts'
import { isOutage, retryUntil } from './retry.ts'

/** One committed batch, as it is printed. */
export interface BatchReport {
  readonly partition: string
  /** Sequence numbers of the first and last event. */
  readonly from: number
  readonly to: number
  readonly count: number
  /** From the last event's arrival on the hub to its commit. */
  readonly lag_ms: number
}

export interface HubConsumerSetup {
  readonly context: Context
  readonly consumer: Consumer
  readonly client: EventHubConsumerClient
  /** Names this process to whoever waits for the lease. */
  readonly holder: string
  /** Ends the consumer in order. */
  readonly stop: AbortSignal
  readonly report: (batch: BatchReport) => void
  readonly say: (line: string) => void
}

/** As many as a trigger takes at once. */
const BATCH_EVENTS_MAX = 500
/** The SDK notices a lost connection only when an empty wait ends. */
const IDLE_SECONDS = 1
/** Above the Functions host's own receivers, which have 0. */
const OWNER_LEVEL = 1
const HEARTBEAT_MS = LEASE_FOR_MS / 3
/** A batch under way at the end has this long; after it the events come again. */
const FINISH_WITHIN_MS = 7_000

export class HubConsumer {
  readonly #setup: HubConsumerSetup
  readonly #lease: ConsumerLease
  readonly #underWay = new Set<Promise<void>>()
  /** The newest batch of each partition; an older one that still waits for an outage to end gives way. */
  readonly #turns = new Map<string, symbol>()
  #beat: Promise<void> = Promise.resolve()
  #trouble: string | null = null

  constructor(setup: HubConsumerSetup) {
    this.#setup = setup
    this.#lease = openLease(setup.context, setup.consumer, setup.holder)
  }

  /** Waits for the lease, consumes until `stop`, and leaves in order. Throws what no waiting can mend. */
  async run(): Promise<void> {
    const { client, consumer, context, stop, say } = this.#setup
    if (!(await retryUntil(stop, () => this.#lease.hold(), { say, isPassing: isOutage }))) return
    const heart = setInterval(() => {
      this.#beat = this.#lease.hold().catch((error: Error) => this.#tell(lastError(error).message))
    }, HEARTBEAT_MS)
    say(`consuming ${context.config.events.hubs[consumer.hub]} as ${context.config.events.group}`)
    const subscription = client.subscribe(
      {
        processEvents: (events, partition) => this.#follow(this.#take(events, partition)),
        processError: async (error) => this.#tell(lastError(error).message),
      },
      {
        startPosition: earliestEventPosition,
        ownerLevel: OWNER_LEVEL,
        maxBatchSize: BATCH_EVENTS_MAX,
        maxWaitTimeInSeconds: IDLE_SECONDS,
        skipParsingBodyAsJson: true,
      },
    )
    if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }))
    clearInterval(heart)
    const finished = await Promise.race([
      Promise.all([...this.#underWay, this.#beat]).then(() => true),
      delay(FINISH_WITHIN_MS, false, { ref: false }),
    ])
    // The lease of a batch that may still commit is left to lapse. From here on no batch is begun.
    if (finished)
      await this.#lease.drop().catch((error: Error) => say(`the lease lapses by itself: ${lastError(error).message}`))
    await subscription
      .close()
      .catch((error: Error) => say(`the partitions are left as they are: ${lastError(error).message}`))
  }

  async #follow(work: Promise<void>): Promise<void> {
    this.#underWay.add(work)
    await work.finally(() => this.#underWay.delete(work))
  }

  async #take(events: readonly ReceivedEventData[], partition: PartitionContext): Promise<void> {
    const { context, consumer, stop, report, say } = this.#setup
    const last = events.at(-1)
    if (!last || stop.aborted) return
    const { partitionId } = partition
    const turn = Symbol(partitionId)
    this.#turns.set(partitionId, turn)
    const arrivals = events.map(arrivalOf)
    const committed = await retryUntil(
      stop,
      async () => {
        if (this.#turns.get(partitionId) !== turn) return
        await this.#lease.hold()
        await takeBatch(context, consumer, { partitionId, arrivals }, context.metricsTo(say))
      },
      // What is no outage was buried by the door, so that whatever is left may pass.
      { say: (line) => say(`partition ${partitionId}: ${line}`), isPassing: () => true },
    )
    if (!committed || this.#turns.get(partitionId) !== turn) return
    this.#trouble = null
    report({
      partition: partitionId,
      from: events[0]?.sequenceNumber ?? last.sequenceNumber,
      to: last.sequenceNumber,
      count: events.length,
      lag_ms: Math.max(0, context.clock.now() - last.enqueuedTimeUtc.getTime()),
    })
    // A checkpoint that lags costs a redelivery after a restart, and every row is keyed by its event.
    await partition
      .updateCheckpoint(last)
      .catch((error: Error) => this.#tell(`the checkpoint lags: ${lastError(error).message}`))
  }

  /** One line when a trouble begins, not one per attempt. */
  #tell(line: string): void {
    if (this.#trouble === line || this.#setup.stop.aborted) return
    this.#trouble = line
    this.#setup.say(line)
  }
}

/** Bodies arrive unparsed, so that what is no JSON is buried as it was sent. */
function arrivalOf({ body, sequenceNumber, enqueuedTimeUtc }: ReceivedEventData): Arrival {
  const text = body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : body
  return { body: text, sequenceNumber, enqueuedAt: enqueuedTimeUtc.getTime() }
}
