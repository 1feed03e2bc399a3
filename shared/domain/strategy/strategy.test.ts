import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyCloses, barsOf } from '../../../scripts/testing/series.ts'
import type { Bar } from '../../contracts/bars.ts'
import type { StrategyName } from '../../contracts/scalars.ts'
import { enrich, type FilteredRow } from '../regime/index.ts'
import { columns, decide, lastRow, parseParams, rowsNeeded, type StrategyParams } from './index.ts'

const RUNS = { numRuns: 60 }
const windowBars = fc.integer({ min: 2, max: 12 })
const flag = fc.boolean()
const filters = {
  atr_len: fc.integer({ min: 1, max: 8 }),
  atr_mult: fc.double({ min: 0.1, max: 20, noNaN: true }),
  min_prob_velocity: fc.double({ min: -0.01, max: 0.01, noNaN: true }),
  regime_whitelist: fc.constantFrom([], ['calm', 'sideways', 'trend_up'], ['high_volatility', 'uncertain']),
}

/** Any parameters that are accepted, with windows short enough to fill on a short series. */
const anyParams = fc
  .oneof(
    fc.tuple(
      fc.constant<StrategyName>('breakout'),
      fc.record({
        ...{ lookback: windowBars, ema: windowBars, atr: filters.atr_len, atr_mult: filters.atr_mult },
        ...{ exit_on_ema_break: flag, use_ema_filter: flag, confirm_with_high: flag },
        ...{ use_close_for_breakout: flag, enter_on_break_bar: flag },
        breakout_buffer_pct: fc.double({ min: 0, max: 0.5, noNaN: true }),
      }),
    ),
    fc.tuple(
      fc.constant<StrategyName>('momentum'),
      fc.record({
        ...{ roc_lookback: windowBars, ema: windowBars, rank_window: windowBars, z_window: windowBars, ...filters },
        ...{ exit_on_ema_break: flag, exit_on_mom_fade: flag, enter_on_signal_bar: flag },
        ...{
          min_rank: fc.double({ min: 0, max: 1, noNaN: true }),
          min_roc: fc.double({ min: -1, max: 1, noNaN: true }),
        },
      }),
    ),
    fc.tuple(
      fc.constant<StrategyName>('mean_reversion'),
      fc.record({
        ...{ lookback: windowBars, enter_on_signal_bar: flag, ...filters },
        ...{
          z_entry: fc.double({ min: -3, max: 0, noNaN: true }),
          z_exit: fc.double({ min: 0.1, max: 3, noNaN: true }),
        },
      }),
    ),
  )
  .map(([name, raw]): StrategyParams => {
    const parsed = parseParams(name, raw)
    if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.errors))
    return parsed.params
  })

const series = anyCloses(2, 70).map((closes) => barsOf(closes))
const rowsFor = (bars: readonly Bar[], filtered: boolean): readonly FilteredRow[] | null =>
  filtered ? enrich(bars) : null

describe('the invariants of the strategy room', () => {
  test('1: rows up to a bar are equal whatever comes after it', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    const property = fc.property(
      anyParams,
      fc.tuple(series, series),
      share,
      flag,
      (params, [past, future], cutShare, filtered) => {
        const cut = 1 + Math.floor(cutShare * (past.length - 1))
        const closes = [...past.slice(0, cut), ...future].map((bar) => bar.close)
        const other = barsOf(closes)
        const rows = columns(other, rowsFor(other, filtered), params)
        expect(rows.slice(0, cut)).toStrictEqual(columns(past, rowsFor(past, filtered), params).slice(0, cut))
      },
    )
    fc.assert(property, RUNS)
  })

  test('2: a column is finite or null, and a row before its windows are full enters nothing', () => {
    const price = fc.double({ min: 1e-300, max: 1e7, noNaN: true })
    const wild = fc.array(price, { minLength: 2, maxLength: 50 }).map((closes) => barsOf(closes, 0))
    const property = fc.property(anyParams, fc.oneof(series, wild), flag, (params, bars, filtered) => {
      for (const [index, row] of columns(bars, rowsFor(bars, filtered), params).entries()) {
        for (const [name, value] of [...Object.entries(row.columns), ['stopPrice', row.stopPrice]]) {
          if (typeof value === 'number') expect(Number.isFinite(value), `${name} at ${index}`).toBe(true)
        }
        if (index < 1) expect(row.longEntry).not.toBe(true)
        if (filtered && asksRegime(params) && index < 20) expect(row.longEntry).not.toBe(true)
      }
    })
    fc.assert(property, RUNS)
  })

  test('3: an entry happens exactly when all its gates pass, and an exit when one does or its measure is lost', () => {
    const property = fc.property(anyParams, series, flag, (params, bars, filtered) => {
      for (const row of columns(bars, rowsFor(bars, filtered), params)) {
        const entry = decide(row, { kind: 'flat' })
        expect(entry.gates.length).toBeGreaterThan(0)
        expect(entry.action === 'enter').toBe(entry.gates.every((gate) => gate.verdict === 'PASS'))
        const exit = decide(row, { kind: 'long', stopPrice: null })
        const fired = exit.gates.some((gate) => gate.verdict === 'PASS')
        const lost = row.strategy === 'mean_reversion' && row.exitFrom !== null && row.exitFrom.zScore === null
        expect(exit.action === 'exit').toBe(fired || lost)
        for (const gate of [...entry.gates, ...exit.gates]) expectReadable(gate)
      }
    })
    fc.assert(property, RUNS)
  })

  test('4: a decision rests on its own bar or the one before, as the parameters say', () => {
    const property = fc.property(anyParams, series, flag, (params, bars, filtered) => {
      const rows = columns(bars, rowsFor(bars, filtered), params)
      const late = params.strategy !== 'breakout' && !params.enterOnSignalBar
      rows.forEach((row, index) => {
        expect(row.entryFrom).toBe(rows[late ? index - 1 : index]?.columns ?? null)
        expect(row.longEntry).toBe(row.entryFrom?.entrySignal ?? null)
        const lateExit = late && params.strategy === 'mean_reversion'
        expect(row.exitFrom).toBe(rows[lateExit ? index - 1 : index]?.columns ?? null)
        expect(row.longExit).toBe(row.exitFrom?.exitSignal ?? null)
      })
    })
    fc.assert(property, RUNS)
  })

  test('6: the last row of rowsNeeded bars equals that of the whole series', () => {
    const smooth = fc.array(fc.double({ min: -0.03, max: 0.03, noNaN: true }), { minLength: 150, maxLength: 200 })
    const property = fc.property(anyParams, smooth, flag, (params, moves, filtered) => {
      let close = 100
      const bars = barsOf(moves.map((move) => (close *= Math.exp(move))))
      const rows = rowsFor(bars, filtered)
      expect(rowsNeeded(params)).toBeLessThanOrEqual(121)
      const whole = columns(bars, rows, params).at(-1)
      const tail = lastRow(bars, rows, params)
      expect(tail?.stopPrice).toBe(whole?.stopPrice)
      // Claims follow from the numbers, save where a price stands on its mean to the last digit.
      const claims = new Set(['entrySignal', 'exitSignal', 'trendOk'])
      for (const [name, value] of Object.entries(tail?.columns ?? {})) {
        const expected = Object.entries(whole?.columns ?? {}).find(([other]) => other === name)?.[1]
        if (name === 'ema' && typeof value === 'number') expect(value / Number(expected)).toBeCloseTo(1, 8)
        else if (!claims.has(name)) expect(value, name).toBe(expected)
      }
    })
    fc.assert(property, RUNS)
  })
})

const asksRegime = (params: StrategyParams) => params.strategy !== 'breakout' && params.regimeWhitelist.length > 0

function expectReadable({ gate, verdict, value, threshold, reason }: ReturnType<typeof decide>['gates'][number]) {
  expect(gate).toMatch(/^(breakout|momentum|mean_reversion)\.[a-z_]+$/)
  expect(threshold).not.toMatch(/NaN|null|undefined|Infinity/)
  expect(reason).toBe({ PASS: null, BLOCKED: 'no_signal', UNKNOWN: 'WARMUP' }[verdict])
  if (verdict !== 'UNKNOWN') expect(value).not.toBeNull()
}
