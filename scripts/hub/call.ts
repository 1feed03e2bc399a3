/** What a call of `npm run hub` asks for, checked before anything is contacted. */
import { parseArgs } from 'node:util'
import { CONSUMER_GROUPS, HUBS } from '../../shared/contracts/hubs.ts'
import { UsageError } from '../lib/desk.ts'

const HUB_NAMES = Object.values(HUBS).map(({ name }) => name)

export const HELP = `Looks at a hub of the desk without checkpointing, or sends test events to it.

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

export interface PeekCall {
  readonly command: 'peek'
  readonly hub: string
  readonly group: string
  readonly from: string
  readonly max: number
  readonly waitMs: number
  readonly events: string | undefined
}

export interface SendCall {
  readonly command: 'send'
  readonly hub: string
  readonly body: Readonly<Record<string, unknown>>
  readonly count: number
  readonly key: string | undefined
  readonly events: string | undefined
}

const MAX_LIMIT = 100_000
const COUNT_LIMIT = 1_000
const WAIT_SECONDS_LIMIT = 3_600

const text = { type: 'string' } as const
const OPTIONS = {
  ...{ hub: text, from: text, max: text, wait: text, group: text },
  ...{ body: text, count: text, key: text, events: text },
  help: { type: 'boolean', short: 'h' },
} as const

/** Null when help is asked for. Throws UsageError naming the option, its value and what it may be. */
export function readCall(args: readonly string[]): PeekCall | SendCall | null {
  const { positionals, values } = parsed(args)
  const [command, extra] = positionals
  if (values.help || command === undefined) return null
  if (extra !== undefined) throw new UsageError(`${extra} is one word too many; see --help`)
  const hub = oneOf('hub', values.hub, [HUBS.orders.name, ...HUB_NAMES])
  const { events, key } = values
  if (command === 'send') {
    const count = numberOf('count', values.count, { fallback: 1, max: COUNT_LIMIT })
    return { command, hub, body: bodyOf(values.body), count, key, events }
  }
  if (command !== 'peek') throw new UsageError(`${command} is not a command; use send or peek, see --help`)
  const from = oneOf('from', values.from, ['start', 'latest'])
  const group = oneOf('group', values.group, ['diagnostics', ...CONSUMER_GROUPS])
  const max = numberOf('max', values.max, { fallback: 20, max: MAX_LIMIT })
  const waitMs = numberOf('wait', values.wait, { fallback: 5, max: WAIT_SECONDS_LIMIT }) * 1_000
  return { command, hub, group, from, max, waitMs, events }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS })
  } catch (error) {
    throw new UsageError(`${(error as Error).message}; see --help`)
  }
}

function numberOf(name: string, given: string | undefined, bounds: { fallback: number; max: number }): number {
  const value = given === undefined ? bounds.fallback : Number(given)
  if (Number.isInteger(value) && value >= 1 && value <= bounds.max) return value
  throw new UsageError(`--${name} is ${given}; give a whole number from 1 to ${bounds.max}`)
}

/** The first of the known ones is the default. */
function oneOf(name: string, given: string | undefined, known: readonly [string, ...string[]]): string {
  const value = given ?? known[0]
  if (known.includes(value)) return value
  throw new UsageError(`--${name} is ${given}; give one of ${[...new Set(known)].join(', ')}`)
}

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
