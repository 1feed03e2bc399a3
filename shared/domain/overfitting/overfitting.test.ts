import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { edgeTruth, judgementOf, noiseTruth, plantedSweep } from '../../../scripts/testing/planted-sweeps.ts'
import { normal, seededRandom } from '../../base/random.ts'
import { wordsOf } from '../../contracts/reasons.ts'
import type { Cell, Overfitting, SweepSummary } from '../../contracts/research.ts'
import { sharpe, sharpeStandardError } from '../performance/index.ts'
import {
  assess,
  promotionFigures,
  promotionGates,
  type ReturnsMatrix,
  verdictOf,
  walkForward,
  walkForwardWindows,
} from './index.ts'
import type { PromotionFigures } from './promotion.ts'
import { returnsOf } from './returns-matrix.ts'
import type { WindowRules } from './walk-forward.ts'

const LEDGER = { trials: 100, seed: 7, draws: 100 }

/** Normal returns of cells with the given Sharpe ratios per day. */
function sweepOf(seed: number, ratios: readonly number[], days = 400): ReturnsMatrix {
  const random = seededRandom(seed)
  return {
    cells: ratios.length,
    days,
    values: Float64Array.from(
      ratios.flatMap((ratio) => Array.from({ length: days }, () => 0.01 * (normal(random) + ratio))),
    ),
  }
}
const rowsOf = (matrix: ReturnsMatrix) =>
  Array.from({ length: matrix.cells }, (_, cell) => [...returnsOf(matrix, cell)])
const joined = (rows: readonly (readonly number[])[]): ReturnsMatrix => ({
  cells: rows.length,
  days: rows[0]?.length ?? 0,
  values: Float64Array.from(rows.flat()),
})
const close = (overfitting: Overfitting) =>
  Object.fromEntries(
    Object.entries(overfitting).map(([name, value]) => [name, value === null ? null : expect.closeTo(value, 9)]),
  )

describe('the assessment of a sweep', () => {
  it('does not change with scale, nor with the order of the cells, which only moves the best one (2)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(0.5, 4), (seed, factor) => {
        const sweep = sweepOf(seed, [0, 0.1, -0.1, 0.05])
        const { best, overfitting } = assess(sweep, LEDGER)
        const scaled = assess({ ...sweep, values: sweep.values.map((value) => value * factor) }, LEDGER)
        expect(scaled.best).toBe(best)
        expect(scaled.overfitting).toEqual(close(overfitting))
        const turned = assess(joined(rowsOf(sweep).reverse()), LEDGER)
        expect(turned.best).toBe(3 - (best ?? 0))
        expect(turned.overfitting).toEqual(close(overfitting))
      }),
      { numRuns: 15 },
    )
  })

  it('is the same again, and another only where another seed draws (3)', () => {
    const sweep = sweepOf(3, [0.02, 0.05, 0])
    expect(assess(sweep, LEDGER)).toEqual(assess(sweep, LEDGER))
    const { spaPValue, realityCheckPValue, ...other } = assess(sweep, { ...LEDGER, seed: 8 }).overfitting
    expect(assess(sweep, LEDGER).overfitting).toMatchObject(other)
  })

  it('is less sure the more has been tried (4)', () => {
    const sweep = sweepOf(5, [0.1, 0, 0.02])
    const deflated = [3, 4, 20, 500, 100_000].map((trials) => assess(sweep, { ...LEDGER, trials }).overfitting)
    const ratios = deflated.map(({ deflatedSharpe }) => deflatedSharpe ?? Number.NaN)
    expect(ratios).toEqual([...ratios].sort((a, b) => b - a))
    expect(new Set(ratios).size).toBe(5)
    expect(deflated[0]?.probabilisticSharpe).toBe(deflated[4]?.probabilisticSharpe)
    expect(assess(sweep, { ...LEDGER, trials: 0 }).overfitting).toEqual(deflated[0])
  })

  it('takes a spread that errors of estimation cannot explain for good and bad cells, not for luck', () => {
    const { overfitting } = assess(sweepOf(6, [0.2, -0.2, 0.2, -0.2, 0.2, -0.2]), LEDGER)
    // A ratio of 400 days has an error of a twentieth; the best of a hundred draws lies 2.53 deviations up.
    expect(Math.abs((overfitting.expectedMaxSharpePerDay ?? 0) / (2.53 / Math.sqrt(400)) - 1)).toBeLessThan(0.2)
  })

  it('expects of trials that were all alike less luck than of trials that differ (4)', () => {
    const expected = [
      [0.01, 0.011, 0.012],
      [-0.01, 0.01, 0.03],
      [-9, 0, 9],
      [-99, 0, 99],
    ].map((sharpesPerDay) => {
      return assess(sweepOf(6, [0, 0.02, 0]), { ...LEDGER, sharpesPerDay }).overfitting.expectedMaxSharpePerDay ?? 0
    })
    expect(expected).toEqual([...expected].sort((a, b) => a - b))
    expect(expected[2]).toBe(expected[3])
    expect(expected[0]).toBeLessThan((expected[2] ?? 0) / 10)
  })

  it('leaves cells out whose returns are UNKNOWN or never move, and names the others by their number (1)', () => {
    const rows = rowsOf(sweepOf(4, [0, 0.1, 0.02]))
    const [first = [], second = [], third = []] = rows
    const holes = joined([first.map(() => 0), first, first.with(9, Number.NaN), second, third])
    const whole = assess(joined(rows), LEDGER)
    expect(assess(holes, LEDGER)).toEqual({ ...whole, best: [1, 3, 4][whole.best ?? 0] })
  })

  test.each([
    ['without a cell', sweepOf(1, [])],
    ['without a cell that moved', { cells: 2, days: 400, values: new Float32Array(800) }],
    ['on a day', sweepOf(1, [0, 0], 1)],
  ])('is UNKNOWN %s (1)', (_, sweep) => {
    const { trials, pboBlocks, ...figures } = assess(sweep, LEDGER).overfitting
    const { probabilisticSharpe, minTrackRecordYears, ...fromMany } = figures
    expect(new Set(Object.values(fromMany))).toEqual(new Set([null]))
  })
})

describe('the windows of a walk-forward', () => {
  const anyRules = fc.record<WindowRules>({
    mode: fc.constantFrom('rolling', 'anchored'),
    folds: fc.integer({ min: 2, max: 8 }),
    trainShare: fc.double({ min: 0.1, max: 0.9, noNaN: true }),
    purgeDays: fc.integer({ min: 0, max: 40 }),
    embargoDays: fc.integer({ min: 0, max: 40 }),
  })

  it('never train on a day of their test, after it, purged before it, or embargoed behind an earlier one (6)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 }), anyRules, (days, rules) => {
        const windows = walkForwardWindows(days, rules)
        for (const [index, { train, test: own }] of windows.entries()) {
          expect(train.every(({ from, to }, at) => from < to && from >= (train[at - 1]?.to ?? 0))).toBe(true)
          expect(train.at(-1)?.to).toBeLessThanOrEqual(own.from - rules.purgeDays)
          for (const { test: earlier } of windows.slice(0, index)) {
            const isLeftOut = train.every(({ from, to }) => to <= earlier.to || from >= earlier.to + rules.embargoDays)
            expect(isLeftOut).toBe(true)
          }
          if (rules.mode === 'anchored') expect(train[0]?.from).toBe(0)
        }
      }),
    )
  })

  it('test every day from the first test to the last day once, with about equal lengths', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 3_000 }), anyRules, (days, rules) => {
        const windows = walkForwardWindows(days, rules)
        if (windows.length === 0) return
        expect(windows).toHaveLength(rules.folds)
        windows.forEach(({ test: own }, index) => {
          expect(own.to).toBe(windows[index + 1]?.test.from ?? days)
        })
        const lengths = windows.map(({ test: own }) => own.to - own.from)
        expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('by hand: 220 days, five folds, seven tenths train', () => {
    const rules = { mode: 'rolling', folds: 5, trainShare: 0.7, purgeDays: 5, embargoDays: 10 } as const
    const windows = walkForwardWindows(220, rules)
    expect(windows[0]).toEqual({ train: [{ from: 0, to: 65 }], test: { from: 70, to: 100 } })
    expect(windows[2]).toEqual({
      train: [
        { from: 60, to: 100 },
        { from: 110, to: 125 },
      ],
      test: { from: 130, to: 160 },
    })
    expect(walkForwardWindows(220, { ...rules, mode: 'anchored' })[2]?.train).toEqual([
      { from: 0, to: 100 },
      { from: 110, to: 125 },
    ])
    expect(walkForwardWindows(60, rules)).toEqual([])
  })
})

describe('a walk-forward', () => {
  const days = Array.from({ length: 220 }, (_, day) => `day ${day}`)
  const windows = walkForwardWindows(220, { mode: 'rolling', folds: 5, trainShare: 0.7, purgeDays: 5, embargoDays: 10 })
  const wave = (day: number): number => (day % 2 === 0 ? 0.01 : -0.008)

  test('trades in each test what was best in training, and joins the tests', () => {
    // The first cell earns until day 100 and loses afterwards, the second the other way round.
    const rows = [
      days.map((_, day) => (day < 100 ? wave(day) : -wave(day))),
      days.map((_, day) => (day < 100 ? -wave(day) : wave(day))),
    ]
    const { folds, returns, outOfSample } = walkForward(joined(rows), windows, days)
    expect(folds.map(({ cell }) => cell)).toEqual([0, 0, 0, 1, 1])
    expect(folds[2]).toMatchObject({ trainFrom: 'day 60', trainTo: 'day 124', testFrom: 'day 130', testTo: 'day 159' })
    const stitched = [...(rows[0] ?? []).slice(70, 160), ...(rows[1] ?? []).slice(160)]
    expect([...returns]).toEqual(stitched)
    expect(outOfSample.days).toBe(150)
    expect(outOfSample.sharpe).toBe(sharpe(Float64Array.from(stitched)))
    expect(folds[0]?.testReturn).toBeCloseTo((1.01 * 0.992) ** 15 - 1, 12)
  })

  test('holds cash where nothing could be chosen, and is UNKNOWN in ruin and without windows (1)', () => {
    const still = { cells: 2, days: 220, values: new Float64Array(440).fill(Number.NaN, 220) }
    const { folds, returns, outOfSample } = walkForward(still, windows, days)
    expect(folds[0]).toMatchObject({ cell: null, trainSharpe: null, testSharpe: null, testReturn: null })
    expect(returns).toEqual(new Float64Array(150))
    const nothing = { sharpe: null, annualReturn: null, maxDrawdown: null }
    expect(outOfSample).toEqual({ ...nothing, days: 150 })
    const late = joined([days.map((_, day) => (day < 100 ? 0 : wave(day)))])
    const begun = walkForward(late, windows, days)
    expect([begun.folds[0]?.cell, begun.folds[4]?.cell]).toEqual([null, 0])
    expect(begun.outOfSample.annualReturn).toBeGreaterThan(0)
    const lost = joined([days.map((_, day) => (day === 80 ? Number.NaN : wave(day)))])
    const ruined = walkForward(lost, windows, days)
    expect(ruined.folds[0]).toMatchObject({ cell: 0, testSharpe: null, testReturn: null })
    expect(ruined.outOfSample).toEqual({ ...nothing, days: 150 })
    expect(walkForward(still, [], days).outOfSample).toEqual({ ...nothing, days: 0 })
  })
})

const good: PromotionFigures = {
  ...{ synthetic: false, warnings: 0, trades: 200, recordYears: 10, minTrackRecordYears: 1, deflatedSharpe: 0.99 },
  ...{ pbo: 0.01, pboLoss: 0.01, spaPValue: 0.001, outOfSampleSharpe: 1.5 },
  ...{ alphaErrors: 3, chosenInFolds: 0, isBest: true },
}

describe('a promotion', () => {
  test('passes when every gate does (7)', () => {
    expect(verdictOf(promotionGates(good))).toBe('PROMOTED')
    expect(verdictOf([])).toBe('REFUSED')
  })

  test.each<[keyof PromotionFigures, number | boolean, string]>([
    ['synthetic', true, 'PROMOTION_SYNTHETIC'],
    ['warnings', 1, 'PROMOTION_DATA_WARNINGS'],
    ['trades', 29, 'PROMOTION_TRADES_FEW'],
    ['recordYears', 0.99, 'OVERFIT_TRACK_RECORD'],
    ['deflatedSharpe', 0.949, 'OVERFIT_DEFLATED_SHARPE'],
    ['spaPValue', 0.051, 'OVERFIT_SPA'],
    ['outOfSampleSharpe', 0.49, 'OVERFIT_OUT_OF_SAMPLE'],
  ])('is refused for %s = %s alone: %s, and every other gate is told too (7)', (name, value, reason) => {
    const gates = promotionGates({ ...good, [name]: value })
    expect(verdictOf(gates)).toBe('REFUSED')
    expect(gates.filter(({ verdict }) => verdict !== 'PASS')).toMatchObject([{ verdict: 'BLOCKED', reason, value }])
    expect(gates).toHaveLength(promotionGates(good).length)
    expect(wordsOf(reason)).not.toBe(reason)
  })

  test('is refused where the market explains what was earned (7)', () => {
    const gates = promotionGates({ ...good, alphaErrors: 1.644 })
    expect(gates.filter(({ verdict }) => verdict !== 'PASS')).toMatchObject([
      { gate: 'performance.alpha', reason: 'PROMOTION_NO_ALPHA', value: 1.644 },
    ])
  })

  test('is refused for a cell that is neither the best nor chosen in any fold (7)', () => {
    const gateOf = (chosenInFolds: number, isBest: boolean) =>
      promotionGates({ ...good, chosenInFolds, isBest }).find(({ gate }) => gate === 'overfitting.chosen')
    expect(gateOf(0, false)).toMatchObject({ verdict: 'BLOCKED', reason: 'PROMOTION_NEVER_CHOSEN', value: 0 })
    expect(gateOf(1, false)?.verdict).toBe('PASS')
    expect(gateOf(0, true)?.verdict).toBe('PASS')
  })

  test.each([
    [0.2, 0.9, 'PASS'],
    [0.21, 0.06, 'BLOCKED'],
    // On a plateau the choice is no better than the median, and no worse than good.
    [0.6, 0.05, 'PASS'],
  ])('with a PBO of %s and losses in %s of the splits: %s', (pbo, pboLoss, verdict) => {
    expect(promotionGates({ ...good, pbo, pboLoss }).find(({ gate }) => gate === 'overfitting.pbo')?.verdict).toBe(
      verdict,
    )
  })

  it('is refused for anything UNKNOWN (1)', () => {
    const names = [
      'trades',
      'recordYears',
      'minTrackRecordYears',
      'deflatedSharpe',
      'pbo',
      'pboLoss',
      'spaPValue',
      'outOfSampleSharpe',
      'alphaErrors',
    ]
    for (const name of names) {
      const gates = promotionGates({ ...good, [name]: null })
      expect(verdictOf(gates), name).toBe('REFUSED')
      expect(gates.filter(({ verdict }) => verdict !== 'PASS')).toMatchObject([
        { verdict: 'UNKNOWN', reason: 'STATISTIC_UNKNOWN', value: null },
      ])
    }
  })

  const swinging = (edge: number): number[] =>
    Array.from({ length: 400 }, (_, day) => edge + (day % 2 === 0 ? 0.01 : -0.01) * (1 + (day % 7) / 10))

  it.each([
    ['of days that do not depend on each other', sweepOf(9, [0.12, 0.11])],
    ['of days that make up for each other', joined([swinging(0.0012), swinging(0.0011)])],
  ])('judges another cell than the best by its own ratio, against the same trials, %s', (_, sweep) => {
    const { best, overfitting } = assess(sweep, LEDGER)
    const summary = {
      best,
      overfitting,
      outOfSample: { sharpe: 1 },
      folds: [{ cell: 0 }, { cell: null }, { cell: 0 }],
      warnings: [],
      synthetic: false,
    } as unknown as SweepSummary
    const figures = [0, 1].map((cell) => {
      const row = returnsOf(sweep, cell)
      const error = sharpeStandardError(row)
      const metrics = { sharpe: sharpe(row), sharpeStandardError: error, days: 1_008, trades: 50, appraisalRatio: 0.9 }
      return promotionFigures(summary, { cell, metrics } as Cell)
    })
    const [own, other] = best === 0 ? figures : figures.reverse()
    expect(own).toMatchObject({
      deflatedSharpe: overfitting.deflatedSharpe,
      ...{ recordYears: 4, alphaErrors: 1.8, isBest: true },
      trades: 50,
      spaPValue: overfitting.spaPValue,
    })
    expect(figures.map(({ chosenInFolds }) => chosenInFolds)).toEqual(best === 0 ? [2, 0] : [0, 2])
    expect(other?.isBest).toBe(false)
    expect(other?.deflatedSharpe).toBeLessThan(own?.deflatedSharpe ?? 0)
    expect(promotionFigures(summary, { cell: 7, metrics: null } as Cell)).toMatchObject({
      deflatedSharpe: null,
      ...{ trades: null, recordYears: null, alphaErrors: null, chosenInFolds: 0 },
    })
  })
})

describe('of sweeps whose truth is known', () => {
  const sizes = { from: 20, to: 20 }
  const seeds = Array.from({ length: 60 }, (_, seed) => seed)
  const promoted = (truthOf: typeof noiseTruth): number[] =>
    seeds.filter(
      (seed) => judgementOf(plantedSweep(seed, truthOf(seed, sizes)), { seed, draws: 100 }).verdict === 'PROMOTED',
    )

  // At a true rate of 5 % more than 7 of 60 would come once in 100 runs; the bench counts a thousand.
  test('noise is promoted in at most 7 of 60', () => expect(promoted(noiseTruth).length).toBeLessThanOrEqual(7))

  // At a true rate of 80 % fewer than 40 of 60 would come once in 200 runs.
  test('a planted edge is promoted in at least 40 of 60', () =>
    expect(promoted(edgeTruth).length).toBeGreaterThanOrEqual(40))
})
