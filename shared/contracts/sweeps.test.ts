import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sweepConfigSchema } from './sweep-config.ts'
import { hypothesisOf, SHARDS_MAX, SHARDS_USUAL, shardsOf, sweepJobIdSchema, trialDigestOf } from './sweeps.ts'

const CONFIG = sweepConfigSchema.parse({ symbol: 'AAPL', start: '2023-01-01', strategy: 'momentum' })
const digest = (over: object, params: Readonly<Record<string, unknown>> = { atrMult: 2, rocLookback: 20 }): string =>
  trialDigestOf(sweepConfigSchema.parse({ symbol: 'AAPL', start: '2023-01-01', strategy: 'momentum', ...over }), params)

describe('the digest of a trial', () => {
  test.each([
    { seed: 7 },
    { maxWorkers: 8 },
    { outputDir: 'elsewhere' },
    { hypothesis: 'another' },
    { walkForward: { mode: 'off' } },
    { params: { rocLookback: [10, 20] } },
  ])('is the same with %o: it is the same trial', (over) => {
    expect(digest(over)).toBe(digest({}))
  })

  test.each([
    { symbol: 'MSFT' },
    { start: '2023-01-02' },
    { end: '2023-06-30' },
    { strategy: 'breakout' },
    { slippageBps: 2 },
    { feePerShare: 0.001 },
    { riskFrac: 0.01 },
    { sizing: 'all_in' },
    { dal: { interval: '5Min' } },
    { riskAgent: { name: 'fractional_kelly' } },
  ])('is another with %o', (over) => {
    expect(digest(over)).not.toBe(digest({}))
  })

  test('knows parameters by name and value, not by their order', () => {
    expect(digest({}, { rocLookback: 20, atrMult: 2 })).toBe(digest({}))
    expect(digest({}, { rocLookback: 21, atrMult: 2 })).not.toBe(digest({}))
  })
})

test('a hypothesis is what the configuration calls it, else strategy and symbols', () => {
  expect(hypothesisOf(CONFIG)).toBe('momentum AAPL')
  expect(hypothesisOf({ ...CONFIG, symbol: ['SPY', 'QQQ'] })).toBe('momentum SPY QQQ')
  expect(hypothesisOf({ ...CONFIG, hypothesis: 'gaps close' })).toBe('gaps close')
})

test('a job has at least one shard, no more than its cells are worth, and no more than is asked for', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), fc.option(fc.integer({ min: 1, max: 64 })), (cells, asked) => {
      const shards = shardsOf(asked === null ? {} : { maxWorkers: asked }, cells)
      expect(shards).toBeGreaterThanOrEqual(1)
      expect(shards).toBeLessThanOrEqual(Math.min(SHARDS_MAX, cells, asked ?? SHARDS_USUAL))
    }),
  )
  expect(shardsOf({}, 99)).toBe(1)
  expect(shardsOf({}, 5_000)).toBe(3)
  expect(shardsOf({ maxWorkers: 64 }, 5_000)).toBe(16)
})

test.each(['sweep-1a2b3c4d', 'a-1', '0'.repeat(32)])('%s is a job id', (id) => {
  expect(sweepJobIdSchema.safeParse(id).success).toBe(true)
})
test.each(['', 'ab', 'Sweep-1', '-ab', 'a_b_c', 'a/b', 'summary', 'x'.repeat(61)])('%j is no job id', (id) => {
  expect(sweepJobIdSchema.safeParse(id).success).toBe(false)
})
