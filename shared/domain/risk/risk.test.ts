import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Gate } from '../../contracts/api/router.ts'
import { outgoing, readEvent } from '../../contracts/envelope.ts'
import type { OrderIntent } from '../../contracts/orders.ts'
import {
  approve,
  DEFAULT_RISK_LIMITS,
  fractionalKelly,
  killSwitch,
  lossAtStopRail,
  probabilityLowerBound,
  revive,
  type StoredState,
  sharesToOrder,
  sizeOrder,
  stakesOf,
} from './index.ts'

const pass: Gate = { gate: 'test', verdict: 'PASS', value: 1, threshold: '>= 1', reason: null }

const draft = (over: Partial<OrderIntent> = {}): Omit<OrderIntent, 'approval'> => ({
  id: 'a'.repeat(32),
  runId: 'b'.repeat(32),
  book: 'smoke',
  symbol: 'AAPL',
  strategy: 'momentum',
  side: 'buy',
  qty: '7',
  notional: '500.01',
  priceHint: '71.43',
  stopPrice: '70.123456',
  vendor: 'synthetic',
  synthetic: true,
  execute: false,
  timestamp: Date.UTC(2025, 0, 2),
  expiresAt: Date.UTC(2025, 0, 2) + 300_000,
  goodUntil: null,
  params: { rocLookback: 60, exitOnEmaBreak: true, regimeWhitelist: ['calm'] },
  risk: {
    kellyFraction: 0.05,
    rawKelly: 0.1,
    targetNotional: 500,
    probability: 0.535,
    payoff: 1.1,
    equityBase: 10_000,
    lossAtStop: 9.1,
  },
  ...over,
})

describe('approval', () => {
  it('survives the wire and is refused after any change (1)', () => {
    const intent = approve(draft(), [pass])
    const sent = outgoing({
      id: intent.id,
      type: 'gatehouse.order.intent.v1',
      source: 'router',
      time: 0,
      subject: 'AAPL',
      book: 'smoke',
      data: intent,
    })
    const read = readEvent('orders', JSON.parse(JSON.stringify(sent.body)))
    if (read.kind !== 'event' || read.event.type !== 'gatehouse.order.intent.v1') throw new Error('not an intent')
    const arrived = read.event.data
    expect(revive(arrived)).toEqual(intent)
    const changes: Partial<OrderIntent>[] = [
      { qty: '8' },
      { side: 'sell' },
      { execute: true },
      { synthetic: false },
      { book: 'paper' },
      { params: { rocLookback: 61 } },
      { approval: '0'.repeat(64) },
    ]
    for (const change of changes) expect(revive({ ...arrived, ...change })).toBeNull()
  })

  it.each([
    ['no rail was asked', []],
    ['a rail blocked', [pass, { ...pass, verdict: 'BLOCKED' as const }]],
    ['a rail is UNKNOWN', [{ ...pass, verdict: 'UNKNOWN' as const }]],
  ])('is a bug when %s (1)', (_, rails) => {
    expect(() => approve(draft(), rails)).toThrow('cannot be approved')
  })
})

describe('fractional Kelly', () => {
  const settings = { agentFraction: 0.5, fractionMax: 0.05 }

  it.each([
    // p, payoff, agent fraction, raw, stake
    [0.55, 1, 0.5, 0.1, 0.05],
    [0.6, 2, 0.4, 0.4, 0.05],
    [0.5, 1.1, 0.5, 0.0454545, 0.0227273],
    [0.51, 1.1, 0.5, 0.0645455, 0.0322727],
    [0.3, 2, 0.5, -0.05, 0],
  ])('p=%s b=%s fraction=%s: raw %s, stake %s', (...[probability, payoff, agentFraction, raw, stake]) => {
    const result = fractionalKelly(probability, payoff, { agentFraction, fractionMax: 0.05 })
    expect(result.rawKelly).toBeCloseTo(raw, 6)
    expect(result.fraction).toBeCloseTo(stake, 6)
  })

  it('is zero without an edge, bounded by the cap, and grows with the probability (4)', () => {
    const odds = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(odds, odds, fc.double({ min: 0.1, max: 20, noNaN: true }), (one, other, payoff) => {
        const low = fractionalKelly(Math.min(one, other), payoff, settings)
        const high = fractionalKelly(Math.max(one, other), payoff, settings)
        expect(low.fraction).toBeLessThanOrEqual(high.fraction)
        for (const stake of [low, high]) {
          expect(stake.fraction).toBeGreaterThanOrEqual(0)
          expect(stake.fraction).toBeLessThanOrEqual(settings.fractionMax)
          if (stake.rawKelly <= 0) expect(stake.fraction).toBe(0)
        }
      }),
    )
  })

  it.each([
    [Number.NaN, 1],
    [0.5, Number.POSITIVE_INFINITY],
  ])('refuses p=%s b=%s', (probability, payoff) => {
    expect(() => fractionalKelly(probability, payoff, settings)).toThrow('finite odds')
  })
})

describe('kill switch', () => {
  const state = (name: 'ACTIVE' | 'REDUCING' | 'HALTED', reason: string | null = null): StoredState => ({
    state: name,
    reason,
    setBy: 'test',
    setAt: 0,
  })
  const unknown: StoredState = { state: 'UNKNOWN', reason: 'away' }

  it.each([
    ['an active desk passes', state('ACTIVE'), {}, 'PASS', null],
    ['a halted desk blocks', state('HALTED'), {}, 'BLOCKED', 'kill_switch_active'],
    ['its reason is told', state('HALTED', 'Fed day, stay out!'), {}, 'BLOCKED', 'kill_switch_manual:fed-day-stay-out'],
    ['a request cannot loosen it', state('HALTED', 'ops'), { active: false }, 'BLOCKED', 'kill_switch_manual:ops'],
    ['a reducing desk blocks new risk', state('REDUCING'), {}, 'BLOCKED', 'kill_switch_reducing'],
    ['a reducing desk lets positions shrink', state('REDUCING'), { reduces: true }, 'PASS', null],
    ['an unreadable state blocks', unknown, { reduces: true }, 'UNKNOWN', 'kill_switch_unknown'],
    ['a request may tighten', state('ACTIVE'), { active: true }, 'BLOCKED', 'kill_switch_active'],
    ['and say why', state('ACTIVE'), { active: true, reason: 'Drill' }, 'BLOCKED', 'kill_switch_manual:drill'],
  ] as const)('%s (2, 3)', (...[_, stored, request, verdict, reason]) => {
    expect(killSwitch(stored, { active: false, reason: undefined, reduces: false, ...request })).toMatchObject({
      verdict,
      reason,
    })
  })
})

describe('sizing', () => {
  const input = {
    stakeFraction: 0.05,
    rawKelly: 0.1,
    price: 50,
    minNotionalUsd: 100,
    maxNotionalUsd: 5_000,
    notionalLimitUsd: undefined,
  }

  it.each([
    ['buys whole shares', {}, null, 10],
    ['a request may lower the limit', { notionalLimitUsd: 100 }, 'kill_switch_notional', 0],
    ['the limit itself trips', { notionalLimitUsd: 500 }, 'kill_switch_notional', 0],
    ['a request cannot raise the limit', { notionalLimitUsd: 1e6, stakeFraction: 0.05 }, null, 10],
    ['no edge', { stakeFraction: 0, rawKelly: -0.1 }, 'no_edge', 0],
    ['no price', { price: null }, 'no_price', 0],
    ['a share above the target', { price: 501 }, 'below_min_qty', 0],
    ['a target below the minimum', { minNotionalUsd: 600 }, 'below_min_qty', 0],
  ])('%s (2, 3)', (_, over, reason, qty) => {
    const sizing = sizeOrder({ ...input, ...over }, DEFAULT_RISK_LIMITS)
    expect(sizing.qty).toBe(qty)
    expect(sizing.gates.find(({ verdict }) => verdict !== 'PASS')?.reason ?? null).toBe(reason)
  })

  it('stays below the notional limit whatever is asked (5)', () => {
    const dollars = fc.double({ min: 1, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(
        fc.record({
          stakeFraction: fc.double({ min: 0, max: 0.05, noNaN: true }),
          price: fc.double({ min: 0.01, max: 5_000, noNaN: true }),
          maxNotionalUsd: dollars,
          notionalLimitUsd: fc.option(dollars, { nil: undefined }),
        }),
        dollars,
        (request, equityBaseUsd) => {
          const sizing = sizeOrder({ ...input, ...request }, { ...DEFAULT_RISK_LIMITS, equityBaseUsd })
          const limit = Math.min(
            DEFAULT_RISK_LIMITS.notionalLimitUsd,
            request.notionalLimitUsd ?? Number.POSITIVE_INFINITY,
          )
          expect(sizing.qty * request.price).toBeLessThan(limit)
        },
      ),
    )
  })

  it.each([
    [99, 'PASS', null],
    [89, 'BLOCKED', 'risk_limit_loss_at_stop'],
    [null, 'UNKNOWN', 'WARMUP'],
  ])('10 shares at 100 with the stop at %s: %s (3, 5)', (stopPrice, verdict, reason) => {
    expect(lossAtStopRail({ qty: 10, price: 100, stopPrice }, DEFAULT_RISK_LIMITS)).toMatchObject({ verdict, reason })
  })
})

describe('the lower bound of a probability', () => {
  it.each([
    // Wilson's interval for 8 of 10 at 1.96 deviations, as in any textbook: 0.4902 to 0.9433.
    [0.8, 10, 1.96, 0.4902],
    [0.5, 60, 0, 0.5],
    [0, 10, 1.96, 0],
  ])('of %s from %s outcomes at %s deviations is %s', (probability, observations, deviations, bound) => {
    expect(probabilityLowerBound(probability, observations, deviations)).toBeCloseTo(bound, 4)
  })

  it('is the brute-force root of the score equation', () => {
    const property = fc.property(
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      fc.integer({ min: 1, max: 500 }),
      fc.double({ min: 0.1, max: 4, noNaN: true }),
      (probability, observations, deviations) => {
        const bound = probabilityLowerBound(probability, observations, deviations)
        const error = Math.sqrt((bound * (1 - bound)) / observations)
        expect(probability - bound).toBeCloseTo(deviations * error, 9)
      },
    )
    fc.assert(property)
  })
})

describe('stakes of a series', () => {
  const settings = { base: 0.03, agentFraction: 0.5, payoff: 2, observations: 60, deviations: 1 }

  it('are the base at most, nothing without an edge, and UNKNOWN with UNKNOWN odds', () => {
    const odds = Float64Array.of(0.9, 0.2, Number.NaN)
    expect([...stakesOf({ odds, factors: null }, 3, settings)]).toEqual([0.03, 0, Number.NaN])
    expect([...stakesOf({ odds, factors: null }, 3, { ...settings, agentFraction: null })]).toEqual([0.03, 0.03, 0.03])
    expect([...stakesOf({ odds: null, factors: null }, 1, settings)]).toEqual([Number.NaN])
  })

  it('are less the less the odds are worth', () => {
    const odds = Float64Array.of(0.4)
    const stake = (deviations: number) => stakesOf({ odds, factors: null }, 1, { ...settings, base: 1, deviations })[0]
    expect(stake(0)).toBeCloseTo(0.05, 12)
    expect(stake(0.5)).toBeLessThan(0.05)
    expect(stake(3)).toBe(0)
  })

  it('are cut by the regime, and UNKNOWN with it', () => {
    const factors = Float64Array.of(0.5, Number.NaN)
    const odds = Float64Array.of(0.9, 0.9)
    expect([...stakesOf({ odds, factors }, 2, settings)]).toEqual([0.015, Number.NaN])
  })
})

describe('shares to order', () => {
  const rails = { minNotionalUsd: 100, notionalFractionMax: 1, lossAtStopFractionMax: 1, leverageMax: 1 } as const
  const equity = 100_000e6

  it.each([
    ['a notional', ['notional', 0.1, 50, Number.NaN], {}, 200],
    ['a loss at the stop', ['loss_at_stop', 0.01, 50, 45], {}, 200],
    ['a loss at a near stop, up to all equity', ['loss_at_stop', 0.03, 50, 49.9], {}, 2_000],
    ['a number of shares', ['fixed_shares', 7.9, 50, Number.NaN], {}, 7],
    ['a notional cut by its rail', ['notional', 0.5, 50, Number.NaN], { notionalFractionMax: 0.05 }, 100],
    ['an UNKNOWN stake', ['notional', Number.NaN, 50, 45], {}, -1],
    ['an UNKNOWN stop', ['loss_at_stop', 0.01, 50, Number.NaN], {}, -1],
    ['no edge', ['notional', 0, 50, 45], {}, -2],
    ['less than a share', ['notional', 0.0001, 50, 45], {}, -3],
    ['less than the least notional', ['fixed_shares', 1, 50, 45], {}, -3],
    ['too large a loss at the stop', ['notional', 1, 50, 40], { lossAtStopFractionMax: 0.01 }, -4],
  ] as const)('%s', (_, [sizing, stake, price, stop], over, expected) => {
    expect(sharesToOrder(stake, equity, { price, stop }, { sizing, ...rails, ...over })).toBe(expected)
  })
})
