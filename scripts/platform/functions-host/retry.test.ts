import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { retriesAgain, retryPolicy } from './retry.ts'

const exponential = retryPolicy({
  maxRetryCount: -1,
  retryStrategy: 'exponentialBackoff',
  minimumInterval: { seconds: 2 },
  maximumInterval: { seconds: 60 },
})

describe('a retry policy', () => {
  it('of fixed delay waits the same every time', () => {
    const policy = retryPolicy({ maxRetryCount: 3, retryStrategy: 'fixedDelay', delayInterval: { seconds: 5 } })
    expect([1, 2, 3].map((retry) => policy.delayMs(retry, 0.3))).toEqual([5_000, 5_000, 5_000])
  })

  it('of exponential backoff starts at the minimum, doubles what it adds, and ends at the maximum', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 50].map((retry) => exponential.delayMs(retry, 0.5))).toEqual([
      2_000, 4_000, 6_000, 10_000, 18_000, 34_000, 60_000, 60_000,
    ])
  })

  it('of exponential backoff stays within its bounds whatever the noise', () => {
    const noise = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), noise, (retry, value) => {
        const delayMs = exponential.delayMs(retry, value)
        expect(delayMs).toBeGreaterThanOrEqual(2_000)
        expect(delayMs).toBeLessThanOrEqual(60_000)
      }),
    )
  })

  it.each([
    [0, 0, false],
    [2, 1, true],
    [2, 2, false],
    [-1, 1_000_000, true],
  ])('of at most %i retries, after %i, goes on: %s', (maxRetryCount, made, again) => {
    const policy = retryPolicy({ maxRetryCount, retryStrategy: 'fixedDelay', delayInterval: { seconds: 0 } })
    expect(retriesAgain(policy, made)).toBe(again)
  })

  it('that is absent never retries', () => {
    expect(retriesAgain(retryPolicy(undefined), 0)).toBe(false)
  })

  it('with a count below -1 or without its interval is refused', () => {
    const bad = { maxRetryCount: -2, retryStrategy: 'fixedDelay', delayInterval: { seconds: 1 } } as const
    expect(() => retryPolicy(bad)).toThrow('maxRetryCount is -2')
    expect(() => retryPolicy({ maxRetryCount: 1, retryStrategy: 'fixedDelay' })).toThrow('delayInterval is missing')
  })
})
