/** Approved order intents as the router sends them. */
import { randomBytes } from 'node:crypto'
import { outgoing } from '../../../shared/contracts/envelope.ts'
import { approve } from '../../../shared/domain/risk/index.ts'

const LIVES_MS = 3_600_000

/** The body of one new intent, ready for the hub, and its id. */
export function newIntent(symbol = 'AAPL'): { readonly id: string; readonly body: unknown } {
  const id = randomBytes(16).toString('hex')
  const now = Date.now()
  const intent = approve(
    {
      id,
      runId: randomBytes(16).toString('hex'),
      book: 'smoke',
      symbol,
      strategy: 'breakout',
      side: 'buy',
      qty: '5',
      notional: '500',
      priceHint: '100',
      stopPrice: '98',
      vendor: 'synthetic',
      synthetic: true,
      execute: false,
      timestamp: now,
      expiresAt: now + LIVES_MS,
      goodUntil: null,
      params: {},
      risk: {
        kellyFraction: 0.05,
        rawKelly: 0.1,
        targetNotional: 500,
        probability: 0.55,
        payoff: 1,
        equityBase: 10_000,
        lossAtStop: 10,
      },
    },
    [{ gate: 'test', verdict: 'PASS', value: 1, threshold: '>= 1', reason: null }],
  )
  const type = 'gatehouse.order.intent.v1' as const
  const event = { id, type, source: 'router', time: now, subject: symbol, book: intent.book, data: intent }
  return { id, body: outgoing(event).body }
}
