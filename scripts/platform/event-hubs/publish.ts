/** Takes a publication into a partition: all its events or none. */
import { BATCH_FORMAT, MalformedMessage, splitPublication, stampEvent } from './amqp.ts'
import type { EventHub } from './event-hub.ts'
import { PUBLICATION_BYTES_MAX } from './limits.ts'
import type { PartitionLog } from './partition-log.ts'
import { internalError, notImplemented, type Problem, tooLarge, undecodable } from './problem.ts'
import type { Stamp } from './stamp.ts'

export interface PublishTarget {
  readonly hub: EventHub
  /** The link's partition; null lets key or turn decide. */
  readonly partition: PartitionLog | null
}

export interface Message {
  /** rhea leaves the bytes of formats it does not know as they are. */
  readonly content: unknown
  readonly format: number
}

/** Null once every event is in the log; else why none is. */
export function publish(target: PublishTarget, message: Message, now: number): Problem | null {
  const { content, format } = message
  if (format !== BATCH_FORMAT || !Buffer.isBuffer(content)) {
    return notImplemented(`Message format ${format} is not taken here; publish batches, format ${BATCH_FORMAT}.`)
  }
  if (content.length > PUBLICATION_BYTES_MAX) return tooLarge(content.length, PUBLICATION_BYTES_MAX)
  try {
    const { partitionKey, events } = splitPublication(content)
    const partition = target.partition ?? target.hub.partitionFor(partitionKey)
    partition.append(
      events.map((event) => (stamp: Stamp) => stampEvent(event, stamp, partitionKey)),
      now,
    )
    return null
  } catch (error) {
    if (error instanceof MalformedMessage) return undecodable(error.message)
    console.error(`event-hubs: ${target.hub.name} could not take a publication:`, error)
    return internalError(`The publication could not be stored: ${(error as Error).message}`)
  }
}
