/** `npm run bench`: the desk's figures as JSON lines, each beside a bound measured in the same run. */
import { parseArgs } from 'node:util'
import { buildAll } from '../build.ts'
import { apiReads } from './api-reads.ts'
import { barToOrder } from './bar-to-order.ts'
import { bundle } from './bundle.ts'
import { eventEngine } from './event-engine.ts'
import { type Figure, tableOf } from './lib/figure.ts'
import { orderConsumer } from './order-consumer.ts'
import { promotionRate } from './promotion-rate.ts'
import { replayOneDay } from './replay-day.ts'
import { routerRun } from './router-run.ts'
import { start } from './start.ts'
import { sweepOrders } from './sweep-orders.ts'
import { sweepRun } from './sweep-run.ts'
import { sweepSteps } from './sweep-steps.ts'

const BENCHES: Readonly<Record<string, () => Promise<Figure[]>>> = {
  consumer: orderConsumer,
  router: routerRun,
  bar: barToOrder,
  bundle,
  start,
  day: replayOneDay,
  reads: apiReads,
  events: eventEngine,
  promotion: promotionRate,
  orders: sweepOrders,
  steps: sweepSteps,
  sweep: sweepRun,
}
const NAMES = Object.keys(BENCHES)

const HELP = `Measures the desk and prints one JSON line per figure, then a table on stderr.

  npm run bench [-- --only <name>]

  --only   one of ${NAMES.join(', ')}; may be repeated (default: all)

Each figure stands beside a bound measured in the same run on the same machine: read the ratio before the value.
Exit code: 0 measured, 1 something failed, 2 something to put right in the call.`

const USAGE = 2

function readCall(): readonly string[] | null {
  const options = { only: { type: 'string', multiple: true }, help: { type: 'boolean', short: 'h' } } as const
  const { values } = parseArgs({ options })
  if (values.help) return null
  const unknown = values.only?.find((name) => !NAMES.includes(name))
  if (unknown !== undefined) throw new Error(`--only ${unknown} is not one of ${NAMES.join(', ')}`)
  return values.only ?? NAMES
}

async function measure(names: readonly string[]): Promise<void> {
  await buildAll()
  const figures: Figure[] = []
  for (const name of names) {
    const measured = (await BENCHES[name]?.()) ?? []
    for (const figure of measured) console.log(JSON.stringify(figure))
    figures.push(...measured)
  }
  console.error(`\n${tableOf(figures)}`)
}

let call: readonly string[] | null = null
try {
  call = readCall()
} catch (error) {
  console.error(`${(error as Error).message}; see --help`)
  process.exit(USAGE)
}
if (call === null) console.log(HELP)
else await measure(call)
// The SDK keeps token timers alive after its clients close.
process.exit(0)
