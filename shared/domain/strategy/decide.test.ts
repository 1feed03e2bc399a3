import { describe, expect, test } from 'vitest'
import { barsOf, waveBars } from '../../../scripts/testing/series.ts'
import { present } from '../../base/assert.ts'
import type { StrategyName } from '../../contracts/scalars.ts'
import { REGIMES } from '../../contracts/signals.ts'
import { barColumns } from '../market/index.ts'
import { enrich } from '../regime/index.ts'
import {
  type DecisionRow,
  decide,
  lastRow,
  parseParams,
  pickStrategy,
  readStrategy,
  rowAt,
  type StrategyParams,
  viewOf,
} from './index.ts'

const FLAT = { kind: 'flat' } as const
const LONG = { kind: 'long', stopPrice: null, heldBars: null } as const

function paramsOf(name: StrategyName, raw: Readonly<Record<string, unknown>> = {}): StrategyParams {
  const parsed = parseParams(name, raw)
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.errors))
  return parsed.params
}

function rowOn(
  name: StrategyName,
  closes: readonly number[],
  raw: Readonly<Record<string, unknown>> = {},
): DecisionRow {
  return present(lastRow(barsOf(closes), null, paramsOf(name, raw)), 'row')
}

const rising = (length: number) => Array.from({ length }, (_, index) => 100 + index)
const told = (gates: ReturnType<typeof decide>['gates']) =>
  gates.map(({ gate, verdict, value, threshold }) => [gate, verdict, value, threshold])

describe('a flat desk', () => {
  test('enters a breakout on the bar that reaches the channel, with its stop two ranges below', () => {
    const row = rowOn('breakout', [...Array.from({ length: 30 }, () => 100), 101])
    const { action, gates, stopPrice } = decide(row, FLAT)
    expect(action).toBe('enter')
    expect(told(gates)).toEqual([
      ['breakout.trigger', 'PASS', 101.5, '>= hh_buf 100.5'],
      ['breakout.trend', 'PASS', 101, '> ema 100.095238'],
    ])
    // Thirteen ranges of 1 and one of 2.
    expect(stopPrice).toBeCloseTo(101 - (2 * 15) / 14, 12)
  })

  test('names the gate, the value and the threshold that kept it out', () => {
    const row = rowOn('breakout', [...Array.from({ length: 30 }, () => 100), 99], { breakout_buffer_pct: 0.01 })
    const { action, gates } = decide(row, FLAT)
    expect(action).toBe('hold')
    expect(told(gates)).toEqual([
      ['breakout.trigger', 'BLOCKED', 100.5, '>= hh_buf 101.505'],
      ['breakout.trend', 'BLOCKED', 99, '> ema 99.9047619'],
    ])
    expect(gates.map((gate) => gate.reason)).toEqual(['no_signal', 'no_signal'])
  })

  test.each([
    ['breakout', ['breakout.trigger', 'breakout.trend']],
    ['momentum', ['momentum.trend', 'momentum.roc', 'momentum.rank']],
    ['mean_reversion', ['mean_reversion.z_entry']],
  ] as const)('holds with UNKNOWN gates while %s warms up', (name, names) => {
    const { action, gates, stopPrice } = decide(rowOn(name, rising(3)), FLAT)
    expect([action, stopPrice]).toEqual(['hold', null])
    expect(gates.map((gate) => [gate.gate, gate.verdict, gate.reason])).toEqual(
      names.map((gate) => [gate, 'UNKNOWN', 'WARMUP']),
    )
  })

  test('decides momentum one bar after its signal, or on it when asked', () => {
    const raw = { roc_lookback: 2, ema: 3, rank_window: 4, regime_whitelist: [] }
    const closes = [104, 103, 102, 101, 100, 104.5]
    expect(decide(rowOn('momentum', closes, raw), FLAT).action).toBe('hold')
    expect(decide(rowOn('momentum', closes, { ...raw, enter_on_signal_bar: true }), FLAT).action).toBe('enter')
    expect(decide(rowOn('momentum', [...closes, 90], raw), FLAT).action).toBe('enter')
    expect(decide(rowOn('momentum', [...closes, 90, 91], raw), FLAT).action).toBe('hold')
  })

  test('asks velocity and regime of filtered rows, and takes neither for granted', () => {
    const bars = waveBars(90)
    const params = paramsOf('momentum', { roc_lookback: 5, rank_window: 10, ema: 5, min_prob_velocity: 0.5 })
    const columns = barColumns('TEST', bars)
    const reading = readStrategy(columns, viewOf(columns, enrich(bars)), params)
    expect(told(decide(rowAt(reading, bars.length - 1), FLAT).gates).slice(3)).toEqual([
      ['momentum.velocity', 'BLOCKED', expect.any(Number), '>= 0.5'],
      ['momentum.regime', expect.any(String), expect.any(String), 'one of trend_up, calm, sideways'],
    ])
    expect(decide(rowAt(reading, 15), FLAT).gates.at(-1)).toMatchObject({ verdict: 'UNKNOWN', value: 'unknown' })
  })

  test('needs no regime when the list is empty', () => {
    const bars = waveBars(15)
    const row = lastRow(bars, enrich(bars), paramsOf('mean_reversion', { lookback: 5, regime_whitelist: [] }))
    const gate = decide(present(row, 'row'), FLAT).gates.at(-1)
    expect(gate).toMatchObject({ gate: 'mean_reversion.regime', verdict: 'PASS', threshold: 'any' })
  })
})

describe('a long desk', () => {
  test('holds a breakout while neither rule of its exit is met', () => {
    const { action, gates } = decide(rowOn('breakout', rising(40)), LONG)
    expect(action).toBe('hold')
    expect(gates.map((gate) => [gate.gate, gate.verdict])).toEqual([
      ['breakout.ema_break', 'BLOCKED'],
      ['breakout.trail_stop', 'BLOCKED'],
      ['position.hold_bars', 'UNKNOWN'],
    ])
  })

  test('leaves a breakout after hold_bars bars, and never when it is 0', () => {
    const afterBars = (heldBars: number, raw = {}) => decide(rowOn('breakout', rising(40), raw), { ...LONG, heldBars })
    expect(afterBars(9).action).toBe('hold')
    expect(afterBars(10)).toMatchObject({
      action: 'exit',
      gates: { 2: { gate: 'position.hold_bars', verdict: 'PASS' } },
    })
    expect(afterBars(300, { hold_bars: 0 }).action).toBe('hold')
  })

  test.each([
    ['the close falls below the mean', {}, 'breakout.ema_break'],
    ['the low falls below the trail stop', { use_ema_filter: false }, 'breakout.trail_stop'],
  ])('leaves a breakout when %s', (_, raw, gate) => {
    const { action, gates } = decide(rowOn('breakout', [...rising(40), 100], raw), LONG)
    expect(action).toBe('exit')
    expect(gates.find((one) => one.gate === gate)?.verdict).toBe('PASS')
  })

  test('leaves momentum on the bar that breaks the mean', () => {
    const raw = { roc_lookback: 5, ema: 5 }
    expect(decide(rowOn('momentum', rising(20), raw), LONG).action).toBe('hold')
    expect(decide(rowOn('momentum', [...rising(20), 110], raw), LONG).action).toBe('exit')
  })

  test('leaves a mean reversion one bar after the way back, and when its measure is lost', () => {
    const dipped = [100, 101, 100, 101, 100, 90]
    const raw = { lookback: 5 }
    expect(decide(rowOn('mean_reversion', [...dipped, 88], raw), LONG).action).toBe('hold')
    expect(decide(rowOn('mean_reversion', [...dipped, 101], raw), LONG).action).toBe('hold')
    expect(decide(rowOn('mean_reversion', [...dipped, 101, 102], raw), LONG).action).toBe('exit')
    const lost = decide(rowOn('mean_reversion', [...rising(5), 7, 7, 7, 7, 7, 7], raw), LONG)
    expect(lost.action).toBe('exit')
    expect(lost.gates).toMatchObject([{ gate: 'mean_reversion.z_exit', verdict: 'UNKNOWN', value: null }])
  })

  test('leaves at its stop by the close, whatever the rules say', () => {
    const row = rowOn('breakout', rising(40))
    expect(decide(row, { ...LONG, stopPrice: 139 }).action).toBe('exit')
    const above = decide(row, { ...LONG, stopPrice: 138.9 })
    expect(above.action).toBe('hold')
    expect(told(above.gates).at(-1)).toEqual(['position.stop', 'BLOCKED', 139, '<= stop 138.9'])
  })
})

test('pickStrategy answers a breakout request by the regime, and no other', () => {
  const picked = REGIMES.map((regime) => [regime, pickStrategy('breakout', regime)])
  expect(Object.fromEntries(picked)).toEqual({
    ...{ trend_up: 'momentum', trend_down: 'momentum', calm: 'mean_reversion', sideways: 'mean_reversion' },
    ...{ high_volatility: 'breakout', uncertain: 'breakout', unknown: 'breakout' },
  })
  for (const regime of REGIMES) {
    expect(pickStrategy('momentum', regime)).toBe('momentum')
    expect(pickStrategy('mean_reversion', regime)).toBe('mean_reversion')
  }
})
