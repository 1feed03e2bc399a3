/** Event Hubs, Azurite and the host with the sample app, for the tests of the Event Hubs trigger. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EventHubConsumerClient, EventHubProducerClient } from '@azure/event-hubs'
import { startAzurite } from '../../azurite/azurite.ts'
import { LocalEventHubs } from '../../event-hubs/event-hubs.ts'
import { type Sample, type SampleOptions, startSample } from './start-sample.ts'

export const IN = 'sample.in'
export const OUT = 'sample.out'
const GROUP = 'orchestrator'
const CAUGHT_UP_WITHIN_MS = 20_000
const RETENTION_HOURS = 24

export class LocalHubs implements AsyncDisposable {
  readonly #dir: string
  hubs: LocalEventHubs
  azurite: Awaited<ReturnType<typeof startAzurite>>
  producer: EventHubProducerClient

  private constructor(dir: string, hubs: LocalEventHubs, azurite: LocalHubs['azurite']) {
    this.#dir = dir
    this.hubs = hubs
    this.azurite = azurite
    // The SDK's own pause between two attempts is 30 s.
    this.producer = new EventHubProducerClient(hubs.connectionString, IN, {
      // A send in flight when the connection drops is told so only by its own limit, a minute by default.
      retryOptions: { retryDelayInMs: 100, timeoutInMs: 1_000, maxRetries: 50 },
    })
  }

  static async start(): Promise<LocalHubs> {
    const dir = mkdtempSync(join(tmpdir(), 'hub-trigger-'))
    const [hubs, azurite] = await Promise.all([LocalHubs.openHubs(dir, 0), LocalHubs.openAzurite(dir, 0)])
    return new LocalHubs(dir, hubs, azurite)
  }

  private static openHubs(dir: string, port: number): Promise<LocalEventHubs> {
    const hubs = [IN, OUT].map((name) => ({ name, partitions: 2, retentionHours: RETENTION_HOURS }))
    return LocalEventHubs.start({ dir: join(dir, 'hubs'), port, hubs, logFile: join(dir, 'hubs.log') })
  }

  private static openAzurite(dir: string, port: number): Promise<LocalHubs['azurite']> {
    return startAzurite({ dir: join(dir, 'azurite'), logFile: join(dir, 'azurite.log'), port })
  }

  /** Kills the hubs as the kernel would and starts them again on the same port. */
  async restartHubs(): Promise<void> {
    await this.hubs.child.stop('SIGKILL')
    this.hubs = await LocalHubs.openHubs(this.#dir, this.hubs.port)
  }

  /** Starts Azurite again where it was. */
  async restartAzurite(): Promise<void> {
    this.azurite = await LocalHubs.openAzurite(this.#dir, this.azurite.port)
  }

  host(options: Partial<SampleOptions> = {}): Promise<Sample> {
    return startSample({
      ...options,
      env: {
        EVENTS: this.hubs.connectionString,
        AzureWebJobsStorage: this.azurite.connectionString,
        SAMPLE_HUB: IN,
        SAMPLE_OUT: OUT,
        SAMPLE_GROUP: GROUP,
        ...options.env,
      },
    })
  }

  /** Publishes the events as one batch to a partition of the first hub. */
  async publish(partitionId: string, events: readonly object[], partitionKey?: string): Promise<void> {
    const bodies = events.map((body) => ({ body, properties: { source: 'test' } }))
    await this.producer.sendBatch(bodies, partitionKey ? { partitionKey } : { partitionId })
  }

  /** Waits until the sample has handled all that is in both hubs, its own output included. */
  async drain(sample: Sample, withinMs = CAUGHT_UP_WITHIN_MS): Promise<boolean> {
    let before = ''
    for (;;) {
      const positions = await this.hubs.positions()
      const now = JSON.stringify(positions)
      if (now === before) return true
      before = now
      if (!(await sample.child.call<boolean>('caughtUp', positions, withinMs))) return false
    }
  }

  consumer(): EventHubConsumerClient {
    return new EventHubConsumerClient(GROUP, this.hubs.connectionString, IN)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.producer.close()
    await Promise.all([this.hubs.child.stop(), this.azurite.child.stop()])
  }
}
