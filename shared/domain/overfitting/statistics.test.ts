import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { normalCdf } from '../../base/normal.ts'
import { normal, seededRandom, uniformAt } from '../../base/random.ts'
import { cscv } from './cscv.ts'
import { type Fortnights, fortnightsOf, scoresOf } from './fortnights.ts'
import { benjaminiHochberg, holm } from './multiple-testing.ts'
import { realityCheck } from './reality-check.ts'
import { type ReturnsMatrix, returnsOf } from './returns-matrix.ts'

const matrixOf = (rows: readonly (readonly number[])[]): ReturnsMatrix => ({
  cells: rows.length,
  days: rows[0]?.length ?? 0,
  values: Float64Array.from(rows.flat()),
})

/** Normal returns; cell c earns `drifts[c]` deviations a day. */
function noise(seed: number, days: number, drifts: readonly number[]): ReturnsMatrix {
  const random = seededRandom(seed)
  return matrixOf(drifts.map((drift) => Array.from({ length: days }, () => 0.01 * (normal(random) + drift))))
}
const seeds = fc.integer({ min: 0, max: 1_000_000 })

describe('cross-validation', () => {
  const up = Array.from({ length: 10 }, (_, day) => (day % 2 === 0 ? 0.02 : 0))
  const down = up.map((value) => -value)

  test.each([
    [
      'two cells that take turns: whichever was best is worst afterwards',
      [
        [...up, ...down],
        [...down, ...up],
      ],
      1,
      1,
    ],
    [
      'one cell that always earns beside one that always loses',
      [
        [...up, ...up],
        [...down, ...down],
      ],
      0,
      0,
    ],
    [
      'two cells that earn in turns: the choice is never better than the other, and never loses',
      [
        [...up, ...up.map((v) => v / 2 + 0.001)],
        [...up.map((v) => v / 2 + 0.001), ...up],
      ],
      1,
      0,
    ],
    [
      'two equal cells: none is above the median',
      [
        [...up, ...up],
        [...up, ...up],
      ],
      1,
      0,
    ],
  ])('by hand: %s', (_, rows, pbo, lossShare) => {
    expect(cscv(matrixOf(rows), 2)).toMatchObject({ pbo, lossShare, blocks: 2 })
  })

  it('does what its definition says, block by block and day by day', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(2, 4, 6), (seed, blocks) => {
        const matrix = noise(seed, blocks * 11 + 3, [0, 0.05, -0.05, 0.1, 0])
        expect(cscv(matrix, blocks)?.pbo).toBe(bruteForce(matrix, blocks))
      }),
      { numRuns: 20 },
    )
  })

  test('is UNKNOWN for a single cell and for blocks below ten days (1)', () => {
    expect(cscv(noise(1, 240, [0]))).toBeNull()
    expect(cscv(noise(1, 119, [0, 0]))).toBeNull()
    expect(cscv(noise(1, 120, [0, 0]))).not.toBeNull()
  })

  test('gives a cell that stood still in a half the ratio of cash', () => {
    const still = Array(10).fill(0)
    expect(
      cscv(
        matrixOf([
          [...down, ...up],
          [...still, ...up],
        ]),
        2,
      )?.train,
    ).toContain(0)
  })
})

/** The definition of PBO, with every half of the days laid out. */
function bruteForce(matrix: ReturnsMatrix, blocks: number): number {
  const length = Math.floor(matrix.days / blocks)
  const rows = Array.from({ length: matrix.cells }, (_, cell) => [...returnsOf(matrix, cell)].slice(-blocks * length))
  const ratioOf = (values: number[]): number => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    return mean / Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
  }
  const halves = Array.from({ length: 2 ** blocks }, (_, set) => set.toString(2).padStart(blocks, '0')).filter(
    (set) => set.replaceAll('0', '').length * 2 === blocks,
  )
  const overfit = halves.filter((set) => {
    const part = (row: number[], isTraining: boolean) =>
      ratioOf(row.filter((_, day) => (set[Math.floor(day / length)] === '1') === isTraining))
    const train = rows.map((row) => part(row, true))
    const test = rows.map((row) => part(row, false))
    const chosen = test[train.indexOf(Math.max(...train))] ?? 0
    const relative = test.filter((ratio) => ratio <= chosen).length / (rows.length + 1)
    return Math.log(relative / (1 - relative)) <= 0
  })
  return overfit.length / halves.length
}

describe('fortnights', () => {
  test('analytic: of independent returns the score is near mean / deviation · √days', () => {
    const matrix = noise(3, 2_520, [0.06])
    const [score] = scoresOf(fortnightsOf(matrix) as Fortnights)
    const row = returnsOf(matrix, 0)
    const mean = row.reduce((sum, value) => sum + value, 0) / row.length
    const plain = (mean / 0.01) * Math.sqrt(row.length)
    expect(Math.abs((score ?? 0) / plain - 1)).toBeLessThan(0.15)
  })

  test('the bootstrap variance is the variance of bootstrap means', () => {
    const fortnights = fortnightsOf(noise(5, 300, [0])) as Fortnights
    const means = Array.from({ length: 2_000 }, (_, draw) => {
      const drawn = indexesOf(fortnights, (turn) => uniformAt(9, draw, turn))
      return drawn.reduce((sum, index) => sum + (fortnights.centred[index] ?? 0), 0) / fortnights.count
    })
    const spread = means.reduce((sum, mean) => sum + mean * mean, 0) / means.length
    expect(Math.sqrt(spread * fortnights.count) / (fortnights.deviations[0] ?? 0)).toBeCloseTo(1, 1)
  })

  test('are UNKNOWN below two hundred days (1)', () => {
    expect(fortnightsOf(noise(1, 199, [0]))).toBeNull()
    expect(fortnightsOf(noise(1, 200, [0]))).not.toBeNull()
  })
})

/** The stationary bootstrap as it is defined: where each place of the resampled series comes from. */
function indexesOf({ count, restart }: Fortnights, uniform: (turn: number) => number): number[] {
  const indexes = [Math.floor(uniform(0) * count)]
  for (let turn = 1; turn < count; turn += 1) {
    const chance = uniform(turn)
    indexes.push(chance < restart ? Math.floor((chance / restart) * count) : ((indexes.at(-1) ?? 0) + 1) % count)
  }
  return indexes
}

describe('the reality check', () => {
  it('does what its definition says, with every draw laid out', () => {
    const draws = 50
    for (const seed of [1, 2, 3]) {
      const fortnights = fortnightsOf(noise(seed, 260, [0.02, -0.6, 0.1, 0])) as Fortnights
      const { cells, count, centred, means, deviations } = fortnights
      const t = (mean: number, cell: number) => (Math.sqrt(count) * mean) / (deviations[cell] ?? 0)
      const seen = { plain: Math.max(...means), score: Math.max(0, ...scoresOf(fortnights)) }
      let [plain, score] = [1, 1]
      for (let draw = 0; draw < draws; draw += 1) {
        const indexes = indexesOf(fortnights, (turn) => uniformAt(seed, draw, turn))
        const drawn = Array.from(means, (mean, cell) => {
          return mean + indexes.reduce((sum, index) => sum + (centred[index * cells + cell] ?? 0), 0) / count
        })
        // Hansen centres a cell on its mean, but for one that is hopeless, which is centred on 0.
        const isHopeless = (cell: number) => t(means[cell] ?? 0, cell) <= -Math.sqrt(2 * Math.log(Math.log(count)))
        if (Math.max(...drawn.map((mean, cell) => mean - (means[cell] ?? 0))) >= seen.plain) plain += 1
        if (
          Math.max(0, ...drawn.map((mean, cell) => t(mean - (isHopeless(cell) ? 0 : (means[cell] ?? 0)), cell))) >=
          seen.score
        )
          score += 1
      }
      expect(realityCheck(fortnights, seed, draws)).toEqual({
        realityCheckPValue: plain / (draws + 1),
        spaPValue: score / (draws + 1),
      })
    }
  })

  test('analytic: of one cell the p-value is that of its score', () => {
    const fortnights = fortnightsOf(noise(8, 2_520, [0.025])) as Fortnights
    const [score] = scoresOf(fortnights)
    expect(realityCheck(fortnights, 1).spaPValue).toBeCloseTo(normalCdf(-(score ?? 0)), 1)
  })

  test('hopeless cells cost the best one nothing, as they do in the plain check', () => {
    const best = noise(4, 1_260, [0.07])
    const rows = Array.from({ length: 30 }, (_, cell) =>
      [...returnsOf(noise(50 + cell, 1_260, [-0.5]), 0)].map((v) => v * 5),
    )
    const among = matrixOf([[...returnsOf(best, 0)], ...rows])
    const [alone, many] = [best, among].map((matrix) => realityCheck(fortnightsOf(matrix) as Fortnights, 1, 300))
    expect(many?.spaPValue).toBe(alone?.spaPValue)
    expect(many?.realityCheckPValue).toBeGreaterThan((alone?.realityCheckPValue ?? 1) + 0.3)
  })
})

describe('corrections for many tests', () => {
  const anyPValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 })

  it('never make a p-value smaller, keep their order, and Benjamini and Hochberg ask no more than Holm (5)', () => {
    fc.assert(
      fc.property(anyPValues, (raw) => {
        const values = Float64Array.from(raw)
        const [strict, mild] = [holm(values), benjaminiHochberg(values)]
        raw.forEach((value, index) => {
          const [byHolm, byShare] = [strict[index] ?? 0, mild[index] ?? 0]
          expect(value <= byShare + 1e-15 && byShare <= byHolm + 1e-15 && byHolm <= 1).toBe(true)
          raw.forEach((other, at) => {
            if (value <= other) expect(byHolm <= (strict[at] ?? 0) && byShare <= (mild[at] ?? 0)).toBe(true)
          })
        })
      }),
    )
  })

  it('are what the step-by-step tests reject at any level', () => {
    fc.assert(
      fc.property(anyPValues, fc.double({ min: 0.001, max: 0.5, noNaN: true }), (raw, level) => {
        const sorted = [...raw].sort((a, b) => a - b)
        const count = sorted.length
        const kept = sorted.findIndex((value, rank) => value * (count - rank) > level)
        const shares = sorted.findLastIndex((value, rank) => (value * count) / (rank + 1) <= level)
        const values = Float64Array.from(raw)
        expect(holm(values).filter((value) => value <= level).length).toBe(kept < 0 ? count : kept)
        expect(benjaminiHochberg(values).filter((value) => value <= level).length).toBe(shares + 1)
      }),
    )
  })
})
