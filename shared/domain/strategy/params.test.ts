import { describe, expect, test } from 'vitest'
import { paramsSchema } from '../../contracts/orders.ts'
import { parseParams } from './index.ts'

describe('invariant 5: parameters are accepted whole or refused with every fault named', () => {
  test.each([
    ['trend_following', { emaFast: 20, emaSlow: 60, adxLen: 14, minAdx: 20, atrMult: 3, trailing: true }],
    ['sma_cross', { fast: 10, slow: 30, allowShort: false, atrMult: 0 }],
    ['buy_and_hold', {}],
    ['breakout', { lookback: 20, emaFast: 20, atrLen: 14, atrMult: 2, holdBars: 10, minBreakValid: 20 }],
    ['momentum', { rocLookback: 60, emaFast: 50, rankWindow: 252, minRank: 0.8, minRoc: 0, minProbVelocity: 0 }],
    ['mean_reversion', { lookback: 20, zEntry: -2, zExit: -0.5, atrLen: 14, atrMult: 1.5, minProbVelocity: -1 }],
  ] as const)('fills in the defaults of %s, all of which an intent may carry', (name, defaults) => {
    const parsed = parseParams(name, {})
    expect(parsed).toMatchObject({ kind: 'ok', params: { strategy: name, entryPrice: 'next_open', ...defaults } })
    if (parsed.kind === 'ok') expect(paramsSchema.safeParse(parsed.params).success).toBe(true)
  })

  test.each([
    ['breakout', { breakout_lookback: 30, ema: 10, atr: 7 }, { lookback: 30, emaFast: 10, atrLen: 7 }],
    ['breakout', { lookback: 30 }, { minBreakValid: 30 }],
    ['breakout', { lookback: 30, min_break_valid: 5 }, { minBreakValid: 5 }],
    ['breakout', { atrMult: 3 }, { atrMult: 3 }],
    ['momentum', { ema: 10, atr: 7, regime_whitelist: [] }, { emaFast: 10, atrLen: 7, regimeWhitelist: [] }],
    ['mean_reversion', { atr: 7, z_entry: -1.5 }, { atrLen: 7, zEntry: -1.5 }],
  ] as const)('takes %s %j', (name, raw, expected) => {
    expect(parseParams(name, raw)).toMatchObject({ kind: 'ok', params: expected })
  })

  test.each([
    ['breakout', { foo: 1 }, ['foo is not a known field']],
    ['breakout', { z_entry: -2 }, ['z_entry is not a known field']],
    ['mean_reversion', { ema: 10 }, ['ema is not a known field']],
    ['momentum', { breakout_lookback: 10 }, ['breakout_lookback is not a known field']],
    ['breakout', { strategy: 'momentum' }, ['strategy is not a known field']],
    ['breakout', { __proto__: null, constructor: 1 }, ['constructor is not a known field']],
    ['breakout', { atr: 3, atr_len: 4 }, ['atr_len is given twice, the second time as atr_len']],
    ['breakout', { lookback: 5, min_break_valid: 6 }, ['min_break_valid must not exceed lookback']],
    ['sma_cross', { fast: 30, slow: 30 }, ['fast must be below slow']],
    ['trend_following', { ema_fast: 60 }, ['ema_fast must be below ema_slow']],
    ['buy_and_hold', { lookback: 5 }, ['lookback is not a known field']],
    ['mean_reversion', { z_entry: 0, z_exit: 0 }, ['z_entry must be below z_exit, else every entry is an exit too']],
  ] as const)('refuses %s %j', (name, raw, messages) => {
    expect(faults(name, raw)).toEqual(messages)
  })

  test.each([
    ['breakout', 'lookback', ['20', 1, 501, 2.5, Number.NaN, null]],
    ['breakout', 'atr_mult', [0, -1, 21, Number.POSITIVE_INFINITY]],
    ['breakout', 'use_ema_filter', ['true', 1]],
    ['breakout', 'entry_price', ['open', 5]],
    ['breakout', 'breakout_buffer_pct', [-0.01, 0.51]],
    ['momentum', 'min_rank', [-0.1, 1.1]],
    ['momentum', 'regime_whitelist', [['unknown'], ['bull'], 'calm']],
    ['mean_reversion', 'z_exit', [11, '1']],
  ] as const)('names the field when %s gets a bad %s', (name, field, values) => {
    for (const value of values) {
      const [fault] = faults(name, { [field]: value })
      expect(fault?.startsWith(field), `${field} = ${JSON.stringify(value)}: ${fault}`).toBe(true)
    }
  })

  test('tells every fault at once', () => {
    expect(faults('breakout', { lookback: 1, atr_mult: 0, foo: 1 })).toHaveLength(3)
  })
})

function faults(name: Parameters<typeof parseParams>[0], raw: Readonly<Record<string, unknown>>): readonly string[] {
  const parsed = parseParams(name, raw)
  return parsed.kind === 'ok' ? [] : parsed.errors.map(({ field, message }) => `${field} ${message}`)
}
