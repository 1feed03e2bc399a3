/** Numbers of the older desk on a wave of 300 bars, without filters, reproduced without its back-filled columns. */
import { expect, test } from 'vitest'
import { waveBars } from '../../../scripts/testing/series.ts'
import { present } from '../../base/assert.ts'
import type { StrategyName } from '../../contracts/scalars.ts'
import { barColumns } from '../market/index.ts'
import { frameColumnsOf, parseParams, readStrategy, viewOf } from './index.ts'

type Frame = ReadonlyMap<string, Float64Array>

function frameOf(name: StrategyName, raw: Record<string, unknown>): Frame {
  const parsed = parseParams(name, raw)
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.errors))
  const bars = barColumns('TEST', waveBars())
  const frame = frameColumnsOf(readStrategy(bars, viewOf(bars, null), parsed.params))
  return new Map(frame.map((column) => [column.name, column.values]))
}

const flagged = (frame: Frame, name: string) => [...present(frame.get(name), name)].map((flag) => flag === 1)
const entries = (frame: Frame) => flagged(frame, 'long_entry')
const exits = (frame: Frame) => flagged(frame, 'long_exit')
const count = (states: readonly boolean[]) => states.filter(Boolean).length

/** The older runner acted one bar after a state began, whatever delay the strategy had already made. */
const eventsAfterEdges = (states: readonly boolean[]) =>
  states.flatMap((state, index) => (state && !states[index - 1] && index + 1 < states.length ? [index + 1] : []))

function expectColumns(frame: Frame, index: number, expected: Readonly<Record<string, number>>) {
  for (const [name, value] of Object.entries(expected)) expect(frame.get(name)?.[index], name).toBeCloseTo(value, 6)
}

test('breakout: 89 bars may enter and 139 may exit', () => {
  const rows = frameOf('breakout', {})
  expect([count(entries(rows)), count(exits(rows))]).toEqual([89, 139])
  expect(eventsAfterEdges(entries(rows))).toEqual([49, 99, 149, 200, 250])
  expect(eventsAfterEdges(exits(rows))).toEqual([21, 73, 123, 173, 223, 274])
  expectColumns(rows, 40, { hh: 109.33685, ema: 97.808907, atr: 1.603749, trail_stop: 91.203259 })
})

test('momentum: 82 bars may enter', () => {
  const rows = frameOf('momentum', { roc_lookback: 10, ema: 20, rank_window: 60, min_rank: 0.7, atr: 10 })
  expect(count(entries(rows))).toBe(82)
  expect(eventsAfterEdges(entries(rows))).toEqual([61, 103, 154, 204, 254])
  expectColumns(rows, 100, { momentum: 0.100832, ema: 104.148988, rank: 0.666667, atr: 2.001486, mom_z: 1.730895 })
})

test('mean reversion: 73 bars may enter', () => {
  const rows = frameOf('mean_reversion', { z_entry: -1.5 })
  expect(count(entries(rows))).toBe(73)
  expect(eventsAfterEdges(entries(rows))).toEqual([25, 75, 125, 176, 226, 276])
  expect(eventsAfterEdges(exits(rows))).toEqual([2, 44, 95, 145, 195, 245, 296])
  expectColumns(rows, 45, { mean: 96.238398, std: 2.276083, z_score: 0.942311, atr: 1.522344 })
})
