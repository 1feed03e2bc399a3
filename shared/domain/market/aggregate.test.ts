import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isoOf } from '../../base/instant.ts'
import type { Bar } from '../../contracts/bars.ts'
import { newYorkInstant, sessionOf, tradingDayOf } from '../calendar/index.ts'
import { aggregate, syntheticBars } from './index.ts'

const FOREVER = Date.UTC(2029, 0, 1)
const whole = syntheticBars(
  { symbol: 'AAPL', seed: 5, interval: '1Min' },
  Date.UTC(2013, 10, 27),
  Date.UTC(2013, 11, 3),
)
const early = whole.filter((bar) => tradingDayOf(bar.opensAt) === '2013-11-29')
const longer = fc.constantFrom('5Min', '15Min', '30Min', '1Hour', '1Day') as fc.Arbitrary<Bar['interval']>
/** Minutes of three sessions with holes, as real minutes have them. */
const thinned = fc
  .array(fc.boolean(), { minLength: whole.length, maxLength: whole.length })
  .map((kept) => whole.filter((_, index) => kept[index]))

const sum = (bars: readonly Bar[]): number => bars.reduce((total, bar) => total + bar.volume, 0)

describe('aggregation', () => {
  test.each([
    ['5Min', 42, '14:30 14:35 18:00'],
    ['15Min', 14, '14:30 14:45 18:00'],
    ['30Min', 7, '14:30 15:00 18:00'],
    ['1Hour', 4, '14:30 15:00 18:00'],
    ['1Day', 1, '14:30 18:00 18:00'],
  ] as const)('an early close of minutes makes %s bars on the clock', (interval, count, ends) => {
    const made = aggregate(early, interval, FOREVER)
    expect(made.length).toBe(count)
    const instants = [made[0]?.opensAt, made[0]?.closesAt, made.at(-1)?.closesAt]
    expect(instants.map((instant) => isoOf(instant ?? 0).slice(11, 16)).join(' ')).toBe(ends)
  })

  test('5. volume, extremes, first open and last close are kept', () => {
    fc.assert(
      fc.property(thinned, longer, (minutes, interval) => {
        const made = aggregate(minutes, interval, FOREVER)
        expect(sum(made)).toBe(sum(minutes))
        expect(Math.max(...made.map((bar) => bar.high))).toBe(Math.max(...minutes.map((bar) => bar.high)))
        expect(Math.min(...made.map((bar) => bar.low))).toBe(Math.min(...minutes.map((bar) => bar.low)))
        expect([made[0]?.open, made.at(-1)?.close]).toEqual([minutes[0]?.open, minutes.at(-1)?.close])
      }),
      { numRuns: 30 },
    )
  })

  test('5. bars do not overlap, lie within a session and are made only at their end', () => {
    const until = fc.integer({ min: whole[0]?.opensAt ?? 0, max: whole.at(-1)?.closesAt ?? 0 })
    fc.assert(
      fc.property(thinned, longer, until, (minutes, interval, now) => {
        const made = aggregate(minutes, interval, now)
        for (const [index, bar] of made.entries()) {
          const session = sessionOf(tradingDayOf(bar.opensAt))
          expect(session && bar.opensAt >= session.opensAt && bar.closesAt <= session.closesAt).toBe(true)
          expect(bar.opensAt >= (made[index - 1]?.closesAt ?? 0) && bar.closesAt <= now).toBe(true)
        }
        // What is known later adds bars but changes none.
        expect(aggregate(minutes, interval, FOREVER).slice(0, made.length)).toEqual(made)
      }),
      { numRuns: 30 },
    )
  })

  test('the way to a longer bar does not matter', () => {
    fc.assert(
      fc.property(thinned, (minutes) => {
        const fives = aggregate(minutes, '5Min', FOREVER)
        for (const interval of ['15Min', '1Hour', '1Day'] as const) {
          expect(aggregate(fives, interval, FOREVER)).toEqual(aggregate(minutes, interval, FOREVER))
        }
      }),
      { numRuns: 20 },
    )
  })

  test('minutes before the open, after the close and on closed days are left out', () => {
    const [first] = early
    if (!first) throw new Error('no bars')
    const moved = (day: string, minute: number): Bar => {
      const opensAt = newYorkInstant(day, minute)
      return { ...first, opensAt, closesAt: opensAt + 60_000 }
    }
    const outside = [moved('2013-11-29', 569), ...early, moved('2013-11-29', 780), moved('2013-11-30', 600)]
    expect(aggregate(outside, '1Day', FOREVER)).toEqual(aggregate(early, '1Day', FOREVER))
  })

  test('a day does not make minutes', () => {
    expect(() => aggregate(aggregate(early, '1Day', FOREVER), '1Min', FOREVER)).toThrow(/1Day makes no 1Min/)
  })
})
