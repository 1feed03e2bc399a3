import { expect, test } from 'vitest'
import type { RouteReport } from '../../../shared/contracts/api/router.ts'
import { outcomeOf } from './outcome.ts'

const intent: RouteReport['orderIntent'] = {
  id: 'a'.repeat(32),
  runId: 'b'.repeat(32),
  book: 'smoke',
  symbol: 'AAPL',
  strategy: 'momentum',
  side: 'buy',
  qty: '18',
  notional: '491.5',
  priceHint: '27.3056',
  stopPrice: null,
  vendor: 'synthetic',
  synthetic: true,
  execute: false,
  timestamp: 0,
  expiresAt: 1,
  goodUntil: null,
  params: {},
  risk: {
    kellyFraction: 0.05,
    rawKelly: 0.1,
    targetNotional: 500,
    probability: 0.5,
    payoff: 1.1,
    equityBase: 10_000,
    lossAtStop: null,
  },
  approval: 'c'.repeat(64),
}

const report: RouteReport = {
  runId: 'b'.repeat(32),
  book: 'smoke',
  symbol: 'AAPL',
  strategy: 'momentum',
  decidedAt: 0,
  synthetic: true,
  latencyMs: null,
  orderIntent: intent,
  probFramePath: null,
  priors: null,
  events: ['order:published'],
  gates: [],
  errors: [],
  fallbackReason: null,
}

const ORDER = 'Intent to buy 18 AAPL near 27.3056, 491.50 USD.'

test.each([
  [{}, 'PUBLISHED', `${ORDER} The order consumer stores it as an intent.`],
  [{ orderIntent: { ...intent, execute: true } }, 'PUBLISHED', `${ORDER} The order consumer hands it to the broker.`],
  [{ events: ['order:simulated'] }, 'KEPT', `${ORDER} Not published.`],
  [
    { events: [], fallbackReason: 'publish_failed' },
    'NOT PUBLISHED',
    `${ORDER} The intent is stored but the hub did not confirm it yet; the outbox goes on trying.`,
  ],
  [
    { orderIntent: null, events: ['risk:kill_switch'], fallbackReason: 'kill_switch_active' },
    'BLOCKED',
    'The kill switch is on.',
  ],
  [
    { orderIntent: null, events: [], fallbackReason: 'HOLDING' },
    'HOLDING',
    'The position stays open: no exit condition is met.',
  ],
  [{ orderIntent: null, events: [] }, 'NO ORDER', 'The run made no order and gave no reason.'],
])('%o ends as %s', (change, word, sentence) => {
  expect(outcomeOf({ ...report, ...change })).toMatchObject({ word, sentence })
})
