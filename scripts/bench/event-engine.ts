/**
 * The event engine on a moving-average cross over 100 000 bars, strategy and signals included. The bound is a bare loop
 * over the same bars that crosses the same means and keeps a position, with no orders, costs or records.
 */
import { normal, seededRandom } from '../../shared/base/random.ts'
import { type Simulation, simulateEvents } from '../../shared/domain/backtest/index.ts'
import type { BarColumns } from '../../shared/domain/market/index.ts'
import { parseParams, readStrategy, signalsOf, viewOf } from '../../shared/domain/strategy/index.ts'
import { type Figure, figureOf } from './lib/figure.ts'
import { median } from './lib/spread.ts'

const BARS = 100_000
const ROUNDS = 11
const WARM_UP = 4
const AIM = 1_500_000
const MINUTE_MS = 60_000

function walk(): BarColumns {
  const random = seededRandom(7)
  const column = () => new Float64Array(BARS)
  const bars = { open: column(), high: column(), low: column(), close: column(), opensAt: column(), closesAt: column() }
  let price = 100
  for (let index = 0; index < BARS; index += 1) {
    const open = Math.round(price * 100) / 100
    price = Math.max(1, price * Math.exp(0.002 * normal(random) - 0.0005 * Math.log(price / 100)))
    const close = Math.round(price * 100) / 100
    bars.open[index] = open
    bars.close[index] = close
    bars.high[index] = Math.max(open, close) + 0.05
    bars.low[index] = Math.min(open, close) - 0.05
    bars.opensAt[index] = index * 5 * MINUTE_MS
    bars.closesAt[index] = (index + 1) * 5 * MINUTE_MS
  }
  return { symbol: 'WALK', length: BARS, ...bars, volume: column().fill(1e6), spread: column().fill(Number.NaN) }
}

const ACCOUNT: Simulation['account'] = {
  ...{ startEquityUsd: 100_000, sizing: 'all_in', stake: 1, minNotionalUsd: 0, notionalFractionMax: 1 },
  ...{ lossAtStopFractionMax: 1, leverageMax: 1, entryGoodForBars: 1, atEnd: 'last_close' },
}
const COSTS: Simulation['costs'] = {
  ...{ slippageBps: 1, assumedSpreadBps: 2, feePerShare: 0, feeMin: 0, feePct: 0 },
  ...{ participationMax: 0.1, borrowPctPerYear: 0 },
}

/** Position by the cross of two running means; gives the profit, so that nothing is left out as unused. */
function bareLoop({ close }: BarColumns): number {
  let [fast, slow, position, entry, profit] = [0, 0, 0, 0, 0]
  for (let index = 0; index < BARS; index += 1) {
    const price = close[index] as number
    fast += price - (close[index - 10] ?? 0)
    slow += price - (close[index - 30] ?? 0)
    const next = fast / 10 > slow / 30 ? 1 : 0
    if (next === position) continue
    if (position === 1) profit += price - entry
    position = next
    entry = price
  }
  return profit
}

function seconds(run: () => unknown): number {
  const start = process.hrtime.bigint()
  run()
  return Number(process.hrtime.bigint() - start) / 1e9
}

export async function eventEngine(): Promise<Figure[]> {
  const bars = walk()
  const parsed = parseParams('sma_cross', {})
  if (parsed.kind === 'invalid') throw new Error('the defaults are refused')
  let fills = 0
  const simulate = () => {
    const signals = signalsOf(readStrategy(bars, viewOf(bars, null), parsed.params), null)
    const symbols = [{ bars, signals, actions: [], tradeFrom: 0 }]
    fills = simulateEvents({ symbols, account: ACCOUNT, costs: COSTS }).records.fills
  }
  const cold = BARS / seconds(simulate)
  for (let round = 1; round < WARM_UP; round += 1) simulate()
  const rounds = Array.from({ length: ROUNDS }, () => [seconds(simulate), seconds(() => bareLoop(bars))] as const)
  const rate = BARS / median(rounds.map(([engine]) => engine))
  return [
    figureOf({
      ...{ name: 'event_engine', value: rate, unit: 'bars/s', aim: { on: 'value', atLeast: AIM } },
      bound: { what: 'bare loop over the same means', value: BARS / median(rounds.map(([, bare]) => bare)) },
      detail: { bars: BARS, fills, cold_bars_per_s: Math.round(cold), rounds: ROUNDS },
    }),
  ]
}
