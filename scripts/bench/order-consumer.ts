/**
 * Orders per second through hub, trigger and Postgres, against the same rows written by nothing but a multi-row upsert.
 *
 * All intents are on the hub before the host starts, and only the steady middle is timed: from the first batch's
 * instant in the table to the last one's, without the last batch's rows.
 */
import type pg from 'pg'
import { createPublisher, openProducer } from '../../shared/adapters/event-hubs/publisher.ts'
import { idOf } from '../../shared/base/digest.ts'
import { HOUR_MS } from '../../shared/base/instant.ts'
import { outgoing } from '../../shared/contracts/envelope.ts'
import { HUBS } from '../../shared/contracts/hubs.ts'
import type { OrderIntent } from '../../shared/contracts/orders.ts'
import { approve } from '../../shared/domain/risk/index.ts'
import { upsertBare } from './lib/bare-upsert.ts'
import { onConnection, onDesk } from './lib/desk.ts'
import { type Figure, figureOf } from './lib/figure.ts'
import { median, noisePercent } from './lib/spread.ts'

const ORDERS = 24_000
const ROUNDS = 3
const SYMBOLS = 40
const DRAIN_WITHIN_MS = 60_000
const RAILS = [{ gate: 'bench', verdict: 'PASS', value: null, threshold: '', reason: null }] as const

export async function orderConsumer(): Promise<Figure[]> {
  const rates: number[] = []
  const bareRates: number[] = []
  const batches: number[] = []
  await onDesk({}, async (desk) => {
    const publisher = createPublisher((hub) => openProducer({ connectionString: desk.events }, HUBS[hub].name))
    for (let round = 0; round < ROUNDS; round += 1) {
      await desk.kill('functions')
      const intents = intentsOf(round)
      await publisher.send(intents.map(eventOf))
      await desk.restart('functions')
      await desk.processAll({ withinMs: DRAIN_WITHIN_MS })
      await onConnection(desk.databaseUrl, async (pool) => {
        const steady = await steadyOf(pool, round)
        rates.push(steady.perSecond)
        batches.push(...steady.batches)
        bareRates.push(await upsertBare(pool, intents, steady.batches))
      })
    }
    await publisher.close()
  })
  return [
    figureOf({
      name: 'order-consumer',
      value: median(rates),
      unit: 'orders/s',
      bound: { what: 'bare multi-row upsert of the same rows in the same batches', value: median(bareRates) },
      aim: { on: 'ratio', atLeast: 0.5 },
      detail: {
        orders: ORDERS,
        rounds: ROUNDS,
        rows_per_batch: median(batches),
        noise_percent: noisePercent(rates),
        bound_noise_percent: noisePercent(bareRates),
      },
    }),
  ]
}

/** Approved intents as the router mints them, of every symbol in turn. */
function intentsOf(round: number): OrderIntent[] {
  const now = Date.now()
  return Array.from({ length: ORDERS }, (_, index) => {
    const runId = idOf('run', 'bench', round, index)
    const draft: Omit<OrderIntent, 'approval'> = {
      ...{ id: idOf('intent', runId), runId, book: 'practice', symbol: `BENCH${index % SYMBOLS}` },
      ...{ strategy: 'breakout', side: 'buy', qty: '12', notional: '499.8', priceHint: '41.65', stopPrice: '38.2' },
      ...{ vendor: 'synthetic', synthetic: true, execute: true, timestamp: now, expiresAt: now + HOUR_MS },
      goodUntil: now + HOUR_MS,
      params: { lookback: 20, emaFast: 20, atrLen: 14, atrMult: 2, exitOnEmaBreak: true, useEmaFilter: true },
      risk: {
        ...{ kellyFraction: 0.05, rawKelly: 0.21, targetNotional: 500, probability: 0.56, payoff: 1.4 },
        ...{ equityBase: 10_000, lossAtStop: 41.4 },
      },
    }
    return approve(draft, RAILS)
  })
}

const eventOf = (intent: OrderIntent) =>
  outgoing({
    ...{ id: intent.id, type: 'gatehouse.order.intent.v1', source: 'bench', time: intent.timestamp },
    ...{ subject: intent.symbol, book: intent.book, data: intent },
  })

const BATCHES_SQL = `
  select extract(epoch from created_at)::float8 * 1000 as at, count(*)::int as rows
  from trading.orders where run_id = any ($1) group by created_at order by created_at`

async function steadyOf(pool: pg.Pool, round: number): Promise<{ perSecond: number; batches: number[] }> {
  const runIds = Array.from({ length: ORDERS }, (_, index) => idOf('run', 'bench', round, index))
  const { rows } = await pool.query<{ at: number; rows: number }>(BATCHES_SQL, [runIds])
  const batches = rows.map((row) => row.rows)
  const stored = batches.reduce((sum, count) => sum + count, 0)
  if (stored !== ORDERS) throw new Error(`${stored} of ${ORDERS} orders are in the table`)
  const [first, last] = [rows[0], rows.at(-1)]
  if (!first || !last || first === last) throw new Error('one batch alone has no steady state')
  return { perSecond: ((stored - last.rows) / (last.at - first.at)) * 1_000, batches }
}
