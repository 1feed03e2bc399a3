/** `npm run hub -- send|peek`: looks at a hub, or sends test events to it, without moving anybody's checkpoint. */
import { parseArgs } from 'node:util'
import {
  EventHubConsumerClient,
  EventHubProducerClient,
  earliestEventPosition,
  latestEventPosition,
} from '@azure/event-hubs'
import { HUBS } from '../shared/contracts/hubs.ts'
import { eventsConnection } from './lib/desk.ts'

const HELP = `Looks at a hub of the desk without checkpointing.

  npm run hub -- peek [--hub exec.orders] [--from start|latest] [--max 20] [--wait 5]
  npm run hub -- send --hub bars.raw --body '{"type":"quicksend"}' [--count 5] [--key demo]

  --hub     name of the hub: ${Object.values(HUBS)
    .map(({ name }) => name)
    .join(', ')} (default exec.orders)
  --from    where peek begins: start or latest (default start)
  --max     events to print at most (default 20)
  --wait    seconds without an event after which peek ends (default 5)
  --group   consumer group of peek (default diagnostics)
  --body    JSON text to send; each copy carries its number as "i"
  --count   copies to send (default 1, at most 1000)
  --key     partition key (default: none, round robin)
  --events  connection string (default: the running desk of GATEHOUSE_HOME, or EVENTS)`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    hub: { type: 'string', default: HUBS.orders.name },
    from: { type: 'string', default: 'start' },
    max: { type: 'string', default: '20' },
    wait: { type: 'string', default: '5' },
    group: { type: 'string', default: 'diagnostics' },
    body: { type: 'string' },
    count: { type: 'string', default: '1' },
    key: { type: 'string' },
    events: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

function fail(message: string): never {
  console.error(message)
  process.exit(2)
}

function boundedNumber(name: string, text: string, max: number): number {
  const value = Number(text)
  if (!Number.isFinite(value) || value < 1 || value > max)
    fail(`--${name} must be a number from 1 to ${max}, not ${text}`)
  return value
}

async function send(connection: string): Promise<void> {
  if (values.body === undefined) fail('send needs --body with a JSON text')
  let body: unknown
  try {
    body = JSON.parse(values.body)
  } catch {
    fail('--body is not JSON')
  }
  const count = boundedNumber('count', values.count, 1_000)
  const producer = new EventHubProducerClient(connection, values.hub)
  const events = Array.from({ length: count }, (_, i) => ({ body: { ...(body as object), i } }))
  await producer.sendBatch(events, values.key === undefined ? {} : { partitionKey: values.key })
  console.log(`sent ${count} to ${values.hub}`)
}

async function peek(connection: string): Promise<void> {
  const max = boundedNumber('max', values.max, 100_000)
  const waitMs = boundedNumber('wait', values.wait, 3_600) * 1_000
  if (values.from !== 'start' && values.from !== 'latest') fail(`--from must be start or latest, not ${values.from}`)
  const client = new EventHubConsumerClient(values.group, connection, values.hub)
  const done = Promise.withResolvers<void>()
  let printed = 0
  let timer = setTimeout(done.resolve, waitMs)
  client.subscribe(
    {
      processEvents: async (events, { partitionId }) => {
        for (const event of events) {
          if (printed >= max) break
          printed += 1
          const { sequenceNumber, enqueuedTimeUtc, partitionKey, body } = event
          console.log(JSON.stringify({ partition: partitionId, sequenceNumber, enqueuedTimeUtc, partitionKey, body }))
        }
        if (events.length > 0) {
          clearTimeout(timer)
          timer = setTimeout(done.resolve, waitMs)
        }
        if (printed >= max) done.resolve()
      },
      processError: async (error) => done.reject(error),
    },
    { startPosition: values.from === 'start' ? earliestEventPosition : latestEventPosition, maxWaitTimeInSeconds: 1 },
  )
  await done.promise
  console.error(`${printed} event(s) of ${values.hub}; no checkpoint was moved`)
}

const [command] = positionals
if (values.help || command === undefined) {
  console.log(HELP)
  process.exit(0)
}
if (!Object.values(HUBS).some(({ name }) => name === values.hub))
  fail(`--hub ${values.hub} is not a hub of the desk; see --help`)
const connection = eventsConnection(values.events)
if (command !== 'send' && command !== 'peek') fail(`${command} is not a command; use send or peek, see --help`)
await (command === 'send' ? send(connection) : peek(connection)).catch((error: Error) => fail(error.message))
// The SDK keeps token timers alive after its clients close.
process.exit(0)
