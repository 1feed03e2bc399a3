/** `npm run day`: replays trading days from real minute bars and reports them. */
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Call, HELP, readCall } from './day/call.ts'
import { markdownOf } from './day/markdown.ts'
import { type DayReport, dayReport } from './day/report.ts'
import { DayError } from './day/session.ts'
import { rangeSummaryOf, summaryOf } from './day/summary.ts'
import { createProgressBar } from './lib/progress.ts'

const USAGE = 2

async function run(call: Call): Promise<void> {
  const folder = await stat(call.dataDir).catch(() => null)
  if (!folder?.isDirectory()) throw new DayError(`--data ${call.dataDir} is not a folder`)
  // The desk is loaded only for a call that can run: a wrong one is answered at once.
  const { buildAll } = await import('./build.ts')
  await buildAll()
  const [first, ...more] = call.days
  if (first !== undefined && more.length === 0) return tell(call, await replay(call, first, `replay ${first}`))
  const told: (DayReport | { readonly day: string; readonly why: string })[] = []
  for (const [index, day] of call.days.entries()) {
    const label = `replay ${index + 1}/${call.days.length} ${day}`
    // A day that the folder does not have is told in its row; the others go on.
    const report = await replay(call, day, label).catch((error: unknown) => {
      if (error instanceof DayError) return { day, why: error.message }
      throw error
    })
    told.push(report)
  }
  console.log(call.json ? JSON.stringify(told, null, 2) : rangeSummaryOf(told))
  if (told.every((one) => 'why' in one)) throw new DayError('no day of the range could be replayed')
}

function tell(call: Call, report: DayReport): void {
  const file = join(call.outDir, report.day)
  const text = call.json ? JSON.stringify(report, null, 2) : `${summaryOf(report)}\nreport ${file}.md and ${file}.json`
  console.log(text)
}

/** One day in a home of its own, reported in the folder of the call. */
async function replay(call: Call, day: string, label: string): Promise<DayReport> {
  const [{ FUNCTIONS_FILE }, { replayDay }] = await Promise.all([import('./build.ts'), import('./day/replay.ts')])
  const home = await mkdtemp(join(tmpdir(), 'gatehouse-replay-'))
  const progress = createProgressBar(process.stderr, label, 'minutes')
  try {
    const report = dayReport(
      await replayDay({ ...call, day, home, appFile: FUNCTIONS_FILE, onProgress: progress.update }),
    )
    await mkdir(call.outDir, { recursive: true })
    const file = join(call.outDir, day)
    const json = `${JSON.stringify(report, null, 2)}\n`
    await Promise.all([writeFile(`${file}.json`, json), writeFile(`${file}.md`, markdownOf(report))])
    return report
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
