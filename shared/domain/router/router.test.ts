import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY_MS, isoOf } from '../../base/instant.ts'
import type { Bar } from '../../contracts/bars.ts'
import { offlineFrame } from '../market/index.ts'
import { FLAT, type Holding } from '../orders/index.ts'
import { DEFAULT_RISK_LIMITS, revive } from '../risk/index.ts'
import {
  analyse,
  decideRoute,
  type LedgerFacts,
  type RouteDecision,
  type RouteFacts,
  type RoutePolicy,
} from './index.ts'

const NOW = Date.UTC(2025, 0, 2, 15)
const ACTIVE = { state: 'ACTIVE', reason: null, setBy: 'test', setAt: 0 } as const

const frameOf = (bars: readonly Bar[]): RouteFacts['frame'] => ({
  kind: 'frame',
  source: 'synthetic',
  bars,
  path: null,
})
const LONG: Holding = { netQty: '9', avgPrice: '30', realizedPnl: '0', fees: '1' }

/** The runbook's smoke: offline, published, not executed. */
const smoke = (over: Partial<RouteFacts> = {}, end = NOW, symbol = 'AAPL'): RouteFacts => ({
  runId: 'a'.repeat(32),
  book: 'smoke',
  trigger: 'manual',
  symbol,
  interval: '1Day',
  strategy: 'breakout',
  params: {},
  side: 'buy',
  minNotionalUsd: 100,
  maxNotionalUsd: 5_000,
  publish: true,
  execute: false,
  forced: true,
  killSwitchActive: false,
  killSwitchReason: undefined,
  killSwitchNotionalUsd: undefined,
  frame: frameOf(offlineFrame(symbol, end)),
  ...over,
})

const policy = (over: Partial<RoutePolicy> = {}): RoutePolicy => ({
  limits: DEFAULT_RISK_LIMITS,
  executionEnabled: true,
  syntheticMayExecute: true,
  intentExpiresAfterMs: 300_000,
  sessionClosesAt: null,
  ...over,
})

const ledger = (over: Partial<LedgerFacts> = {}): LedgerFacts => ({
  tradingState: ACTIVE,
  holding: FLAT,
  stopPrice: null,
  openedAt: null,
  workingOrders: 0,
  ...over,
})

function route(
  facts: RouteFacts,
  world: { ledger?: Partial<LedgerFacts>; policy?: Partial<RoutePolicy> } = {},
): RouteDecision {
  return decideRoute(analyse(facts), ledger(world.ledger), policy(world.policy), NOW)
}

const UP_TO_STRATEGY = ['ingest:synthetic', 'priors:computed', 'strategy:momentum', 'signal:forced']

/** Loses about a hundredth every day: the odds are against the bet. */
const falling = offlineFrame('AAPL', NOW).map((bar, index): Bar => {
  const close = 80 * 0.99 ** index * (1 + 0.002 * Math.sin(index * 1.7))
  return { ...bar, open: close, high: close * 1.01, low: close * 0.99, close }
})

describe('acceptance table of the router', () => {
  it.each([
    ['D1 offline publish', {}, {}, [...UP_TO_STRATEGY, 'risk:fractional_kelly'], null, true],
    [
      'D2 offline no publish',
      { publish: false },
      {},
      [...UP_TO_STRATEGY, 'risk:fractional_kelly', 'order:simulated'],
      null,
      false,
    ],
    [
      'D4 kill switch in the request',
      { killSwitchActive: true },
      {},
      [...UP_TO_STRATEGY, 'risk:kill_switch'],
      'kill_switch_active',
      false,
    ],
    [
      'D5 limit lowered',
      { killSwitchNotionalUsd: 100 },
      {},
      [...UP_TO_STRATEGY, 'risk:kill_switch'],
      'kill_switch_notional',
      false,
    ],
    [
      'D6 request tries to loosen',
      { killSwitchActive: false },
      { ledger: { tradingState: { ...ACTIVE, state: 'HALTED', reason: 'Fed day' } } },
      [...UP_TO_STRATEGY, 'risk:kill_switch'],
      'kill_switch_manual:fed-day',
      false,
    ],
    [
      'D7 trading state unreadable',
      {},
      { ledger: { tradingState: { state: 'UNKNOWN', reason: 'away' } } },
      [...UP_TO_STRATEGY, 'risk:kill_switch'],
      'kill_switch_unknown',
      false,
    ],
    [
      'D10 no edge',
      { frame: frameOf(falling) },
      {},
      ['ingest:synthetic', 'priors:computed', 'strategy:momentum', 'signal:forced'],
      'no_edge',
      false,
    ],
    [
      'D14 execution disabled',
      { execute: true },
      { policy: { executionEnabled: false } },
      [...UP_TO_STRATEGY, 'risk:fractional_kelly'],
      'trading_disabled',
      true,
    ],
    ['D15 price above target', { maxNotionalUsd: 20, minNotionalUsd: 10 }, {}, UP_TO_STRATEGY, 'below_min_qty', false],
    [
      'made-up prices in a real book',
      { execute: true, book: 'paper' },
      { policy: { syntheticMayExecute: false } },
      UP_TO_STRATEGY,
      'synthetic_refused',
      false,
    ],
    ['a sale without a position', { side: 'sell' }, {}, UP_TO_STRATEGY, 'risk_limit_position', false],
  ] as const)('%s', (...[_, facts, world, events, reason, published]) => {
    const { report, intent } = route(smoke(facts as Partial<RouteFacts>), world as Parameters<typeof route>[1])
    expect(report.events).toEqual(events)
    expect(report.fallbackReason).toBe(reason)
    expect(intent !== null).toBe(published)
    if (reason !== null && reason !== 'trading_disabled') {
      expect(
        report.gates.some((gate) => gate.verdict !== 'PASS' && gate.reason === reason && gate.threshold !== ''),
      ).toBe(true)
    }
  })

  it.each([
    [
      'D3 empty window',
      { kind: 'failed', reason: 'synthetic_failed', error: 'ingest:synthetic-empty' },
      'synthetic_failed',
    ],
    [
      'D8 live data fails',
      { kind: 'failed', reason: 'dal_ingest_failed', error: 'ingest:vendor: away' },
      'dal_ingest_failed',
    ],
    ['no bars', { kind: 'frame', source: 'dal', bars: [], path: null }, 'no_frame'],
    ['a short history', frameOf(offlineFrame('AAPL', NOW, 10)), 'priors_failed'],
  ] as const)('%s yields no order and no event that did not happen (1)', (_, frame, reason) => {
    const { report, intent } = route(smoke({ frame: frame as RouteFacts['frame'] }))
    expect(intent).toBeNull()
    expect(report).toMatchObject({ fallbackReason: reason, orderIntent: null })
    expect(report.errors).toHaveLength(1)
    expect(report.events.some((event) => /^(risk|order|signal):/.test(event))).toBe(false)
  })

  it('D11 without an entry on the last closed bar there is no order (2)', () => {
    const { report, intent } = route(smoke({ forced: false, frame: frameOf(falling) }))
    expect(intent).toBeNull()
    expect(report.events).toContain('signal:none')
    expect(['no_signal', 'WARMUP']).toContain(report.fallbackReason)
    for (const gate of report.gates)
      expect(gate).toMatchObject({ gate: expect.any(String), threshold: expect.any(String) })
  })

  it.each([
    ['an open position', { holding: LONG }, 'HOLDING'],
    ['a working order', { workingOrders: 1 }, 'risk_limit_pending'],
  ] as const)('a signal is not acted on twice: %s', (_, facts, reason) => {
    const rising = offlineFrame('AAPL', NOW, 400)
    const { report, intent } = route(
      smoke({ forced: false, strategy: 'breakout', params: {}, frame: frameOf(rising) }),
      { ledger: facts },
    )
    expect(intent).toBeNull()
    expect(report.fallbackReason).toBe(reason)
  })

  it('sells what it holds when the exit fires, also on a reducing desk', () => {
    const world = { ledger: { holding: LONG, tradingState: { ...ACTIVE, state: 'REDUCING' as const } } }
    const { report, intent } = route(smoke({ forced: false, frame: frameOf(falling) }), world)
    expect(report.events).toContain('signal:exit')
    expect(intent).toMatchObject({ side: 'sell', qty: '9' })
  })

  it('refuses parameters that the strategy does not know, by name', () => {
    const { report } = route(smoke({ strategy: 'momentum', params: { rocLookbak: 10 } }))
    expect(report).toMatchObject({ fallbackReason: 'STRATEGY_PARAMS_INVALID', orderIntent: null })
    expect(report.errors.join()).toContain('roc_lookbak')
  })
})

describe('the runbook smoke', () => {
  it('is published on every week from 2025 to 2035 for any symbol (2)', () => {
    const symbols = ['AAPL', 'MSFT', 'NVDA', 'QQQ', 'SPY', 'BRK.B', 'X']
    for (let end = Date.UTC(2025, 0, 1, 3); end < Date.UTC(2036, 0, 1); end += 7 * DAY_MS + 3_600_000) {
      const symbol = symbols[Math.floor(end / DAY_MS) % symbols.length] ?? 'AAPL'
      const { report, intent } = route(smoke({}, end, symbol))
      expect(report.fallbackReason, `${symbol} at ${isoOf(end)}`).toBeNull()
      expect(intent).toMatchObject({ synthetic: true, execute: false })
    }
  })

  it('gives equal decisions for equal facts, and an approval that holds (4, 5)', () => {
    fc.assert(
      fc.property(
        fc.record({
          killSwitchNotionalUsd: fc.option(fc.integer({ min: 1, max: 20_000 }), { nil: undefined }),
          maxNotionalUsd: fc.integer({ min: 100, max: 20_000 }),
          execute: fc.boolean(),
          publish: fc.boolean(),
        }),
        fc.constantFrom('AAPL', 'SPY', 'Q'),
        fc.integer({ min: 0, max: 3_000 }),
        (over, symbol, days) => {
          const facts = smoke(over, NOW + days * DAY_MS, symbol)
          const first = route(facts)
          expect(JSON.stringify(route(facts))).toBe(JSON.stringify(first))
          const { orderIntent, fallbackReason, events } = first.report
          expect(events).not.toContain('order:published')
          if (orderIntent) expect(revive(orderIntent)).not.toBeNull()
          else expect(fallbackReason).not.toBeNull()
          if (first.intent) expect(over.publish).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })
})
