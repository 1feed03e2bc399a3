/**
 * A million orders of the sweep engine: a thousand columns of uniformly random prices, each a market and a cell of its
 * own, entered on even rows and left on odd ones with everything the account affords; spread, slippage, fees, full
 * order records, reason codes and the equity of every row. The bound is one bare loop over typed arrays that writes
 * the very same numbers, which is checked first.
 */
import { once } from 'node:events'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { seededRandom } from '../../shared/base/random.ts'
import {
  type AccountRules,
  prepareMarket,
  type SimulationCosts,
  type SimulationResult,
  type SweepCell,
  SweepEngine,
} from '../../shared/domain/backtest/index.ts'
import type { BarColumns } from '../../shared/domain/market/index.ts'
import { microsOf } from '../../shared/domain/orders/index.ts'
import { type Aim, type Figure, figureOf } from './lib/figure.ts'
import { type KernelColumns, kernelColumns, runKernel } from './lib/plain-kernel.ts'
import { median, noisePercent, quantile } from './lib/spread.ts'

const COLUMNS = 1_000
/** One more than the orders of a column, so that the last one fills. */
const ROWS = 1_001
/** Columns on which the engine and the bound are compared, number by number. */
const CHECKED = 20
const WARM_UP = 5
const ROUNDS = 21
const DAY_MS = 86_400_000

const ACCOUNT: AccountRules = {
  ...{ startEquityUsd: 100_000, stake: 1, minNotionalUsd: 0, notionalFractionMax: 1, lossAtStopFractionMax: 1 },
  ...{ leverageMax: 1, entryGoodForBars: 1, sizing: 'all_in', atEnd: 'hold' },
}
const COSTS: SimulationCosts = {
  ...{ slippageBps: 5, assumedSpreadBps: 2, feePerShare: 0, feeMin: 0, feePct: 0.01 },
  ...{ participationMax: null, borrowPctPerYear: 0 },
}
const KERNEL_COSTS = { slippageBps: COSTS.slippageBps, spreadBps: COSTS.assumedSpreadBps, feePct: COSTS.feePct }

const startMicros = microsOf(ACCOUNT.startEquityUsd)

/** Measures in a thread of its own, as sweeps run: what else a process has run changes how its code is compiled. */
export async function sweepOrders(): Promise<Figure[]> {
  const worker = new Worker(new URL(import.meta.url))
  const [figures] = await once(worker, 'message')
  return figures as Figure[]
}
if (!isMainThread) parentPort?.postMessage(measure())

function measure(): Figure[] {
  const columns = priceColumns()
  const signals = alternatingSignals()
  const plain: SweepCell = { signals: [signals], account: ACCOUNT, costs: COSTS, equitySteps: null }
  // With a stop that is never reached, the same orders take the way of every other cell.
  const stopPrice = new Float64Array(ROWS).fill(0.01)
  const guarded: SweepCell = { ...plain, signals: [{ ...signals, stopPrice }] }
  const engine = new SweepEngine()
  const kept = kernelColumns(ROWS)
  const run = (bars: BarColumns, cell: SweepCell) =>
    engine.run(prepareMarket([{ bars, actions: [], tradeFrom: 0 }]), cell)
  const kernel = ({ open }: BarColumns): number => runKernel(open, startMicros, KERNEL_COSTS, kept)
  for (const bars of columns.slice(0, CHECKED)) {
    kernel(bars)
    requireSame(run(bars, plain), kept)
    requireSame(run(bars, guarded), kept)
  }
  const [took = [], long = [], bare = []] = interleaved(columns, [
    (bars) => run(bars, plain).records.fills,
    (bars) => run(bars, guarded).records.fills,
    kernel,
  ])
  const bound = { what: 'one bare loop over typed arrays with the same records', value: median(bare) }
  const figure = (name: string, samples: readonly number[], aim: Aim | null) =>
    figureOf({
      ...{ name, value: median(samples), unit: 'ms', bound, ...(aim ? { aim } : {}) },
      detail: {
        ...{ orders: COLUMNS * (ROWS - 1), rounds: ROUNDS, noise_percent: noisePercent(samples) },
        ...{ best: quantile(samples, 0), bound_best: quantile(bare, 0) },
      },
    })
  return [
    figure('sweep-orders.time', took, { on: 'value', atMost: 40 }),
    figure('sweep-orders.ratio', took, { on: 'ratio', atMost: 3 }),
    figure('sweep-orders.protected', long, null),
  ]
}

/** Milliseconds that each task takes for all columns, in turn after a warm-up. */
function interleaved(columns: readonly BarColumns[], tasks: readonly ((bars: BarColumns) => number)[]): number[][] {
  const took: number[][] = tasks.map(() => [])
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    for (const [index, task] of tasks.entries()) {
      const startedMs = performance.now()
      let orders = 0
      for (const bars of columns) orders += task(bars)
      const tookMs = performance.now() - startedMs
      if (orders !== COLUMNS * (ROWS - 1)) throw new Error(`${orders} orders are not what was asked for`)
      if (round >= 0) took[index]?.push(tookMs)
    }
  }
  return took
}

function requireSame({ records, equityMicros }: SimulationResult, kernel: KernelColumns): void {
  for (const [name, expected] of Object.entries(kernel)) {
    const column = name === 'equityMicros' ? equityMicros : records[name as keyof typeof records]
    if (typeof column === 'number' || column.some((value, row) => value !== expected[row])) {
      throw new Error(`engine and bare loop differ in ${name}`)
    }
  }
}

function alternatingSignals() {
  const flags = (on: 0 | 1): Uint8Array => Uint8Array.from({ length: ROWS }, (_, row) => Number(row % 2 === on))
  const none = new Uint8Array(ROWS)
  return {
    ...{ length: ROWS, enterLong: flags(0), exitLong: flags(1), enterShort: none, exitShort: none },
    ...{ entryOrder: 'market' as const, limitPrice: null, triggerPrice: null, targetPrice: null, trailDistance: null },
    ...{ stopPrice: null, stake: null, holdBarsMax: 0 },
  }
}

/** Close enough together that a thousand trades neither ruin the account nor carry it away. */
function priceColumns(): BarColumns[] {
  const random = seededRandom(1)
  const opensAt = Float64Array.from({ length: ROWS }, (_, row) => row * DAY_MS)
  const closesAt = opensAt.map((at) => at + DAY_MS / 4)
  const volume = new Float64Array(ROWS).fill(1_000_000)
  const spread = new Float64Array(ROWS).fill(Number.NaN)
  return Array.from({ length: COLUMNS }, (_, index) => {
    const price = Float64Array.from({ length: ROWS }, () => 95 + 10 * random())
    const prices = { open: price, high: price, low: price, close: price }
    return { symbol: `C${index}`, length: ROWS, opensAt, closesAt, ...prices, volume, spread }
  })
}
