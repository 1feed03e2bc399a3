/** `npm run day`: replays one trading day from real minute bars and reports it. */
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { INTERVALS, type Interval, intervalSchema, symbolSchema } from '../shared/contracts/scalars.ts'
import { markdownOf } from './day/markdown.ts'
import { createProgressBar } from './day/progress.ts'
import { dayReport } from './day/report.ts'
import { DayError, sessionOfDay } from './day/session.ts'
import { summaryOf } from './day/summary.ts'

const HELP = `Replays one trading day from real minute bars through the desk's own functions.

  npm run day -- --data <folder> --symbols SPY,AAPL --date 2014-06-06 [--equity 100000] [--out <folder>] [--json]

  --data      folder with bars, searched with those below it: LEAN minute, daily and factor files,
              or plain CSV, gzipped or not
  --symbols   symbols on the list, at most 50
  --date      trading day, YYYY-MM-DD
  --equity    dollars that risk fractions refer to (default 100000)
  --interval  bar at whose close the strategies decide: ${INTERVALS.slice(0, -1).join(', ')} (default 15Min)
  --out       folder for <date>.md and <date>.json (default .gatehouse/replay)
  --json      print the report as JSON instead of tables
  --keep      keep the replay's home folder and print where it is

Exit code: 0 done, 1 a fault of the desk, 2 something to put right in the call.`

const USAGE = 2
const SYMBOLS_MAX = 50

interface Call {
  readonly dataDir: string
  readonly symbols: readonly string[]
  readonly day: string
  readonly equityUsd: number
  readonly interval: Interval
  readonly outDir: string
  readonly json: boolean
  readonly keep: boolean
}

function readCall(): Call | null {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const options = {
    data: text,
    symbols: text,
    date: text,
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
  const { data, symbols, date } = values
  if (!data || !symbols || !date) {
    const missing = [data ? '' : '--data', symbols ? '' : '--symbols', date ? '' : '--date'].filter(Boolean).join(', ')
    throw new DayError(`${missing} is missing; see --help`)
  }
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
    day: date,
    equityUsd,
    interval: interval.data,
    outDir: resolve(values.out ?? join(process.env.GATEHOUSE_HOME || '.gatehouse', 'replay')),
    json: values.json,
    keep: values.keep,
  }
}

async function run(call: Call): Promise<void> {
  sessionOfDay(call.day)
  const folder = await stat(call.dataDir).catch(() => null)
  if (!folder?.isDirectory()) throw new DayError(`--data ${call.dataDir} is not a folder`)
  // The desk is loaded only for a call that can run: a wrong one is answered at once.
  const [{ buildAll, FUNCTIONS_FILE }, { replayDay }] = await Promise.all([
    import('./build.ts'),
    import('./day/replay.ts'),
  ])
  const home = await mkdtemp(join(tmpdir(), 'gatehouse-replay-'))
  const progress = createProgressBar(process.stderr, `replay ${call.day}`)
  try {
    await buildAll()
    const report = dayReport(await replayDay({ ...call, home, appFile: FUNCTIONS_FILE, onProgress: progress.update }))
    progress.end()
    await mkdir(call.outDir, { recursive: true })
    const file = join(call.outDir, call.day)
    const json = `${JSON.stringify(report, null, 2)}\n`
    await Promise.all([writeFile(`${file}.json`, json), writeFile(`${file}.md`, markdownOf(report))])
    console.log(call.json ? json.trimEnd() : `${summaryOf(report)}\nreport ${file}.md and ${file}.json`)
  } finally {
    progress.end()
    if (call.keep) console.error(`home ${home}`)
    else await rm(home, { recursive: true, force: true })
  }
}

try {
  const call = readCall()
  if (call) await run(call)
  else console.log(HELP)
  // Clients of the hubs keep timers alive after they close.
  process.exit(0)
} catch (error) {
  console.error(error instanceof DayError ? error.message : error)
  process.exit(error instanceof DayError ? USAGE : 1)
}
