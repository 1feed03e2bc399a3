import { describe, expect, test } from 'vitest'
import { DEFAULT_SEED } from '../../shared/adapters/vendors/synthetic/synthetic-source.ts'
import { sessionsBetween } from '../../shared/domain/calendar/index.ts'
import { firstFilledOrder, keptOf, scanDay, scanMorning } from './testing/pure-day.ts'

/** Every so many sessions, so that the days are of different weeks. */
const sample = (from: string, to: string, every: number): readonly string[] =>
  sessionsBetween(from, to).flatMap(({ day }, index) => (index % every === 0 ? [day] : []))

describe('a practice day', () => {
  test('begins with at least three symbols on the premarket list, on most days', () => {
    const days = sample('2026-09-01', '2026-11-25', 6)
    const counts = days.map((day) => keptOf(scanMorning(DEFAULT_SEED, day).premarket).length)
    expect(days.length).toBeGreaterThanOrEqual(10)
    expect(counts.filter((count) => count >= 3).length, String(counts)).toBeGreaterThanOrEqual(days.length - 1)
  })

  test.each(sample('2026-10-01', '2026-11-25', 13))(
    'of %s has a list in every bucket and an order that fills',
    (day) => {
      const lists = scanDay(DEFAULT_SEED, day)
      expect(keptOf(lists.opening).length).toBeGreaterThan(0)
      expect(lists.intraday.map(({ candidates }) => keptOf(candidates).length)).toEqual([10, 10, 10])
      expect(firstFilledOrder(DEFAULT_SEED, day, lists)).not.toBeNull()
    },
  )

  test('shows every reason to stay off the list that its characters stand for', () => {
    const reasons = new Set(
      sample('2026-11-02', '2026-11-25', 6).flatMap((day) => {
        const { premarket, opening } = scanMorning(DEFAULT_SEED, day)
        return [...premarket, ...opening].flatMap(({ gates }) => gates.flatMap(({ reason }) => reason ?? []))
      }),
    )
    expect([...reasons]).toEqual(expect.arrayContaining(['gap_rvol', 'spread', 'SPREAD_UNKNOWN', 'HALTED']))
  })
})
