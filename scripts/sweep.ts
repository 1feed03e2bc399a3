/** `npm run sweep`: runs every combination of a configuration on this machine. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sweepSummarySchema } from '../shared/contracts/research.ts'
import { encodeWire } from '../shared/contracts/wire.ts'
import { createProgressBar } from './lib/progress.ts'
import { faultOf } from './lib/tell-fault.ts'
import { type Call, readCall } from './sweep/call.ts'

/** How to go on; a sweep that was stopped before it had a folder has nothing to go on with. */
const stoppedText = (folder: string, { dataDir }: Call): string => {
  if (folder === '') return 'stopped before anything ran'
  const data = dataDir === null ? '' : ` --data ${dataDir}`
  return `stopped; what is done is kept: npm run sweep -- --resume ${folder}${data}`
}

async function run(call: Call): Promise<void> {
  const [{ runSweep }, { linesOf }, { FILES, readCellLines }] = await Promise.all([
    import('./sweep/run.ts'),
    import('./sweep/tell.ts'),
    import('./research/artefacts.ts'),
  ])
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
  const progress = createProgressBar(process.stderr, `sweep ${call.config.strategy}`, 'cells')
  let folder = ''
  try {
    const outcome = await runSweep(call, {
      now: Date.now(),
      signal: stopping.signal,
      onStart: (outDir) => {
        folder = outDir
      },
      onProgress: progress.update,
    }).finally(progress.end)
    if (call.json) return console.log(JSON.stringify(encodeWire(sweepSummarySchema, outcome.summary), null, 2))
    console.log(linesOf(outcome, readCellLines(await readFile(join(outcome.outDir, FILES.rows)))))
  } catch (error) {
    if (!stopping.signal.aborted) throw error
    console.error(stoppedText(folder, call))
    process.exitCode = 1
  }
}

try {
  const call = await readCall(process.argv.slice(2), process.env)
  if (typeof call === 'string') console.log(call)
  else await run(call)
} catch (error) {
  const { text, code } = faultOf(error)
  console.error(text)
  process.exitCode = code
}
