import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sharedDataDir } from '../../../scripts/testing/shared-data.ts'
import { createFileSource } from '../../adapters/vendors/file/file-source.ts'
import { frameRowSchema } from '../../contracts/api/sweeps.ts'
import type { Bar } from '../../contracts/bars.ts'
import { decodeWire, encodeWire } from '../../contracts/wire.ts'
import { newYorkInstant } from '../calendar/index.ts'
import { syntheticBars } from '../market/index.ts'
import { FILTER_WARM_UP_BARS, type Frame, frameFile, frameOf, frameRow, marketOf, warmUpFrom } from './index.ts'

function frame(bars: readonly Bar[], days: readonly [string, string], warmUpBars: number): Frame {
  const window = { from: newYorkInstant(days[0], 0), to: newYorkInstant(days[1], 1_440) }
  const [first] = bars
  const answer = marketOf([{ symbol: first?.symbol ?? '', bars, quarantined: [], actions: [] }], {
    ...{ interval: '1Day', window, warmUpBars, probabilistic: true },
  })
  const [symbol] = answer.kind === 'ok' ? answer.market.symbols : []
  if (!symbol) throw new Error(JSON.stringify(answer))
  return frameOf(symbol)
}

const knownIn = ({ known }: Frame, name: string): number | undefined => known.find((one) => one.name === name)?.nonNull

describe('a probabilistic frame', () => {
  const bars = syntheticBars(
    { symbol: 'BRK.B', seed: 3, interval: '1Day' },
    Date.parse('2013-06-01'),
    Date.parse('2014-06-01'),
  )
  const key = { symbol: 'BRK.B', strategy: 'mean_reversion', vendor: 'file', interval: '1Day' } as const

  test('4: has as many signals and regimes as bars behind a warm-up, and is refused without one', () => {
    const warm = frame(bars, ['2014-02-03', '2014-03-31'], FILTER_WARM_UP_BARS)
    expect([warm.rows, knownIn(warm, 'prob_filtered_price'), knownIn(warm, 'regime_label'), warm.refusal]).toEqual([
      40,
      40,
      40,
      null,
    ])
    const cold = frame(bars, ['2014-02-03', '2014-03-31'], 0)
    expect(cold.refusal).toBe('prob_uncertainty is known on 30 of 40 rows, fewer than 95 %')
  })

  test('has a row in the manifest that says what lies where', () => {
    const warm = frame(bars, ['2014-02-03', '2014-03-31'], 30)
    const row = frameRow(key, warm, {
      path: `frames/${frameFile(key)}`,
      savedAt: 0,
      source: 'sweep',
      jobId: null,
      contentHash: 'a'.repeat(64),
    })
    expect(row.path).toBe('frames/BRK.B_mean_reversion_file_1day.parquet')
    expect(decodeWire(frameRowSchema, encodeWire(frameRowSchema, row))).toEqual({ kind: 'ok', value: row })
    expect([row.dataStart, row.dataEnd]).toEqual([newYorkInstant('2014-02-03', 570), newYorkInstant('2014-03-31', 960)])
    expect(row.columns[0]).toEqual({ name: 'opens_at', nonNull: 40 })
  })
})

const shared = sharedDataDir()
describe.skipIf(shared === null)('the frame of a recorded year of SPY', () => {
  test('4: has no column without a value, and bars, signals and regimes of every session', async () => {
    const from = newYorkInstant('2016-01-01', 0)
    const source = createFileSource({ dir: join(shared ?? '', 'A_ohlcv') })
    const fetched = { from: warmUpFrom(from, '1Day', FILTER_WARM_UP_BARS), to: newYorkInstant('2016-12-31', 1_440) }
    const answer = await source.fetch({ symbol: 'SPY', interval: '1Day', ...fetched })
    const year = frame(answer.kind === 'bars' ? answer.bars : [], ['2016-01-01', '2016-12-31'], FILTER_WARM_UP_BARS)
    expect(year.known.every(({ nonNull }) => nonNull === 252)).toBe(true)
    expect([year.rows, year.refusal, year.columns.length]).toEqual([252, null, 19])
  })
})
