import { describe, expect, test } from 'vitest'
import { type StrategyName, strategySchema } from '../../contracts/scalars.ts'
import { camelOf } from '../../contracts/wire.ts'
import { barColumns, syntheticBars } from '../market/index.ts'
import { enrich } from '../regime/index.ts'
import { frameColumnsOf, parseParams, readStrategy, signalsOf, viewOf } from '../strategy/index.ts'
import { simulateEvents } from './index.ts'

const BARS = syntheticBars({ symbol: 'ACTS', seed: 5, interval: '1Day' }, Date.UTC(2022, 0, 3), Date.UTC(2023, 6, 1))
const COLUMNS = barColumns('ACTS', BARS)
const VIEW = viewOf(COLUMNS, enrich(BARS))

/** What the parameters come to: every measure, every signal at an entry, every order. */
function resultOf(name: StrategyName, raw: Readonly<Record<string, unknown>>): string {
  const parsed = parseParams(name, raw)
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.errors))
  const reading = readStrategy(COLUMNS, VIEW, parsed.params)
  const { records } = simulateEvents({
    symbols: [{ bars: COLUMNS, signals: signalsOf(reading, null), actions: [], tradeFrom: 0 }],
    account: {
      ...{ startEquityUsd: 100_000, sizing: 'notional', stake: 0.5, minNotionalUsd: 0, notionalFractionMax: 1 },
      ...{ lossAtStopFractionMax: 1, leverageMax: 1, entryGoodForBars: 5, atEnd: 'hold' },
    },
    costs: {
      ...{ slippageBps: 0, assumedSpreadBps: 0, feePerShare: 0, feeMin: 0, feePct: 0 },
      ...{ participationMax: null, borrowPctPerYear: 0 },
    },
  })
  const orders = [records.intentBar, records.intentKind, records.fillBar, records.fillPrice].map((column) => [
    ...column,
  ])
  return JSON.stringify([frameColumnsOf(reading).map(({ values }) => [...values]), orders, records.fills])
}

type Case = readonly [base: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>]
const momentum = { roc_lookback: 10, ema: 10, rank_window: 20, min_rank: 0.5, min_prob_velocity: -1 }
const reversion = { z_entry: -1, min_prob_velocity: -1 }

const CASES: Readonly<Record<StrategyName, Readonly<Record<string, Case>>>> = {
  breakout: {
    lookback: [{}, { lookback: 10 }],
    ema_fast: [{}, { ema_fast: 10 }],
    atr_len: [{}, { atr_len: 5 }],
    atr_mult: [{}, { atr_mult: 1 }],
    hold_bars: [{ atr_mult: 20, use_ema_filter: false, hold_bars: 0 }, { hold_bars: 4 }],
    entry_price: [{}, { entry_price: 'close' }],
    exit_on_ema_break: [{ atr_mult: 20, hold_bars: 0 }, { exit_on_ema_break: false }],
    use_ema_filter: [{ lookback: 3 }, { use_ema_filter: false }],
    breakout_buffer_pct: [{}, { breakout_buffer_pct: 0.005 }],
    min_break_valid: [{}, { min_break_valid: 1 }],
    confirm_with_high: [{}, { confirm_with_high: false }],
    use_close_for_breakout: [{}, { use_close_for_breakout: true }],
    enter_on_break_bar: [{}, { enter_on_break_bar: true }],
  },
  momentum: {
    roc_lookback: [momentum, { roc_lookback: 5 }],
    ema_fast: [{ ...momentum, ema: undefined, ema_fast: 10 }, { ema_fast: 20 }],
    rank_window: [momentum, { rank_window: 30 }],
    min_rank: [momentum, { min_rank: 0.95 }],
    min_roc: [momentum, { min_roc: 0.02 }],
    exit_on_ema_break: [momentum, { exit_on_ema_break: false }],
    exit_on_mom_fade: [momentum, { exit_on_mom_fade: false }],
    atr_len: [momentum, { atr_len: 5 }],
    atr_mult: [momentum, { atr_mult: 0.5 }],
    entry_price: [momentum, { entry_price: 'close' }],
    enter_on_signal_bar: [momentum, { enter_on_signal_bar: true }],
    z_window: [momentum, { z_window: 5 }],
    min_prob_velocity: [momentum, { min_prob_velocity: 0.002 }],
    regime_whitelist: [momentum, { regime_whitelist: ['trend_up'] }],
  },
  mean_reversion: {
    lookback: [reversion, { lookback: 10 }],
    z_entry: [reversion, { z_entry: -1.5 }],
    z_exit: [reversion, { z_exit: 0.5 }],
    atr_len: [reversion, { atr_len: 5 }],
    atr_mult: [reversion, { atr_mult: 0.3 }],
    entry_price: [reversion, { entry_price: 'close' }],
    enter_on_signal_bar: [reversion, { enter_on_signal_bar: true }],
    min_prob_velocity: [reversion, { min_prob_velocity: 0 }],
    regime_whitelist: [reversion, { regime_whitelist: ['trend_up'] }],
  },
  trend_following: {
    ema_fast: [{}, { ema_fast: 10 }],
    ema_slow: [{}, { ema_slow: 40 }],
    adx_len: [{}, { adx_len: 7 }],
    min_adx: [{}, { min_adx: 30 }],
    atr_len: [{}, { atr_len: 5 }],
    atr_mult: [{}, { atr_mult: 1 }],
    trailing: [{}, { trailing: false }],
    allow_short: [{}, { allow_short: true }],
    entry_price: [{}, { entry_price: 'close' }],
  },
  sma_cross: {
    fast: [{}, { fast: 5 }],
    slow: [{}, { slow: 20 }],
    allow_short: [{}, { allow_short: true }],
    atr_mult: [{}, { atr_mult: 1 }],
    atr_len: [{ atr_mult: 1 }, { atr_len: 5 }],
    entry_price: [{}, { entry_price: 'close' }],
  },
  buy_and_hold: { entry_price: [{}, { entry_price: 'close' }] },
}

describe.each(strategySchema.options)('every parameter of %s', (name) => {
  test('is among those that are tried', () => {
    const parsed = parseParams(name, {})
    if (parsed.kind === 'invalid') throw new Error('defaults are accepted')
    const { strategy: _, ...params } = parsed.params
    expect(Object.keys(CASES[name]).map(camelOf).sort()).toEqual(Object.keys(params).sort())
  })

  test.each(Object.entries(CASES[name]))('acts: %s changes a result', (_, [base, other]) => {
    const given = Object.fromEntries(Object.entries(base).filter(([, value]) => value !== undefined))
    expect(resultOf(name, { ...given, ...other })).not.toBe(resultOf(name, given))
  })
})
