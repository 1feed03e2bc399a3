import { describe, expect, test } from 'vitest'
import { sweepConfigSchema } from '../../contracts/sweep-config.ts'
import { decodeWire } from '../../contracts/wire.ts'
import { prepareMarket, SweepEngine, simulateEvents } from '../backtest/index.ts'
import { newYorkInstant } from '../calendar/index.ts'
import { syntheticBars } from '../market/index.ts'
import { equityByDay } from '../performance/index.ts'
import { type CellEngine, cellBuffers, cellsOf, marketOf, type Study, studyOf, tryCell, warmUpBarsOf } from './index.ts'

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
    bars: syntheticBars({ symbol, seed: 11, interval: '1Day' }, day('2012-01-02'), day('2014-07-01')),
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

function enginesOf({ market }: Study): Readonly<Record<'events' | 'sweep', CellEngine>> {
  const sweep = new SweepEngine()
  const prepared = prepareMarket(market.symbols)
  return {
    sweep: ({ symbols, account, costs }) => {
      const signals = symbols.map((symbol) => symbol.signals)
      return sweep.run(prepared, { signals, account, costs, equitySteps: market.days.lastStep })
    },
    events: (simulation) => {
      const result = simulateEvents(simulation)
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
        params: { roc_lookback: [10, 20], rank_window: 60, ema_fast: 10 },
        risk_agent: { name: 'fractional_kelly' },
        regime_aware_sizing: true,
      },
      ['AAPL'],
    ],
    ['a cross of averages', { strategy: 'sma_cross' }, ['AAPL', 'MSFT']],
    ['mean reversion', { strategy: 'mean_reversion', params: { z_entry: [-1, -1.5] } }, ['MSFT']],
  ])('6: of %s comes to the same in both engines', (_, given, symbols) => {
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

  test('6: that throws, or contradicts itself, fails alone with its reason', () => {
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
