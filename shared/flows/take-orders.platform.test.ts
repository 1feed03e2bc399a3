import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MigratedDatabase, startMigratedDatabase } from '../../scripts/testing/migrated-database.ts'
import { createLedger } from '../adapters/postgres/ledger.ts'
import { createReportStore } from '../adapters/postgres/reports.ts'
import { idOf } from '../base/digest.ts'
import type { OrderIntent, OrderReport } from '../contracts/orders.ts'
import { newYorkInstant } from '../domain/calendar/index.ts'
import { dailyReport } from '../domain/overview/index.ts'
import { approve } from '../domain/risk/index.ts'
import { type OrderEvent, takeOrders } from './take-orders.ts'

const DAY = '2026-03-04'
const NOW = newYorkInstant(DAY, 600)
const LATE = NOW + 3_600_000
let server: MigratedDatabase
let ports: Parameters<typeof takeOrders>[0]

beforeAll(async () => {
  server = await startMigratedDatabase(2, NOW)
  const ledger = createLedger(server.database, { reach: async () => undefined })
  ports = { ledger, clock: { now: () => NOW } }
})
afterAll(async () => await server?.[Symbol.asyncDispose]())

let count = 0
const newOrder = (): { readonly orderId: string; readonly symbol: string } => {
  count += 1
  return { orderId: idOf('taken', count), symbol: `T${count}` }
}
type Order = ReturnType<typeof newOrder>

const event = <T extends OrderEvent['type']>(type: T, subject: string, data: unknown): OrderEvent =>
  ({
    specversion: '1.0',
    id: idOf('event', subject),
    type,
    source: 'test',
    time: NOW,
    subject,
    book: 'live',
    data,
  }) as never

function intentOf({ orderId, symbol }: Order, over: Partial<OrderIntent> = {}): OrderEvent {
  const draft: Omit<OrderIntent, 'approval'> = {
    ...{ id: orderId, runId: idOf('run', orderId), book: 'live', symbol, strategy: 'breakout', side: 'buy' },
    ...{ qty: '9', notional: '450', priceHint: '50', stopPrice: null, vendor: 'file', synthetic: false },
    ...{ execute: true, timestamp: NOW, expiresAt: LATE, goodUntil: null, params: {} },
    risk: {
      ...{ kellyFraction: 0.05, rawKelly: 0.1, targetNotional: 500, probability: 0.55, payoff: 1 },
      ...{ equityBase: 10_000, lossAtStop: null },
    },
    ...over,
  }
  const gate = { gate: 'test', verdict: 'PASS', value: null, threshold: '', reason: null } as const
  return event('gatehouse.order.intent.v1', symbol, approve(draft, [gate]))
}

function reportOf({ orderId, symbol }: Order, over: Partial<OrderReport>): OrderEvent {
  const report: OrderReport = {
    ...{ orderId, book: 'live', symbol, side: 'buy', status: null, brokerOrderId: 'B1', reason: null, fills: [] },
    ...{ at: NOW, ...over },
  }
  return event('gatehouse.order.report.v1', symbol, report)
}

const execution = (executionId: string | null, qty: number, price: number): OrderReport['fills'][number] => ({
  ...{ executionId, qty, price, fee: 0.5, filledAt: NOW },
})

async function found({ orderId, symbol }: Order) {
  const { database } = server
  const one = async (sql: string, values: readonly unknown[]) => await database.query(null, sql, [...values])
  const [order] = await one('select status, qty, filled_qty, avg_price from trading.orders where id = $1', [orderId])
  const fills = await one(
    'select qty, price, fee, cost, spread, spread_source from trading.fills where order_id = $1 order by price',
    [orderId],
  )
  const [position] = await one('select net_qty from trading.positions where symbol = $1', [symbol])
  return { order, fills, position }
}

const UNMET = { fee: '0.500000', cost: null, spread: null, spread_source: null }
const WHOLE = {
  order: { status: 'filled', qty: '9.000000', filled_qty: '9.000000', avg_price: '50.555556' },
  fills: [
    { qty: '4.000000', price: '50.000000', ...UNMET },
    { qty: '5.000000', price: '51.000000', ...UNMET },
  ],
  position: { net_qty: '9.000000' },
}

describe("what a broker reports of an order's life", () => {
  test('comes to one order, however it is ordered, repeated and cut into batches', async () => {
    const plans = fc.array(fc.tuple(fc.nat(4), fc.boolean()), { minLength: 0, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(plans, fc.infiniteStream(fc.nat()), async (repeats, order) => {
        const taken = newOrder()
        const events = [
          intentOf(taken),
          reportOf(taken, { status: 'accepted' }),
          reportOf(taken, { fills: [execution('x1', 4, 50)] }),
          reportOf(taken, { fills: [execution('x2', 5, 51)] }),
          reportOf(taken, { fills: [execution('x1', 4, 50), execution('x2', 5, 51)] }),
        ]
        const sent = [...events, ...repeats.flatMap(([index]) => events[index] ?? [])]
          .map((one) => ({ one, rank: order.next().value as number }))
          .sort((a, b) => a.rank - b.rank)
        let batch: OrderEvent[] = []
        for (const [index, { one }] of sent.entries()) {
          batch.push(one)
          const isCut = repeats[index % Math.max(1, repeats.length)]?.[1] ?? true
          if (!isCut && index < sent.length - 1) continue
          expect(await takeOrders(ports, batch)).toEqual({ broken: [] })
          batch = []
        }
        expect(await found(taken)).toEqual(WHOLE)
      }),
      { numRuns: 40 },
    )
  })

  test('stands when the intent comes only after its time: the broker has the order', async () => {
    for (const [qty, status] of [
      ['9', 'filled'],
      ['12', 'partially_filled'],
    ] as const) {
      const taken = newOrder()
      await takeOrders(ports, [reportOf(taken, { fills: [execution('x1', 4, 50), execution('x2', 5, 51)] })])
      expect((await found(taken)).order).toMatchObject({ status: 'partially_filled', qty: null })
      await takeOrders(ports, [intentOf(taken, { qty, expiresAt: NOW - 1 })])
      expect((await found(taken)).order).toMatchObject({ status, qty: `${qty}.000000`, filled_qty: '9.000000' })
    }
  })

  test('without an execution id counts by its content, and nothing that it does not say is made up', async () => {
    const taken = newOrder()
    const same = reportOf(taken, { fills: [execution(null, 4, 50)] })
    await takeOrders(ports, [intentOf(taken), same, same, reportOf(taken, { fills: [execution(null, 5, 51)] })])
    await takeOrders(ports, [reportOf(taken, { fills: [execution('void', 0, 51), execution('free', 1, 0)] })])
    expect(await found(taken)).toEqual(WHOLE)
  })

  test('that cancels a part-filled order ends it with what it filled', async () => {
    const taken = newOrder()
    const reason = 'market closed'
    await takeOrders(ports, [
      intentOf(taken),
      reportOf(taken, { status: 'canceled', reason, fills: [execution('x1', 4, 50)] }),
      reportOf(taken, { status: 'accepted' }),
    ])
    expect((await found(taken)).order).toMatchObject({ status: 'canceled', filled_qty: '4.000000' })
  })

  test('leaves cost and spread of the day UNKNOWN in its report', async () => {
    const bounds = { from: newYorkInstant(DAY, 0), to: newYorkInstant(DAY, 1_440) }
    const facts = await createReportStore(server.database).facts('live', DAY, bounds)
    const { execution } = dailyReport({ ...facts, book: 'live', day: DAY, madeAt: NOW })
    expect(execution.fills).toBeGreaterThan(0)
    expect(execution).toMatchObject({ cost: null, costBp: null, spreadPercent: null })
  })
})
