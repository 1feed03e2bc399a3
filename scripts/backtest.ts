/** `npm run backtest`: runs one strategy over past bars and tells what it came to. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Call, HELP, readCall } from './backtest/call.ts'
import { createProgressBar } from './lib/progress.ts'
import { faultOf } from './lib/tell-fault.ts'

async function run(call: Call): Promise<void> {
  // The rooms are loaded only for a call that can run: a wrong one is answered at once.
  const [{ runBacktest }, { equityCsv, exportCsv }, { debugLines, jsonOf, linesOf, metricsJson }] = await Promise.all([
    import('./backtest/run.ts'),
    import('./backtest/csv.ts'),
    import('./backtest/tell.ts'),
  ])
  const name = [call.config.symbol].flat().join('-').replaceAll('/', '-')
  const progress = createProgressBar(process.stderr, `backtest ${name}`, 'bars')
  const outcome = await runBacktest(call, Date.now(), progress.update).finally(progress.end)
  if (call.outDir !== null) await writeFile(join(call.outDir, `backtest_${name}.csv`), equityCsv(outcome))
  if (call.exportDir !== null) await exportCsv(call.exportDir, name, outcome)
  for (const line of debugLines(call, outcome)) console.error(line)
  console.log(call.json ? JSON.stringify(jsonOf(outcome), null, 2) : linesOf(call, outcome))
  if (call.printMetrics && !call.json) console.log(metricsJson(outcome))
}

try {
  const call = readCall(process.argv.slice(2), process.env)
  if (call) await run(call)
  else console.log(HELP)
} catch (error) {
  const { text, code } = faultOf(error)
  console.error(text)
  process.exitCode = code
}
