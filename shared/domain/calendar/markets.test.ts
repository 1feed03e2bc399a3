import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../base/instant.ts'
import { MARKETS } from '../../contracts/api/calendar.ts'
import {
  CALENDAR_HORIZON,
  dayNumber,
  dayText,
  isOpen,
  marketDay,
  newYorkMinuteOf,
  nextOpen,
  spanAt,
  tradingDayOf,
  weekdayOf,
} from './index.ts'

const at = Date.parse
const from = at(`${CALENDAR_HORIZON.from}T05:00:00Z`)
const to = at(`${CALENDAR_HORIZON.to}T05:00:00Z`)
const instants = fc.integer({ min: from, max: to })
const markets = fc.constantFrom(...MARKETS)
const weekdayAt = (instant: number): number => weekdayOf(dayNumber(tradingDayOf(instant)) ?? 0)

describe('the exchange', () => {
  test.each([
    ['2026-03-04T14:29:59.999Z', false],
    ['2026-03-04T14:30:00Z', true],
    ['2026-03-04T20:59:59.999Z', true],
    ['2026-03-04T21:00:00Z', false],
    ['2026-03-09T13:30:00Z', true],
    ['2026-03-07T15:00:00Z', false],
    ['2026-04-03T15:00:00Z', false],
    ['2026-11-27T18:00:00Z', false],
    ['1997-12-31T15:00:00Z', null],
    ['2029-01-02T15:00:00Z', null],
  ])('2. and 3. at %s: open is %s', (instant, open) => {
    expect(isOpen('XNYS', at(instant))).toBe(open)
    if (open === null)
      expect([spanAt('XNYS', at(instant)).kind, nextOpen('XNYS', at(instant))]).toEqual(['unknown', null])
  })

  test('6. closes by a closure, which no other market hears of', () => {
    const noon = at('2026-03-04T17:00:00Z')
    const closures = new Map([['2026-03-04', { reason: 'Storm', closesMinute: null }]])
    expect(MARKETS.map((market) => isOpen(market, noon, closures))).toEqual([false, true, true])
    const early = at('2026-03-04T09:00:00Z')
    expect(nextOpen('XNYS', early)).toBe(at('2026-03-04T14:30:00Z'))
    expect(nextOpen('XNYS', early, closures)).toBe(at('2026-03-05T14:30:00Z'))
    expect(marketDay('XNYS', '2026-03-04', closures)).toEqual({ kind: 'closed', name: 'Storm' })
    expect(marketDay('FX', '2026-03-04', closures)).toMatchObject({ kind: 'session' })
  })

  test('2. does not know when it opens after its last session', () => {
    expect(nextOpen('XNYS', at('2028-12-29T14:29:00Z'))).toBe(at('2028-12-29T14:30:00Z'))
    expect(nextOpen('XNYS', at('2028-12-29T14:30:00Z'))).toBeNull()
  })
})

describe('crypto', () => {
  test('7. is always open', () => {
    fc.assert(
      fc.property(fc.integer({ min: at('1970-01-01T00:00:00Z'), max: at('2099-12-31T00:00:00Z') }), (instant) => {
        const opensAt = at(`${new Date(instant).toISOString().slice(0, 10)}T00:00:00Z`)
        expect(isOpen('CRYPTO', instant)).toBe(true)
        expect(spanAt('CRYPTO', instant)).toEqual({ kind: 'open', span: { opensAt, closesAt: opensAt + DAY_MS } })
      }),
    )
  })
})

describe('currencies', () => {
  test('7. are open from Sunday 17:00 to Friday 17:00 on the clock of New York', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const [weekday, minute] = [weekdayAt(instant), newYorkMinuteOf(instant)]
        const open = weekday === 0 ? minute >= 1_020 : weekday === 5 ? minute < 1_020 : weekday < 5
        expect(isOpen('FX', instant)).toBe(open)
      }),
    )
  })

  test('7. have weeks of 120 hours and weekends of 48, or of an hour more or less when the clock changes', () => {
    const weekends = new Map<number, number>()
    let closedAt: number | null = null
    for (let opensAt = nextOpen('FX', from) ?? 0; opensAt < to; opensAt = nextOpen('FX', opensAt) ?? to) {
      const hours = spanAt('FX', opensAt)
      expect(hours).toEqual({ kind: 'open', span: { opensAt, closesAt: opensAt + 120 * HOUR_MS } })
      expect([weekdayAt(opensAt), newYorkMinuteOf(opensAt)]).toEqual([0, 1_020])
      if (closedAt !== null) {
        const length = (opensAt - closedAt) / HOUR_MS
        weekends.set(length, (weekends.get(length) ?? 0) + 1)
      }
      closedAt = opensAt + 120 * HOUR_MS
    }
    // One weekend of each kind a year, from 1998 to 2028.
    expect([weekends.get(47), weekends.get(49), weekends.size]).toEqual([31, 31, 3])
  })

  test.each([
    ['2026-03-06', '2026-03-06T05:00:00Z', '2026-03-06T22:00:00Z'],
    ['2026-03-08', '2026-03-08T21:00:00Z', '2026-03-09T04:00:00Z'],
    ['2026-12-25', '2026-12-25T05:00:00Z', '2026-12-25T22:00:00Z'],
  ])('7. trade on %s from %s to %s', (day, opensAt, closesAt) => {
    const session = { day, opensAt: at(opensAt), closesAt: at(closesAt), early: false }
    expect(marketDay('FX', day)).toEqual({ kind: 'session', session })
  })

  test('7. rest on Saturday', () => {
    expect(marketDay('FX', '2026-03-07')).toEqual({ kind: 'closed', name: 'Weekend' })
  })
})

describe('every market', () => {
  test('8. opens next at the first instant after now from which a span runs', () => {
    const parts = fc.integer({ min: 0, max: 999 })
    fc.assert(
      fc.property(markets, fc.integer({ min: from, max: to - 14 * DAY_MS }), parts, (market, now, part) => {
        const next = nextOpen(market, now) ?? Number.NaN
        expect(next).toBeGreaterThan(now)
        expect(spanAt(market, next)).toMatchObject({ kind: 'open', span: { opensAt: next } })
        const between = spanAt(market, now + Math.floor(((next - now) * part) / 1_000))
        if (between.kind === 'open') expect(between.span.opensAt).toBeLessThanOrEqual(now)
      }),
    )
  })

  test('8. is open throughout its span, and on a day exactly while its table of days says so', () => {
    fc.assert(
      fc.property(markets, instants, (market, instant) => {
        const minute = Math.floor(instant / MINUTE_MS) * MINUTE_MS
        const day = market === 'CRYPTO' ? dayText(Math.floor(minute / DAY_MS)) : tradingDayOf(minute)
        const known = marketDay(market, day)
        const isListed = known.kind === 'session' && minute >= known.session.opensAt && minute < known.session.closesAt
        expect(isOpen(market, minute)).toBe(isListed)
        const hours = spanAt(market, minute)
        if (hours.kind === 'open') expect(spanAt(market, hours.span.closesAt - 1)).toEqual(hours)
      }),
    )
  })
})
