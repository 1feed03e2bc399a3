import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RoundTrip } from '../performance/index.ts'
import { simulateEvents } from './index.ts'
import { fillTotals, roundTripsOf } from './round-trips.ts'
import { audit } from './testing/audit.ts'
import { randomSimulation } from './testing/random-simulation.ts'
import { calm, nightBefore, type SmallSymbol, small } from './testing/small.ts'

// Enough that the counts below stand far from their bounds at every seed.
const RUNS = { numRuns: 240 }
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

describe('the round trips of every simulation', () => {
  test('gain what the account gained, pay what the fills paid, and stay open where shares are left', () => {
    const seen = { open: 0, ended: 0, short: 0, remainder: 0 }
    fc.assert(
      fc.property(randomSimulation, (simulation) => {
        const result = simulateEvents(simulation)
        const trips = roundTripsOf(simulation, result.records)
        const gained = (result.equityMicros.at(-1) ?? 0) / 1e6 - simulation.account.startEquityUsd
        expect(sum(trips.map(({ pnlUsd }) => pnlUsd))).toBeCloseTo(gained, 5)
        const totals = fillTotals(result.records)
        expect(sum(trips.map(({ feesUsd }) => feesUsd))).toBeCloseTo(totals.feesMicros / 1e6, 5)
        expect(sum(trips.map(({ costsUsd }) => costsUsd))).toBeCloseTo(totals.costsMicros / 1e6, 5)
        const open = trips.filter(({ reason }) => reason === null)
        const left = audit(simulation, result).endShares.flatMap((shares, symbol) => (shares === 0 ? [] : [symbol]))
        expect(open.map(({ symbol }) => symbol)).toEqual(left)
        seen.open += open.length
        seen.ended += trips.length - open.length
        seen.short += trips.filter(({ side }) => side < 0).length
        seen.remainder += trips.filter(({ reason }) => reason === 'SPLIT_REMAINDER').length
      }),
      RUNS,
    )
    expect(Math.min(seen.open, seen.short)).toBeGreaterThan(0)
    expect(seen.ended).toBeGreaterThan(100)
  })

  test('are told in the order of their ends, and saw no price that their bars did not have', () => {
    fc.assert(
      fc.property(randomSimulation, (simulation) => {
        const { records } = simulateEvents(simulation)
        const trips = roundTripsOf(simulation, records)
        const ended = trips.filter(({ reason }) => reason !== null).map(({ exitAt }) => exitAt)
        expect(ended).toEqual([...ended].sort((a, b) => a - b))
        for (const trip of trips) expect(trip.worst <= 0 && trip.best >= 0 && trip.entryAt <= trip.exitAt).toBe(true)
        // Costs move fills beyond the range of a bar.
        const beyond =
          Math.max(0, ...records.fillCost.map((cost, fill) => cost / (records.fillQty[fill] ?? 1))) / 1e6 + 0.01
        const whole = trips.filter(({ symbol }) => simulation.symbols[symbol]?.actions.length === 0)
        for (const { symbol, side, entryBar, exitBar, entryPriceUsd, worst, best } of whole) {
          const bars = simulation.symbols[symbol]?.bars
          const lowest = Math.min(...(bars?.low.subarray(entryBar, exitBar + 1) ?? [])) - beyond
          const highest = Math.max(...(bars?.high.subarray(entryBar, exitBar + 1) ?? [])) + beyond
          const [down, up] = side > 0 ? [worst, best] : [-best, -worst]
          expect(entryPriceUsd * (1 + down)).toBeGreaterThanOrEqual(lowest - 1e-9)
          expect(entryPriceUsd * (1 + up)).toBeLessThanOrEqual(highest + 1e-9)
        }
      }),
      RUNS,
    )
  })
})

/** Buys on the open of the second day and leaves on that of the fourth, unless said otherwise. */
const plain: SmallSymbol = {
  days: [calm, [100, 108, 95, 104], [104, 110, 90, 105], [106, 130, 60, 100], calm],
  long: [0],
  exit: [2],
}
const tripOf = (symbol: SmallSymbol, ...rules: Parameters<typeof small> extends [unknown, ...infer R] ? R : never) => {
  const simulation = small(symbol, ...rules)
  const trips = roundTripsOf(simulation, simulateEvents(simulation).records)
  expect(trips).toHaveLength(1)
  return trips[0] as RoundTrip
}

describe('one round trip', () => {
  test('entered at the open saw its entry bar whole, but of its exit bar only the open it left at', () => {
    expect(tripOf(plain)).toMatchObject({
      ...{ side: 1, entryBar: 1, exitBar: 3, qty: 10, entryPriceUsd: 100, exitPriceUsd: 106, pnlUsd: 60 },
      ...{ reason: 'EXIT', worst: expect.closeTo(-0.1, 12), best: expect.closeTo(0.1, 12) },
    })
  })

  test('short is its mirror', () => {
    const short = { ...plain, long: [], short: [0] }
    expect(tripOf(short)).toMatchObject({
      side: -1,
      pnlUsd: -60,
      worst: expect.closeTo(-0.1, 12),
      best: expect.closeTo(0.1, 12),
    })
  })

  test('entered within the bar saw of it no more than the close', () => {
    const limit = { ...plain, order: 'limit', limit: { 0: 97 }, exit: [1] } as const
    expect(tripOf(limit)).toMatchObject({ entryPriceUsd: 97, worst: 0, best: expect.closeTo(104 / 97 - 1, 12) })
  })

  test('stopped within the bar saw of it the open and the stop', () => {
    const stopped = { ...plain, stop: { 0: 92 }, exit: [] }
    expect(tripOf(stopped)).toMatchObject({
      reason: 'STOP',
      exitBar: 2,
      worst: expect.closeTo(-0.08, 12),
      best: expect.closeTo(0.08, 12),
    })
  })

  test('closed at the last close saw the last bar whole', () => {
    const kept = { ...plain, days: plain.days.slice(0, 4), exit: [] }
    expect(tripOf(kept, { atEnd: 'last_close' })).toMatchObject({
      reason: 'END',
      worst: expect.closeTo(-0.4, 12),
      best: expect.closeTo(0.3, 12),
    })
  })

  test('left open has no reason and is valued at the last close', () => {
    const kept = { ...plain, exit: [] }
    expect(tripOf(kept)).toMatchObject({ reason: null, exitBar: 4, exitPriceUsd: 100, pnlUsd: 0 })
  })

  test('pays fees, borrow and dividends out of its profit', () => {
    const actions = [{ kind: 'dividend', at: nightBefore(2), perShareUsd: 0.5 }] as const
    expect(tripOf({ ...plain, actions }, {}, { feeMin: 1 })).toMatchObject({ pnlUsd: 60 + 5 - 2, feesUsd: 2 })
    const short = { ...plain, long: [], short: [0], actions }
    const owed = 10 * (104 + 105) * (0.365 / 365)
    expect(tripOf(short, {}, { borrowPctPerYear: 36.5 }).pnlUsd).toBeCloseTo(-60 - 5 - owed, 6)
  })

  test('over a split has quantity and prices of after it, and excursions that know of it', () => {
    const days = [calm, [100, 108, 95, 104], [52, 55, 45, 52.5], [53, 65, 30, 50], calm] as const
    const actions = [{ kind: 'split', at: nightBefore(2), ratio: 2 }] as const
    expect(tripOf({ ...plain, days, actions })).toMatchObject({
      ...{ qty: 20, entryPriceUsd: 50, exitPriceUsd: 53, pnlUsd: 60 },
      ...{ worst: expect.closeTo(-0.1, 12), best: expect.closeTo(0.1, 12) },
    })
  })

  test('that a split leaves without a share is over, paid in cash', () => {
    const days = [calm, calm, [2_000, 2_000, 2_000, 2_000], calm] as const
    const actions = [{ kind: 'split', at: nightBefore(2), ratio: 0.05 }] as const
    expect(tripOf({ ...plain, days, actions, exit: [] })).toMatchObject({
      reason: 'SPLIT_REMAINDER',
      exitBar: 2,
      pnlUsd: 0,
    })
  })
})
