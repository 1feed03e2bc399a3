import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../base/instant.ts'
import type { Bar } from '../../contracts/bars.ts'
import { isTicker } from '../../contracts/tickers.ts'
import { newYorkInstant, sessionsBetween } from '../calendar/index.ts'
import { aggregate, PRACTICE_SYMBOLS, syntheticBars, syntheticSnapshot, validateBars } from './index.ts'
import { type Character, practiceMember } from './practice-universe.ts'

const SESSIONS = sessionsBetween('2025-11-03', '2026-02-27')
const symbols = fc.constantFrom(...PRACTICE_SYMBOLS)
const seeds = fc.constantFrom(1, 2)
const sessions = fc.constantFrom(...SESSIONS.slice(1))
const of = (character: Character): readonly string[] =>
  PRACTICE_SYMBOLS.filter((symbol) => practiceMember(symbol)?.character === character)

const minutesOf = (symbol: string, seed: number, { opensAt, closesAt }: (typeof SESSIONS)[number]): readonly Bar[] =>
  syntheticBars({ symbol, seed, interval: '1Min' }, opensAt, closesAt)
const dailiesOf = (symbol: string, seed = 1): readonly Bar[] =>
  syntheticBars({ symbol, seed, interval: '1Day' }, SESSIONS[0]?.opensAt ?? 0, SESSIONS.at(-1)?.closesAt ?? 0)

/** Share of the days that open at least 5 % above the close before them. */
function gapShare(bars: readonly Bar[]): number {
  const gaps = bars.slice(1).filter((bar, index) => bar.open / (bars[index]?.close ?? Number.NaN) >= 1.05)
  return gaps.length / (bars.length - 1)
}

describe('the practice universe', () => {
  test('has forty symbols that are tickers, seven characters, and nobody else', () => {
    expect(new Set(PRACTICE_SYMBOLS).size).toBe(40)
    expect(PRACTICE_SYMBOLS.filter((symbol) => !isTicker(symbol))).toEqual([])
    expect(new Set(PRACTICE_SYMBOLS.map((symbol) => practiceMember(symbol)?.character)).size).toBe(7)
    expect(practiceMember('AAPL')).toBeNull()
  })

  test('6. equal symbol, seed and day give equal bars, which are stamped and pass the wall', () => {
    fc.assert(
      fc.property(symbols, seeds, sessions, (symbol, seed, session) => {
        const bars = minutesOf(symbol, seed, session)
        const middle = session.opensAt + 100 * MINUTE_MS
        expect(syntheticBars({ symbol, seed, interval: '1Min' }, middle, session.closesAt)).toEqual(
          bars.filter((bar) => bar.opensAt >= middle),
        )
        const rows = bars.map((bar, line) => ({ line, text: '', at: bar.opensAt, parsed: bar }))
        expect(validateBars(symbol, rows)).toEqual({ bars, quarantined: [] })
        expect(bars.every(({ synthetic, vendor, volume }) => synthetic && vendor === 'synthetic' && volume > 0)).toBe(
          true,
        )
      }),
      { numRuns: 60 },
    )
  })

  test('7. a day’s bar is the aggregate of its minutes, whatever minutes there are', () => {
    fc.assert(
      fc.property(symbols, seeds, sessions, (symbol, seed, session) => {
        const { opensAt, closesAt } = session
        const day = syntheticBars({ symbol, seed, interval: '1Day' }, opensAt, closesAt)
        expect(day).toEqual(aggregate(minutesOf(symbol, seed, session), '1Day', closesAt))
        expect(day).toHaveLength(1)
      }),
      { numRuns: 60 },
    )
  })

  test('9. a snapshot shows what has closed: its price, open and volume are those of the minutes so far', () => {
    const minutes = fc.integer({ min: 570, max: 959 })
    fc.assert(
      fc.property(symbols, seeds, sessions, minutes, (symbol, seed, session, minute) => {
        const at = newYorkInstant(session.day, minute)
        const closed = minutesOf(symbol, seed, session).filter((bar) => bar.closesAt <= at)
        const seen = syntheticSnapshot(symbol, seed, at)
        expect(seen).toEqual(syntheticSnapshot(symbol, seed, at))
        expect(seen.open).toBe(closed[0]?.open ?? null)
        expect(seen.pricedAt).toBeLessThanOrEqual(at)
        if (closed.length === 0) return
        expect(seen).toMatchObject({ price: closed.at(-1)?.close, pricedAt: closed.at(-1)?.closesAt })
        expect(seen.volume).toBeGreaterThanOrEqual(closed.reduce((sum, bar) => sum + bar.volume, 0))
      }),
      { numRuns: 80 },
    )
  })

  test('stays at prices that a scan looks at, over all years of the calendar', () => {
    for (const symbol of PRACTICE_SYMBOLS) {
      for (const year of [1999, 2014, 2027]) {
        const [from, to] = [newYorkInstant(`${year}-03-01`, 0), newYorkInstant(`${year}-03-15`, 0)]
        for (const { low, high } of syntheticBars({ symbol, seed: 3, interval: '1Day' }, from, to)) {
          expect(low).toBeGreaterThan(2)
          expect(high).toBeLessThan(60)
        }
      }
    }
  })
})

describe('10. a practice symbol behaves as its name says', () => {
  test('gappers open far above the close before on some days, on several times the volume', () => {
    for (const symbol of of('gapper')) {
      const bars = dailiesOf(symbol)
      expect(gapShare(bars), symbol).toBeGreaterThan(0.3)
      expect(gapShare(bars), symbol).toBeLessThan(0.7)
      const [gaps, others] = [true, false].map((isGap) => {
        const volumes = bars.slice(1).flatMap(({ open, volume }, index) => {
          return open / (bars[index]?.close ?? 1) >= 1.05 === isGap ? [volume] : []
        })
        return volumes.reduce((sum, volume) => sum + volume, 0) / volumes.length
      })
      expect((gaps ?? 0) / (others ?? 1), symbol).toBeGreaterThan(3)
    }
    for (const symbol of of('chop')) expect(gapShare(dailiesOf(symbol)), symbol).toBe(0)
  })

  test.each([
    ['riser', 1],
    ['faller', -1],
  ] as const)(
    'every %s follows its trend most of the time, and each day finds some at different places of it',
    (character, sign) => {
      const directions = of(character).map((symbol) => {
        const bars = dailiesOf(symbol)
        return Math.sign(Math.log((bars.at(-1)?.close ?? 1) / (bars[0]?.open ?? 1)))
      })
      expect(directions.filter((direction) => direction === sign).length).toBeGreaterThan(directions.length / 2)
    },
  )

  test('a halted symbol trades in no minute of the halt, shows it, and keeps its last price meanwhile', () => {
    const halts = of('halted').flatMap((symbol) =>
      SESSIONS.slice(1, 31).flatMap((session) => {
        const traded = new Set(minutesOf(symbol, 1, session).map(({ opensAt }) => opensAt))
        const minutes = Array.from({ length: 390 }, (_, minute) => session.opensAt + minute * MINUTE_MS)
        const still = minutes.filter((at) => at < session.closesAt && !traded.has(at))
        return still.length > 0 ? [{ symbol, still }] : []
      }),
    )
    expect(halts.length).toBeGreaterThan(30)
    for (const { symbol, still } of halts) {
      const [from = 0, until = 0] = [still[0], still.at(-1)]
      expect(until - from, symbol).toBe((still.length - 1) * MINUTE_MS)
      const [first, last] = [syntheticSnapshot(symbol, 1, from), syntheticSnapshot(symbol, 1, until)]
      expect([first.halted, last.halted]).toEqual([true, true])
      expect([last.price, last.pricedAt, last.volume]).toEqual([first.price, first.pricedAt, first.volume])
      expect(syntheticSnapshot(symbol, 1, until + MINUTE_MS).halted).toBe(false)
    }
  })

  test('of a one-sided symbol nobody knows the spread', () => {
    for (const [symbol, missing] of [
      ['BIDA', 'ask'],
      ['ASKA', 'bid'],
    ] as const) {
      for (const minute of [300, 700]) {
        const { bid, ask, price } = syntheticSnapshot(symbol, 1, newYorkInstant('2026-02-02', minute))
        expect({ bid, ask }[missing]).toBeNull()
        expect(bid ?? ask).toBeGreaterThan(0)
        expect(price).toBeGreaterThan(0)
      }
      expect(dailiesOf(symbol).every(({ spread }) => spread === null)).toBe(true)
    }
  })

  test('an illiquid symbol has few shares, wide spreads and minutes without a trade', () => {
    for (const symbol of of('illiquid')) {
      const [session] = SESSIONS
      const minutes = session ? minutesOf(symbol, 1, session) : []
      expect(minutes.length).toBeGreaterThan(100)
      expect(minutes.length).toBeLessThan(220)
      const { volume = 0, spread, close = 1 } = dailiesOf(symbol)[0] ?? {}
      expect(volume).toBeLessThan(100_000)
      expect((spread ?? 0) / close).toBeGreaterThan(0.0075)
    }
  })
})
