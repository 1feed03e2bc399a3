/** Both engines over the same simulations: written apart from one text, they have to come to the same. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  prepareMarket,
  type Simulation,
  type SimulationResult,
  type SweepCell,
  SweepEngine,
  simulateEvents,
} from './index.ts'
import { FEATURES, newTally } from './testing/features.ts'
import { randomPlan, type SimulationPlan } from './testing/random-plan.ts'
import { randomSimulation, simulationOf } from './testing/random-simulation.ts'
import { copyOf, resultBytes } from './testing/results.ts'
import { calm, small, told } from './testing/small.ts'

const RUNS = { numRuns: 100 }
/** One engine for all, so that every cell runs on what others left in its buffers. */
const engine = new SweepEngine()

const cellOf = ({ symbols, account, costs }: Simulation, equitySteps: SweepCell['equitySteps'] = null): SweepCell => ({
  ...{ signals: symbols.map(({ signals }) => signals), account, costs, equitySteps },
})
const sweep = (simulation: Simulation): SimulationResult =>
  engine.run(prepareMarket(simulation.symbols), cellOf(simulation))

/** Every field of the records, every step's equity and the cash, to the bit. */
function expectSame(simulation: Simulation, byEvents = simulateEvents(simulation)): void {
  const swept = sweep(simulation)
  if (Buffer.compare(resultBytes(swept), resultBytes(byEvents)) === 0) return
  expect(told(swept)).toEqual(told(byEvents))
  expect(swept).toEqual(byEvents)
  expect.fail('the bytes differ and nothing that can be read does')
}

/** A cell that the sweep engine may take the short way through, but for what volume, stake and side bring about. */
function plainOf(plan: SimulationPlan, days = plan.days): Simulation {
  const stakes = [1, 0.6, 0.9, Number.NaN, 0, 1, 0.3]
  const [first] = simulationOf({
    ...{ ...plan, days, account: { ...plan.account, sizing: 'all_in', stake: stakes[plan.seed % stakes.length] ?? 1 } },
    symbols: plan.symbols.slice(0, 1).map((symbol) => ({
      ...{ ...symbol, lateDays: 0, lackingDays: 0, entryOrder: 'market', isShorted: plan.seed % 3 === 0 },
      ...{ hasStop: false, hasTarget: false, hasTrail: false, actionShare: 0 },
    })),
  }).symbols
  const account = { ...plan.account, sizing: 'all_in' as const, stake: stakes[plan.seed % stakes.length] ?? 1 }
  return { symbols: first ? [first] : [], account, costs: plan.costs }
}

describe('10. the engines come to the same', () => {
  test('whatever is simulated', () => {
    fc.assert(
      fc.property(randomSimulation, (simulation) => expectSame(simulation)),
      RUNS,
    )
  })

  test('over three hundred simulations that bring about everything that can be, each of it several times', () => {
    const tally = newTally()
    for (const simulation of fc.sample(randomSimulation, { numRuns: 300, seed: 2 })) {
      const byEvents = simulateEvents(simulation)
      expectSame(simulation, byEvents)
      tally.add(simulation, byEvents)
    }
    const rare = FEATURES.map((feature) => [feature, tally.counts.get(feature) ?? 0] as const)
    expect(rare.filter(([, count]) => count < 3)).toEqual([])
  })

  test('by the short way of plain cells, and where it is left and found again', () => {
    const tally = newTally()
    for (const plan of fc.sample(randomPlan, { numRuns: 150, seed: 3 })) {
      const simulation = plainOf(plan)
      const byEvents = simulateEvents(simulation)
      expectSame(simulation, byEvents)
      tally.add(simulation, byEvents)
    }
    const met = [
      'fill:ENTRY',
      'fill:EXIT',
      'fill:HOLD_LIMIT',
      'filled over bars:ENTRY',
      'entry filled:short',
      'reversed',
    ]
    const counts = met.map((feature) => [feature, tally.counts.get(feature) ?? 0] as const)
    expect(counts.filter(([, count]) => count < 10)).toEqual([])
  })

  test('over more bars and orders than the buffers begin with', () => {
    const plans = fc.sample(randomPlan, { numRuns: 4, seed: 4 })
    const account = { startEquityUsd: 1_000_000_000, atEnd: 'hold', entryGoodForBars: 2 } as const
    const results = plans.flatMap((plan) => {
      const rich = { ...plan, days: 4_000, account: { ...plan.account, ...account, stake: 0.001 } }
      const simulations = [plainOf(rich), simulationOf(rich)]
      for (const simulation of simulations) expectSame(simulation)
      return simulations.map((simulation) => sweep(simulation).records.intents)
    })
    expect(results.filter((intents) => intents > 1_024).length).toBeGreaterThanOrEqual(2)
  })
})

describe('a result of the sweep engine', () => {
  test('keeps the equity of the steps that are asked for, and all else as before', () => {
    fc.assert(
      fc.property(randomSimulation, fc.integer({ min: 1, max: 7 }), (simulation, stride) => {
        const market = prepareMarket(simulation.symbols)
        const whole = copyOf(sweep(simulation))
        const steps = Int32Array.from(market.stepAt.keys()).filter((step) => step % stride === stride - 1)
        const { equityMicros, stepAt, ...rest } = engine.run(market, cellOf(simulation, steps))
        expect([...equityMicros]).toEqual([...steps].map((step) => whole.equityMicros[step]))
        expect([...stepAt]).toEqual([...steps].map((step) => whole.stepAt[step]))
        const bytes = resultBytes({ ...rest, equityMicros: whole.equityMicros, stepAt: whole.stepAt })
        expect(Buffer.compare(bytes, resultBytes(whole))).toBe(0)
      }),
      RUNS,
    )
  })

  test('is a view that the next run writes over, unless it is copied', () => {
    const long = small({ days: [calm, calm, calm, calm], long: [0], exit: [2] })
    const short = small({ days: [calm, calm, calm, calm], short: [1] })
    const view = sweep(long)
    const copy = copyOf(view)
    const before = resultBytes(copy)
    const lines = told(copy)
    sweep(short)
    expect(told(copy)).toEqual(lines)
    expect(Buffer.compare(resultBytes(copy), before)).toBe(0)
    expect(Buffer.compare(resultBytes(view), before)).not.toBe(0)
  })

  test('as bytes is counts, records, steps and cash, instants and equity, little-endian', () => {
    const result = sweep(small({ days: [calm, [102, 103, 101, 102], calm], long: [0] }))
    const bytes = resultBytes(result)
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    expect([0, 8, 75, 83].map((at) => view.getFloat64(at, true))).toEqual([1, 1, 3, 8_980_000_000])
    // One intent: symbol, bar, kind, side, quantity, outcome. One fill: intent, bar, quantity, price, fee, cost.
    expect(view.getFloat64(16 + 10, true)).toBe(10)
    expect(view.getFloat64(16 + 19 + 16, true)).toBe(102_000_000)
    expect(bytes.length).toBe(32 + 19 + 40 + 2 * 3 * 8)
    expect(view.getFloat64(bytes.length - 8, true)).toBe(9_980_000_000)
  })
})

describe('the sweep engine refuses', () => {
  const days = { days: [calm, calm] }

  test('symbols out of order, and signals of other bars', () => {
    const { symbols, account, costs } = small([days, days])
    expect(() => prepareMarket(symbols.toReversed())).toThrow('in the order of their names')
    const market = prepareMarket(symbols)
    const [first] = small({ days: [calm] }).symbols
    const signals = first ? [first.signals, first.signals] : []
    expect(() => engine.run(market, { signals, account, costs, equitySteps: null })).toThrow('for each bar')
    expect(() => engine.run(market, { signals: [], account, costs, equitySteps: null })).toThrow('for each symbol')
  })

  test('money that float64 would round', () => {
    const rising = (usd: number) => [usd, usd, usd, usd] as const
    const grown = { days: [rising(1), rising(1), rising(10_000_000)], long: [0] }
    expect(() => sweep(small(grown, { sizing: 'fixed_shares', stake: 9_000 }))).toThrow('not an exact amount')
  })
})
