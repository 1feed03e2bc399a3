/**
 * The clients of a scenario: callers of `POST /router/run` and a publisher of bars, who repeat what was not
 * acknowledged. What they were told is the truth that the desk is held to.
 */
import { createPublisher, openProducer } from '../../shared/adapters/event-hubs/publisher.ts'
import { Unavailable } from '../../shared/base/unavailable.ts'
import { type RouteReport, routeReportSchema } from '../../shared/contracts/api/router.ts'
import type { Bar } from '../../shared/contracts/bars.ts'
import { HUBS } from '../../shared/contracts/hubs.ts'
import { decodeWire } from '../../shared/contracts/wire.ts'
import { publishBars } from '../../shared/flows/publish-bars.ts'
import type { Platform } from '../platform/platform.ts'
import type { OrderCall } from './plan.ts'

export interface Acknowledged {
  readonly call: OrderCall
  readonly report: RouteReport
}

const ANSWER_WITHIN_MS = 60_000
const START = '2025-01-02T00:00:00Z'

export class Clients {
  /** Calls with an answer, by key. */
  readonly acknowledged = new Map<string, Acknowledged>()
  /** Bars that the hub confirmed. */
  readonly confirmed: Bar[] = []
  /** Answers that no client should get. */
  readonly complaints: string[] = []
  /** Refusals in the API's words, each with a time to come back. */
  refused = 0
  readonly #platform: Platform
  readonly #open = new Map<string, OrderCall>()
  #openBars: Bar[] = []
  #stillRunning = false

  constructor(platform: Platform) {
    this.#platform = platform
  }

  /** Sends new work; what is not acknowledged stays open. */
  async send(orders: readonly OrderCall[], bars: readonly Bar[]): Promise<void> {
    for (const call of orders) this.#open.set(call.key, call)
    this.#openBars.push(...bars)
    const copies = orders.flatMap((call) => Array.from({ length: call.copies }, () => this.#call(call)))
    await Promise.all([...copies, this.#publish()])
  }

  /** Sends once more what is open. */
  async repeat(): Promise<void> {
    this.#stillRunning = false
    await Promise.all([...[...this.#open.values()].map((call) => this.#call(call)), this.#publish()])
  }

  /** Every bar sent so far, confirmed or not. */
  get bars(): readonly Bar[] {
    return [...this.confirmed, ...this.#openBars]
  }

  get waiting(): number {
    return this.#open.size + this.#openBars.length
  }

  /** True when a call was told that its first attempt still runs: that claim has to lapse. */
  get stillRunning(): boolean {
    return this.#stillRunning
  }

  async #call(call: OrderCall): Promise<void> {
    const { key, symbol, book, side, execute } = call
    const answer = await fetch(`${this.#platform.url}/router/run`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${this.#platform.operatorToken}`,
        'idempotency-key': key,
      },
      body: JSON.stringify({
        ...{ symbol, book, side, start: START, offline_mode: true },
        ...{ publish_orders: true, execute_orders: execute },
      }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    })
    // An answer that breaks off is none.
    const body: unknown = await answer.json().catch(() => null)
    if (body === null) return
    if (answer.status === 200) this.#acknowledge(call, body)
    else this.#refused(call, answer, body)
  }

  #acknowledge(call: OrderCall, body: unknown): void {
    const report = decodeWire(routeReportSchema, body)
    if (report.kind === 'invalid') {
      this.complaints.push(`${call.key}: an answer that is no report: ${JSON.stringify(report.errors)}`)
      return
    }
    const before = this.acknowledged.get(call.key)?.report.orderIntent?.id
    const after = report.value.orderIntent?.id
    if (this.acknowledged.has(call.key) && before !== after)
      this.complaints.push(`${call.key}: two answers name two intents, ${before} and ${after}`)
    this.acknowledged.set(call.key, { call, report: report.value })
    this.#open.delete(call.key)
  }

  /** A fault may refuse a call, as long as it says so in the API's words and tells when to come back. */
  #refused(call: OrderCall, answer: Response, body: unknown): void {
    const { code } = body as { code?: string }
    const running = answer.status === 409 && code === 'STILL_RUNNING'
    this.#stillRunning ||= running
    const allowed = running || answer.status === 503 || (answer.status === 502 && code === 'HOST_BROKE_OFF')
    const worded = /^application\/problem\+json/.test(answer.headers.get('content-type') ?? '') && code !== undefined
    if (allowed && worded && answer.headers.has('retry-after')) this.refused += 1
    else this.complaints.push(`${call.key}: status ${answer.status} ${JSON.stringify(body)}`)
  }

  async #publish(): Promise<void> {
    const bars = this.#openBars
    if (bars.length === 0) return
    const publisher = createPublisher((hub) =>
      openProducer({ connectionString: this.#platform.events }, HUBS[hub].name),
    )
    try {
      await publishBars({ publisher }, 'replay', bars)
      this.#openBars = this.#openBars.filter((bar) => !bars.includes(bar))
      this.confirmed.push(...bars)
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
    } finally {
      // Nobody waits: where the hub dies meanwhile, the SDK's closing never ends.
      publisher.close().catch(() => undefined)
    }
  }
}
