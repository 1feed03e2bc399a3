import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyCloses, barsOf } from '../../../scripts/testing/series.ts'
import type { Bar } from '../../contracts/bars.ts'
import type { StrategyName } from '../../contracts/scalars.ts'
import { barColumns } from '../market/index.ts'
import { enrich, type FilteredRow } from '../regime/index.ts'
import {
  decide,
  frameColumnsOf,
  lastRow,
  parseParams,
  readStrategy,
  rowAt,
  rowsNeeded,
  type StrategyParams,
  signalsOf,
  viewOf,
} from './index.ts'

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
    fc.tuple(
      fc.constant<StrategyName>('trend_following'),
      fc.record({
        ...{
          ema_fast: fc.constantFrom(2, 4),
          ema_slow: fc.integer({ min: 5, max: 12 }),
          adx_len: fc.constantFrom(2, 3),
        },
        ...{ min_adx: fc.double({ min: 0, max: 60, noNaN: true }), trailing: flag, allow_short: flag },
      }),
    ),
    fc.tuple(
      fc.constant<StrategyName>('sma_cross'),
      fc.record({
        ...{ fast: fc.integer({ min: 1, max: 4 }), slow: fc.integer({ min: 5, max: 12 }), allow_short: flag },
        atr_mult: fc.constantFrom(0, 2),
      }),
    ),
    fc.tuple(fc.constant<StrategyName>('buy_and_hold'), fc.constant({})),
  )
  .map(([name, raw]): StrategyParams => {
    const parsed = parseParams(name, raw)
    if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.errors))
    return parsed.params
  })

const series = anyCloses(2, 70).map((closes) => barsOf(closes))
const filteredRows = (bars: readonly Bar[], filtered: boolean): readonly FilteredRow[] | null =>
  filtered ? enrich(bars) : null

function readingOf(bars: readonly Bar[], filtered: boolean, params: StrategyParams) {
  const columns = barColumns('TEST', bars)
  return readStrategy(columns, viewOf(columns, filteredRows(bars, filtered)), params)
}

const LONG = { kind: 'long', stopPrice: null, heldBars: null } as const
const FLAT = { kind: 'flat' } as const
const rowsOf = (reading: ReturnType<typeof readingOf>) =>
  Array.from({ length: reading.bars.length }, (_, index) => rowAt(reading, index))

describe('the invariants of the strategy room', () => {
  test('1: what comes after a bar changes neither its measures nor its signals', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    const property = fc.property(
      anyParams,
      fc.tuple(series, series),
      share,
      flag,
      (params, [past, future], cutShare, filtered) => {
        const cut = 1 + Math.floor(cutShare * (past.length - 1))
        const closes = [...past.slice(0, cut), ...future].map((bar) => bar.close)
        const [one, other] = [past, barsOf(closes)].map((bars) => readingOf(bars, filtered, params))
        if (!one || !other) throw new Error('two readings')
        const upTo = (reading: typeof one) =>
          frameColumnsOf(reading).map(({ name, values }) => [name, [...values.slice(0, cut)]])
        expect(upTo(other)).toStrictEqual(upTo(one))
        const flags = ({ enterLong, exitLong, enterShort, exitShort, stopPrice }: ReturnType<typeof signalsOf>) =>
          [enterLong, exitLong, enterShort, exitShort, stopPrice ?? []].map((column) => [...column.slice(0, cut)])
        expect(flags(signalsOf(other, null))).toStrictEqual(flags(signalsOf(one, null)))
      },
    )
    fc.assert(property, RUNS)
  })

  test('2: measures are finite or UNKNOWN, and nothing is entered before the gates are known', () => {
    const price = fc.double({ min: 1e-300, max: 1e7, noNaN: true })
    const wild = fc.array(price, { minLength: 2, maxLength: 50 }).map((closes) => barsOf(closes, 0))
    const property = fc.property(anyParams, fc.oneof(series, wild), flag, (params, bars, filtered) => {
      const reading = readingOf(bars, filtered, params)
      for (const { name, values } of frameColumnsOf(reading)) {
        for (const value of values) expect(Number.isFinite(value) || Number.isNaN(value), name).toBe(true)
      }
      for (const [index, row] of rowsOf(reading).entries()) {
        if (row.stopPrice !== null) expect(row.stopPrice).toBeGreaterThan(0)
        const early = filtered && asksRegime(params) ? 20 : params.strategy === 'buy_and_hold' ? 0 : 1
        if (index < early) expect(decide(row, FLAT).action).toBe('hold')
      }
    })
    fc.assert(property, RUNS)
  })

  test('3 and 7: an entry is all gates passed, an exit one of them, and the signals flag the same bars', () => {
    const property = fc.property(anyParams, series, flag, (params, bars, filtered) => {
      const reading = readingOf(bars, filtered, params)
      const { enterLong, exitLong } = signalsOf(reading, null)
      for (const [index, row] of rowsOf(reading).entries()) {
        const entry = decide(row, FLAT)
        expect(entry.gates.length).toBeGreaterThan(0)
        expect(entry.action === 'enter').toBe(entry.gates.every((gate) => gate.verdict === 'PASS'))
        expect(enterLong[index]).toBe(entry.action === 'enter' ? 1 : 0)
        const exit = decide(row, LONG)
        const fired = exit.gates.some((gate) => gate.verdict === 'PASS')
        if (params.strategy !== 'mean_reversion') expect(exit.action === 'exit').toBe(fired)
        expect(exitLong[index]).toBe(exit.action === 'exit' ? 1 : 0)
        for (const gate of [...entry.gates, ...exit.gates]) expectReadable(gate)
      }
    })
    fc.assert(property, RUNS)
  })

  test('4: a decision rests on its own bar or the one before, as the parameters say', () => {
    const property = fc.property(anyParams, series, flag, (params, bars, filtered) => {
      const late = 'enterOnSignalBar' in params && !params.enterOnSignalBar
      for (const [index, row] of rowsOf(readingOf(bars, filtered, params)).entries()) {
        expect(row.entryIndex).toBe(late ? index - 1 : index)
        expect(row.exitIndex).toBe(late && params.strategy === 'mean_reversion' ? index - 1 : index)
      }
    })
    fc.assert(property, RUNS)
  })

  test('6: a tail of rowsNeeded bars decides as the whole series does', () => {
    // A market that stands still has no direction to settle on, so every bar moves.
    const move = fc.double({ min: -0.03, max: 0.03, noNaN: true }).map((one) => (Math.abs(one) < 1e-4 ? 0.001 : one))
    const smooth = fc.array(move, { minLength: 150, maxLength: 200 })
    const property = fc.property(anyParams, smooth, flag, (params, moves, filtered) => {
      let close = 100
      const bars = barsOf(moves.map((move) => (close *= Math.exp(move))))
      const rows = filteredRows(bars, filtered)
      expect(rowsNeeded(params)).toBeLessThanOrEqual(121)
      const columns = barColumns('TEST', bars)
      const whole = rowAt(readStrategy(columns, viewOf(columns, rows), params), bars.length - 1)
      const tail = lastRow(bars, rows, params)
      if (!tail) throw new Error('a row')
      // Rolling sums and exponential means keep the rounding of what came before.
      if (whole.stopPrice === null) expect(tail.stopPrice).toBeNull()
      else expect(Number(tail.stopPrice) / whole.stopPrice).toBeCloseTo(1, 10)
      const values = (row: typeof whole) => [...decide(row, FLAT).gates, ...decide(row, LONG).gates]
      for (const [index, gate] of values(tail).entries()) {
        const other = values(whole)[index]
        if (typeof gate.value !== 'number') expect(gate.value).toBe(other?.value)
        else expect(gate.value, gate.gate).toBeCloseTo(Number(other?.value), 5)
      }
    })
    fc.assert(property, RUNS)
  })
})

const asksRegime = (params: StrategyParams) => 'regimeWhitelist' in params && params.regimeWhitelist.length > 0

function expectReadable({ gate, verdict, value, threshold, reason }: ReturnType<typeof decide>['gates'][number]) {
  expect(gate).toMatch(/^(breakout|momentum|mean_reversion|trend_following|sma_cross|buy_and_hold|position)\.[a-z_]+$/)
  expect(threshold).not.toMatch(/NaN|null|undefined|Infinity/)
  expect(reason).toBe({ PASS: null, BLOCKED: 'no_signal', UNKNOWN: 'WARMUP' }[verdict])
  if (verdict !== 'UNKNOWN') expect(value).not.toBeNull()
}
