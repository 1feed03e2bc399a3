/**
 * A thousand moving-average crosses over ten years of 5-minute bars of one symbol, on one core: the flags of every
 * combination from shared means, then the engine with full order records and the equity of each day. The bound reads
 * the same means in one bare loop that holds or not and adds up the value of each day, without any order.
 */
import { normal, seededRandom } from '../../shared/base/random.ts'
import { prepareMarket, type SweepCell, SweepEngine } from '../../shared/domain/backtest/index.ts'
import type { BarColumns } from '../../shared/domain/market/index.ts'
import { type Figure, figureOf } from './lib/figure.ts'
import { median, noisePercent } from './lib/spread.ts'

const DAYS = 2_520
const BARS_PER_DAY = 78
const BARS = DAYS * BARS_PER_DAY
const FASTS = Array.from({ length: 40 }, (_, index) => 5 + 2 * index)
const SLOWS = Array.from({ length: 25 }, (_, index) => 100 + 10 * index)
const COMBINATIONS = FASTS.length * SLOWS.length
/** Combinations between two looks at the clock. */
const BLOCK = 100
const WARM_UP = 30
const BAR_MS = 300_000
const MIB = 1_048_576

export async function sweepSteps(): Promise<Figure[]> {
  const bars = tenYears()
  const market = prepareMarket([{ bars, actions: [], tradeFrom: 0 }])
  const means = new Map([...FASTS, ...SLOWS].map((length) => [length, meanOf(bars.close, length)]))
  const meansOf = (combination: number) => {
    const fast = means.get(FASTS[combination % FASTS.length] as number)
    const slow = means.get(SLOWS[Math.floor(combination / FASTS.length) % SLOWS.length] as number)
    if (!fast || !slow) throw new Error(`no means for combination ${combination}`)
    return { fast, slow }
  }
  const cell = cellOf(bars.close)
  const days = new Float64Array(DAYS)
  const engine = new SweepEngine()
  let orders = 0
  const sweep = (combination: number): void => {
    markCross(meansOf(combination), cell.signals[0])
    orders += engine.run(market, cell).records.intents
  }
  const bare = (combination: number): void => holdAbove(meansOf(combination), bars.close, days)
  for (let combination = 0; combination < WARM_UP; combination += 1) {
    sweep(combination)
    bare(combination)
  }
  orders = 0
  const [took, bound]: [number[], number[]] = [[], []]
  for (let from = 0; from < COMBINATIONS; from += BLOCK) {
    took.push(speedOf(from, sweep))
    bound.push(speedOf(from, bare))
  }
  const peakMib = process.resourceUsage().maxRSS / 1_024
  const shape = { combinations: COMBINATIONS, bars: BARS, orders }
  return [
    figureOf({
      ...{ name: 'sweep-steps.speed', value: median(took), unit: 'M bar-steps/s' },
      bound: { what: 'one bare loop over the same means, without orders', value: median(bound) },
      aim: { on: 'value', atLeast: 30 },
      detail: { ...shape, blocks: took.length, noise_percent: noisePercent(took) },
    }),
    figureOf({
      ...{ name: 'sweep-steps.memory', value: peakMib, unit: 'MiB' },
      bound: { what: 'bars and means alone', value: ((means.size + 8) * BARS * 8) / MIB },
      aim: { on: 'value', atMost: 1_024 },
      detail: shape,
    }),
  ]
}

/** Million bars a second over a block of combinations. */
function speedOf(from: number, task: (combination: number) => void): number {
  const startedMs = performance.now()
  for (let combination = from; combination < from + BLOCK; combination += 1) task(combination)
  return (BARS * BLOCK) / (performance.now() - startedMs) / 1_000
}

interface Means {
  readonly fast: Float64Array
  readonly slow: Float64Array
}

/** Long from the bar on which the fast mean comes to stand above the slow one until it stands below. */
function markCross({ fast, slow }: Means, { enterLong, exitLong }: CrossSignals): void {
  let was = 1
  for (let bar = 0; bar < BARS; bar += 1) {
    const above = (fast[bar] as number) > (slow[bar] as number) ? 1 : 0
    enterLong[bar] = above & (was ^ 1)
    exitLong[bar] = (fast[bar] as number) < (slow[bar] as number) ? 1 : 0
    was = above
  }
}

function holdAbove({ fast, slow }: Means, close: Float64Array, days: Float64Array): void {
  let value = 1
  let held = false
  for (let bar = 1; bar < BARS; bar += 1) {
    if (held) value *= (close[bar] as number) / (close[bar - 1] as number)
    held = (fast[bar] as number) > (slow[bar] as number)
    if (bar % BARS_PER_DAY === BARS_PER_DAY - 1) days[(bar / BARS_PER_DAY) | 0] = value
  }
}

type CrossSignals = ReturnType<typeof cellOf>['signals'][0]

function cellOf(close: Float64Array) {
  const none = new Uint8Array(BARS)
  const signals = {
    ...{ length: BARS, enterLong: new Uint8Array(BARS), exitLong: new Uint8Array(BARS) },
    ...{ enterShort: none, exitShort: none, entryOrder: 'market' as const, stake: null, holdBarsMax: 0 },
    ...{ limitPrice: null, triggerPrice: null, targetPrice: null, trailDistance: null },
    stopPrice: close.map((usd) => usd * 0.97),
  }
  return {
    signals: [signals] as const,
    account: {
      ...{ startEquityUsd: 100_000, stake: 0.03, minNotionalUsd: 100, notionalFractionMax: 1, leverageMax: 1 },
      ...{ lossAtStopFractionMax: 1, entryGoodForBars: 1, sizing: 'loss_at_stop', atEnd: 'last_close' },
    },
    costs: {
      ...{ slippageBps: 1, assumedSpreadBps: 2, feePerShare: 0.005, feeMin: 0, feePct: 0 },
      ...{ participationMax: 0.1, borrowPctPerYear: 0 },
    },
    equitySteps: Int32Array.from({ length: DAYS }, (_, day) => (day + 1) * BARS_PER_DAY - 1),
  } satisfies SweepCell
}

function meanOf(values: Float64Array, length: number): Float64Array {
  const means = new Float64Array(values.length).fill(Number.NaN)
  let sum = 0
  for (let bar = 0; bar < values.length; bar += 1) {
    sum += (values[bar] as number) - (values[bar - length] ?? 0)
    if (bar >= length - 1) means[bar] = sum / length
  }
  return means
}

function tenYears(): BarColumns {
  const random = seededRandom(7)
  const column = () => new Float64Array(BARS)
  const [open, high, low, close] = [column(), column(), column(), column()]
  let usd = 100
  for (let bar = 0; bar < BARS; bar += 1) {
    open[bar] = usd
    usd = Math.max(5, Math.round(usd * (1 + 0.001 * normal(random)) * 100) / 100)
    close[bar] = usd
    high[bar] = Math.max(open[bar] as number, usd) + 0.02
    low[bar] = Math.min(open[bar] as number, usd) - 0.02
  }
  const opensAt = Float64Array.from({ length: BARS }, (_, bar) => bar * BAR_MS)
  const closesAt = opensAt.map((at) => at + BAR_MS)
  const [volume, spread] = [column().fill(1_000_000), column().fill(Number.NaN)]
  return { symbol: 'TEN', length: BARS, opensAt, closesAt, open, high, low, close, volume, spread }
}
