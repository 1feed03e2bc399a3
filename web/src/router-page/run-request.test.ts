import { describe, expect, test } from 'vitest'
import { consequencesOf, EMPTY_FORM, errorAt, isFormField, requestOf, SMOKE_FORM } from './run-request.ts'

describe('requestOf', () => {
  test('the smoke is the runbook’s body', () => {
    expect(requestOf(SMOKE_FORM)).toEqual({
      kind: 'ready',
      body: {
        symbol: 'AAPL',
        start: '2025-01-02T00:00:00Z',
        strategy: 'breakout',
        offline_mode: true,
        publish_orders: true,
        execute_orders: false,
        kill_switch_active: false,
        side: 'buy',
        dal_interval: '1Day',
        use_probabilistic: true,
      },
    })
  })

  test('a day alone means its midnight in UTC', () => {
    const request = requestOf({ ...SMOKE_FORM, start: ' 2025-01-02 ', end: '2025-02-03' })
    expect(request).toMatchObject({ body: { start: '2025-01-02T00:00:00Z', end: '2025-02-03T00:00:00Z' } })
  })

  test.each([
    ['symbol', { symbol: '' }],
    ['symbol', { symbol: 'no such thing' }],
    ['start', { start: 'yesterday' }],
    ['start', { start: '2025-02-30' }],
    ['minNotional', { minNotional: '-5' }],
    ['minNotional', { minNotional: '600', maxNotional: '500' }],
    ['maxNotional', { maxNotional: 'lots' }],
    ['executeOrders', { executeOrders: true, publishOrders: false }],
    ['killSwitchNotional', { killSwitchNotional: '0' }],
    ['killSwitchReason', { killSwitchReason: 'x'.repeat(61) }],
    ['params', { params: '{' }],
    ['params', { params: '[1]' }],
    ['params', { params: 'null' }],
    ['params', { params: '{"rocLookback": 60}' }],
    ['params', { params: '{"a": {"b": 1}}' }],
  ] as const)('a fault in %s is told at that field: %o', (field, change) => {
    const request = requestOf({ ...SMOKE_FORM, ...change })
    expect(request.kind).toBe('invalid')
    if (request.kind === 'invalid') expect(errorAt(request.errors, field)).toMatch(/\w/)
  })
})

test('a field of the form is told from one that is not', () => {
  expect(isFormField('kill_switch_reason')).toBe(true)
  expect(isFormField('params.roc_lookback')).toBe(true)
  expect(isFormField('body')).toBe(false)
})

describe('consequencesOf', () => {
  test('a run that only decides needs no confirmation', () => {
    expect(consequencesOf(EMPTY_FORM)).toEqual([])
  })

  test.each([
    [SMOKE_FORM, /in book smoke\..*no broker gets it/],
    [{ ...SMOKE_FORM, executeOrders: true }, /broker of book smoke \(simulated money\)/],
    [{ ...SMOKE_FORM, executeOrders: true, offlineMode: false }, /broker of book paper \(a paper account\)/],
    [{ ...SMOKE_FORM, executeOrders: true, offlineMode: false, book: 'live' }, /broker of book live \(real money\)/],
  ])('publishing says where the order goes: %#', (form, words) => {
    expect(consequencesOf(form).join(' ')).toMatch(words)
    expect(consequencesOf(form).join(' ')).toContain('cannot be called back')
  })
})
