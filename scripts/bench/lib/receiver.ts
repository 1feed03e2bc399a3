/** A bare SDK receiver of one hub that tells when an event arrives, and the bare hop that it makes measurable. */
import {
  EventHubConsumerClient,
  EventHubProducerClient,
  latestEventPosition,
  type ReceivedEventData,
} from '@azure/event-hubs'

const ARRIVES_WITHIN_MS = 20_000
/** Sends one after another until the receivers are known to listen. */
const PROBES_MAX = 100
const PROBE_WAIT_MS = 200

export interface Receiver {
  /** Resolves when an event arrives for which the test holds; ask before sending. Rejects when none comes. */
  arrival(holds: (event: ReceivedEventData) => boolean): Promise<void>
  close(): Promise<void>
}

/** Listens to every partition from now on, as the diagnostics group. */
export function openReceiver(connectionString: string, hub: string): Receiver {
  const client = new EventHubConsumerClient('diagnostics', connectionString, hub)
  const waiting = new Set<(event: ReceivedEventData) => void>()
  client.subscribe(
    {
      processEvents: async (events) => {
        for (const event of events) for (const tell of waiting) tell(event)
      },
      processError: async (error) => console.error(`receiver of ${hub}: ${error.message}`),
    },
    { startPosition: latestEventPosition },
  )
  return {
    arrival: (holds) =>
      new Promise((resolve, reject) => {
        const end = (settle: () => void): void => {
          clearTimeout(timer)
          waiting.delete(tell)
          settle()
        }
        const tell = (event: ReceivedEventData): void => {
          if (holds(event)) end(resolve)
        }
        const late = new Error(`no such event on ${hub} within ${ARRIVES_WITHIN_MS} ms`)
        const timer = setTimeout(() => end(() => reject(late)), ARRIVES_WITHIN_MS)
        waiting.add(tell)
      }),
    close: () => client.close(),
  }
}

export interface BareHop {
  /** Milliseconds from the SDK's send to its receiver's handler. */
  measure(): Promise<number>
  close(): Promise<void>
}

/** Opens a hop through a hub that nobody else reads; ready when its first event has come through. */
export async function openBareHop(connectionString: string, hub: string): Promise<BareHop> {
  const receiver = openReceiver(connectionString, hub)
  const producer = new EventHubProducerClient(connectionString, hub)
  let sent = 0
  const send = async (): Promise<void> => {
    await producer.sendBatch([{ body: { hop: sent } }], { partitionKey: 'bare-hop' })
  }
  const isNewest = ({ body }: ReceivedEventData): boolean => (body as { hop?: number }).hop === sent
  await listening(receiver, send)
  return {
    measure: async () => {
      sent += 1
      const startedMs = performance.now()
      const arrived = receiver.arrival(isNewest)
      await Promise.all([send(), arrived])
      return performance.now() - startedMs
    },
    close: async () => {
      await Promise.all([receiver.close(), producer.close()])
    },
  }
}

/** A receiver opens in its own time, and sees nothing that was sent before: sends until something arrives. */
export async function listening(receiver: Receiver, send: (attempt: number) => Promise<void>): Promise<void> {
  let arrived = false
  const first = receiver
    .arrival(() => true)
    .then(() => {
      arrived = true
    })
  for (let attempt = 0; attempt < PROBES_MAX && !arrived; attempt += 1) {
    await send(attempt)
    await Promise.race([first, new Promise((resolve) => setTimeout(resolve, PROBE_WAIT_MS))])
  }
  await first
}
