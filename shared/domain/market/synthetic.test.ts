import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../base/instant.ts'
import { INTERVALS } from '../../contracts/scalars.ts'
import { sessionsBetween } from '../calendar/index.ts'
import { aggregate, syntheticBars, validateBars } from './index.ts'

const symbols = fc.constantFrom('AAPL', 'SPY', 'BRK.B', 'BTC/USD')
const seeds = fc.integer({ min: 0, max: 3 })
const intervals = fc.constantFrom(...INTERVALS)
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`)
const instant = fc.integer({ min: day('2014-06-01'), max: day('2014-06-20') })
const windows = fc.tuple(instant, instant).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)

describe('the synthetic market', () => {
  test('6. a window asked for alone is the same part of a larger one', () => {
    fc.assert(
      fc.property(symbols, seeds, intervals, windows, (symbol, seed, interval, [from, to]) => {
        const large = syntheticBars({ symbol, seed, interval }, day('2014-05-25'), day('2014-06-30'))
        const part = large.filter((bar) => bar.opensAt >= from && bar.closesAt <= to)
        expect(syntheticBars({ symbol, seed, interval }, from, to)).toEqual(part)
      }),
      { numRuns: 40 },
    )
  })

  test('6. every bar is stamped and passes the wall', () => {
    for (const symbol of ['AAPL', 'SPY', 'Q']) {
      const bars = syntheticBars({ symbol, seed: 1, interval: '1Day' }, day('2000-01-01'), day('2004-01-01'))
      const rows = bars.map((bar, line) => ({ line, text: '', at: bar.opensAt, parsed: bar }))
      expect(validateBars(symbol, rows)).toEqual({ bars, quarantined: [] })
      expect(bars.every((bar) => bar.synthetic && bar.vendor === 'synthetic')).toBe(true)
      expect(bars.length).toBe(sessionsBetween('2000-01-01', '2003-12-31').length)
    }
  })

  test('7. a bar of any length is the aggregate of its minutes, and no minute is missing', () => {
    const minutes = syntheticBars({ symbol: 'SPY', seed: 2, interval: '1Min' }, day('2013-11-25'), day('2013-12-01'))
    expect(minutes.length).toBe(3 * 390 + 210)
    for (const interval of ['5Min', '1Hour', '1Day'] as const) {
      const bars = syntheticBars({ symbol: 'SPY', seed: 2, interval }, day('2013-11-25'), day('2013-12-01'))
      expect(bars).toEqual(aggregate(minutes, interval, day('2013-12-01')))
    }
  })

  test('volume and spread are highest at the edges of the day', () => {
    const minutes = syntheticBars({ symbol: 'AAPL', seed: 1, interval: '1Min' }, day('2014-01-01'), day('2014-04-01'))
    const inHalfHour = (half: number, pick: 'volume' | 'spread'): number =>
      minutes
        .filter((_, index) => Math.floor((index % 390) / 30) === half)
        .reduce((total, bar) => total + (bar[pick] ?? 0), 0)
    expect(inHalfHour(0, 'volume')).toBeGreaterThan(1.5 * inHalfHour(6, 'volume'))
    expect(inHalfHour(12, 'volume')).toBeGreaterThan(1.5 * inHalfHour(6, 'volume'))
    expect(inHalfHour(0, 'spread')).toBeGreaterThan(inHalfHour(6, 'spread'))
    expect(minutes.every((bar) => (bar.spread ?? 0) >= 0.01)).toBe(true)
    expect(minutes.every((bar) => bar.closesAt - bar.opensAt === MINUTE_MS)).toBe(true)
  })

  test('calm and stormy times alternate: large moves follow large moves', () => {
    const closes = syntheticBars({ symbol: 'AAPL', seed: 1, interval: '1Day' }, day('2000-01-01'), day('2005-01-01'))
    const sizes = closes.slice(1).map((bar, index) => Math.abs(Math.log(bar.close / (closes[index]?.close ?? 1))))
    const mean = sizes.reduce((total, size) => total + size, 0) / sizes.length
    const product = (lag: number): number =>
      sizes.slice(lag).reduce((total, size, index) => total + (size - mean) * ((sizes[index] ?? 0) - mean), 0)
    expect(product(1) / product(0)).toBeGreaterThan(0.1)
    expect(product(5) / product(0)).toBeGreaterThan(0.05)
  })

  test('another seed or symbol is another market', () => {
    const closes = (symbol: string, seed: number): readonly number[] =>
      syntheticBars({ symbol, seed, interval: '1Day' }, day('2014-01-01'), day('2014-02-01')).map((bar) => bar.close)
    expect(closes('AAPL', 1)).not.toEqual(closes('AAPL', 2))
    expect(closes('AAPL', 1)).not.toEqual(closes('SPY', 1))
  })

  test('days beyond the calendar have no bars', () => {
    expect(syntheticBars({ symbol: 'AAPL', seed: 1, interval: '1Day' }, day('2029-01-01'), day('2040-01-01'))).toEqual(
      [],
    )
  })
})
