/**
 * The local Event Hubs: AMQP 1.0 on 127.0.0.1 for the unmodified SDK, with a connection string that says
 * `UseDevelopmentEmulator=true`. Plain TCP; any key is taken, because nobody else can connect.
 *
 * Not here: TLS and WebSockets, token checks, AMQP transactions and link drain, idempotent producers, publisher
 * policies, Capture, Kafka and HTTPS, the schema registry, geo-replication, throughput units (throttling happens on
 * demand only), and messages of other formats than batches. Retention deletes whole segments, so an event may outlive
 * it by up to a 1 / SEGMENTS_PER_RETENTION part. The service settles round robin by its own load; here it is strict
 * and starts at 0.
 */
import type { Socket } from 'node:net'
import rhea, { type Connection, type EventContext } from 'rhea'
import { parseAddress } from './address.ts'
import type { HubClock } from './clock.ts'
import { ConsumeLink } from './consume-link.ts'
import type { EventHub } from './event-hub.ts'
import { PUBLICATION_BYTES_MAX, PUBLISH_CREDIT } from './limits.ts'
import { closeWith, desires, receiverOf, type ServerReceiver, type ServerSender, senderOf } from './links.ts'
import { Listener } from './listener.ts'
import { answerClaim, answerRead, type Hubs, reply } from './management.ts'
import type { PartitionLog } from './partition-log.ts'
import {
  entityNotFound,
  invalidArgument,
  notImplemented,
  type Problem,
  partitionOutOfRange,
  serverBusy,
} from './problem.ts'
import { publish } from './publish.ts'
import { Readers } from './readers.ts'
import { EARLIEST, locate, parseSelector, type StartPosition } from './start-position.ts'

const EPOCH = 'com.microsoft:epoch'
const RECEIVER_NAME = 'com.microsoft:receiver-name'
const RUNTIME_METRICS = 'com.microsoft:enable-receiver-runtime-metric'
const IDEMPOTENT_PRODUCER = 'com.microsoft:idempotent-producer'
/** Deliveries to readers are settled when they leave. */
const SETTLED = 1 as const
const SELECTOR_FILTER = 'apache.org:selector-filter:string'

export class HubServer {
  readonly #hubs: Hubs
  readonly #clock: HubClock
  readonly #startedAt: number
  readonly #container = rhea.create_container()
  readonly #readers = new Readers()
  readonly #consumers = new Set<ConsumeLink>()
  readonly #listener: Listener
  readonly #throttled = new Map<string, number>()

  constructor(hubs: readonly EventHub[], clock: HubClock) {
    this.#hubs = new Map(hubs.map((hub) => [hub.name, hub]))
    this.#clock = clock
    this.#startedAt = clock.now()
    this.#listener = new Listener((socket) => this.#accept(socket))
    this.#wire()
  }

  /** Listens on 127.0.0.1 and gives the port; 0 lets the system choose. */
  listen(port: number): Promise<number> {
    return this.#listener.listen(port)
  }

  /** The next `count` publications to the hub are answered ServerBusy; 0 ends it. */
  throttle(hub: string, count: number): void {
    if (!this.#hubs.has(hub))
      throw new Error(`no hub ${JSON.stringify(hub)}; there are ${[...this.#hubs.keys()].join(', ')}`)
    if (!Number.isInteger(count) || count < 0) throw new Error(`count ${count} is not a number of publications`)
    this.#throttled.set(hub, count)
  }

  dropConnections(): void {
    this.#listener.drop()
  }

  close(): Promise<void> {
    return this.#listener.close()
  }

  #accept(socket: Socket): void {
    const options = {
      host: '127.0.0.1',
      port: 0,
      receiver_options: { autoaccept: false, credit_window: PUBLISH_CREDIT, max_message_size: PUBLICATION_BYTES_MAX },
      sender_options: { snd_settle_mode: SETTLED },
    }
    const connection = this.#container.create_connection(options) as Connection & { accept(socket: Socket): void }
    connection.accept(socket)
  }

  #wire(): void {
    const container = this.#container
    container.on('receiver_open', (context: EventContext) => {
      const receiver = receiverOf(context)
      refuse(receiver, this.#openIncoming(receiver))
    })
    container.on('sender_open', (context: EventContext) => {
      const sender = senderOf(context)
      refuse(sender, this.#openOutgoing(sender))
    })
    container.on('sender_close', (context: EventContext) => this.#closeWhere((link) => link.sender === context.sender))
    container.on('session_close', (context: EventContext) =>
      this.#closeWhere((link) => link.sender.session === context.session),
    )
    for (const event of ['connection_close', 'disconnected']) {
      container.on(event, (context: EventContext) =>
        this.#closeWhere((link) => link.sender.connection === context.connection),
      )
    }
    // Without a listener rhea raises the peer's own errors here.
    for (const event of ['connection_error', 'session_error', 'sender_error', 'receiver_error'])
      container.on(event, () => {})
    for (const event of ['error', 'protocol_error']) {
      container.on(event, (error: unknown) => console.error(`event-hubs: ${event}:`, error))
    }
  }

  #closeWhere(matches: (link: ConsumeLink) => boolean): void {
    for (const link of [...this.#consumers]) if (matches(link)) link.close()
  }

  /** A link on which the client sends: requests, or publications. */
  #openIncoming(receiver: ServerReceiver): Problem | null {
    const path = `${receiver.target?.address ?? ''}`
    const address = parseAddress(path)
    receiver.set_target({ address: path })
    if (address?.kind === 'publish') return this.#openPublisher(receiver, address.hub, address.partition)
    if (address?.kind !== 'claims' && address?.kind !== 'management') return entityNotFound(path)
    receiver.on('message', (context: EventContext) => {
      const request = context.message?.application_properties ?? {}
      const isClaim = address.kind === 'claims'
      reply(context, isClaim ? answerClaim(this.#hubs, request) : answerRead(this.#hubs, request, this.#startedAt))
    })
    return null
  }

  #openPublisher(receiver: ServerReceiver, name: string, partitionId: string | null): Problem | null {
    const hub = this.#hubs.get(name)
    if (hub === undefined) return entityNotFound(name)
    if (desires(receiver, IDEMPOTENT_PRODUCER)) return notImplemented('Idempotent producers are not supported locally.')
    const partition = partitionId === null ? null : partitionOf(hub, partitionId)
    if (partition === undefined) return partitionOutOfRange(`${partitionId}`, hub.partitions.length)
    receiver.on('message', (context: EventContext & { format?: number }) => {
      const message = { content: context.message, format: context.format ?? 0 }
      const problem = this.#throttles(name) ?? publish({ hub, partition }, message, this.#clock.now())
      if (problem === null) context.delivery?.accept()
      else context.delivery?.reject({ ...problem })
    })
    return null
  }

  #throttles(hub: string): Problem | null {
    const left = this.#throttled.get(hub) ?? 0
    if (left === 0) return null
    this.#throttled.set(hub, left - 1)
    return serverBusy(hub)
  }

  /** A link on which the client receives: replies, or a partition's events. */
  #openOutgoing(sender: ServerSender): Problem | null {
    const path = `${sender.source?.address ?? ''}`
    const address = parseAddress(path)
    sender.set_source({ address: path })
    if (address?.kind === 'claims' || address?.kind === 'management') return null
    if (address?.kind !== 'consume') return entityNotFound(path)
    const hub = this.#hubs.get(address.hub)
    if (hub === undefined) return entityNotFound(address.hub)
    if (!hub.groups.has(address.group)) return entityNotFound(`${address.hub}/ConsumerGroups/${address.group}`)
    const log = partitionOf(hub, address.partition)
    if (log === undefined) return partitionOutOfRange(address.partition, hub.partitions.length)
    return this.#openConsumer(sender, log, `${hub.name}/${address.group}/${address.partition}`)
  }

  #openConsumer(sender: ServerSender, log: PartitionLog, key: string): Problem | null {
    const position = positionOf(sender)
    if (position === null) return invalidArgument(`The selector ${JSON.stringify(sender.source?.filter)} is not known.`)
    const cursor = locate(log, position)
    if ('condition' in cursor) return cursor
    const epoch = sender.properties?.[EPOCH]
    const link = new ConsumeLink(sender, log, cursor, {
      name: `${sender.properties?.[RECEIVER_NAME] ?? sender.name}`,
      epoch: typeof epoch === 'number' ? epoch : null,
      metricsNow: desires(sender, RUNTIME_METRICS) ? () => this.#clock.now() : null,
      onClosed: () => {
        this.#consumers.delete(link)
        this.#readers.leave(key, link)
      },
    })
    const problem = this.#readers.admit(key, link)
    if (problem !== null) return problem
    this.#consumers.add(link)
    link.start()
    return null
  }
}

function refuse(link: ServerReceiver | ServerSender, problem: Problem | null): void {
  if (problem !== null) closeWith(link, problem)
}

function partitionOf(hub: EventHub, id: string): PartitionLog | undefined {
  return /^\d+$/.test(id) ? hub.partitions[Number(id)] : undefined
}

/** From the link's filter; a link without one reads from the start. Null when the selector is not known. */
function positionOf(sender: ServerSender): StartPosition | null {
  const filters = (sender.source?.filter ?? {}) as Record<string, unknown>
  const filter = filters[SELECTOR_FILTER]
  if (filter === undefined || filter === null) return EARLIEST
  const described = filter as { value?: unknown }
  return parseSelector(`${typeof filter === 'object' ? described.value : filter}`)
}
