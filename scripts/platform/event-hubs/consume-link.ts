/**
 * One reader's link: sends a partition's events from a cursor on, as fast as the reader grants credit.
 *
 * Events leave settled, because Event Hubs knows no per-event acknowledgement. rhea lowers a link's credit only when a
 * delivery leaves the session's buffer, so the link counts what it has handed over itself.
 */
import { withRuntimeMetrics } from './amqp.ts'
import { EVENTS_PER_TURN_MAX } from './limits.ts'
import { closeWith, type ServerSender } from './links.ts'
import type { Cursor, PartitionLog } from './partition-log.ts'
import { internalError, type Problem } from './problem.ts'
import type { Reader } from './readers.ts'
import { type Entry, sizeOf } from './segment.ts'

export interface ConsumeOptions {
  readonly name: string
  readonly epoch: number | null
  /** The clock, when the reader asked for the partition's runtime metrics with each event. */
  readonly metricsNow: (() => number) | null
  readonly onClosed: () => void
}

/** Any tag does for a settled delivery. */
const TAG = Buffer.from([0])

export class ConsumeLink implements Reader {
  readonly name: string
  readonly epoch: number | null
  readonly sender: ServerSender
  readonly #log: PartitionLog
  readonly #options: ConsumeOptions
  #cursor: Cursor
  #read: readonly Entry[] = []
  #readIndex = 0
  #handedOver = 0
  #scheduled = false
  #open = false
  #unsubscribe = (): void => {}

  constructor(sender: ServerSender, log: PartitionLog, cursor: Cursor, options: ConsumeOptions) {
    this.sender = sender
    this.name = options.name
    this.epoch = options.epoch
    this.#log = log
    this.#cursor = cursor
    this.#options = options
  }

  start(): void {
    this.#open = true
    this.#unsubscribe = this.#log.subscribe(() => this.#schedule())
    this.sender.on('sender_flow', () => this.#schedule())
    this.sender.on('sendable', () => this.#schedule())
  }

  disconnect(problem: Problem): void {
    if (!this.#open) return
    closeWith(this.sender, problem)
    this.close()
  }

  close(): void {
    if (!this.#open) return
    this.#open = false
    this.#unsubscribe()
    this.#read = []
    this.#options.onClosed()
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      if (!this.#open) return
      try {
        this.#pump()
      } catch (error) {
        console.error(`event-hubs: reader '${this.name}' stopped:`, error)
        this.disconnect(internalError((error as Error).message))
      }
    })
  }

  #pump(): void {
    const credit = this.sender.credit - (this.#handedOver - this.sender.delivery_count)
    const free = Math.min(credit, this.sender.session.outgoing.available())
    const count = Math.min(free, EVENTS_PER_TURN_MAX)
    for (let sent = 0; sent < count; sent += 1) {
      const entry = this.#next(count - sent)
      if (entry === undefined) return
      const now = this.#options.metricsNow
      const message = now ? withRuntimeMetrics(entry.message, this.#log.last, now()) : entry.message
      this.sender.send(message, TAG, 0)
      this.#handedOver += 1
    }
    if (free > count) this.#schedule()
  }

  #next(eventsMax: number): Entry | undefined {
    if (this.#readIndex >= this.#read.length) {
      this.#read = this.#log.read(this.#cursor, eventsMax)
      this.#readIndex = 0
    }
    const entry = this.#read[this.#readIndex]
    if (entry === undefined) return undefined
    this.#readIndex += 1
    this.#cursor = { sequence: entry.sequence + 1, offset: entry.offset + sizeOf(entry) }
    return entry
  }
}
