import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lagsOf, type Standing } from './hub-lag.ts'

const SECOND = 1_000
const NOW = Date.parse('2026-03-04T15:00:00Z')
const head = (lastSequenceNumber: number, lastEnqueuedAt: number) => ({
  hub: 'orders' as const,
  partitionId: '0',
  lastSequenceNumber,
  lastEnqueuedAt,
})
const mark = (sequenceNumber: number, enqueuedAt: number, handledAt: number) => ({
  ...{ hub: 'orders' as const, partitionId: '0', consumer: 'orders' },
  ...{ sequenceNumber, enqueuedAt, handledAt },
})
const lagMs = (look: Parameters<typeof lagsOf>[0], standing?: Standing): number | undefined =>
  lagsOf(look, standing)[0]?.lagMs

describe('a consumer', () => {
  test('that has handled the last event is not behind, however long ago that was', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.nat(86_400_000), (sequence, agoMs) => {
        const at = NOW - agoMs
        expect(lagsOf({ heads: [head(sequence, at)], marks: [mark(sequence, at, at)], now: NOW })).toEqual([])
      }),
    )
  })

  test('of an empty partition is not behind', () => {
    expect(lagsOf({ heads: [head(-1, 0)], marks: [], now: NOW })).toEqual([])
  })

  test('is behind at least as long as the newest event waits', () => {
    const heads = [head(7, NOW - 90 * SECOND)]
    expect(lagMs({ heads, marks: [], now: NOW })).toBe(90 * SECOND)
    expect(lagMs({ heads, marks: [mark(6, NOW - 900 * SECOND, NOW - 900 * SECOND)], now: NOW })).toBe(90 * SECOND)
  })

  test('that took its last events late is behind by as much while others wait', () => {
    const marks = [mark(6, NOW - 80 * SECOND, NOW - 5 * SECOND)]
    expect(lagMs({ heads: [head(7, NOW - SECOND)], marks, now: NOW })).toBe(5 * SECOND)
  })

  test('that is dead under a steady flow falls behind from look to look', () => {
    const standing: Standing = new Map()
    const marks = [mark(6, NOW, NOW)]
    const lags = Array.from({ length: 5 }, (_, minute) => {
      const now = NOW + minute * 60 * SECOND
      // An event a second: the newest one never waits for long.
      return lagMs({ heads: [head(7 + minute * 60, now - SECOND)], marks, now }, standing)
    })
    expect(lags).toEqual([1, 60, 120, 180, 240].map((seconds) => seconds * SECOND))
  })

  test('that moves, or catches up and falls behind again, begins anew', () => {
    const standing: Standing = new Map()
    const look = (minute: number, taken: number, last: number) => {
      const now = NOW + minute * 60 * SECOND
      return lagMs({ heads: [head(last, now - SECOND)], marks: [mark(taken, now - SECOND, now)], now }, standing)
    }
    expect([look(0, 5, 9), look(1, 5, 19)]).toEqual([SECOND, 60 * SECOND])
    expect(look(2, 12, 29)).toBe(SECOND)
    expect(look(3, 29, 29)).toBeUndefined()
    expect(look(4, 29, 30)).toBe(SECOND)
  })
})
