import { describe, expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../shared/base/instant.ts'
import type { SweepJob } from '../../../shared/contracts/api/sweeps.ts'
import { SWEEP_STATUSES } from '../../../shared/contracts/sweeps.ts'
import { cancelConsequences, endText, paramsText, progressText, stateWords, stepWords, symbolsText } from './sweeps.ts'

const NOW = Date.parse('2025-01-02T15:00:00Z')
const job = { status: 'running', startedAt: NOW - HOUR_MS, finishedAt: null, etaAt: null } as const

describe('endText', () => {
  test.each([
    [{ ...job, etaAt: NOW + 4 * MINUTE_MS }, 'ends in 4 min'],
    [{ ...job, etaAt: NOW + 90 * SECOND_MS }, 'ends in 1 min'],
    [{ ...job, etaAt: NOW + SECOND_MS }, 'ends in 0 s'],
    [{ ...job, etaAt: NOW - 5 * SECOND_MS }, 'due by now'],
    [job, null],
    [{ ...job, status: 'queued', startedAt: null }, 'not begun'],
    [{ ...job, status: 'dispatched', startedAt: null, etaAt: NOW + HOUR_MS }, 'ends in 1 h'],
    [{ ...job, status: 'completed', finishedAt: NOW - 55 * MINUTE_MS - 55 * SECOND_MS }, 'took 4 min 5 s'],
    [{ ...job, status: 'failed', startedAt: null, finishedAt: NOW }, 'never began'],
    [{ ...job, status: 'cancelled' }, null],
  ] as const)('of %j is %s', (timed, text) => {
    expect(endText(timed, NOW)).toBe(text)
  })
})

test.each([
  [progressText({ cells: 1000, done: 340, failed: 2 }), '340 of 1\u2009000 cells, 2 failed'],
  [progressText({ cells: 1, done: 0, failed: 0 }), '0 of 1 cell'],
  [symbolsText(['SPY']), 'SPY'],
  [symbolsText(['SPY', 'QQQ', 'IWM', 'DIA', 'TLT']), 'SPY, QQQ, IWM and 2 more'],
  [paramsText([]), 'defaults'],
  [
    paramsText([
      { name: 'fast', value: 10 },
      { name: 'sides', value: ['long', 'short'] },
      { name: 'trail', value: false },
    ]),
    'fast=10 · sides=long short · trail=false',
  ],
  [stepWords('restarted'), 'A silent worker was given up and another started.'],
  [stepWords('toString'), 'toString'],
])('%s', (text, expected) => {
  expect(text).toBe(expected)
})

test('every state has words for its step', () => {
  for (const status of SWEEP_STATUSES) expect(stepWords(status)).toMatch(/\.$/)
})

test('a job is well only when some cell of it did not fail', () => {
  expect(stateWords({ status: 'completed', cells: 9, failed: 8 }).tone).toBe('good')
  expect(stateWords({ status: 'completed', cells: 9, failed: 9 })).toMatchObject({ tone: 'bad' })
  expect(stateWords({ status: 'running', cells: 9, failed: 9 }).tone).toBe('warn')
})

test('cancelling says what is kept', () => {
  const running = { hypothesis: 'trend in SPY', cells: 10, done: 4, failed: 1 } as SweepJob
  expect(cancelConsequences(running)[0]).toBe(
    '4 of 10 cells have a row: those are kept, and count as trials of “trend in SPY”.',
  )
  expect(cancelConsequences({ ...running, done: 0 })[0]).toBe('No cell has a row yet.')
})
