/**
 * Who reads a partition in a consumer group, by the service's rules of ownership:
 * https://learn.microsoft.com/azure/event-hubs/event-hubs-features#event-consumers and
 * https://learn.microsoft.com/archive/blogs/gyan/event-hubs-receiver-epoch.
 *
 * A reader with an owner level is alone: it disconnects every reader without one and the owner of an equal or lower
 * level.
 */
import { NON_EPOCH_READERS_MAX } from './limits.ts'
import { type Problem, quotaExceeded, stolen } from './problem.ts'

export interface Reader {
  readonly name: string
  /** The owner level; null for a reader that shares. */
  readonly epoch: number | null
  disconnect(problem: Problem): void
}

export class Readers {
  readonly #byPartition = new Map<string, Set<Reader>>()

  /** Takes the reader in, disconnecting those it displaces; or says why not. */
  admit(key: string, reader: Reader): Problem | null {
    const present = this.#byPartition.get(key) ?? new Set()
    const owner = [...present].find((other) => other.epoch !== null)
    const ownerEpoch = owner?.epoch ?? null
    if (reader.epoch === null) {
      if (ownerEpoch !== null)
        return stolen(`'${owner?.name}' reads ${key} with epoch ${ownerEpoch}; '${reader.name}' has none.`)
      if (present.size >= NON_EPOCH_READERS_MAX) {
        return quotaExceeded(
          `${key} already has ${NON_EPOCH_READERS_MAX} readers without an epoch, which is the limit.`,
        )
      }
    } else {
      if (ownerEpoch !== null && ownerEpoch > reader.epoch) {
        return stolen(
          `'${owner?.name}' reads ${key} with the higher epoch ${ownerEpoch}; '${reader.name}' has ${reader.epoch}.`,
        )
      }
      const reason = stolen(
        `New receiver '${reader.name}' with epoch ${reader.epoch} is created on ${key}; this one is disconnected.`,
      )
      for (const other of [...present]) other.disconnect(reason) // each leaves while it is told
      present.clear()
    }
    this.#byPartition.set(key, present.add(reader))
    return null
  }

  leave(key: string, reader: Reader): void {
    const present = this.#byPartition.get(key)
    if (present?.delete(reader) && present.size === 0) this.#byPartition.delete(key)
  }
}
