import { describe, expect, test } from 'vitest'
import { JOBS, type Slot } from '../../../shared/contracts/schedule.ts'
import { countsText, JOB_WORDS, leftText, runNowConsequences, slotReason } from './schedule.ts'

const slot: Slot = {
  book: 'paper',
  day: '2014-06-06',
  slot: 'premarket-scan',
  job: 'premarket-scan',
  dueAt: Date.parse('2014-06-06T04:00:00-04:00'),
  status: 'COMPLETED',
  reason: null,
  detail: null,
  trigger: 'timer',
  startedAt: null,
  endedAt: null,
  lateByMs: null,
  left: [],
}

test.each(JOBS)('%s has a name and says what it does', (job) => {
  expect(JOB_WORDS[job].name).toMatch(/^[A-Z]/)
  expect(JOB_WORDS[job].does).toMatch(/^It .*\.$/)
})

describe('the reason of a slot', () => {
  test.each([
    [{ status: 'MISSED', reason: 'SLOT_MISSED' }, 'Nothing ran it while a late start was still worth it.'],
    [{ status: 'FAILED', reason: 'NEW_CODE', detail: 'no rows' }, 'NEW_CODE no rows'],
    [{ status: 'UPCOMING' }, ''],
    [{ status: 'COMPLETED' }, ''],
    [{ status: 'OVERDUE' }, 'Its time has come and nothing has begun it. Is the desk running?'],
    [{ status: 'COMPLETED', detail: 'kept 12' }, 'kept 12'],
    [{ status: 'FAILED' }, null],
  ] as const)('of %o is %s', (part, words) => {
    expect(slotReason({ ...slot, ...part })).toBe(words)
  })
})

test('what was left and how the day stands are counted in words', () => {
  expect(
    leftText([
      { what: 'symbols', count: 12 },
      { what: 'watchlist_rows', count: 1 },
    ]),
  ).toBe('12 symbols, 1 watchlist rows')
  expect(countsText([slot, slot, { ...slot, status: 'FAILED' }])).toBe('2 completed, 1 failed')
})

test('running by hand says what it will do, where, and what it cannot undo', () => {
  const sentences = runNowConsequences(slot).join(' ')
  expect(sentences).toContain('writes a new premarket list')
  expect(sentences).toContain('book paper for 2014-06-06')
  expect(sentences).toContain('the slot of 04:00 stays as it is')
  expect(sentences).toContain('cannot be stopped')
})
