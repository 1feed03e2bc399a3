import { describe, expect, test } from 'vitest'
import { DAY_MS, isoOf } from '../../base/instant.ts'
import { offlineFrame } from '../market/index.ts'
import { enrich } from '../regime/index.ts'
import { DEFAULT_RISK_LIMITS, fractionalKelly } from '../risk/index.ts'
import { priorsOf } from './priors.ts'

const limits = DEFAULT_RISK_LIMITS
const settings = { agentFraction: limits.kellyAgentFraction, fractionMax: limits.notionalFractionMax }

describe('the offline path has an edge on every date', () => {
  test.each(['AAPL', 'SPY', 'BRK.B', 'BTC/USD', 'Z'])('%s, weekly from 2025 to 2035', (symbol) => {
    for (let end = Date.UTC(2025, 0, 1); end < Date.UTC(2036, 0, 1); end += 7.3 * DAY_MS) {
      const bars = offlineFrame(symbol, end)
      const priors = priorsOf(bars, enrich(bars))
      const edge = (priors?.winProb ?? 0) * ((priors?.payoff ?? 0) + 1)
      expect(edge, isoOf(end)).toBeGreaterThan(1)
      const stake = fractionalKelly(priors?.winProb ?? 0, priors?.payoff ?? 0, settings).fraction * limits.equityBaseUsd
      expect(Math.floor(stake / (bars.at(-1)?.close ?? Number.NaN)), isoOf(end)).toBeGreaterThanOrEqual(1)
    }
  })
})
