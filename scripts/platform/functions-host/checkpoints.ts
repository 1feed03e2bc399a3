/**
 * Checkpoints of the Event Hubs triggers in Blob, where and how the Functions host keeps them.
 *
 * Reading must succeed before a partition can start. Writing is tried a bounded number of times and then given up:
 * a checkpoint may lag behind, which only costs a redelivery after a restart.
 */
import type { CheckpointStore } from '@azure/event-hubs'
import { containerClient } from './hub-clients.ts'
import type { Log } from './log.ts'
import { type BlobConnection, hostStorage, type Settings } from './settings.ts'
import { pause } from './wait.ts'

/** One trigger's place in the store: `<namespace>/<hub>/<group>/checkpoint/<partition>`, in lower case. */
export interface CheckpointPlace {
  readonly fullyQualifiedNamespace: string
  readonly eventHubName: string
  readonly consumerGroup: string
}

export interface Position {
  readonly sequenceNumber: number
  readonly offset: string
}

const CONTAINER = 'azure-webjobs-eventhub'
const WRITE_ATTEMPTS = 3
const WRITE_PAUSE_MS = 100

interface Store {
  readonly checkpoints: CheckpointStore
  /** Makes the container; an Azurite that was killed may have lost it. */
  readonly prepare: () => Promise<unknown>
}

export class Checkpoints {
  readonly #connection: BlobConnection
  readonly #log: Log
  #store: Promise<Store> | undefined
  /** While Blob is away one attempt is enough: the next batch tries again. */
  #away = false

  constructor(settings: Settings, log: Log) {
    this.#connection = hostStorage(settings)
    this.#log = log
  }

  /** The last position handled; undefined when the partition was never handled. Rejects while Blob is away. */
  async read(place: CheckpointPlace, partitionId: string): Promise<Position | undefined> {
    const { checkpoints, prepare } = await this.#open()
    await prepare()
    const { fullyQualifiedNamespace, eventHubName, consumerGroup } = place
    const all = await checkpoints.listCheckpoints(fullyQualifiedNamespace, eventHubName, consumerGroup)
    return all.find((one) => one.partitionId === partitionId)
  }

  /** Writes the position; false when Blob did not take it within the attempts. */
  async write(place: CheckpointPlace, partitionId: string, position: Position, closing: AbortSignal): Promise<boolean> {
    const attempts = this.#away ? 1 : WRITE_ATTEMPTS
    for (let attempt = 1; ; attempt++) {
      try {
        const { checkpoints, prepare } = await this.#open()
        if (this.#away || attempt > 1) await prepare()
        await checkpoints.updateCheckpoint({ ...place, ...position, partitionId })
        if (this.#away) this.#log.line('warning', { kind: 'host', message: 'checkpoints are written again' })
        this.#away = false
        return true
      } catch (error) {
        if (attempt >= attempts || closing.aborted) {
          this.#giveUp(error)
          return false
        }
        await pause(WRITE_PAUSE_MS * attempt, closing)
      }
    }
  }

  #giveUp(error: unknown): void {
    if (this.#away) return
    this.#away = true
    const reason = error instanceof Error ? error.message : String(error)
    this.#log.line('warning', { kind: 'host', message: 'checkpoints lag: Blob does not take them', error: reason })
  }

  #open(): Promise<Store> {
    this.#store ??= openStore(this.#connection)
    return this.#store
  }
}

async function openStore(connection: BlobConnection): Promise<Store> {
  const container = await containerClient(connection, CONTAINER)
  const { BlobCheckpointStore } = await import('@azure/eventhubs-checkpointstore-blob')
  return { checkpoints: new BlobCheckpointStore(container), prepare: () => container.createIfNotExists() }
}
