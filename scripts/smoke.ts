/** `npm run smoke`: does a deployed desk serve, refuse and route as it should? */
import { encodeWire } from '../shared/contracts/wire.ts'
import { faultOf } from './lib/tell-fault.ts'
import { writeWhole } from './lib/write-whole.ts'
import { HELP, readCall } from './smoke/call.ts'
import { smokeReportSchema, tableOf } from './smoke/report.ts'
import { runSmoke } from './smoke/run.ts'

async function main(args: readonly string[]): Promise<number> {
  const call = readCall(args, process.env)
  if (call === null) {
    console.log(HELP)
    return 0
  }
  const report = await runSmoke(call)
  const json = JSON.stringify(encodeWire(smokeReportSchema, report), null, 2)
  if (call.out !== null) writeWhole(call.out, `${json}\n`)
  const [alive] = report.checks
  if (call.json) console.log(json)
  else if (alive?.status === 'failed') console.error(`${call.base} does not answer: ${alive.seen}; ${alive.remedy}`)
  else console.log(tableOf(report))
  return report.ok ? 0 : 1
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const fault = faultOf(error)
  console.error(fault.text)
  process.exitCode = fault.code
}
