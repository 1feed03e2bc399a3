import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FUNCTIONS_FILE } from '../build.ts'
import { sharedDataDir } from '../testing/shared-data.ts'
import { markdownOf } from './markdown.ts'
import { replayDay } from './replay.ts'
import { type DayReport, dayReport } from './report.ts'

const data = sharedDataDir()
const homes: string[] = []

async function replay(symbol: string, day: string, hubBatchMax?: number): Promise<DayReport> {
  const home = await mkdtemp(join(tmpdir(), 'gatehouse-day-test-'))
  homes.push(home)
  const input = await replayDay({
    dataDir: join(data ?? '', 'A_ohlcv'),
    symbols: [symbol],
    day,
    equityUsd: 100_000,
    interval: '15Min',
    home,
    appFile: FUNCTIONS_FILE,
    ...(hubBatchMax === undefined ? {} : { hubBatchMax }),
  })
  return dayReport(input)
}

describe.skipIf(data === null)('a replayed day (needs the shared market data)', () => {
  let days: { apple: DayReport; split: DayReport; again: DayReport; spy: DayReport }

  beforeAll(async () => {
    // Side by side: a replay waits for its hubs most of the time.
    const [apple, split, again, spy] = await Promise.all([
      replay('AAPL', '2014-06-06'),
      replay('AAPL', '2014-06-09'),
      replay('AAPL', '2014-06-09', 1),
      replay('SPY', '2013-10-07'),
    ])
    days = { apple, split, again, spy }
  })

  afterAll(async () => {
    await Promise.all(homes.map((home) => rm(home, { recursive: true, force: true })))
  })

  it('trades, and fills each order in a later minute than its decision', () => {
    for (const { fills } of [days.apple, days.split]) {
      expect(fills.length).toBeGreaterThan(0)
      for (const fill of fills) expect(fill.minutes_after_decision).toBeGreaterThanOrEqual(1)
    }
  })

  it('gives the same bytes in another home with one event per batch', () => {
    expect(JSON.stringify(days.again)).toBe(JSON.stringify(days.split))
    expect(markdownOf(days.again)).toBe(markdownOf(days.split))
  })

  it('sees no gap over a 7:1 split, in price or volume', () => {
    // The day before closed at 645.57, which is 92.22 on this day's basis.
    for (const fill of days.split.fills) expect(Math.abs(Number(fill.price) / 92.22 - 1)).toBeLessThan(0.05)
    for (const position of days.split.positions)
      expect(Math.abs(Number(position.mark_price) / 92.22 - 1)).toBeLessThan(0.05)
    expect(days.split.decisions.every(({ regime }) => regime === 'trend_up')).toBe(true)
    expect(days.split.bars).toMatchObject([{ symbol: 'AAPL', minutes: 390 }])
  })

  it('orders nothing without a signal and lists every refusal with gate, value and threshold', () => {
    expect(days.spy.orders).toEqual([])
    expect(days.spy.decisions).toHaveLength(26)
    expect(new Set(days.spy.refusals.map(({ at }) => at)).size).toBe(26)
    for (const refusal of days.spy.refusals) {
      expect(refusal.value).not.toBeNull()
      expect(refusal).toMatchObject({ gate: expect.stringMatching(/\w/), threshold: expect.stringMatching(/\w/) })
    }
  })

  it('adds up: shares, cash and profit of the positions come from the fills', () => {
    for (const day of [days.apple, days.split]) {
      for (const position of day.positions) {
        const fills = day.fills.filter(({ symbol }) => symbol === position.symbol)
        const signed = fills.map(({ side, qty }) => (side === 'buy' ? Number(qty) : -Number(qty)))
        expect(signed.reduce((sum, qty) => sum + qty, 0)).toBe(Number(position.net_qty))
        expect(fills.reduce((sum, { fee }) => sum + Number(fee), 0)).toBeCloseTo(Number(position.fees), 6)
      }
      const { realized_pnl, unrealized_pnl, fees, net_pnl } = day.totals
      expect(Number(net_pnl)).toBeCloseTo(Number(realized_pnl) + Number(unrealized_pnl) - Number(fees), 6)
    }
  })
})
