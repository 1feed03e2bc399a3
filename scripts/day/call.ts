/** The call of `npm run day`: what it takes and what is wrong with it. */
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { INTERVALS, type Interval, intervalSchema, symbolSchema } from '../../shared/contracts/scalars.ts'
import { daySchema } from '../../shared/contracts/schedule.ts'
import { sessionsBetween } from '../../shared/domain/calendar/index.ts'
import { DayError, sessionOfDay } from './session.ts'

const SYMBOLS_MAX = 50
const DAYS_MAX = 30

export const HELP = `Replays one trading day from real minute bars through the desk's own functions.

  npm run day -- --data <folder> --symbols SPY,AAPL --date 2014-06-06 [--equity 100000] [--out <folder>] [--json]
  npm run day -- --data <folder> --symbols AAPL --from 2014-06-05 --to 2014-06-09

  --data      folder with bars, searched with those below it: LEAN minute, daily and factor files,
              or plain CSV, gzipped or not
  --symbols   symbols on the list, at most 50
  --date      trading day, YYYY-MM-DD
  --from, --to  first and last day of a range in place of --date, at most ${DAYS_MAX} trading days; each day has a
              home and an equity of its own
  --equity    dollars that risk fractions refer to (default 100000)
  --interval  bar at whose close the strategies decide: ${INTERVALS.slice(0, -1).join(', ')} (default 15Min)
  --out       folder for <date>.md and <date>.json (default .gatehouse/replay)
  --json      print the report as JSON instead of tables
  --keep      keep the replay's home folder and print where it is

Exit code: 0 done, 1 a fault of the desk, 2 something to put right in the call.`

export interface Call {
  readonly dataDir: string
  readonly symbols: readonly string[]
  /** Trading days, oldest first. */
  readonly days: readonly string[]
  readonly equityUsd: number
  readonly interval: Interval
  readonly outDir: string
  readonly json: boolean
  readonly keep: boolean
}

/** Throws DayError, one line that names the option and the remedy; null when help is asked for. */
export function readCall(): Call | null {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const options = {
    data: text,
    symbols: text,
    date: text,
    from: text,
    to: text,
    equity: text,
    interval: text,
    out: text,
    json: flag,
    keep: flag,
    help: flag,
  }
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>['values']
  try {
    values = parseArgs({ options }).values
  } catch (error) {
    throw new DayError(`${(error as Error).message}; see --help`)
  }
  if (values.help) return null
  const { data, symbols } = values
  const hasDay = values.date !== undefined || values.from !== undefined || values.to !== undefined
  if (!data || !symbols || !hasDay) {
    const missing = [data ? '' : '--data', symbols ? '' : '--symbols', hasDay ? '' : '--date']
      .filter(Boolean)
      .join(', ')
    throw new DayError(`${missing} is missing; see --help`)
  }
  const days = daysOf(values)
  const list = [...new Set(symbols.split(/[\s,]+/).filter(Boolean))].map((symbol) => {
    const parsed = symbolSchema.safeParse(symbol)
    if (!parsed.success) throw new DayError(`--symbols ${symbol} ${parsed.error.issues[0]?.message}`)
    return parsed.data
  })
  if (list.length > SYMBOLS_MAX) throw new DayError(`--symbols has ${list.length} symbols; give at most ${SYMBOLS_MAX}`)
  const equityUsd = Number(values.equity ?? 100_000)
  if (!(equityUsd >= 100 && equityUsd <= 1e10))
    throw new DayError(`--equity ${values.equity} must be 100 to 10000000000 dollars`)
  const interval = intervalSchema.exclude(['1Day']).safeParse(values.interval ?? '15Min')
  if (!interval.success) throw new DayError(`--interval ${values.interval} is not one of the intervals; see --help`)
  return {
    dataDir: resolve(data),
    symbols: list,
    days,
    equityUsd,
    interval: interval.data,
    outDir: resolve(values.out ?? join(process.env.GATEHOUSE_HOME || '.gatehouse', 'replay')),
    json: values.json,
    keep: values.keep,
  }
}

function daysOf({
  date,
  from,
  to,
}: {
  readonly date?: string
  readonly from?: string
  readonly to?: string
}): string[] {
  if (date !== undefined) {
    if (from !== undefined || to !== undefined) throw new DayError('--date and --from, --to exclude each other')
    return [sessionOfDay(date).day]
  }
  if (from === undefined || to === undefined) throw new DayError(`${from ? '--to' : '--from'} is missing; see --help`)
  for (const [name, day] of [
    ['--from', from],
    ['--to', to],
  ] as const) {
    if (!daySchema.safeParse(day).success) throw new DayError(`${name} ${day} is not a day: write YYYY-MM-DD`)
  }
  if (to < from) throw new DayError(`--to ${to} lies before --from ${from}`)
  const days = sessionsBetween(from, to).map(({ day }) => day)
  if (days.length === 0) throw new DayError(`there is no trading day from ${from} to ${to}`)
  if (days.length > DAYS_MAX)
    throw new DayError(`${from} to ${to} has ${days.length} trading days; at most ${DAYS_MAX}`)
  return days
}
