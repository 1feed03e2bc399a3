/** The Event Hubs output binding: what a handler returned or left in extraOutputs goes out after the handler. */
import type { EventHubProducerClient } from '@azure/event-hubs'
import type { Binding, RegisteredFunction } from './core-api.ts'
import { hubOf, producerClient } from './hub-clients.ts'
import { bindingsOf, type EventBody, type OutputSender, outputEvents, rpcValue } from './outputs.ts'
import { resolveSettings, type Settings } from './settings.ts'

const HUB_TYPE = /^eventHub$/i
const HTTP_TYPE = /^http$/i

/** Refuses output bindings this host cannot serve, so that a start fails rather than an event is lost. */
export function checkBindings(target: RegisteredFunction): void {
  const bindings = bindingsOf(target.metadata)
  const outputs = [...bindings.extraOutputs, ...(bindings.return ? [bindings.return] : [])]
  const refused = [
    ...bindings.extraInputs,
    ...outputs.filter((one) => !HUB_TYPE.test(one.type) && !HTTP_TYPE.test(one.type)),
  ]
  for (const one of refused) {
    throw new Error(
      `function "${target.metadata.name}": the binding "${one.name}" of type ${one.type} is not served here`,
    )
  }
}

export class HubOutputs implements OutputSender {
  readonly #settings: Settings
  readonly #producers = new Map<string, Promise<EventHubProducerClient>>()

  constructor(settings: Settings) {
    this.#settings = settings
  }

  async sendExtra(target: RegisteredFunction, value: (name: string) => unknown): Promise<void> {
    for (const binding of bindingsOf(target.metadata).extraOutputs) {
      await this.#send(target, binding, outputEvents(value(String(binding.name))))
    }
  }

  async sendResponse(target: RegisteredFunction, response: Parameters<OutputSender['sendResponse']>[1]): Promise<void> {
    const bindings = bindingsOf(target.metadata)
    if (bindings.return && HUB_TYPE.test(bindings.return.type)) {
      await this.#send(target, bindings.return, outputEvents(rpcValue(response.returnValue)))
    }
    if (bindings.extraOutputs.length === 0) return
    const values = new Map(response.outputData?.map((one) => [one.name, rpcValue(one.data)]))
    await this.sendExtra(target, (name) => values.get(name))
  }

  async close(): Promise<void> {
    const open = [...this.#producers.values()]
    this.#producers.clear()
    await Promise.allSettled(open.map(async (producer) => (await producer).close()))
  }

  async #send(target: RegisteredFunction, binding: Binding, events: readonly EventBody[]): Promise<void> {
    if (events.length === 0) return
    const producer = await this.#producer(target, binding)
    let batch = await producer.createBatch()
    for (const body of events) {
      // Text goes out as its bytes: the SDK would wrap a string in JSON quotes.
      const event = { body: typeof body === 'string' ? Buffer.from(body) : body }
      if (batch.tryAdd(event)) continue
      if (batch.count > 0) await producer.sendBatch(batch)
      batch = await producer.createBatch()
      if (!batch.tryAdd(event)) {
        throw new Error(
          `function "${target.metadata.name}": an event for "${binding.name}" is larger than the hub takes`,
        )
      }
    }
    await producer.sendBatch(batch)
  }

  #producer(target: RegisteredFunction, binding: Binding): Promise<EventHubProducerClient> {
    const { connection, hub } = hubOf(binding, this.#settings, target.metadata.name, (text, field) =>
      resolveSettings(text, this.#settings, field),
    )
    const key = `${binding.connection}/${hub}`
    const known = this.#producers.get(key)
    if (known) return known
    const opened = producerClient(connection, hub)
    this.#producers.set(key, opened)
    return opened
  }
}
