import { describe, expect, test } from 'vitest'
import { countsOf } from './counts.ts'

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((each) => ({ status: each })),
})
const report = (...testResults: unknown[]) => JSON.stringify({ testResults })

describe('countsOf', () => {
  test.each([
    [
      'passed and skipped tests',
      report(file('passed', 'passed', 'pending', 'todo')),
      0,
      { passed: 1, failed: 0, skipped: 2 },
    ],
    [
      'failed tests',
      report(file('failed', 'passed', 'failed'), file('passed', 'passed')),
      1,
      { passed: 2, failed: 1, skipped: 0 },
    ],
    [
      'a file that could not be loaded',
      report(file('failed'), file('passed', 'passed')),
      1,
      { passed: 1, failed: 1, skipped: 0 },
    ],
    [
      'a hook that failed around passed tests',
      report(file('failed', 'passed')),
      1,
      { passed: 1, failed: 1, skipped: 0 },
    ],
    ['an error outside every test', report(file('passed', 'passed')), 1, { passed: 1, failed: 1, skipped: 0 }],
    ['no test at all', report(), 1, { passed: 0, failed: 1, skipped: 0 }],
  ])('counts %s', (_, json, code, expected) => {
    expect(countsOf(json, code)).toEqual(expected)
  })
})
