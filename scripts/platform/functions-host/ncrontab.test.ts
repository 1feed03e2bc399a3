import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSchedule } from './ncrontab.ts'

const next = (schedule: string, from: string): string | undefined => {
  const found = parseSchedule(schedule, Date.parse('2024-01-01T00:00:00Z')).nextAfter(Date.parse(from))
  return found === null ? undefined : new Date(found).toISOString().replace('.000Z', 'Z')
}

describe('a schedule', () => {
  it.each([
    ['*/10 * * * * *', '2024-01-01T00:00:00Z', '2024-01-01T00:00:10Z'],
    ['*/10 * * * * *', '2024-01-01T00:00:09.999Z', '2024-01-01T00:00:10Z'],
    ['0 */5 * * * *', '2024-01-01T00:00:00Z', '2024-01-01T00:05:00Z'],
    ['*/5 * * * *', '2024-01-01T00:00:00Z', '2024-01-01T00:05:00Z'],
    ['0 5/20 * * * *', '2024-01-01T00:26:00Z', '2024-01-01T00:45:00Z'],
    ['0 30 9 * * MON-FRI', '2024-01-05T09:30:00Z', '2024-01-08T09:30:00Z'],
    ['0 30 9 * * 1-5', '2024-01-06T00:00:00Z', '2024-01-08T09:30:00Z'],
    ['0 0 0 1 JAN *', '2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z'],
    ['0 0 0 * march,Oct *', '2024-04-01T00:00:00Z', '2024-10-01T00:00:00Z'],
    ['0 0 12 13 * FRI', '2024-01-01T00:00:00Z', '2024-09-13T12:00:00Z'],
    ['0 0 0 29 2 *', '2024-03-01T00:00:00Z', '2028-02-29T00:00:00Z'],
    ['0 10-20/5,45 * * * *', '2024-01-01T00:20:00Z', '2024-01-01T00:45:00Z'],
    ['00:00:30', '2024-01-01T00:00:30Z', '2024-01-01T00:01:00Z'],
    ['1.00:00:00', '2024-01-01T00:00:00Z', '2024-01-02T00:00:00Z'],
  ])('%s after %s is due at %s', (schedule, from, expected) => {
    expect(next(schedule, from)).toBe(expected)
  })

  it('that no day fits is never due', () => {
    expect(next('0 0 0 31 2 *', '2024-01-01T00:00:00Z')).toBeUndefined()
  })

  it('is always due strictly later, and on the second its fields name', () => {
    const second = fc.integer({ min: 0, max: 59 })
    const instant = fc.integer({ min: 0, max: 2_000_000_000_000 })
    fc.assert(
      fc.property(second, second, fc.integer({ min: 0, max: 23 }), instant, (s, m, h, from) => {
        const due = parseSchedule(`${s} ${m} ${h} * * *`, 0).nextAfter(from) ?? Number.NaN
        expect(due).toBeGreaterThan(from)
        expect(due - from).toBeLessThanOrEqual(86_400_000)
        expect(new Date(due).toISOString().slice(11)).toBe(
          `${[h, m, s].map((part) => String(part).padStart(2, '0')).join(':')}.000Z`,
        )
      }),
    )
  })
})

describe('a bad schedule', () => {
  it.each([
    ['* * * *', '4 fields'],
    ['60 * * * * *', 'the second "60"'],
    ['0 0 0 L * *', 'the day "L"'],
    ['0 0 0 * * MON#1', 'the day of week "MON#1"'],
    ['0 0 0 ? * *', 'the day "?"'],
    ['0 0 0 * MONKEY *', 'the month "MONKEY"'],
    ['0 0 0 * * 7', 'the day of week "7"'],
    ['0 5-2 * * * *', 'the minute "5-2"'],
    ['0 */0 * * * *', 'the minute "*/0"'],
    ['0 ,5 * * * *', 'the minute ",5"'],
    ['@daily', '1 fields'],
    ['00:00:00', 'a span of nothing'],
  ])('%s is refused by name: %s', (schedule, message) => {
    expect(() => parseSchedule(schedule, 0)).toThrow(message)
  })
})
