/** What a random simulation is made of: few numbers, so that a failing one shrinks to something that can be read. */
import fc from 'fast-check'
import type { SignalColumns } from '../../strategy/index.ts'
import type { AccountRules, SimulationCosts } from '../simulation.ts'

const DAYS_MAX = 60

export interface SymbolPlan {
  /** Days before the symbol's first bar, and days that it lacks at the end; one bar where nothing is left between. */
  readonly lateDays: number
  readonly lackingDays: number
  /** Share of days without a bar. */
  readonly gapShare: number
  readonly firstPriceUsd: number
  readonly ticksPerUsd: number
  /** Shares of an ordinary bar. */
  readonly volume: number
  readonly entryOrder: SignalColumns['entryOrder']
  readonly isShorted: boolean
  readonly hasStop: boolean
  readonly hasTarget: boolean
  readonly hasTrail: boolean
  readonly hasStake: boolean
  readonly holdBarsMax: number
  readonly tradeFrom: number
  /** Share of days with a dividend or a split. */
  readonly actionShare: number
}

export interface SimulationPlan {
  /** Of every price, flag and action, each drawn by its symbol, day and turn. */
  readonly seed: number
  readonly days: number
  readonly symbols: readonly SymbolPlan[]
  readonly account: AccountRules
  readonly costs: SimulationCosts
}

const symbolPlan: fc.Arbitrary<SymbolPlan> = fc.record({
  lateDays: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(DAYS_MAX) }),
  lackingDays: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(DAYS_MAX) }),
  gapShare: fc.constantFrom(0, 0, 0.3),
  firstPriceUsd: fc.constantFrom(20, 3, 60, 400),
  ticksPerUsd: fc.constantFrom(4, 100, 10_000),
  volume: fc.constantFrom(1_000_000, 2_000, 200, 20),
  entryOrder: fc.constantFrom('market', 'market_on_close', 'limit', 'stop', 'stop_limit'),
  isShorted: fc.constantFrom(false, true, true),
  hasStop: fc.boolean(),
  hasTarget: fc.boolean(),
  hasTrail: fc.boolean(),
  hasStake: fc.boolean(),
  holdBarsMax: fc.constantFrom(0, 0, 1, 4),
  tradeFrom: fc.constantFrom(0, 1, 7),
  actionShare: fc.constantFrom(0, 0.1),
})

/** The account's own stake, some of them UNKNOWN or without an edge. */
const STAKES = {
  all_in: [1, 1, 1, 0.6, 0.6, Number.NaN, 0],
  notional: [0.5, 0.2, 1.5, 0.5, 0.2, Number.NaN, -0.1],
  loss_at_stop: [0.01, 0.03, 0.005, 0.01, 0.03, Number.NaN, 0],
  fixed_shares: [100, 7.5, 1, 40, 300, Number.NaN, 0],
} as const

const accountRules: fc.Arbitrary<AccountRules> = fc
  .record({
    startEquityUsd: fc.constantFrom(10_000, 10_000, 300, 99_999.99),
    sizing: fc.constantFrom('all_in', 'notional', 'loss_at_stop', 'fixed_shares'),
    stakeTurn: fc.nat(6),
    minNotionalUsd: fc.constantFrom(0, 0, 100),
    notionalFractionMax: fc.constantFrom(1, 0.3, 2),
    lossAtStopFractionMax: fc.constantFrom(1, 0.02, 0.005),
    leverageMax: fc.constantFrom(1, 1, 0.5, 2),
    entryGoodForBars: fc.constantFrom(1, 2, 5),
    atEnd: fc.constantFrom('hold', 'last_close', 'last_open'),
  })
  .map(({ stakeTurn, ...rules }) => ({ ...rules, stake: STAKES[rules.sizing][stakeTurn] ?? 0 }))

const simulationCosts: fc.Arbitrary<SimulationCosts> = fc.record({
  slippageBps: fc.constantFrom(0, 1, 25),
  assumedSpreadBps: fc.constantFrom(0, 2, 60),
  feePerShare: fc.constantFrom(0, 0.005, 0.0035),
  feeMin: fc.constantFrom(0, 0, 1),
  feePct: fc.constantFrom(0, 0.1),
  participationMax: fc.constantFrom(null, 0.1, 0.37, 1),
  borrowPctPerYear: fc.constantFrom(0, 3, 40),
})

export const randomPlan: fc.Arbitrary<SimulationPlan> = fc.record({
  seed: fc.integer({ min: 0, max: 2_147_483_647 }),
  days: fc.oneof(
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }) },
    { weight: 6, arbitrary: fc.integer({ min: 5, max: DAYS_MAX }) },
  ),
  symbols: fc.array(symbolPlan, { minLength: 1, maxLength: 3, size: 'max' }),
  account: accountRules,
  costs: simulationCosts,
})
