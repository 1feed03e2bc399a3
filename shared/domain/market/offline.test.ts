import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isoOf } from '../../base/instant.ts'
import { offlineFrame, offlineNextBar, validateBars } from './index.ts'

const symbols = fc.stringMatching(/^[A-Z][A-Z0-9.]{0,6}$/)
const ends = fc.integer({ min: Date.UTC(2000, 6, 1), max: Date.UTC(2059, 10, 1) })

describe('the offline path', () => {
  test('8. a frame is sixty weekday sessions that closed, within 20 and 80 dollars, each close above the last', () => {
    fc.assert(
      fc.property(symbols, ends, (symbol, end) => {
        const bars = offlineFrame(symbol, end)
        const rows = bars.map((bar, line) => ({ line, text: '', at: bar.opensAt, parsed: bar }))
        expect(validateBars(symbol, rows).bars).toEqual(bars)
        expect(bars.length).toBe(60)
        for (const [index, bar] of bars.entries()) {
          expect(bar.low >= 20 && bar.high <= 80 && bar.closesAt <= end && bar.synthetic).toBe(true)
          expect(bar.close > (bars[index - 1]?.close ?? 0)).toBe(true)
          expect([0, 6]).not.toContain(new Date(bar.opensAt).getUTCDay())
        }
      }),
    )
  })

  test('8. frames of any ends agree where they overlap', () => {
    fc.assert(
      fc.property(symbols, ends, fc.integer({ min: 1, max: 50 }), (symbol, end, days) => {
        const later = offlineFrame(symbol, end + days * 86_400_000)
        const first = later[0]?.opensAt ?? 0
        const shared = offlineFrame(symbol, end).filter((bar) => bar.opensAt >= first)
        expect(later.slice(0, shared.length)).toEqual(shared)
      }),
    )
  })

  test('the next bar is the first of the path that opens at or after an instant', () => {
    fc.assert(
      fc.property(symbols, ends, (symbol, after) => {
        const next = offlineNextBar(symbol, after)
        const around = offlineFrame(symbol, after + 7 * 86_400_000, 12)
        expect(next).toEqual(around.find((bar) => bar.opensAt >= after))
      }),
    )
  })

  test('a session counts from its close on', () => {
    const last = (end: string): string => isoOf(offlineFrame('AAPL', Date.parse(end)).at(-1)?.closesAt ?? 0)
    expect(last('2026-06-05T19:59:59Z')).toBe('2026-06-04T20:00:00.000Z')
    expect(last('2026-06-05T20:00:00Z')).toBe('2026-06-05T20:00:00.000Z')
    expect(last('2026-06-07T12:00:00Z')).toBe('2026-06-05T20:00:00.000Z')
  })

  test('outside the path there is nothing', () => {
    expect(offlineFrame('AAPL', Date.UTC(1999, 0, 1))).toEqual([])
    expect(offlineFrame('AAPL', Date.UTC(2061, 0, 1))).toEqual([])
    expect(offlineNextBar('AAPL', Date.UTC(2060, 0, 1))).toBeNull()
    expect(offlineNextBar('AAPL', Date.UTC(1990, 0, 1))?.opensAt).toBe(Date.parse('2000-01-03T14:30:00Z'))
  })
})
