import { describe, expect, test } from 'vitest'
import { barsOf } from '../../../scripts/testing/series.ts'
import type { RegimeLabel } from '../../contracts/signals.ts'
import { enrich, type FilteredRow, regimeFactor, successProbability } from './index.ts'

const [last] = enrich(barsOf(Array.from({ length: 30 }, (_, index) => 100 + Math.sin(index)))).slice(-1)

interface Facts {
  readonly velocity?: number | null
  readonly uncertainty?: number | null
  readonly volatility?: number | null
  readonly regime?: RegimeLabel
}

function rowWith({ velocity = 0, uncertainty = 0, volatility = 0.01, regime = 'sideways' }: Facts): FilteredRow {
  if (!last) throw new Error('no row')
  return { signal: { ...last.signal, velocity, uncertainty }, regime: { ...last.regime, volatility, regime } }
}

describe('successProbability', () => {
  test.each<[string, Facts, number]>([
    ['no drift is even', {}, 0.5],
    ['one deviation of drift is the tangent of one', { velocity: 0.01 }, 0.5 + 0.5 * Math.tanh(1)],
    ['the unit is the deviation, not the price', { velocity: 0.001, volatility: 0.001 }, 0.5 + 0.5 * Math.tanh(1)],
    ['a fall is below even', { velocity: -0.005 }, 0.5 - 0.5 * Math.tanh(0.5)],
    ['uncertainty at its limit costs five hundredths', { uncertainty: 3 }, 0.45],
    ['a rising trend adds', { regime: 'trend_up' }, 0.55],
    ['calm adds a little', { regime: 'calm' }, 0.52],
    ['a falling trend takes', { regime: 'trend_down' }, 0.43],
    ['violence takes', { regime: 'high_volatility' }, 0.42],
    ['an uncertain market takes most', { regime: 'uncertain' }, 0.4],
    ['nothing is certain', { velocity: 1, regime: 'trend_up' }, 0.95],
    ['nothing is hopeless', { velocity: -1, regime: 'uncertain' }, 0.05],
  ])('%s', (_, facts, probability) => {
    const odds = successProbability(rowWith(facts))
    expect(odds.kind === 'known' && odds.probability).toBeCloseTo(probability, 12)
  })

  test.each<[string, Facts, string]>([
    ['velocity', { velocity: null }, 'WARMUP'],
    ['uncertainty', { uncertainty: null }, 'WARMUP'],
    ['volatility', { volatility: null }, 'WARMUP'],
    ['label', { regime: 'unknown' }, 'WARMUP'],
    ['unit in a market that stands still', { volatility: 0 }, 'priors_failed'],
    ['unit where only rounding moves', { volatility: 1e-17 }, 'priors_failed'],
  ])('is unknown without a %s', (_, facts, reason) => {
    expect(successProbability(rowWith(facts))).toEqual({ kind: 'unknown', reason })
  })
})

describe('regimeFactor', () => {
  test.each<[string, Facts, number]>([
    ['a rising trend is staked whole', { regime: 'trend_up' }, 1],
    ['a calm market less', { regime: 'calm' }, 0.85],
    [
      'a falling trend that the filter does not fit, seven tenths of six',
      { regime: 'trend_down', uncertainty: 3.1 },
      0.42,
    ],
    ['at the limit the filter still fits', { regime: 'trend_down', uncertainty: 3 }, 0.6],
    ['an unknown regime is UNKNOWN', { regime: 'unknown' }, Number.NaN],
    ['so is an unknown uncertainty', { uncertainty: null }, Number.NaN],
  ])('%s', (_, facts, factor) => {
    const given = regimeFactor(rowWith(facts))
    if (Number.isNaN(factor)) expect(given).toBeNaN()
    else expect(given).toBeCloseTo(factor, 12)
  })
})
