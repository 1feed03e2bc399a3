/**
 * A whole sweep: 1 000 combinations over ten years of 5-minute bars, from bars in memory to files on disk and a summary
 * with every statistic. Its scaling stands beside that of a bare loop on as many threads in the same run.
 */
import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { type Figure, figureOf } from './lib/figure.ts'
import { runNode } from './lib/run-node.ts'

const CHILD = join(import.meta.dirname, 'lib/sweep-child.ts')
const WITHIN_MS = 600_000
const STEPS_AIM = 60
const PEAK_MIB_MAX = 1_024
const SCALING_AIM = 0.9
const STATISTICS_AIM = 0.1

interface Ran {
  readonly barSteps: number
  readonly cells: number
  readonly failed: number
  readonly trades: number
  readonly cellsS: number
  readonly gatherS: number
  readonly statisticsS: number
  readonly peakMiB: number
  /** Of all threads: on a machine that others use too it says more than the seconds do. */
  readonly processorS: number
}

const ran = async (workers: number): Promise<Ran> => JSON.parse(await runNode([CHILD, String(workers)], {}, WITHIN_MS))

/** Sums over two columns as long as the sweep's, until so many steps are done; answers with the sum. */
const BARE = `
const { parentPort, workerData } = require('node:worker_threads')
const [one, other] = [new Float64Array(200_000).fill(1.5), new Float64Array(200_000).fill(2)]
let sum = 0
for (let pass = 0; pass < workerData; pass += 1)
  for (let at = 0; at < one.length; at += 1) sum += one[at] > other[at] ? one[at] : other[at]
parentPort.postMessage(sum)`
const PASSES = 8_000

/** Seconds of the bare loop on so many threads, the passes shared out among them. */
async function bareLoop(threads: number): Promise<number> {
  const startedMs = performance.now()
  const workers = Array.from({ length: threads }, () => new Worker(BARE, { eval: true, workerData: PASSES / threads }))
  await Promise.all(workers.map((worker) => once(worker, 'message')))
  await Promise.all(workers.map((worker) => worker.terminate()))
  return (performance.now() - startedMs) / 1_000
}

export async function sweepRun(): Promise<Figure[]> {
  const bare = { one: await bareLoop(1), two: await bareLoop(2) }
  const [one, two] = [await ran(1), await ran(2)]
  const seconds = ({ cellsS, gatherS }: Ran): number => cellsS + gatherS
  const millions = two.barSteps / seconds(two) / 1e6
  const barePerS = (PASSES * 200_000) / bare.two / 1e6
  const detail = { cells: two.cells, failed: two.failed, trades: two.trades, seconds: seconds(two) }
  return [
    figureOf({
      ...{ name: 'sweep of 1 000 cells, two threads', value: millions, unit: 'M bar-steps/s' },
      bound: { what: 'a bare comparison of two columns on two threads', value: barePerS },
      aim: { on: 'value', atLeast: STEPS_AIM },
      detail: { ...detail, cells_s: two.cellsS, gather_s: two.gatherS, processor_s: two.processorS },
    }),
    figureOf({
      ...{ name: 'sweep, one thread over two', value: one.cellsS / two.cellsS, unit: '×' },
      bound: { what: 'the bare loop, one thread over two', value: bare.one / bare.two },
      aim: { on: 'ratio', atLeast: SCALING_AIM },
    }),
    figureOf({
      ...{ name: 'sweep, peak of memory', value: two.peakMiB, unit: 'MiB' },
      bound: { what: 'the ceiling', value: PEAK_MIB_MAX },
      aim: { on: 'value', atMost: PEAK_MIB_MAX },
      detail: { one_thread: one.peakMiB },
    }),
    figureOf({
      ...{ name: 'overfitting statistics of 1 000 cells', value: two.statisticsS, unit: 's' },
      bound: { what: 'the sweep', value: seconds(two) },
      aim: { on: 'ratio', atMost: STATISTICS_AIM },
    }),
  ]
}
