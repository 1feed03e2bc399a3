import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sweepConfigSchema } from '../../contracts/sweep-config.ts'
import { decodeWire } from '../../contracts/wire.ts'
import { prepareMarket, SweepEngine, simulateEvents } from '../backtest/index.ts'
import { randomSimulation } from '../backtest/testing/random-simulation.ts'
import { newYorkInstant } from '../calendar/index.ts'
import { syntheticBars } from '../market/index.ts'
import { MICROS_PER_USD } from '../orders/index.ts'
import { equityByDay } from '../performance/index.ts'
import {
  type CellEngine,
  cellBuffers,
  cellsOf,
  marketOf,
  roundTripsOf,
  type Study,
  studyOf,
  tryCell,
  warmUpBarsOf,
} from './index.ts'

describe('round trips', () => {
  test('6: gain together what the account gained, to the cent', () => {
    fc.assert(
      fc.property(randomSimulation, (simulation) => {
        const { records, equityMicros } = simulateEvents(simulation)
        const trips = roundTripsOf(records, simulation.symbols, simulation.costs.borrowPctPerYear)
        const gained = trips.reduce((sum, { pnlUsd }) => sum + pnlUsd, 0)
        const end = (equityMicros.at(-1) ?? 0) / MICROS_PER_USD
        expect(gained).toBeCloseTo(end - simulation.account.startEquityUsd, 2)
        for (const trip of trips) {
          expect(trip.worst).toBeLessThanOrEqual(0)
          expect(trip.best).toBeGreaterThanOrEqual(0)
          expect(trip.exitAt).toBeGreaterThanOrEqual(trip.entryAt)
          expect(trip.qty).toBeGreaterThan(0)
        }
      }),
      { numRuns: 150 },
    )
  })
})

const day = (text: string): number => newYorkInstant(text, 0)

function studied(
  given: Readonly<Record<string, unknown>>,
  symbols: readonly string[] = ['AAPL'],
): { study: Study; cells: ReturnType<typeof planned> } {
  const decoded = decodeWire(sweepConfigSchema, { symbol: symbols, start: '2013-01-02', end: '2014-06-30', ...given })
  if (decoded.kind === 'invalid') throw new Error(JSON.stringify(decoded.errors))
  const cells = planned(decoded.value)
  const window = { from: day('2013-01-02'), to: day('2014-07-01') }
  const histories = symbols.map((symbol) => ({
    ...{ symbol, quarantined: [], actions: [] },
    bars: syntheticBars({ symbol, seed: 11, interval: '1Day' }, day('2010-01-02'), day('2014-07-01')),
  }))
  const market = marketOf(histories, {
    interval: '1Day',
    window,
    warmUpBars: warmUpBarsOf(decoded.value, cells),
    probabilistic: true,
  })
  if (market.kind === 'refused') throw new Error(JSON.stringify(market.errors))
  return { study: studyOf(decoded.value, market.market, 1e7), cells }
}

function planned(config: Parameters<typeof cellsOf>[0]) {
  const answer = cellsOf(config)
  if (answer.kind === 'refused') throw new Error(JSON.stringify(answer.errors))
  return answer.cells
}

function enginesOf({ market, account, costs }: Study): Readonly<Record<'events' | 'sweep', CellEngine>> {
  const sweep = new SweepEngine()
  const prepared = prepareMarket(market.symbols)
  return {
    sweep: (signals) => sweep.run(prepared, { signals, account, costs, equitySteps: market.days.lastStep }),
    events: (signals) => {
      const symbols = market.symbols.flatMap((symbol, index) => ({
        ...symbol,
        signals: signals[index] as (typeof signals)[number],
      }))
      const result = simulateEvents({ symbols, account, costs })
      return { ...result, equityMicros: equityByDay(result.equityMicros, market.days) }
    },
  }
}

describe('a cell', () => {
  test.each<[string, Record<string, unknown>, readonly string[]]>([
    [
      'momentum with Kelly',
      {
        strategy: 'momentum',
        params: { roc_lookback: [10, 20], rank_window: 60 },
        risk_agent: { name: 'fractional_kelly' },
        regime_aware_sizing: true,
      },
      ['AAPL'],
    ],
    ['a cross of averages', { strategy: 'sma_cross' }, ['AAPL', 'MSFT']],
    ['mean reversion', { strategy: 'mean_reversion', params: { z_entry: [-1, -1.5] } }, ['MSFT']],
  ])('of %s comes to the same in both engines', (_, given, symbols) => {
    const { study, cells } = studied(given, symbols)
    const engines = enginesOf(study)
    let trades = 0
    for (const cell of cells) {
      const [one, other] = [engines.sweep, engines.events].map((engine) =>
        tryCell(study, cell, { engine, buffers: cellBuffers(study) }),
      )
      expect(one).toEqual(other)
      expect(one?.cell.status).toBe('ok')
      trades += one?.cell.metrics?.trades ?? 0
      const { intents = 0, accepted = 0, refused = [] } = one?.cell ?? {}
      expect(accepted + refused.reduce((sum, { count }) => sum + count, 0)).toBe(intents)
      expect(one?.equityMicros.length).toBe(study.market.days.days.length)
    }
    expect(trades).toBeGreaterThan(0)
  })

  test('that throws, or contradicts itself, fails alone with its reason', () => {
    const { study, cells } = studied({ strategy: 'mean_reversion', params: { z_entry: [-2, 0], z_exit: [-1, 1] } })
    const engine: CellEngine = () => {
      throw new RangeError('the engine is out of range')
    }
    const rows = cells.map((cell) => tryCell(study, cell, { engine, buffers: cellBuffers(study) }).cell)
    expect(rows.map(({ status, reason }) => `${status} ${reason?.slice(0, 26)}`)).toEqual([
      'failed the engine is out of range',
      'failed the engine is out of range',
      'failed z_entry must be below z_ex',
      'failed the engine is out of range',
    ])
  })
})
