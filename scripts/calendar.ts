/** `npm run calendar`: prints which days trade and when. */
import { parseArgs } from 'node:util'
import { isoOf } from '../shared/base/instant.ts'
import { lastError } from '../shared/base/unavailable.ts'
import {
  type Calendar,
  type CalendarQuery,
  type CalendarRow,
  calendarQuerySchema,
  calendarSchema,
  MARKETS,
} from '../shared/contracts/api/calendar.ts'
import { decodeWire, encodeWire } from '../shared/contracts/wire.ts'
import {
  CALENDAR_HORIZON,
  type Closures,
  knownDayNumber,
  minuteText,
  newYorkMinuteOf,
  weekdayOf,
} from '../shared/domain/calendar/index.ts'
import { readCalendar } from '../shared/flows/read-calendar.ts'
import { UsageError } from './lib/desk.ts'
import { textTable } from './lib/text-table.ts'
import { readAddresses } from './platform/home.ts'

const HELP = `Prints which days trade and when, in New York time and in UTC.

  npm run calendar -- [--from 2026-11-01] [--to 2026-12-31] [--market XNYS] [--json]

  --from    first day, YYYY-MM-DD (default today in New York)
  --to      last day (default 30 days after the first)
  --market  ${MARKETS.join(', ')} (default ${MARKETS[0]}): the New York Stock Exchange, crypto, currencies
  --json    print what GET /calendar answers

Closures by command are those of the desk that runs in GATEHOUSE_HOME. The exchange's holidays are known from
${CALENDAR_HORIZON.from} to ${CALENDAR_HORIZON.to}; days beyond are refused, not guessed.
Exit code: 0 done, 1 the running desk does not answer, 2 something to put right in the call.`

const USAGE = 2
const WITHIN_MS = 5_000
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const

/** Null when help is asked for. */
function readCall(args: readonly string[]): { readonly query: CalendarQuery; readonly json: boolean } | null {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const options = { from: text, to: text, market: text, json: flag, help: flag }
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>['values']
  try {
    values = parseArgs({ args: [...args], options }).values
  } catch (error) {
    throw new UsageError(`${(error as Error).message}; see --help`)
  }
  const { help, json, ...given } = values
  if (help) return null
  const query = decodeWire(calendarQuerySchema, given)
  if (query.kind === 'ok') return { query: query.value, json }
  const [first] = query.errors
  throw new UsageError(`--${first?.field} ${first?.message}; see --help`)
}

/** The closures of the desk that runs here; none when no desk does. */
async function closuresHere(): Promise<Closures> {
  const desk = readAddresses(process.env.GATEHOUSE_HOME || '.gatehouse')
  if (!desk) return new Map()
  const [{ openDatabase }, { createClosureStore }] = await Promise.all([
    import('../shared/adapters/postgres/database.ts'),
    import('../shared/adapters/postgres/closures.ts'),
  ])
  const bounds = { connectionsMax: 1, acquireWithinMs: WITHIN_MS, statementWithinMs: WITHIN_MS }
  const database = openDatabase({ url: desk.databaseUrl, ...bounds })
  try {
    return await createClosureStore(database).all()
  } finally {
    await database.close()
  }
}

/** `09:30–16:00`, or `17:00–24:00` where it trades until midnight. */
function newYorkTimes(opensAt: number, closesAt: number): string {
  return `${minuteText(newYorkMinuteOf(opensAt))}–${minuteText(newYorkMinuteOf(closesAt) || 1_440)}`
}

/** `14:30–21:00`; a time of the next UTC day is marked. */
function utcTimes(day: string, ...times: readonly number[]): string {
  const texts = times.map((time) => `${isoOf(time).slice(11, 16)}${isoOf(time).startsWith(day) ? '' : ' next day'}`)
  return texts.join('–')
}

function noteOf({ kind, name, closure }: CalendarRow): string {
  if (closure) return `${name} (closed by command)`
  return name ?? (kind === 'early' ? 'closes early' : '')
}

/** Its hours in New York and in UTC. A day of crypto is one of UTC, so it has no hours of its own in New York. */
function hoursOf({ market }: Calendar, { day, opensAt, closesAt }: CalendarRow): readonly [string, string] {
  if (opensAt === null || closesAt === null) return ['closed', 'closed']
  return [market === 'CRYPTO' ? 'always open' : newYorkTimes(opensAt, closesAt), utcTimes(day, opensAt, closesAt)]
}

function tableOf(calendar: Calendar): string {
  const rows = calendar.days.map((row) => {
    const weekday = WEEKDAYS[weekdayOf(knownDayNumber(row.day))] ?? ''
    return [row.day, weekday, ...hoursOf(calendar, row), noteOf(row)]
  })
  return textTable([['day', '', 'New York', 'UTC', ''], ...rows])
}

function summaryOf({ market, from, to, horizon, days }: Calendar): string {
  const closed = days.filter(({ kind }) => kind === 'closed').length
  const early = days.filter(({ kind }) => kind === 'early').length
  const open = days.length - closed
  const counts = `${market} from ${from} to ${to}: ${open} open, ${early} of them early, ${closed} closed`
  return horizon?.warning ? `${counts}\n${horizon.warning}` : counts
}

async function main(): Promise<void> {
  const call = readCall(process.argv.slice(2))
  if (!call) return console.log(HELP)
  const ports = { clock: { now: () => Date.now() }, closures: { all: closuresHere } }
  const answer = await readCalendar(ports, call.query)
  if (answer.kind === 'refused') throw new UsageError(`--${answer.field} ${answer.message}`)
  const { calendar } = answer
  const unknown = calendar.days.find(({ kind }) => kind === 'UNKNOWN')
  if (unknown) {
    const { from, to } = CALENDAR_HORIZON
    throw new UsageError(`${unknown.day} lies beyond the calendar of the exchange, which knows ${from} to ${to}`)
  }
  const wire = encodeWire(calendarSchema, calendar)
  console.log(call.json ? JSON.stringify(wire, null, 2) : `${tableOf(calendar)}\n\n${summaryOf(calendar)}`)
}

try {
  await main()
} catch (error) {
  console.error(lastError(error).message)
  process.exitCode = error instanceof UsageError ? USAGE : 1
}
