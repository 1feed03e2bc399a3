/** Simulations that must come to the same as others: the mirror of one, and one through a split. */
import { microsOf } from '../../orders/index.ts'
import type { Simulation, SimulationSymbol } from '../simulation.ts'
import type { SimulationPlan } from './random-plan.ts'
import { simulationOf } from './random-simulation.ts'

/** Above every price drawn, so that all stay positive; exact in binary, as quarters of a dollar are. */
const DOUBLE_LEVEL_USD = 65_536
const TICKS_PER_USD = 4
const STAKE = 40

type Change = (usd: number, bar: number) => number

function withPrices({ bars, signals, ...rest }: SimulationSymbol, change: Change): SimulationSymbol {
  const maybe = (column: Float64Array | null) => (column === null ? null : column.map(change))
  return {
    ...rest,
    bars: {
      ...bars,
      ...{ open: bars.open.map(change), close: bars.close.map(change) },
      ...{ high: bars.high.map(change), low: bars.low.map(change) },
    },
    signals: {
      ...signals,
      ...{ limitPrice: maybe(signals.limitPrice), triggerPrice: maybe(signals.triggerPrice) },
      ...{ stopPrice: maybe(signals.stopPrice), targetPrice: maybe(signals.targetPrice) },
    },
  }
}

function withTrail(symbol: SimulationSymbol, change: Change): SimulationSymbol {
  const trailDistance = symbol.signals.trailDistance?.map(change) ?? null
  return { ...symbol, signals: { ...symbol.signals, trailDistance } }
}

/** A plan's simulation without what knows of a price's level: costs, corporate actions, limits of the account. */
function levelBlind(plan: SimulationPlan): Simulation {
  const drawn = simulationOf({
    ...plan,
    symbols: plan.symbols.map((symbol) => ({ ...symbol, ticksPerUsd: TICKS_PER_USD, actionShare: 0, hasStake: false })),
    account: {
      ...plan.account,
      ...{ startEquityUsd: 1_000_000_000, sizing: 'fixed_shares', stake: STAKE, minNotionalUsd: 0, leverageMax: 2 },
      ...{ notionalFractionMax: 1, lossAtStopFractionMax: 1 },
    },
    costs: {
      ...{ slippageBps: 0, assumedSpreadBps: 0, feePerShare: 0, feeMin: 0, feePct: 0, borrowPctPerYear: 0 },
      participationMax: plan.costs.participationMax,
    },
  })
  const symbols = drawn.symbols.map((symbol) => {
    symbol.bars.spread.fill(Number.NaN)
    return withTrail(symbol, (usd) => Math.round(usd * TICKS_PER_USD) / TICKS_PER_USD)
  })
  return { ...drawn, symbols }
}

function mirrorOf(symbol: SimulationSymbol): SimulationSymbol {
  const { bars, signals, ...rest } = withPrices(symbol, (usd) => DOUBLE_LEVEL_USD - usd)
  return {
    ...rest,
    bars: { ...bars, high: bars.low, low: bars.high },
    signals: {
      ...signals,
      ...{ enterLong: signals.enterShort, enterShort: signals.enterLong },
      ...{ exitLong: signals.exitShort, exitShort: signals.exitLong },
    },
  }
}

/** A simulation and its mirror: prices as far below a level as they lay above. `about` is a price and its image. */
export function mirrored(plan: SimulationPlan) {
  const simulation = levelBlind(plan)
  const mirror = { ...simulation, symbols: simulation.symbols.map(mirrorOf) }
  return { simulation, mirror, about: microsOf(DOUBLE_LEVEL_USD) }
}

/** A simulation, and the same through a split of two for one at an instant, which prices, volumes and stakes follow. */
export function splitInTwo(plan: SimulationPlan, at: number): { simulation: Simulation; split: Simulation } {
  const drawn = levelBlind(plan)
  const participationMax = drawn.costs.participationMax === null ? null : 1
  const whole = (symbol: SimulationSymbol) => {
    const dear = withTrail(
      withPrices(symbol, (usd) => 4 * usd),
      (usd) => 4 * usd,
    )
    return { ...dear, signals: { ...dear.signals, stake: dear.bars.open.map(() => STAKE) } }
  }
  const halved = (symbol: SimulationSymbol): SimulationSymbol => {
    const ratioOn = (bar: number): number => ((symbol.bars.opensAt[bar] as number) >= at ? 2 : 1)
    const cheap = withTrail(
      withPrices(symbol, (usd, bar) => usd / ratioOn(bar)),
      (usd, bar) => usd / ratioOn(bar),
    )
    return {
      ...cheap,
      bars: { ...cheap.bars, volume: cheap.bars.volume.map((shares, bar) => shares * ratioOn(bar)) },
      signals: { ...cheap.signals, stake: cheap.bars.open.map((_, bar) => STAKE * ratioOn(bar)) },
      actions: [{ kind: 'split', at, ratio: 2 }],
    }
  }
  const symbols = drawn.symbols.map(whole)
  const simulation = { ...drawn, symbols, costs: { ...drawn.costs, participationMax } }
  return { simulation, split: { ...simulation, symbols: symbols.map(halved) } }
}
