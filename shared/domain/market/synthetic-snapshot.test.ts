import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../base/instant.ts'
import { newYorkInstant, sessionOf, sessionsBetween, tradingDayOf } from '../calendar/index.ts'
import { syntheticBars, syntheticSnapshot } from './index.ts'

const DAY = '2014-06-06'
const at = (minute: number, day = DAY): number => newYorkInstant(day, minute)
const symbols = fc.constantFrom('AAPL', 'SPY', 'BRK.B')
const seeds = fc.integer({ min: 0, max: 2 })
const days = fc.constantFrom(...sessionsBetween('2013-11-25', '2014-02-01').map(({ day }) => day))
const minutes = fc.double({ min: 240, max: 1_439, noNaN: true })

/** Minute bars of a day that have closed by an instant, and the bar of the session before it. */
function barsAround(symbol: string, seed: number, now: number) {
  const day = tradingDayOf(now)
  const previous = sessionsBetween('2013-11-01', day).findLast((session) => session.day < day)
  if (!previous) throw new Error(`${day} has no previous session`)
  const { opensAt, closesAt } = previous
  return {
    closed: syntheticBars({ symbol, seed, interval: '1Min' }, newYorkInstant(day, 0), now),
    before: syntheticBars({ symbol, seed, interval: '1Day' }, opensAt, closesAt)[0],
  }
}

describe('a synthetic snapshot', () => {
  test('9. of the session shows the last closed minute, the open and the day’s whole volume so far', () => {
    fc.assert(
      fc.property(symbols, seeds, days, minutes, (symbol, seed, day, minute) => {
        const now = at(minute, day)
        const { closed } = barsAround(symbol, seed, now)
        const last = closed.at(-1)
        fc.pre(last !== undefined && last.closesAt > (sessionOf(day)?.opensAt ?? 0))
        const seen = syntheticSnapshot(symbol, seed, now)
        const morning = syntheticSnapshot(symbol, seed, sessionOf(day)?.opensAt ?? 0).volume ?? 0
        const volume = morning + closed.reduce((sum, bar) => sum + bar.volume, 0)
        expect(seen).toMatchObject({ price: last?.close, pricedAt: last?.closesAt, open: closed[0]?.open, volume })
        expect(seen).toEqual(syntheticSnapshot(symbol, seed, now))
      }),
      { numRuns: 60 },
    )
  })

  test('9. of any instant is stamped, quoted around its price and never priced later', () => {
    fc.assert(
      fc.property(symbols, seeds, days, minutes, (symbol, seed, day, minute) => {
        const now = at(minute, day)
        const { price, pricedAt, bid, ask, volume, halted, synthetic } = syntheticSnapshot(symbol, seed, now)
        expect({ halted, synthetic }).toEqual({ halted: false, synthetic: true })
        expect(pricedAt).toBeLessThanOrEqual(now)
        expect(pricedAt).toBeGreaterThanOrEqual(at(240, day))
        expect(bid).toBeGreaterThan(0)
        expect(ask).toBeGreaterThan(bid ?? 0)
        expect(((bid ?? 0) + (ask ?? 0)) / 2).toBeCloseTo(price ?? 0, 1)
        const earlier = syntheticSnapshot(symbol, seed, Math.max(now - 7 * MINUTE_MS, at(240, day)))
        expect(volume).toBeGreaterThanOrEqual(earlier.volume ?? 0)
      }),
      { numRuns: 60 },
    )
  })

  test('of the morning moves from the previous close to the open, on a small volume and without an open', () => {
    fc.assert(
      fc.property(symbols, seeds, days, (symbol, seed, day) => {
        const { before } = barsAround(symbol, seed, at(570, day))
        const close = before?.close ?? 0
        const open = syntheticSnapshot(symbol, seed, at(570, day)).open ?? 0
        const first = syntheticSnapshot(symbol, seed, at(240, day))
        const last = syntheticSnapshot(symbol, seed, at(569.9, day))
        expect([first.open, last.open, first.volume]).toEqual([null, null, 0])
        expect(Math.log((first.price ?? 0) / close)).toBeCloseTo(0.4 * Math.log(open / close), 3)
        expect((last.price ?? 0) / open).toBeCloseTo(1, 2)
        expect(last.volume).toBeLessThan(0.05 * (before?.volume ?? 0))
        expect(last.volume).toBeGreaterThan(0)
      }),
      { numRuns: 60 },
    )
  })

  test('before four in the morning knows that nothing has traded', () => {
    const seen = syntheticSnapshot('AAPL', 1, at(239))
    expect(seen).toMatchObject({ price: null, bid: null, ask: null, open: null, volume: 0, halted: false })
  })

  test('after the close stays what the day came to', () => {
    const [day] = syntheticBars({ symbol: 'AAPL', seed: 1, interval: '1Day' }, at(0), at(1_440))
    expect(syntheticSnapshot('AAPL', 1, at(1_200))).toMatchObject({ price: day?.close, pricedAt: day?.closesAt })
  })

  test.each(['2014-06-07', '2014-07-04', '2031-06-06', '1998-01-02', '1990-01-02'])(
    'of %s is UNKNOWN: no session, or none before it',
    (day) => {
      const seen = syntheticSnapshot('AAPL', 1, at(700, day))
      expect(seen).toMatchObject({ price: null, volume: null, halted: null, synthetic: true })
    },
  )
})
