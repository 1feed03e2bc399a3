/** What a feed needs of the running platform, opened and closed together. */
import { createBlobService } from '../../shared/adapters/blob/clients.ts'
import { createBlobLake } from '../../shared/adapters/blob/lake.ts'
import { createPublisher, openProducer } from '../../shared/adapters/event-hubs/publisher.ts'
import { HUBS } from '../../shared/contracts/hubs.ts'
import type { Platform } from '../platform/platform.ts'
import { hubSettings, type Settings } from '../platform/settings.ts'
import { openPracticeBook } from './book.ts'
import type { FeedPorts } from './feed.ts'

export interface Neighbours extends FeedPorts, AsyncDisposable {}

export async function openNeighbours(platform: Platform, seed: number, env: Settings): Promise<Neighbours> {
  const hubs = hubSettings(env)
  const service = await createBlobService({ connectionString: platform.blobConnectionString })
  const publisher = createPublisher((hub) =>
    openProducer({ connectionString: platform.events }, hubs[HUBS[hub].setting] ?? HUBS[hub].name),
  )
  const database = openPracticeBook(platform.databaseUrl)
  return {
    ...{ seed, database, publisher },
    lake: createBlobLake(async () => service.getContainerClient('trader-data')),
    [Symbol.asyncDispose]: async () => {
      await Promise.allSettled([publisher.close(), database.close()])
    },
  }
}
