/** How large the events of each hub are: bodies made by the contracts themselves, a usual one and the largest. */
import { EVENT_TYPES, type EventData, type EventType, outgoing } from '../../shared/contracts/envelope.ts'
import type { HubKey } from '../../shared/contracts/hubs.ts'
import { type StrategyName, strategySchema } from '../../shared/contracts/scalars.ts'
import { parseParams } from '../../shared/domain/strategy/index.ts'
import { BOUNDED } from './load.ts'

/** Bytes on the hub, with what the protocol puts around the body. */
export interface EventSize {
  readonly usual: number
  readonly largest: number
}

/** Largest event type of each hub. */
export function eventSizes(): Readonly<Record<HubKey, EventSize>> {
  const sizes: Partial<Record<HubKey, EventSize>> = {}
  for (const type of Object.keys(EVENT_TYPES) as EventType[]) {
    const { hub } = EVENT_TYPES[type]
    const known = sizes[hub] ?? { usual: 0, largest: 0 }
    sizes[hub] = {
      usual: Math.max(known.usual, sizeOf(type, USUAL[type] as EventData<EventType>)),
      largest: Math.max(known.largest, sizeOf(type, LARGEST[type] as EventData<EventType>)),
    }
  }
  return sizes as Record<HubKey, EventSize>
}

function sizeOf(type: EventType, data: EventData<EventType>): number {
  const head = { id: 'f'.repeat(32), source: 'gatehouse', time: AT, subject: 'GOOGL', book: 'practice' as const }
  const { body } = outgoing({ ...head, type, data })
  return Buffer.byteLength(JSON.stringify(body)) + BOUNDED.wireBytesPerEvent
}

const AT = Date.parse('2026-11-26T14:30:00.000Z')
const ID = 'a'.repeat(32)
/** A float64, a price and a character as JSON writes them at most. */
const LONG = -1.2345678901234567e-101
const LONG_PRICE = 1234567.8901234567
const WIDE = '\u0001'
const LONG_SYMBOL = 'ABCDEFGHIJKLMNO'
const FILLS_MAX = 500
/** More parameters than any strategy has, each as long as the schema lets it be. */
const PARAMS = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`p${n}`.padEnd(60, 'x'), WIDE.repeat(60)]))

/** The parameters of a strategy with its defaults filled in, as every intent carries them. */
function usualParams(strategy: StrategyName): Params {
  const parsed = parseParams(strategy, {})
  return parsed.kind === 'ok' ? ({ ...parsed.params } as Params) : {}
}

const lengthOf = (params: Params): number => JSON.stringify(params).length

/** Of the strategy that has most to say. */
const USUAL_PARAMS = strategySchema.options
  .map(usualParams)
  .reduce((most, one) => (lengthOf(one) > lengthOf(most) ? one : most))

type Params = EventData<'gatehouse.order.intent.v1'>['params']
type Samples = { readonly [T in EventType]: EventData<T> }

const bar = (symbol: string, price: number, volume: number): EventData<'gatehouse.bar.v1'> => ({
  ...{ symbol, vendor: 'synthetic', interval: '15Min', opensAt: AT, closesAt: AT },
  ...{ open: price, high: price, low: price, close: price, volume, spread: price, synthetic: false },
})

const signal = (symbol: string, value: number): EventData<'gatehouse.signal.v1'> => ({
  ...{ symbol, interval: '15Min', at: AT, open: value, high: value, low: value, price: value, volume: value },
  ...{ filteredPrice: value, velocity: value, uncertainty: value, butterworthPrice: value, emaPrice: value },
  synthetic: false,
})

const regime = (symbol: string, value: number): EventData<'gatehouse.regime.v1'> => ({
  ...{ symbol, interval: '15Min', at: AT, regime: 'high_volatility', volatility: value, momentum: value },
  ...{ uncertainty: value, synthetic: false },
})

const intent = (symbol: string, params: Params): EventData<'gatehouse.order.intent.v1'> => ({
  ...{ id: ID, runId: ID, book: 'practice', symbol, strategy: 'mean_reversion', side: 'sell' },
  ...{ qty: '123456789.123456', notional: '123456789.123456', priceHint: '123456.123456', stopPrice: '123456.123456' },
  ...{ vendor: 'synthetic', synthetic: false, execute: false, timestamp: AT, expiresAt: AT, goodUntil: AT, params },
  risk: {
    ...{ kellyFraction: LONG, rawKelly: LONG, targetNotional: LONG, probability: LONG, payoff: LONG },
    ...{ equityBase: LONG, lossAtStop: LONG },
  },
  approval: 'f'.repeat(64),
})

const report = (symbol: string, fills: number, letter: string): EventData<'gatehouse.order.report.v1'> => ({
  ...{ orderId: ID, book: 'practice', symbol, side: 'sell', status: 'accepted', brokerOrderId: letter.repeat(64) },
  reason: letter.repeat(200),
  fills: Array.from({ length: fills }, () => ({
    ...{ executionId: letter.repeat(64), qty: LONG, price: LONG, fee: LONG, filledAt: AT },
  })),
  at: AT,
})

const request = (symbols: readonly string[]): EventData<'gatehouse.sweep.request.v1'> => ({
  ...{ jobId: 'j'.repeat(60), configBlob: `blob://trader-data/configs/${'j'.repeat(60)}.yaml` },
  ...{ strategy: 'trend_following', symbols: [...symbols], cells: 5_000, requestedAt: AT },
})

const result: EventData<'gatehouse.sweep.result.v1'> = {
  ...{ jobId: 'j'.repeat(60), status: 'completed', reason: WIDE.repeat(100), cells: 5_000, failedCells: 5_000 },
  finishedAt: AT,
}

const USUAL: Samples = {
  'gatehouse.bar.v1': bar('GOOGL', 80.0137, 1_000_000),
  'gatehouse.signal.v1': signal('GOOGL', 80.01370000000001),
  'gatehouse.regime.v1': regime('GOOGL', 0.0012345678901234567),
  'gatehouse.order.intent.v1': intent('GOOGL', USUAL_PARAMS),
  'gatehouse.order.report.v1': report('GOOGL', 1, 'r'),
  'gatehouse.sweep.request.v1': request(['GOOGL']),
  'gatehouse.sweep.result.v1': result,
}

const LARGEST: Samples = {
  'gatehouse.bar.v1': bar(LONG_SYMBOL, LONG_PRICE, LONG_PRICE),
  'gatehouse.signal.v1': signal(LONG_SYMBOL, LONG),
  'gatehouse.regime.v1': regime(LONG_SYMBOL, LONG),
  'gatehouse.order.intent.v1': intent(LONG_SYMBOL, PARAMS),
  'gatehouse.order.report.v1': report(LONG_SYMBOL, FILLS_MAX, WIDE),
  'gatehouse.sweep.request.v1': request(Array.from({ length: 50 }, () => LONG_SYMBOL)),
  'gatehouse.sweep.result.v1': result,
}
