import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Cell, Metrics } from '../../../shared/contracts/research.ts'
import { ALONE, type Axis, axesOf, HEAT_STEPS, heatmapOf, heatStep, PICKS } from './heatmap-shape.ts'

function cell(index: number, params: Readonly<Record<string, unknown>>, sharpe: number | null | 'failed'): Cell {
  return {
    cell: index,
    params: Object.entries(params).map(([name, value]) => ({ name, value })),
    status: sharpe === 'failed' ? 'failed' : 'ok',
    reason: sharpe === 'failed' ? 'WARMUP' : null,
    ...{ intents: 0, accepted: 0, refused: [], digest: null },
    metrics: sharpe === 'failed' ? null : ({ sharpe } as Metrics),
  }
}

const CELLS = [
  cell(0, { fast: 5, slow: 20, stop: 1 }, 0.4),
  cell(1, { fast: 5, slow: 20, stop: 2 }, -0.2),
  cell(2, { fast: 5, slow: 100, stop: 1 }, null),
  cell(3, { fast: 10, slow: 20, stop: 1 }, 'failed'),
]
const [fast, slow, stop] = axesOf(CELLS) as [Axis, Axis, Axis]
const choice = { down: fast, across: slow, metric: 'sharpe', pick: 'median' } as const

test('the parameters that vary are the axes, and their numbers rise', () => {
  expect([fast, slow, stop]).toEqual([
    { name: 'fast', values: ['5', '10'] },
    { name: 'slow', values: ['20', '100'] },
    { name: 'stop', values: ['1', '2'] },
  ])
  expect(axesOf([cell(0, { rule: 'b', on: true }, 1), cell(1, { rule: 'a', on: true }, 1)])).toEqual([
    { name: 'rule', values: ['b', 'a'] },
  ])
})

test('each place says a value, UNKNOWN, why it failed, or that nothing was tried', () => {
  expect(heatmapOf(CELLS, choice).places).toEqual([
    [
      { kind: 'known', cell: 1, value: -0.2, of: 2 },
      { kind: 'unknown', cell: 2, reason: null, of: 1 },
    ],
    [{ kind: 'failed', cell: 3, reason: 'WARMUP', of: 1 }, { kind: 'absent' }],
  ])
})

test('one parameter alone makes one column', () => {
  const { places } = heatmapOf(CELLS.slice(0, 2), { ...choice, down: stop, across: ALONE })
  expect(places.map((row) => row.map((place) => place.kind === 'known' && place.cell))).toEqual([[0], [1]])
})

describe('of cells that share a place', () => {
  const value = fc.option(fc.double({ min: -3, max: 3, noNaN: true }))
  test.each(PICKS)('the %s is the value of one of them', (pick) => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 9 }), (values) => {
        const cells = values.map((each, index) => cell(index, { fast: 1, stop: index }, each))
        const place = heatmapOf(cells, { ...choice, pick, down: { name: 'fast', values: ['1'] }, across: ALONE }).places
        const [[shown] = []] = place
        const known = values.filter((each) => each !== null).sort((a, b) => a - b)
        if (known.length === 0) {
          expect(shown).toMatchObject({ kind: 'unknown', of: values.length })
          return
        }
        if (shown?.kind !== 'known') throw new Error('a known value is not shown')
        expect(values[shown.cell]).toBe(shown.value)
        const [below, above] = [known.filter((each) => each < shown.value), known.filter((each) => each > shown.value)]
        if (pick === 'lowest') expect(below).toEqual([])
        if (pick === 'highest') expect(above).toEqual([])
        if (pick === 'median') expect(Math.abs(below.length - above.length)).toBeLessThan(known.length)
      }),
    )
  })
})

test('colours rise with the value, stay within their steps and have the sign of the value', () => {
  const number = fc.double({ min: -5, max: 5, noNaN: true })
  fc.assert(
    fc.property(fc.array(number, { minLength: 2, maxLength: 20 }), (values) => {
      const sorted = values.toSorted((a, b) => a - b)
      const [low = 0, high = 0] = [sorted[0], sorted.at(-1)]
      const steps = sorted.map((each) => heatStep(each, low, high))
      expect(steps).toEqual(steps.toSorted((a, b) => a - b))
      for (const [at, step] of steps.entries()) {
        expect(Math.abs(step)).toBeLessThanOrEqual(HEAT_STEPS)
        if (step !== 0) expect(Math.sign(step)).toBe(Math.sign(sorted[at] ?? 0))
      }
      if (low < high) expect(Math.max(...steps.map(Math.abs))).toBe(HEAT_STEPS)
    }),
  )
  expect(heatStep(1, 1, 1)).toBe(0)
})
