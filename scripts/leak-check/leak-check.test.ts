import { describe, expect, test } from 'vitest'
import { waveBars } from '../testing/series.ts'
import { checkForLeaks } from './check.ts'
import { cleanTargets } from './targets.ts'
import { MUTANTS } from './testing/mutants.ts'

const SETTINGS = { samples: 6, seed: 20_261_126 }
const bars = waveBars(160)

describe('the leak check', () => {
  test('knows twenty mutants and twenty clean strategies', () => {
    expect(MUTANTS).toHaveLength(20)
    expect(cleanTargets().length).toBeGreaterThanOrEqual(20)
  })

  test.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))('catches %s', (_, mutant) => {
    const { leak } = checkForLeaks(mutant, bars, SETTINGS)
    expect(leak).not.toBeNull()
    expect(leak?.bar).toBeLessThanOrEqual(Number(leak?.knownUpTo))
  })

  test.each(cleanTargets().map((target) => [target.name, target] as const))('has nothing to say of %s', (_, target) => {
    const verdict = checkForLeaks(target, bars, SETTINGS)
    expect(verdict.leak).toBeNull()
    expect(verdict.values).toBeGreaterThan(0)
  })

  test('sees the orders of clean strategies, those that were refused too', () => {
    const orders = cleanTargets().map((target) => checkForLeaks(target, bars, { samples: 1, seed: 1 }).orders)
    expect(orders.filter((count) => count > 0).length).toBeGreaterThan(10)
  })
})
