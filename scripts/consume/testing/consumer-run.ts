/** The order consumer in this process, beside a platform, with what it printed. */
import { randomBytes } from 'node:crypto'
import { type Context, openContext } from '../../../functions/context.ts'
import { ORDERS } from '../../../functions/hubs/consumers.ts'
import type { Environment } from '../../../shared/config/env.ts'
import { type BatchReport, HubConsumer } from '../hub-consumer.ts'
import { openClient } from '../open-client.ts'

export class ConsumerRun {
  readonly context: Context
  readonly reports: BatchReport[] = []
  readonly said: string[] = []
  readonly #stopping = new AbortController()
  readonly #listeners = new Set<() => void>()
  readonly #ended: Promise<void>

  constructor(settings: Environment) {
    this.context = openContext(settings, { storage: false })
    this.#ended = this.#run()
  }

  /** Events committed so far. */
  get count(): number {
    return this.reports.reduce((sum, { count }) => sum + count, 0)
  }

  /** Waits until the condition holds after something was printed; rejects when the consumer fails first. */
  async until(isSo: () => boolean): Promise<void> {
    const come = Promise.withResolvers<void>()
    const listener = (): void => {
      if (isSo()) come.resolve()
    }
    this.#listeners.add(listener)
    listener()
    await Promise.race([come.promise, this.#ended.then(() => Promise.reject(new Error('the consumer ended')))])
    this.#listeners.delete(listener)
  }

  async untilSaid(words: string): Promise<void> {
    await this.until(() => this.said.some((line) => line.includes(words)))
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#ended
    await this.context.database.close()
  }

  async #run(): Promise<void> {
    const { context } = this
    const stop = this.#stopping.signal
    const say = (line: string): void => this.#tell(this.said, line)
    const report = (batch: BatchReport): void => this.#tell(this.reports, batch)
    const client = await openClient(context, ORDERS, { stop, say })
    if (!client) return
    const holder = `test ${randomBytes(4).toString('hex')}`
    await new HubConsumer({ context, consumer: ORDERS, client, holder, stop, report, say }).run()
    await client.close()
  }

  #tell<T>(list: T[], item: T): void {
    list.push(item)
    for (const listener of this.#listeners) listener()
  }
}
