/** The two doors that run a cell while a caller waits: what they refuse before anything is fetched. */

import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { sweepConfigSchema } from '../contracts/sweep-config.ts'
import { decodeWire } from '../contracts/wire.ts'
import { configHash } from '../domain/research/index.ts'
import type { BarSource } from '../ports/bars.ts'
import { readCellRun } from './read-cell-run.ts'
import { runBacktest } from './run-backtest.ts'

const NOW = Date.parse('2026-11-20T00:00:00Z')
const LONG = { symbol: 'SPY', start: '2017-01-03', end: '2026-11-13', dal: { vendor: 'synthetic', interval: '1Min' } }
const WARM = {
  symbol: ['AAPL', 'SPY'],
  start: '2024-05-01',
  end: '2025-08-08',
  dal: { vendor: 'synthetic', interval: '1Min' },
}
const unfetched = {
  fetch: () => Promise.reject(new Error('bars were fetched')),
} as unknown as BarSource
const sources = new Map([['synthetic', unfetched]])

describe('a run while a caller waits', () => {
  test.each([
    ['whose window has too many bars', { ...LONG, use_probabilistic: false }],
    ['whose warm-up makes them too many', { ...WARM, params: { lookback: 500, ema_fast: 500 } }],
  ])('%s is refused before they are fetched', async (_, config) => {
    const ports = { sources, trials: { add: () => Promise.resolve(1) }, clock: { now: () => NOW } }
    const answer = await runBacktest(ports as unknown as Parameters<typeof runBacktest>[0], { config }, 'operator')
    expect(answer).toMatchObject({
      kind: 'refused',
      errors: [
        { field: 'config.start', message: expect.stringMatching(/^asks for about \d+ bars; 250000 are run here/) },
      ],
    })
  })

  test('again of a cell of a long sweep is refused before its bars are fetched', async () => {
    const decoded = decodeWire(sweepConfigSchema, LONG)
    if (decoded.kind === 'invalid') throw new Error('invalid')
    const job = { configHash: configHash(decoded.value), requestedAt: NOW }
    const ports = {
      sources,
      sweepReads: { job: () => Promise.resolve(job), cell: () => Promise.resolve({ digest: 'd' }) },
      configs: { read: () => Promise.resolve(stringify(LONG)) },
    } as unknown as Parameters<typeof readCellRun>[0]
    const answer = await readCellRun(ports, { jobId: 'sweep-1', cell: 0 }, { bars: 500 })
    expect(answer).toMatchObject({ kind: 'conflict', code: 'TOO_MANY_BARS' })
  })
})
