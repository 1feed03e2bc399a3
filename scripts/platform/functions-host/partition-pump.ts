/**
 * One partition of one trigger: finds where to start, receives, handles, checkpoints, and begins again after anything.
 *
 * Batches of a partition are handled one after another. The checkpoint advances when the handler succeeded and also
 * when its retry policy is exhausted, as in Azure: an event is lost unless the app stored it.
 */
import type { EventHubConsumerClient, EventPosition, ReceivedEventData } from '@azure/event-hubs'
import type { CheckpointPlace, Checkpoints, Position } from './checkpoints.ts'
import type { EventHubsConfig } from './host-json.ts'
import type { Log } from './log.ts'
import type { PartitionProgress, Progress } from './progress.ts'
import { pause } from './wait.ts'

export interface PumpSetup {
  readonly functionName: string
  readonly client: EventHubConsumerClient
  readonly place: CheckpointPlace
  readonly partitionId: string
  readonly config: EventHubsConfig
  readonly checkpoints: Checkpoints
  readonly progress: Progress
  readonly partitions: Map<string, PartitionProgress>
  readonly reach: (point: string) => Promise<void>
  readonly log: Log
  readonly closing: AbortSignal
  /** Runs the function on a batch; false when the host closed before the batch was settled. */
  readonly handle: (events: readonly ReceivedEventData[]) => Promise<boolean>
}

/**
 * The SDK ends an empty wait after this long. Only then does it notice that its connection was lost, so this bounds the
 * recovery; a checkpoint that lags is tried again at the same time.
 */
const IDLE_SECONDS = 0.5
const RESUME_AFTER_MS = 200
/** How long a partition is left to the consumer that took it. */
const STOLEN_PAUSE_MS = 1_000
const STOLEN = 'ReceiverDisconnectedError'
/** Owner level of the Functions host's own receivers. */
const OWNER_LEVEL = 0
const EARLIEST: EventPosition = { offset: '-1' }

export class PartitionPump {
  readonly #setup: PumpSetup
  readonly #at: PartitionProgress = { next: 0, running: 0 }
  #handling: Promise<void> = Promise.resolve()
  #lagging: Position | undefined
  #batches = 0
  #located = false
  #troubled = false

  constructor(setup: PumpSetup) {
    this.#setup = setup
  }

  /** Ends when the host closes and the batch under way is settled. */
  async run(): Promise<void> {
    const { closing } = this.#setup
    while (!closing.aborted) {
      let stolen = false
      try {
        stolen = await this.#receive(await this.#locate())
      } catch (error) {
        this.#trouble(error)
      }
      await this.#handling
      await pause(stolen ? STOLEN_PAUSE_MS : RESUME_AFTER_MS, closing)
    }
  }

  /** Finds the first event not yet handled: by memory or checkpoint, but never outside what the hub still holds. */
  async #locate(): Promise<EventPosition> {
    const { client, place, partitionId, config, checkpoints, partitions, progress } = this.#setup
    const [hub, checkpoint] = await Promise.all([
      client.getPartitionProperties(partitionId),
      checkpoints.read(place, partitionId),
    ])
    const end = hub.lastEnqueuedSequenceNumber + 1
    const first = hub.isEmpty ? end : hub.beginningSequenceNumber
    const { initialOffset } = config
    const known = Math.max(this.#at.next, checkpoint ? checkpoint.sequenceNumber + 1 : 0)
    const isNew = !this.#located && checkpoint === undefined
    this.#located = true
    if (known > end) this.#say('warning', `the hub ends at ${end}, before the checkpoint ${known}: starting anew`)
    this.#at.next = isNew && initialOffset.type === 'fromEnd' ? end : known > end ? first : Math.max(known, first)
    partitions.set(partitionId, this.#at)
    progress.changed()
    if (isNew && initialOffset.type === 'fromEnqueuedTime') return { enqueuedOn: initialOffset.enqueuedOn }
    return this.#at.next <= first ? EARLIEST : { sequenceNumber: this.#at.next - 1, isInclusive: false }
  }

  /** Receives until the subscription ends; true when another consumer took the partition. */
  async #receive(startPosition: EventPosition): Promise<boolean> {
    const { client, partitionId, config, closing } = this.#setup
    const ended = Promise.withResolvers<void>()
    let stolen = false
    const subscription = client.subscribe(
      partitionId,
      {
        processEvents: (events) => {
          this.#handling = this.#settle(events)
          return this.#handling
        },
        processError: async (error) => {
          stolen = 'code' in error && error.code === STOLEN
          this.#trouble(error)
        },
        processClose: async () => ended.resolve(),
      },
      {
        startPosition,
        ownerLevel: OWNER_LEVEL,
        maxBatchSize: config.maxEventBatchSize,
        prefetchCount: config.prefetchCount,
        maxWaitTimeInSeconds: IDLE_SECONDS,
        skipParsingBodyAsJson: true,
      },
    )
    closing.addEventListener('abort', () => ended.resolve(), { once: true })
    if (!closing.aborted) await ended.promise
    await subscription.close()
    return stolen
  }

  async #settle(events: readonly ReceivedEventData[]): Promise<void> {
    const { closing, handle, progress, config } = this.#setup
    if (closing.aborted) return
    this.#recover()
    const last = events.at(-1)
    if (!last) {
      if (this.#lagging) await this.#checkpoint(this.#lagging)
      return
    }
    const end = progress.begin()
    this.#at.running = 1
    try {
      if (!(await handle(events))) return
      this.#batches += 1
      if (this.#batches % config.batchCheckpointFrequency === 0) await this.#checkpoint(last)
      this.#at.next = last.sequenceNumber + 1
    } catch (error) {
      this.#say('critical', `the host failed on a batch: ${error instanceof Error ? error.stack : error}`)
    } finally {
      this.#at.running = 0
      end()
    }
  }

  async #checkpoint({ sequenceNumber, offset }: Position): Promise<void> {
    const { checkpoints, place, partitionId, closing, reach } = this.#setup
    await reach('before_checkpoint')
    const position = { sequenceNumber, offset }
    this.#lagging = (await checkpoints.write(place, partitionId, position, closing)) ? undefined : position
    await reach('after_checkpoint')
  }

  /** One line when trouble begins, not one per attempt. */
  #trouble(error: unknown): void {
    if (this.#troubled || this.#setup.closing.aborted) return
    this.#troubled = true
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    const taken = 'code' in Object(error) && (error as { code: unknown }).code === STOLEN
    this.#say(
      taken ? 'information' : 'warning',
      taken ? 'taken by another consumer' : `receiving failed: ${name}: ${message}`,
    )
  }

  #recover(): void {
    if (!this.#troubled) return
    this.#troubled = false
    this.#say('information', 'receiving again')
  }

  #say(level: 'information' | 'warning' | 'critical', message: string): void {
    const { functionName, place, partitionId, log } = this.#setup
    log.line(level, { kind: 'hub', function: functionName, hub: place.eventHubName, partition: partitionId, message })
  }
}
