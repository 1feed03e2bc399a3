/**
 * The request and reply links: `$cbs` takes tokens, `$management` tells what a hub and its partitions hold.
 * https://learn.microsoft.com/azure/service-bus-messaging/service-bus-amqp-protocol-guide
 */
import rhea, { type EventContext, type Sender } from 'rhea'
import { hubOfAudience } from './address.ts'
import type { EventHub } from './event-hub.ts'
import { receiverOf } from './links.ts'
import { entityNotFound, invalidArgument, type Problem, partitionOutOfRange } from './problem.ts'

export interface Answer {
  readonly status: number
  readonly description: string
  readonly condition?: string
  readonly body?: Readonly<Record<string, unknown>>
}

export type Hubs = ReadonlyMap<string, EventHub>
type Properties = Readonly<Record<string, unknown>>

const { types } = rhea
const STRING_8 = 0xa1
const STATUS_OF: Readonly<Record<string, number>> = { 'amqp:not-found': 404 }

/**
 * Any token is taken, since only this machine can connect; a token for an unknown hub is refused as the service does.
 */
export function answerClaim(hubs: Hubs, properties: Properties): Answer {
  const hub = hubOfAudience(`${properties.name ?? ''}`)
  if (hub !== null && !hubs.has(hub)) return refusal(entityNotFound(hub))
  return { status: 202, description: 'Accepted' }
}

/** READ of a hub or of one partition. */
export function answerRead(hubs: Hubs, properties: Properties, createdAt: number): Answer {
  const { operation, type } = properties
  const name = `${properties.name ?? ''}`
  const hub = hubs.get(name)
  if (hub === undefined) return refusal(entityNotFound(name))
  if (operation === 'READ' && type === 'com.microsoft:eventhub') return ok(describeHub(hub, createdAt))
  if (operation !== 'READ' || type !== 'com.microsoft:partition') {
    return refusal(invalidArgument(`Operation '${operation}' on '${type}' is not known; READ a hub or a partition.`))
  }
  const id = `${properties.partition ?? ''}`
  const body = describePartition(hub, id)
  return body === null ? refusal(partitionOutOfRange(id, hub.partitions.length)) : ok(body)
}

/** Sends the answer on the link of the same session that the request named. */
export function reply(context: EventContext, answer: Answer): void {
  context.delivery?.accept()
  const replyTo = context.message?.reply_to
  const isReply = (link: Sender): boolean => link.name === replyTo || link.target?.address === replyTo
  const sender = receiverOf(context).session.find_sender(isReply) as Sender | undefined
  const status: Record<string, unknown> = {
    'status-code': types.wrap_int(answer.status),
    'status-description': answer.description,
  }
  if (answer.condition !== undefined) status['error-condition'] = types.wrap_symbol(answer.condition)
  const correlation = context.message?.message_id
  sender?.send({
    body: answer.body ?? null,
    application_properties: status,
    ...(correlation === undefined ? {} : { correlation_id: correlation }),
  })
}

function describeHub(hub: EventHub, createdAt: number): Record<string, unknown> {
  const ids = hub.partitions.map((_, index) => `${index}`)
  return {
    name: hub.name,
    type: 'com.microsoft:eventhub',
    created_at: types.wrap_timestamp(createdAt),
    partition_count: types.wrap_int(ids.length),
    partition_ids: types.wrap_array(ids, STRING_8, undefined),
    georeplication_factor: types.wrap_int(1),
  }
}

function describePartition(hub: EventHub, id: string): Record<string, unknown> | null {
  const log = /^\d+$/.test(id) ? hub.partitions[Number(id)] : undefined
  if (log === undefined) return null
  const { last, begin } = log
  return {
    name: hub.name,
    type: 'com.microsoft:partition',
    partition: id,
    begin_sequence_number: types.wrap_long(begin.sequence),
    last_enqueued_sequence_number: types.wrap_long(last.sequence),
    last_enqueued_offset: `${last.offset}`,
    last_enqueued_time_utc: types.wrap_timestamp(Math.max(last.time, 0)),
    is_partition_empty: begin.sequence > last.sequence,
  }
}

function ok(body: Readonly<Record<string, unknown>>): Answer {
  return { status: 200, description: 'OK', body }
}

function refusal({ condition, description }: Problem): Answer {
  return { status: STATUS_OF[condition] ?? 400, description, condition }
}
