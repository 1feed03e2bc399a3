import { expect, test } from 'vitest'
import { DAY_MS, HOUR_MS } from '../../../shared/base/instant.ts'
import type { CellTrade, RunBar } from '../../../shared/contracts/api/sweeps.ts'
import { runShape } from './run-shape.ts'

const OPEN = Date.parse('2014-01-06T14:30:00Z')
const bars = Array.from({ length: 5 }, (_, at): RunBar => {
  const opensAt = OPEN + at * DAY_MS
  return { opensAt, closesAt: opensAt + 6.5 * HOUR_MS, open: 10, high: 12, low: 9, close: 11, volume: 100 }
})
const trade = (entryDay: number, exitDay: number, more: Partial<CellTrade> = {}): CellTrade => ({
  ...{ symbol: 'SPY', side: 'long', qty: 10, entryPriceUsd: 10, exitPriceUsd: 11, feesUsd: 0, costsUsd: 0, pnlUsd: 10 },
  ...{ entryAt: OPEN + entryDay * DAY_MS, exitAt: OPEN + exitDay * DAY_MS, reason: 'EXIT' },
  ...more,
})
const timeOf = (day: number) => (OPEN + day * DAY_MS + 6.5 * HOUR_MS) / 1_000

test('fills are marked on the bar that covers them, in the order of time; those without a bar are counted', () => {
  const { markers, candles, fillsOutside } = runShape({
    symbol: 'SPY',
    bars,
    trades: [trade(3, 9), trade(-4, 1), trade(2, 3, { side: 'short' }), trade(0, 1, { symbol: 'QQQ' })],
  })
  expect(markers.map(({ time, side }) => [time, side])).toEqual([
    [timeOf(1), 'sell'],
    [timeOf(2), 'sell'],
    [timeOf(3), 'buy'],
    [timeOf(3), 'buy'],
  ])
  expect(candles.map(({ time }) => time)).toEqual([0, 1, 2, 3, 4].map(timeOf))
  expect(fillsOutside).toBe(2)
})

test('a trade that is still open has no exit on the chart', () => {
  expect(runShape({ symbol: 'SPY', bars, trades: [trade(1, 4, { reason: null })] }).markers).toHaveLength(1)
})
