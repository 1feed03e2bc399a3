/** The invariants of the room by number, over random simulations. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { microsOf } from '../orders/index.ts'
import { INTENT_KINDS, OUTCOMES, openSimulation, type SimulationResult, simulateEvents } from './index.ts'
import { audit } from './testing/audit.ts'
import { FEATURES, newTally } from './testing/features.ts'
import { mirrored, splitInTwo } from './testing/images.ts'
import { randomPlan } from './testing/random-plan.ts'
import { openingsOf, randomSimulation, simulationOf } from './testing/random-simulation.ts'

const RUNS = { numRuns: 80 }
const NO_DECISION = ['STOP', 'TARGET', 'END', 'DELISTED']
const ANY_VOLUME = ['END', 'DELISTED']

/** Picks a day, none rather than another. */
const anyTurn = fc.noBias(fc.nat(59))

/** Every fill with its intent. */
function fillsOf({ records }: SimulationResult) {
  return Array.from(records.fillIntent, (intent, fill) => ({
    intent,
    symbol: records.intentSymbol[intent] as number,
    kind: INTENT_KINDS[records.intentKind[intent] as number] as string,
    side: records.intentSide[intent] as number,
    decided: records.intentBar[intent] as number,
    bar: records.fillBar[fill] as number,
    qty: records.fillQty[fill] as number,
    price: records.fillPrice[fill] as number,
    fee: records.fillFee[fill] as number,
    cost: records.fillCost[fill] as number,
  }))
}

describe('every simulation', () => {
  test('1. ends each intent as accepted, with fills, or refused, without', () => {
    fc.assert(
      fc.property(randomSimulation, (simulation) => {
        const result = simulateEvents(simulation)
        const { records } = result
        const filled = new Map<number, number>()
        for (const { intent, qty } of fillsOf(result)) filled.set(intent, (filled.get(intent) ?? 0) + qty)
        const outcomes = Array.from(records.intentOutcome, (code) => OUTCOMES[code])
        expect(outcomes).toHaveLength(records.intents)
        const isWrong = outcomes.map((outcome, intent) => {
          const isAccepted = outcome === 'FILLED' || outcome === 'PARTIAL'
          const hasActions = simulation.symbols[records.intentSymbol[intent] as number]?.actions.length !== 0
          if (!isAccepted || hasActions) return filled.has(intent) !== isAccepted
          const rest = (records.intentQty[intent] as number) - (filled.get(intent) ?? 0)
          return outcome === 'FILLED' ? rest !== 0 : !(rest > 0 && filled.has(intent))
        })
        expect(outcomes.filter((_, intent) => isWrong[intent])).toEqual([])
      }),
      RUNS,
    )
  })

  test('2. keeps an account that its fills, dividends, splits, fees and borrow costs explain to the millionth', () => {
    fc.assert(
      fc.property(randomSimulation, (simulation) => {
        const result = simulateEvents(simulation)
        const { equityMicros, endCashMicros, endShares } = audit(simulation, result)
        expect(result.endCashMicros).toBe(endCashMicros)
        expect(result.equityMicros).toEqual(equityMicros)
        if (simulation.account.atEnd !== 'hold') expect(endShares.every((shares) => shares === 0)).toBe(true)
      }),
      RUNS,
    )
  })

  test('3. takes no more of a bar than its participation', () => {
    fc.assert(
      fc.property(randomSimulation, (simulation) => {
        const { participationMax } = simulation.costs
        const taken = new Map<string, number>()
        const fills = fillsOf(simulateEvents(simulation)).filter(({ kind }) => !ANY_VOLUME.includes(kind))
        const excessive = fills.filter(({ symbol, bar, qty }) => {
          const sum = (taken.get(`${symbol} ${bar}`) ?? 0) + qty
          taken.set(`${symbol} ${bar}`, sum)
          const volume = simulation.symbols[symbol]?.bars.volume[bar] as number
          return !Number.isInteger(qty) || qty < 1 || (participationMax !== null && sum > volume * participationMax)
        })
        expect(excessive).toEqual([])
      }),
      RUNS,
    )
  })

  test('4. and 5. fills decisions on later bars alone, and nobody better than the bar traded', () => {
    fc.assert(
      fc.property(randomSimulation, (simulation) => {
        const fills = fillsOf(simulateEvents(simulation))
        const isLate = ({ kind, decided, bar }: (typeof fills)[number]) =>
          NO_DECISION.includes(kind) ? bar >= decided : bar > decided
        const isDear = ({ symbol, bar, side, qty, price, cost, fee }: (typeof fills)[number]) => {
          const bars = simulation.symbols[symbol]?.bars
          const best = microsOf((side > 0 ? bars?.low[bar] : bars?.high[bar]) as number)
          return side * (price - best) * qty >= cost && cost >= 0 && fee >= 0
        }
        expect(fills.filter((fill) => !isLate(fill) || !isDear(fill))).toEqual([])
      }),
      RUNS,
    )
  })

  test('6. says the same of every step whatever comes after it', () => {
    const cases = fc.record({ plan: randomPlan, turn: anyTurn, seed: fc.nat() })
    fc.assert(
      fc.property(cases, ({ plan, turn, seed }) => {
        const afterDay = turn % plan.days
        const until = openingsOf(plan)[afterDay] as number
        const seen = [null, { afterDay, seed }].map((scramble) => {
          const simulation = simulationOf(plan, scramble)
          const result = simulateEvents(simulation)
          const isPast = ({ symbol, bar }: { symbol: number; bar: number }) =>
            (simulation.symbols[symbol]?.bars.opensAt[bar] as number) <= until
          const { records } = result
          const intents = Array.from(records.intentBar, (bar, intent) => ({
            ...{ bar, symbol: records.intentSymbol[intent] as number },
            ...{ kind: records.intentKind[intent], side: records.intentSide[intent] },
            qty: plan.account.sizing === 'all_in' ? null : records.intentQty[intent],
          }))
          const steps = result.stepAt.filter((at) => at <= until).length
          return {
            equity: result.equityMicros.slice(0, steps),
            intents: intents.filter(isPast),
            fills: fillsOf(result).filter(isPast),
          }
        })
        expect(seen[1]).toEqual(seen[0])
      }),
      RUNS,
    )
  })

  test('7. comes to the same in steps or at once', () => {
    fc.assert(
      fc.property(randomSimulation, fc.integer({ min: 1, max: 9 }), (simulation, budget) => {
        const open = openSimulation(simulation)
        let turns = 1
        while (!open.advance(budget)) turns++
        expect(turns).toBe(Math.max(1, Math.ceil(open.steps / budget)))
        expect(open.result()).toEqual(simulateEvents(simulation))
      }),
      RUNS,
    )
    const unfinished = fc.sample(randomSimulation, { numRuns: 50, seed: 7 }).map(openSimulation)
    const longer = unfinished.filter((open) => !open.advance(1))
    expect(longer.length).toBeGreaterThan(10)
    for (const open of longer) expect(open.result).toThrow(`at step 1 of ${open.steps}`)
  })

  test('8. trades short what its mirror trades long', () => {
    fc.assert(
      fc.property(randomPlan, (plan) => {
        const { simulation, mirror, about } = mirrored(plan)
        const straight = simulateEvents(simulation)
        const { records } = simulateEvents(mirror)
        expect(records).toEqual({
          ...straight.records,
          intentSide: straight.records.intentSide.map((side) => -side),
          fillPrice: straight.records.fillPrice.map((price) => about - price),
        })
      }),
      RUNS,
    )
  })

  test('9. comes to the same through a split that prices, volumes and stakes follow', () => {
    fc.assert(
      fc.property(randomPlan, anyTurn, (plan, turn) => {
        const at = openingsOf(plan)[turn % plan.days] as number
        const { simulation, split } = splitInTwo(plan, at)
        const whole = simulateEvents(simulation)
        const halved = simulateEvents(split)
        const { records } = halved
        const ratio = (intent: number, bar: number): number =>
          (simulation.symbols[records.intentSymbol[intent] as number]?.bars.opensAt[bar] as number) < at ? 1 : 2
        const ofIntent = (intent: number) => ratio(intent, records.intentBar[intent] as number)
        const ofFill = (fill: number) => ratio(records.fillIntent[fill] as number, records.fillBar[fill] as number)
        expect({
          ...records,
          intentQty: records.intentQty.map((qty, intent) => qty / ofIntent(intent)),
          fillQty: records.fillQty.map((qty, fill) => qty / ofFill(fill)),
          fillPrice: records.fillPrice.map((price, fill) => price * ofFill(fill)),
        }).toEqual(whole.records)
        expect(halved.equityMicros).toEqual(whole.equityMicros)
      }),
      RUNS,
    )
  })
})

test('random simulations bring about everything that the rules speak of', () => {
  const tally = newTally()
  for (const simulation of fc.sample(randomSimulation, { numRuns: 300, seed: 1 })) {
    tally.add(simulation, simulateEvents(simulation))
  }
  const counts = FEATURES.map((feature) => [feature, tally.counts.get(feature) ?? 0] as const)
  expect(counts.filter(([, count]) => count < 3)).toEqual([])
})
