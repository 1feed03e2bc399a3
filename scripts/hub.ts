/** `npm run hub -- send|peek`: looks at a hub, or sends test events to it, without moving anybody's checkpoint. */
import { parseArgs } from 'node:util'
import {
  EventHubConsumerClient,
  EventHubProducerClient,
  earliestEventPosition,
  latestEventPosition,
  type ReceivedEventData,
} from '@azure/event-hubs'
import { DefaultAzureCredential } from '@azure/identity'
import { CONSUMER_GROUPS, HUBS } from '../shared/contracts/hubs.ts'
import { eventsConnection, UsageError } from './lib/desk.ts'

const HUB_NAMES = Object.values(HUBS).map(({ name }) => name)

const HELP = `Looks at a hub of the desk without checkpointing, or sends test events to it.

  npm run hub -- peek [--hub exec.orders] [--from start|latest] [--max 20] [--wait 5]
  npm run hub -- send --hub bars.raw --body '{"type":"quicksend"}' [--count 5] [--key demo]

  --hub     name of the hub: ${HUB_NAMES.join(', ')} (default exec.orders)
  --from    where peek begins: start or latest (default start)
  --max     events to print at most (default 20)
  --wait    seconds without an event after which peek ends (default 5)
  --group   consumer group of peek: ${CONSUMER_GROUPS.join(', ')} (default diagnostics)
  --body    JSON object to send; each copy carries its number as "i"
  --count   copies to send (default 1, at most 1000)
  --key     partition key (default: none, round robin)
  --events  connection string or namespace (default: EVENTS, EH_FQDN, or the desk that runs in GATEHOUSE_HOME)

peek prints one JSON line per event. The desk's consumers keep what they cannot read as a dead letter.
Exit code: 0 done, 1 the hub does not answer, 2 something to put right in the call.`

const USAGE = 2
const MAX_LIMIT = 100_000
const COUNT_LIMIT = 1_000
const WAIT_SECONDS_LIMIT = 3_600
const RETRY = { retryOptions: { maxRetries: 2, retryDelayInMs: 200, timeoutInMs: 10_000 } }

const text = { type: 'string' } as const
const OPTIONS = {
  ...{ hub: text, from: text, max: text, wait: text, group: text },
  ...{ body: text, count: text, key: text, events: text },
  help: { type: 'boolean', short: 'h' },
} as const
type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']

function readCall(): { command: string; values: Values } | null {
  const { positionals, values } = parsed()
  const [command, extra] = positionals
  if (values.help || command === undefined) return null
  if (command !== 'send' && command !== 'peek')
    throw new UsageError(`${command} is not a command; use send or peek, see --help`)
  if (extra !== undefined) throw new UsageError(`${extra} is one word too many; see --help`)
  return { command, values }
}

function parsed(): { positionals: string[]; values: Values } {
  try {
    return parseArgs({ allowPositionals: true, options: OPTIONS })
  } catch (error) {
    throw new UsageError(`${(error as Error).message}; see --help`)
  }
}

function numberOf(name: string, given: string | undefined, bounds: { fallback: number; max: number }): number {
  const value = given === undefined ? bounds.fallback : Number(given)
  if (Number.isInteger(value) && value >= 1 && value <= bounds.max) return value
  throw new UsageError(`--${name} is ${given}; give a whole number from 1 to ${bounds.max}`)
}

function oneOf(name: string, given: string | undefined, known: readonly [string, ...string[]]): string {
  const value = given ?? known[0]
  if (known.includes(value)) return value
  throw new UsageError(`--${name} is ${given}; give one of ${[...new Set(known)].join(', ')}`)
}

const hubOf = (values: Values): string => oneOf('hub', values.hub, [HUBS.orders.name, ...HUB_NAMES])
const isConnectionString = (events: string): boolean => events.includes('Endpoint=')

function bodyOf(given: string | undefined): Record<string, unknown> {
  if (given === undefined) throw new UsageError('send needs --body with a JSON object')
  try {
    const body = JSON.parse(given) as unknown
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>
  } catch {
    // told below, like every other text that is no object
  }
  throw new UsageError(`--body is ${given.slice(0, 40)}; give a JSON object such as {"type":"quicksend"}`)
}

async function send(values: Values): Promise<void> {
  const hub = hubOf(values)
  const body = bodyOf(values.body)
  const count = numberOf('count', values.count, { fallback: 1, max: COUNT_LIMIT })
  const events = eventsConnection(values.events, process.env)
  const producer = isConnectionString(events)
    ? new EventHubProducerClient(events, hub, RETRY)
    : new EventHubProducerClient(events, hub, new DefaultAzureCredential(), RETRY)
  const copies = Array.from({ length: count }, (_, i) => ({ body: { ...body, i } }))
  await producer.sendBatch(copies, values.key === undefined ? {} : { partitionKey: values.key })
  console.error(`sent ${count} event(s) to ${hub}`)
}

async function peek(values: Values): Promise<void> {
  const hub = hubOf(values)
  const max = numberOf('max', values.max, { fallback: 20, max: MAX_LIMIT })
  const waitMs = numberOf('wait', values.wait, { fallback: 5, max: WAIT_SECONDS_LIMIT }) * 1_000
  const from = oneOf('from', values.from, ['start', 'latest'])
  const group = oneOf('group', values.group, ['diagnostics', ...CONSUMER_GROUPS])
  const events = eventsConnection(values.events, process.env)
  const client = isConnectionString(events)
    ? new EventHubConsumerClient(group, events, hub, RETRY)
    : new EventHubConsumerClient(group, events, hub, new DefaultAzureCredential(), RETRY)
  const done = Promise.withResolvers<void>()
  let printed = 0
  let timer = setTimeout(done.resolve, waitMs)
  client.subscribe(
    {
      processEvents: async (received, { partitionId }) => {
        for (const event of received.slice(0, max - printed)) console.log(lineOf(partitionId, event))
        printed += Math.min(received.length, max - printed)
        if (printed === max) done.resolve()
        if (received.length > 0) {
          clearTimeout(timer)
          timer = setTimeout(done.resolve, waitMs)
        }
      },
      processError: async (error) => done.reject(error),
    },
    { startPosition: from === 'start' ? earliestEventPosition : latestEventPosition, maxWaitTimeInSeconds: 1 },
  )
  await done.promise
  console.error(`${printed} event(s) of ${hub}; no checkpoint was moved`)
}

function lineOf(partition: string, { sequenceNumber, enqueuedTimeUtc, partitionKey, body }: ReceivedEventData): string {
  const shown = body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : body
  return JSON.stringify({ partition, sequenceNumber, enqueuedTimeUtc, partitionKey, body: shown })
}

try {
  const call = readCall()
  if (call) await (call.command === 'send' ? send(call.values) : peek(call.values))
  else console.log(HELP)
  // The SDK keeps token timers alive after its clients close.
  process.exit(0)
} catch (error) {
  console.error((error as Error).message)
  process.exit(error instanceof UsageError ? USAGE : 1)
}
