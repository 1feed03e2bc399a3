/** The Event Hubs triggers: one connection per function, one pump per partition, every partition of every hub. */
import type { CheckpointStore, EventHubConsumerClient, ReceivedEventData } from '@azure/event-hubs'
import { attempts } from './attempts.ts'
import { Checkpoints } from './checkpoints.ts'
import type { RegisteredFunction, RpcRequest } from './core-api.ts'
import type { EventHubsConfig } from './host-json.ts'
import { consumerClient, hubOf } from './hub-clients.ts'
import { batchRequest, eventRequest, type PartitionContext } from './hub-events.ts'
import type { InvocationFacts, Invoker } from './invocation.ts'
import type { Log } from './log.ts'
import { bindingsOf } from './outputs.ts'
import { PartitionPump } from './partition-pump.ts'
import type { PartitionProgress, Progress } from './progress.ts'
import { type RetryPolicy, retryPolicy } from './retry.ts'
import { type HubConnection, resolveSettings, type Settings } from './settings.ts'
import { pause } from './wait.ts'

export interface HubTriggersSetup {
  readonly functions: readonly RegisteredFunction[]
  readonly config: EventHubsConfig
  readonly settings: Settings
  readonly invoker: Invoker
  readonly progress: Progress
  readonly log: Log
  readonly reach: (point: string) => Promise<void>
}

interface HubTarget {
  readonly registered: RegisteredFunction
  readonly name: string
  readonly inputName: string
  readonly many: boolean
  readonly connection: HubConnection
  readonly hub: string
  readonly consumerGroup: string
  readonly retry: RetryPolicy
  readonly partitions: Map<string, PartitionProgress>
}

const CONNECT_AGAIN_AFTER_MS = 500
const CONSUMER_GROUP_DEFAULT = '$Default'

export class HubTriggers {
  readonly #setup: HubTriggersSetup
  readonly #targets: readonly HubTarget[]
  readonly #checkpoints: Checkpoints | undefined
  readonly #closing = new AbortController()
  #running: Promise<void>[] = []

  constructor(setup: HubTriggersSetup) {
    this.#setup = setup
    this.#targets = setup.functions.map((one) => targetOf(one, setup))
    refuseTwins(this.#targets)
    this.#checkpoints = this.#targets.length > 0 ? new Checkpoints(setup.settings, setup.log) : undefined
  }

  start(): void {
    this.#running = this.#targets.map((target) => this.#run(target))
  }

  /** Lets batches under way end, and gives up waiting for a retry: its events come again after the next start. */
  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.all(this.#running)
  }

  async #run(target: HubTarget): Promise<void> {
    const { signal } = this.#closing
    let told = false
    while (!signal.aborted) {
      let client: EventHubConsumerClient | undefined
      try {
        client = await consumerClient(target.connection, target.hub, target.consumerGroup, NO_STORE)
        const partitionIds = await client.getPartitionIds({ abortSignal: signal })
        await this.#pumpAll(target, client, partitionIds)
      } catch (error) {
        const message = `hub ${target.hub} cannot be reached: ${error instanceof Error ? error.message : error}`
        if (!told && !signal.aborted) this.#setup.log.line('warning', { kind: 'hub', function: target.name, message })
        told = true
      }
      await client?.close().catch(() => {})
      await pause(CONNECT_AGAIN_AFTER_MS, signal)
    }
  }

  async #pumpAll(target: HubTarget, client: EventHubConsumerClient, partitionIds: readonly string[]): Promise<void> {
    await Promise.all(partitionIds.map((id) => this.#pump(target, client, id).run()))
  }

  #pump(target: HubTarget, client: EventHubConsumerClient, partitionId: string): PartitionPump {
    const { config, progress, log, reach } = this.#setup
    const checkpoints = this.#checkpoints
    if (!checkpoints) throw new Error('no checkpoint store')
    const { hub: eventHubName, consumerGroup, partitions, name: functionName } = target
    const place = { fullyQualifiedNamespace: client.fullyQualifiedNamespace, eventHubName, consumerGroup }
    const partition = { ...place, partitionId, isCheckpointingAfterInvocation: config.batchCheckpointFrequency === 1 }
    return new PartitionPump({
      ...{ functionName, client, place, partitionId, config, checkpoints, progress, partitions, reach, log },
      closing: this.#closing.signal,
      handle: (events) =>
        target.many ? this.#batch(target, partition, events) : this.#each(target, partition, events),
    })
  }

  #batch(target: HubTarget, partition: PartitionContext, events: readonly ReceivedEventData[]): Promise<boolean> {
    return this.#invoke(target, batchRequest(target.inputName, events, partition), factsOf(partition, events))
  }

  async #each(target: HubTarget, partition: PartitionContext, events: readonly ReceivedEventData[]): Promise<boolean> {
    for (const event of events) {
      const request = eventRequest(target.inputName, event, partition)
      if (!(await this.#invoke(target, request, factsOf(partition, [event])))) return false
    }
    return true
  }

  /** False when the host closed between two attempts. */
  async #invoke(target: HubTarget, request: RpcRequest, facts: InvocationFacts): Promise<boolean> {
    const { invoker } = this.#setup
    const end = await attempts(target.retry, this.#closing.signal, async (attempt, retryContext) => {
      await invoker.invoke(target.registered, { ...request, ...retryContext }, { ...facts, attempt })
    })
    return end !== 'stopped'
  }
}

function factsOf(partition: PartitionContext, events: readonly ReceivedEventData[]): InvocationFacts {
  const { eventHubName: hub, partitionId } = partition
  const sequences = [events[0]?.sequenceNumber ?? 0, events.at(-1)?.sequenceNumber ?? 0] as const
  return { trigger: 'eventHub', hub, partition: partitionId, events: events.length, sequences }
}

function targetOf(registered: RegisteredFunction, { settings, progress }: HubTriggersSetup): HubTarget {
  const { name } = registered.metadata
  const { trigger } = bindingsOf(registered.metadata)
  const resolve = (text: string, field: string): string => resolveSettings(text, settings, field)
  const group = String(trigger.consumerGroup ?? CONSUMER_GROUP_DEFAULT)
  const consumerGroup = resolve(group, `consumerGroup of function "${name}"`)
  const { connection, hub } = hubOf(trigger, settings, name, resolve)
  return {
    ...{ registered, name, connection, hub, consumerGroup },
    inputName: String(trigger.name),
    many: trigger.cardinality === 'many',
    retry: retryPolicy(registered.metadata.retryOptions),
    partitions: progress.addTrigger(name, hub, consumerGroup),
  }
}

/** Two functions in one consumer group would take the partitions from each other for ever. */
function refuseTwins(targets: readonly HubTarget[]): void {
  const seen = new Map<string, string>()
  for (const { name, hub, consumerGroup } of targets) {
    const key = `${hub}/${consumerGroup}`.toLowerCase()
    const other = seen.get(key)
    if (other) throw new Error(`functions "${other}" and "${name}" share consumer group ${consumerGroup} of hub ${hub}`)
    seen.set(key, name)
  }
}

/**
 * The SDK gives receivers an owner level only beside a checkpoint store. This one knows nothing, so that the pump alone
 * decides where to start.
 */
const NO_STORE: CheckpointStore = {
  listOwnership: async () => [],
  claimOwnership: async () => [],
  listCheckpoints: async () => [],
  updateCheckpoint: async () => {},
}
