/**
 * Checkpoints in a Blob container, which is made where it is absent.
 *
 * Who works on which partition is not kept there: one holder of the lease works on all of them, and a start need not
 * wait for the claims of one that died.
 */
import type { CheckpointStore } from '@azure/event-hubs'
import { BlobCheckpointStore } from '@azure/eventhubs-checkpointstore-blob'
import type { ContainerClient } from '@azure/storage-blob'

/** The SDK's store tells of an absent container in words alone. */
const isGone = (error: unknown): boolean => /container does not exist/i.test((error as Error).message)

/** A storage that was killed may have lost the container; it is made again when that is noticed. */
export function checkpointsIn(container: ContainerClient): CheckpointStore {
  const store = new BlobCheckpointStore(container)
  const steadily = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      if (!isGone(error)) throw error
      await container.createIfNotExists()
      return await work()
    }
  }
  return {
    listOwnership: async () => [],
    claimOwnership: async (claims) => claims,
    listCheckpoints: (...place) => steadily(() => store.listCheckpoints(...place)),
    updateCheckpoint: (...checkpoint) => steadily(() => store.updateCheckpoint(...checkpoint)),
  }
}
