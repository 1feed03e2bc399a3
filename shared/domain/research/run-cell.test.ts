import { describe, expect, test } from 'vitest'
import type { Cell } from '../../contracts/research.ts'
import { sweepConfigSchema } from '../../contracts/sweep-config.ts'
import { decodeWire } from '../../contracts/wire.ts'
import { prepareMarket, SweepEngine, simulateEvents } from '../backtest/index.ts'
import { newYorkInstant } from '../calendar/index.ts'
import { syntheticBars } from '../market/index.ts'
import { equityByDay } from '../performance/index.ts'
import {
  type CellEngine,
  cellBuffers,
  cellsOf,
  failuresText,
  marketOf,
  returnsMatrix,
  type Study,
  studyOf,
  summaryOf,
  tryCell,
  warmUpBarsOf,
} from './index.ts'

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

/** What a sweep of these rows comes to; its returns say nothing. */
function summarised(study: Study, cells: readonly Cell[]) {
  const manifest = { engineVersion: '1', gitSha: null, gitDirty: null, configHash: '', dataHash: '', seed: 1 }
  const { days } = study.market.days
  const matrix = returnsMatrix(
    1,
    days.length,
    cells.map(() => new Float64Array(0)),
  )
  const trials = { count: cells.length, sharpesPerDay: [] }
  return summaryOf(study, { jobId: 'sweep-1', hypothesis: 'h', manifest, cells, matrix, trials })
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

  test('6: has the same digest alone as beside one that warms up longer', () => {
    const [alone, beside] = [5, [5, 100]].map((roc_lookback) => {
      const { study, cells } = studied({ strategy: 'momentum', params: { roc_lookback, rank_window: 5, ema_fast: 2 } })
      const [cell] = cells
      if (!cell) throw new Error('nothing is planned')
      const result = tryCell(study, cell, { engine: enginesOf(study).sweep, buffers: cellBuffers(study) })
      return { row: result.cell, warmUp: study.market.symbols[0]?.tradeFrom }
    })
    expect(alone?.warmUp).toBeLessThan(beside?.warmUp ?? 0)
    expect(alone?.row.metrics?.trades).toBeGreaterThan(0)
    expect(alone?.row).toEqual(beside?.row)
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
    expect(summarised(study, rows).warnings).toEqual(['3 of 4 cells failed, 3 by: the engine is out of range'])
  })

  test('whose values contradict each other is no warning, which would refuse every promotion of its grid', () => {
    const { study, cells } = studied({ strategy: 'mean_reversion', params: { z_entry: [-2, 0], z_exit: [-1, 1] } })
    const rows = cells.map((cell) => {
      return tryCell(study, cell, { engine: enginesOf(study).sweep, buffers: cellBuffers(study) }).cell
    })
    expect(summarised(study, rows)).toMatchObject({ cells: 4, failed: 1, warnings: [] })
    expect(failuresText(rows)).toMatch(/^1 by: z_entry must be below z_exit/)
  })
})
