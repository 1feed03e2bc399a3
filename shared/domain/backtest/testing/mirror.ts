/** A simulation and its mirror, in which every price lies as far below a level as it lay above, and sides change. */
import { microsOf } from '../../orders/index.ts'
import type { Simulation, SimulationSymbol } from '../simulation.ts'
import type { SimulationPlan } from './random-plan.ts'
import { simulationOf } from './random-simulation.ts'

/** Above every price drawn, so that all stay positive; exact in binary, as prices on quarters of a dollar are. */
const DOUBLE_LEVEL_USD = 65_536
const TICKS_PER_USD = 4

const reflected = (column: Float64Array): Float64Array => column.map((usd) => DOUBLE_LEVEL_USD - usd)
const maybeReflected = (column: Float64Array | null) => (column === null ? null : reflected(column))

function mirrorOf({ bars, signals, ...rest }: SimulationSymbol): SimulationSymbol {
  const prices = { open: reflected(bars.open), close: reflected(bars.close) }
  return {
    ...rest,
    bars: { ...bars, ...prices, high: reflected(bars.low), low: reflected(bars.high) },
    signals: {
      ...signals,
      ...{ enterLong: signals.enterShort, enterShort: signals.enterLong },
      ...{ exitLong: signals.exitShort, exitShort: signals.exitLong },
      limitPrice: maybeReflected(signals.limitPrice),
      triggerPrice: maybeReflected(signals.triggerPrice),
      stopPrice: maybeReflected(signals.stopPrice),
      targetPrice: maybeReflected(signals.targetPrice),
    },
  }
}

/**
 * The mirror of a plan without what knows of a price's level: costs, corporate actions, limits of the account. `about`
 * is the sum of a price and its image in millionths.
 */
export function mirrored(plan: SimulationPlan): { simulation: Simulation; mirror: Simulation; about: number } {
  const drawn = simulationOf({
    ...plan,
    symbols: plan.symbols.map((symbol) => ({ ...symbol, ticksPerUsd: TICKS_PER_USD, actionShare: 0 })),
    account: {
      ...plan.account,
      ...{ startEquityUsd: 1_000_000_000, sizing: 'fixed_shares', stake: 40, minNotionalUsd: 0, leverageMax: 2 },
      ...{ notionalFractionMax: 1, lossAtStopFractionMax: 1 },
    },
    costs: {
      ...plan.costs,
      ...{ slippageBps: 0, assumedSpreadBps: 0, feePerShare: 0, feeMin: 0, feePct: 0, borrowPctPerYear: 0 },
    },
  })
  const onTick = (usd: number): number => Math.round(usd * TICKS_PER_USD) / TICKS_PER_USD
  const symbols = drawn.symbols.map(({ bars, signals, ...rest }) => ({
    ...rest,
    bars: { ...bars, spread: bars.spread.fill(Number.NaN) },
    signals: { ...signals, trailDistance: signals.trailDistance?.map(onTick) ?? null },
  }))
  const simulation = { ...drawn, symbols }
  return {
    simulation,
    mirror: { ...simulation, symbols: symbols.map(mirrorOf) },
    about: microsOf(DOUBLE_LEVEL_USD),
  }
}
