/** Values of every event type, drawn by fast-check within what the schemas say and what a float64 carries. */
import fc from 'fast-check'
import { decimal } from '../../base/decimal.ts'
import { BOOKS } from '../books.ts'
import type { EventData, EventType } from '../envelope.ts'
import { INTERVALS } from '../scalars.ts'
import { REGIMES } from '../signals.ts'

const FIRST = Date.parse('0001-01-01T00:00:00Z')
const LAST = Date.parse('9999-12-31T23:59:59.999Z')

export const instants = fc.integer({ min: FIRST, max: LAST })
export const symbols = fc.stringMatching(/^[A-Z][A-Z0-9.\-/]{0,14}$/)
export const ids = fc.stringMatching(/^[0-9a-f]{32}$/)
const jobIds = fc.stringMatching(/^[a-z0-9][a-z0-9-]{2,59}$/).filter((id) => id !== 'summary')
const books = fc.constantFrom(...BOOKS)
const sides = fc.constantFrom('buy' as const, 'sell' as const)
/** JSON has one zero. */
const numbers = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
const known = fc.option(numbers)
const prices = fc.double({ min: 1e-6, max: 10_000_000, noNaN: true })
/** Fifteen digits: what a JSON number carries without loss, and more than a desk's quantities have. */
const decimals = fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }).map((n) => decimal(`${n}e-6`))
/** Texts of at most this many UTF-16 units that a table can hold. */
const texts = (maxLength: number) =>
  fc.string({ unit: 'grapheme', maxLength }).filter((text) => text.length <= maxLength && !text.includes('\0'))
const names = fc.stringMatching(/^[a-z]{1,8}([A-Z][a-z]{1,6}){0,3}$/)

const params = fc.dictionary(
  names,
  fc.oneof(numbers, fc.boolean(), texts(60), fc.array(texts(30), { maxLength: 10 })),
  { noNullPrototype: true, maxKeys: 12 },
)

const risk = fc.record({
  kellyFraction: numbers,
  rawKelly: numbers,
  targetNotional: numbers,
  probability: numbers,
  payoff: numbers,
  equityBase: numbers,
  lossAtStop: known,
})

const executions = fc.record({
  executionId: fc.option(texts(64)),
  qty: numbers,
  price: numbers,
  fee: numbers,
  filledAt: instants,
})

export const EVENT_DATA: { readonly [T in EventType]: fc.Arbitrary<EventData<T>> } = {
  'gatehouse.bar.v1': fc.record({
    symbol: symbols,
    vendor: fc.constantFrom('file' as const, 'synthetic' as const),
    interval: fc.constantFrom(...INTERVALS),
    opensAt: instants,
    closesAt: instants,
    open: prices,
    high: prices,
    low: prices,
    close: prices,
    volume: fc.double({ min: 0, max: 1e15, noNaN: true }).map((value) => value + 0),
    spread: fc.option(fc.double({ min: 0, max: 100, noNaN: true }).map((value) => value + 0)),
    synthetic: fc.boolean(),
  }),
  'gatehouse.signal.v1': fc.record({
    symbol: symbols,
    interval: fc.constantFrom(...INTERVALS),
    at: instants,
    open: numbers,
    high: numbers,
    low: numbers,
    price: numbers,
    volume: numbers,
    filteredPrice: known,
    velocity: known,
    uncertainty: known,
    butterworthPrice: known,
    emaPrice: known,
    synthetic: fc.boolean(),
  }),
  'gatehouse.regime.v1': fc.record({
    symbol: symbols,
    interval: fc.constantFrom(...INTERVALS),
    at: instants,
    regime: fc.constantFrom(...REGIMES),
    volatility: known,
    momentum: known,
    uncertainty: known,
    synthetic: fc.boolean(),
  }),
  'gatehouse.order.intent.v1': fc.record({
    id: ids,
    runId: ids,
    book: books,
    symbol: symbols,
    strategy: fc.constantFrom('breakout' as const, 'momentum' as const, 'mean_reversion' as const),
    side: sides,
    qty: decimals,
    notional: decimals,
    priceHint: decimals,
    stopPrice: fc.option(decimals),
    vendor: fc.constantFrom('file' as const, 'synthetic' as const),
    synthetic: fc.boolean(),
    execute: fc.boolean(),
    timestamp: instants,
    expiresAt: instants,
    goodUntil: fc.option(instants),
    params,
    risk,
    approval: fc.stringMatching(/^[0-9a-f]{64}$/),
  }),
  'gatehouse.order.report.v1': fc.record({
    orderId: ids,
    book: books,
    symbol: symbols,
    side: sides,
    status: fc.option(
      fc.constantFrom('accepted' as const, 'canceled' as const, 'rejected' as const, 'expired' as const),
    ),
    brokerOrderId: fc.option(texts(64)),
    reason: fc.option(texts(200)),
    fills: fc.array(executions, { maxLength: 5 }),
    at: instants,
  }),
  'gatehouse.sweep.request.v1': fc.record({
    jobId: jobIds,
    configBlob: jobIds.map((id) => `blob://trader-data/configs/${id}.yaml`),
    strategy: fc.constantFrom('breakout' as const, 'momentum' as const, 'mean_reversion' as const),
    symbols: fc.array(symbols, { minLength: 1, maxLength: 5 }),
    cells: fc.integer({ min: 1, max: 5_000 }),
    requestedAt: instants,
  }),
  'gatehouse.sweep.result.v1': fc.record({
    jobId: jobIds,
    status: fc.constantFrom('completed' as const, 'failed' as const, 'cancelled' as const),
    reason: fc.option(texts(100)),
    cells: fc.nat(5_000),
    failedCells: fc.nat(5_000),
    finishedAt: instants,
  }),
}
