/** `npm run alerts`: which alerts of the contract ring over the log of a desk on this machine. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isoOf, MINUTE_MS } from '../shared/base/instant.ts'
import { METRICS } from '../shared/contracts/metrics.ts'
import { evaluateAlerts, type Ringing, type Sample, seriesOf } from './alerts/evaluate.ts'
import { samplesIn } from './alerts/read-log.ts'
import { UsageError } from './lib/desk.ts'
import { readOptions } from './lib/read-options.ts'
import { textTable } from './lib/text-table.ts'

const HELP = `Says what the desk measured of itself and which alerts ring.

  npm run alerts -- [--minutes 60] [--log .gatehouse/logs/functions.log]

--minutes goes back from the last measure in the log. Thresholds are those of shared/contracts/metrics.ts; what Azure
measures of its services has no counterpart here. Exit code: 0 none rings, 1 one rings, 2 a wrong call.`

const RINGS = 1
const USAGE = 2
/** Azure Monitor is asked about a day at most; a longer look takes long. */
const MINUTES_MAX = 1_440

function readCall(args: readonly string[]): { readonly minutes: number; readonly file: string } | null {
  const text = { type: 'string' } as const
  const { help, minutes = '60', log } = readOptions(args, { minutes: text, log: text, help: { type: 'boolean' } })
  if (help) return null
  const count = /^\d+$/.test(minutes) ? Number(minutes) : 0
  if (count < 1 || count > MINUTES_MAX) throw new UsageError(`--minutes is ${minutes}; give 1 to ${MINUTES_MAX}`)
  const home = process.env.GATEHOUSE_HOME || '.gatehouse'
  return { minutes: count, file: log ?? join(home, 'logs', 'functions.log') }
}

function samplesOf(file: string): readonly Sample[] {
  let log: string
  try {
    log = readFileSync(file, 'utf8')
  } catch {
    throw new UsageError(`${file} cannot be read: npm start first, or name a log by --log`)
  }
  const samples = samplesIn(log)
  if (samples.length === 0)
    throw new UsageError(`${file} holds no measure yet; the pulse makes the first within a minute`)
  return samples
}

/** The newest value of each series beside what rang. */
function tableOf(samples: readonly Sample[], ringing: readonly Ringing[]): string {
  const newest = new Map(samples.map((sample) => [`${sample.metric} ${seriesOf(sample)}`, sample]))
  const silent = ringing.filter(({ metric, series }) => !newest.has(`${metric} ${series}`))
  const rows = [...newest.values()].map((sample) => {
    const rung = ringing.find(({ metric, series }) => metric === sample.metric && series === seriesOf(sample))
    return [sample.metric, seriesOf(sample), String(Number(sample.value.toFixed(1))), rung ? wordsOf(rung) : 'quiet']
  })
  for (const rung of silent) rows.push([rung.metric, rung.series, '', wordsOf(rung)])
  return textTable([['metric', 'of', 'newest', 'alert'], ...rows])
}

function wordsOf({ metric, from, to, worst }: Ringing): string {
  const { aggregation, severity, runbook } = METRICS[metric].alert
  const when = `${isoOf(from).slice(11, 16)} to ${isoOf(to).slice(11, 16)}`
  return `RINGS severity ${severity}, ${aggregation} ${Number(worst.toFixed(1))}, ${when}; RUNBOOK.md#${runbook}`
}

function main(): void {
  const call = readCall(process.argv.slice(2))
  if (!call) {
    console.log(HELP)
    return
  }
  const samples = samplesOf(call.file)
  // Measures of several functions stand in the log by the time of their writing. A log of days has more of them than a
  // call may have arguments.
  const first = samples.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY)
  const to = samples.reduce((most, { at }) => Math.max(most, at), Number.NEGATIVE_INFINITY)
  const span = { from: Math.max(to - call.minutes * MINUTE_MS, first), to }
  const within = samples.filter(({ at }) => at >= span.from)
  const ringing = evaluateAlerts(within, span)
  console.log(`${isoOf(span.from)} to ${isoOf(span.to)}, ${within.length} measures`)
  console.log(tableOf(within, ringing))
  process.exitCode = ringing.length > 0 ? RINGS : 0
}

try {
  main()
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  console.error(error.message)
  process.exitCode = USAGE
}
