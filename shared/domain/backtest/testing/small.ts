/** Small simulations written out by hand, and their results as lines that can be read. */
import { barColumns } from '../../market/index.ts'
import type { SignalColumns } from '../../strategy/index.ts'
import {
  type AccountRules,
  type CorporateAction,
  INTENT_KINDS,
  OUTCOMES,
  type Simulation,
  type SimulationCosts,
  type SimulationResult,
} from '../simulation.ts'

const DAY = 86_400_000

/** Instant in the middle of the night before a day: after the bar before, at or before the day's own. */
export const nightBefore = (day: number): number => day * DAY - DAY / 4

/** Open, high, low, close and volume of a day; null where the symbol has no bar. */
type Day = readonly [open: number, high: number, low: number, close: number, volume?: number] | null

/** A value on each of a few bars. */
type OnBars = Readonly<Record<number, number>>

export interface SmallSymbol {
  readonly days: readonly Day[]
  /** Bars that enter or exit. */
  readonly long?: readonly number[]
  readonly short?: readonly number[]
  readonly exit?: readonly number[]
  readonly order?: SignalColumns['entryOrder']
  readonly limit?: OnBars
  readonly trigger?: OnBars
  readonly stop?: OnBars
  readonly target?: OnBars
  readonly trail?: OnBars
  readonly stake?: OnBars
  readonly holdBarsMax?: number
  readonly actions?: readonly CorporateAction[]
  readonly tradeFrom?: number
}

const ACCOUNT: AccountRules = {
  startEquityUsd: 10_000,
  sizing: 'fixed_shares',
  stake: 10,
  minNotionalUsd: 0,
  notionalFractionMax: 1,
  lossAtStopFractionMax: 1,
  leverageMax: 1,
  entryGoodForBars: 1,
  atEnd: 'hold',
}
const COSTS: SimulationCosts = {
  slippageBps: 0,
  assumedSpreadBps: 0,
  feePerShare: 0,
  feeMin: 0,
  feePct: 0,
  participationMax: null,
  borrowPctPerYear: 0,
}

function symbolOf(small: SmallSymbol, index: number): Simulation['symbols'][number] {
  const name = 'ABC'.charAt(index)
  const bars = barColumns(
    name,
    small.days.flatMap((day, at) => {
      if (day === null) return []
      const [open, high, low, close, volume = 1_000_000] = day
      const times = { opensAt: at * DAY, closesAt: at * DAY + DAY / 2 }
      const kind = { vendor: 'file', interval: '1Day', spread: null, synthetic: false } as const
      return [{ symbol: name, ...times, open, high, low, close, volume, ...kind }]
    }),
  )
  const flags = (on: readonly number[] = []) => Uint8Array.from(bars.open, (_, bar) => Number(on.includes(bar)))
  const column = (on: OnBars | undefined) =>
    on ? Float64Array.from(bars.open, (_, bar) => on[bar] ?? Number.NaN) : null
  const signals: SignalColumns = {
    length: bars.length,
    enterLong: flags(small.long),
    exitLong: flags(small.exit),
    enterShort: flags(small.short),
    exitShort: flags(small.exit),
    entryOrder: small.order ?? 'market',
    limitPrice: column(small.limit),
    triggerPrice: column(small.trigger),
    stopPrice: column(small.stop),
    targetPrice: column(small.target),
    trailDistance: column(small.trail),
    stake: column(small.stake),
    holdBarsMax: small.holdBarsMax ?? 0,
  }
  return { bars, signals, actions: small.actions ?? [], tradeFrom: small.tradeFrom ?? 0 }
}

/** Ten shares at a time of 10 000 dollars, without costs and with any volume, but for what is said otherwise. */
export function small(
  symbols: SmallSymbol | readonly SmallSymbol[],
  account: Partial<AccountRules> = {},
  costs: Partial<SimulationCosts> = {},
): Simulation {
  const all = 'days' in symbols ? [symbols] : symbols
  return { symbols: all.map(symbolOf), account: { ...ACCOUNT, ...account }, costs: { ...COSTS, ...costs } }
}

/** One line an intent: `symbol+bar kind ±shares outcome: shares@dollars on bar, …`. */
export function told({ records }: SimulationResult): readonly string[] {
  return Array.from(records.intentKind, (kind, intent) => {
    const side = records.intentSide[intent] === 1 ? '+' : '-'
    const what = `${INTENT_KINDS[kind]} ${side}${records.intentQty[intent]}`
    const fills = Array.from(records.fillIntent, (of, fill) => (of === intent ? [fill] : [])).flat()
    const filled = fills.map((fill) => {
      const dollars = (records.fillPrice[fill] as number) / 1_000_000
      return ` ${records.fillQty[fill]}@${dollars} on ${records.fillBar[fill]}`
    })
    const end = `${OUTCOMES[records.intentOutcome[intent] as number]}${filled.length > 0 ? ':' : ''}${filled.join(',')}`
    return `${'ABC'.charAt(records.intentSymbol[intent] as number)}${records.intentBar[intent]} ${what} ${end}`
  })
}

/** Equity after each step in dollars. */
export const equityUsd = ({ equityMicros }: SimulationResult): readonly number[] =>
  Array.from(equityMicros, (micros) => micros / 1_000_000)

/** A bar on which nothing happens. */
export const calm = [100, 101, 99, 100] as const

/** A claim, what is simulated, and what `told` tells of it. */
export type Case = readonly [
  claim: string,
  symbols: SmallSymbol | readonly SmallSymbol[],
  lines: readonly string[],
  account?: Partial<AccountRules>,
  costs?: Partial<SimulationCosts>,
]

/** An order at one limit, decided on the first bar. */
export const limitAt = (usd: number) => ({ order: 'limit', limit: { 0: usd } }) as const
