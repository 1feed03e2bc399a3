/** A published back test: moving averages of 10 and 30 days over GOOG, always in the market, all in, without costs. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sharedDataDir } from '../../../scripts/testing/shared-data.ts'
import { present } from '../../base/assert.ts'
import { INTENT_KINDS, simulateEvents } from './index.ts'
import { small } from './testing/small.ts'

function sma(values: readonly number[], length: number): readonly number[] {
  return values.map((_, bar) => {
    if (bar < length - 1) return Number.NaN
    return values.slice(bar - length + 1, bar + 1).reduce((sum, value) => sum + value, 0) / length
  })
}

function simulationOf(path: string) {
  const rows = readFileSync(path, 'utf8').trim().split('\n').slice(1)
  const days = rows.map((row) => {
    const [, open = 0, high = 0, low = 0, close = 0, volume = 0] = row.split(',').map(Number)
    return [open, high, low, close, volume] as const
  })
  const closes = days.map(([, , , close]) => close)
  const [fast, slow] = [sma(closes, 10), sma(closes, 30)]
  const isAbove = (bar: number, one: readonly number[], other: readonly number[]) =>
    (one[bar] ?? Number.NaN) > (other[bar] ?? Number.NaN)
  const bars = closes.map((_, bar) => bar).slice(1)
  const crosses = (one: readonly number[], other: readonly number[]) =>
    bars.filter((bar) => isAbove(bar, one, other) && isAbove(bar - 1, other, one))
  const account = { sizing: 'all_in', stake: 1, atEnd: 'last_open' } as const
  return small({ days, long: crosses(fast, slow), short: crosses(slow, fast) }, account)
}

function readReference(dir: string) {
  const published = resolve(dir, 'D_reference/backtests/backtestingpy_GOOG_sma_10_30_expected.json')
  const { expected } = JSON.parse(readFileSync(published, 'utf8')) as { expected: Readonly<Record<string, number>> }
  const result = simulateEvents(simulationOf(resolve(dir, 'A_ohlcv/equity_daily/backtestingpy_GOOG.csv')))
  return { expected, result, equity: Array.from(result.equityMicros, (micros) => micros / 1_000_000) }
}

const dir = sharedDataDir()
const reference = dir === null ? null : readReference(dir)

describe.skipIf(reference === null)('the published back test of GOOG', () => {
  test('comes to the published equity, peak and drawdown', () => {
    const { expected, result, equity } = present(reference, 'reference')
    let peak = 0
    const drawdowns = equity.map((usd) => {
      peak = Math.max(peak, usd)
      return (usd / peak - 1) * 100
    })
    expect(result.endCashMicros).toBe(51_422_990_000)
    expect(equity.at(-1)).toBeCloseTo(expected['Equity Final [$]'] ?? 0, 8)
    expect(peak).toBe(expected['Equity Peak [$]'])
    expect(Math.min(...drawdowns)).toBeCloseTo(expected['Max. Drawdown [%]'] ?? 0, 10)
  })

  test('makes the published trades, and is in the market as long', () => {
    const { expected, result, equity } = present(reference, 'reference')
    const { records } = result
    const kindOf = (fill: number) => INTENT_KINDS[records.intentKind[records.fillIntent[fill] as number] as number]
    const fills = Array.from(records.fillBar, (bar, fill) => ({ bar, price: records.fillPrice[fill] ?? 0, fill }))
    const trades = fills.flatMap((entry, at) => {
      const exit = fills[at + 1]
      if (kindOf(entry.fill) !== 'ENTRY' || exit === undefined) return []
      const side = records.intentSide[records.fillIntent[entry.fill] as number] as number
      return [{ bars: exit.bar - entry.bar, pnl: side * (exit.price - entry.price), exit }]
    })
    expect(trades).toHaveLength(expected['# Trades'] ?? 0)
    expect(kindOf(fills.length - 1)).toBe('END')
    const wins = trades.filter(({ pnl }) => pnl > 0)
    expect((wins.length / trades.length) * 100).toBeCloseTo(expected['Win Rate [%]'] ?? 0, 10)
    // Bars from each entry to the bar of its exit, both included where nothing else was entered on it.
    const exposed = new Set<number>()
    for (const { bars, exit } of trades) for (let back = 0; back <= bars; back++) exposed.add(exit.bar - back)
    expect((exposed.size / equity.length) * 100).toBeCloseTo(expected['Exposure Time [%]'] ?? 0, 10)
  })
})
