import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DAY_MS } from '../shared/base/instant.ts'
import type { Bar } from '../shared/contracts/bars.ts'
import { lakePath } from '../shared/contracts/lake.ts'
import { offlineFrame } from '../shared/domain/market/index.ts'
import type { LakeKey } from '../shared/ports/bars.ts'
import { type Body, Desk, NOW, type Reply } from './testing/desk.ts'

let desk: Desk
beforeAll(async () => {
  desk = await Desk.start()
})
afterAll(() => desk[Symbol.asyncDispose]())

const UP_TO_SIGNAL = ['ingest:synthetic', 'priors:computed', 'strategy:momentum', 'signal:forced']
const PUBLISHED = [...UP_TO_SIGNAL, 'risk:fractional_kelly', 'order:published']
const SWITCHED_OFF = [...UP_TO_SIGNAL, 'risk:kill_switch']

const ONLINE = { offline_mode: false, dal_vendor: 'synthetic', book: 'practice' }

/** Loses about a hundredth every day: no strategy buys. */
const falling = (symbol: string): Bar[] =>
  offlineFrame(symbol, NOW, 400).map((bar, index) => {
    const close = 900 * 0.99 ** index * (1 + 0.002 * Math.sin(index * 1.7))
    return { ...bar, open: close, high: close * 1.01, low: close * 0.99, close }
  })

const onHub = async (id: string | undefined): Promise<Body[]> =>
  (await desk.eventsOn('orders')).filter((event) => event.id === id)

/** What the answer, the stored run and the hub say must agree: nothing is claimed that did not happen. */
async function expectNothingPublished(reply: Reply): Promise<void> {
  expect(reply.body.order_intent).toBeNull()
  const { run_id: id } = reply.body
  expect(await desk.rows('select 1 from trading.intents where run_id = $1', [id])).toEqual([])
  expect(await desk.rows('select 1 from ops.outbox where run_id = $1', [id])).toEqual([])
  const stored = await desk.ask(`/router/runs/${id}`)
  expect(stored.body).toMatchObject({
    events: reply.body.events,
    errors: reply.body.errors,
    fallback_reason: reply.body.fallback_reason,
    order_status: null,
  })
}

describe('the runbook smoke', () => {
  test('publishes one intent onto exec.orders and shows it without a fill', async () => {
    const reply = await desk.run()
    expect(reply.status).toBe(200)
    expect(reply.body).toMatchObject({ events: PUBLISHED, errors: [], fallback_reason: null, synthetic: true })
    const id = reply.body.order_intent?.id
    expect(await onHub(id)).toMatchObject([
      {
        type: 'gatehouse.order.intent.v1',
        subject: 'AAPL',
        book: 'smoke',
        data: { id, run_id: reply.body.run_id, synthetic: true, execute: false },
      },
    ])

    await desk.platform.processAll()
    const { body } = await desk.ask(`/orders?run_id=${reply.body.run_id}`)
    expect(body.items).toMatchObject([{ id, status: 'intent', filled_qty: 0, avg_price: null, book: 'smoke' }])
    expect((await desk.ask(`/fills?order_id=${id}`)).body.items).toEqual([])
    expect((await desk.ask(`/router/runs/${reply.body.run_id}`)).body).toMatchObject({
      events: PUBLISHED,
      order_status: 'intent',
    })
  })

  test('fills an executed order in the smoke book, with position and trail', async () => {
    const reply = await desk.run({ symbol: 'MSFT', execute_orders: true })
    await desk.platform.processAll()
    const id = reply.body.order_intent?.id
    const { body } = await desk.ask(`/orders/${id}`)
    const { qty } = body as { qty?: number }
    expect(body).toMatchObject({ status: 'filled', filled_qty: qty, synthetic: true })
    expect(body.events).toMatchObject([
      { sequence: 0, event: 'order:pending', status: 'pending' },
      { sequence: 1, event: 'order:fill', status: 'filled' },
    ])
    expect(body.fills).toMatchObject([{ order_id: id, qty, spread_source: 'quoted', pnl: null, synthetic: true }])
    const positions = await desk.ask('/positions?symbol=MSFT')
    expect(positions.body.items).toMatchObject([
      {
        book: 'smoke',
        net_qty: qty,
        avg_price: body.avg_price,
        realized_pnl: 0,
        mark_price: null,
        unrealized_pnl: null,
      },
    ])
  })
})

describe('acceptance table of the router', () => {
  test.each([
    ['D3 an empty window', { end: '2024-01-01T00:00:00Z' }, [], 'synthetic_failed', ['ingest:synthetic-empty']],
    ['D4 the kill switch in the request', { kill_switch_active: true }, SWITCHED_OFF, 'kill_switch_active', []],
    ['D5 a lowered limit', { kill_switch_notional: 100 }, SWITCHED_OFF, 'kill_switch_notional', []],
    [
      'D8 live data that fails',
      { offline_mode: false },
      [],
      'dal_ingest_failed',
      ['ingest:VENDOR_UNKNOWN alpaca is not configured'],
    ],
    ['D15 a price above the target', { min_notional: 10, max_notional: 20 }, UP_TO_SIGNAL, 'below_min_qty', []],
  ])('%s makes no order', async (...[_, changes, events, reason, errors]) => {
    const reply = await desk.run(changes)
    expect(reply.status).toBe(200)
    expect(reply.body).toMatchObject({ events, errors, fallback_reason: reason })
    await expectNothingPublished(reply)
  })

  test('D2 without publishing the order is simulated and stays off the hub', async () => {
    const reply = await desk.run({ publish_orders: false })
    expect(reply.body.events).toEqual([...UP_TO_SIGNAL, 'risk:fractional_kelly', 'order:simulated'])
    expect(reply.body).toMatchObject({ fallback_reason: null, order_intent: { symbol: 'AAPL' } })
    expect(await onHub(reply.body.order_intent?.id)).toEqual([])
    expect(await desk.rows('select 1 from ops.outbox where run_id = $1', [reply.body.run_id])).toEqual([])
  })

  test.each([
    ['D6 a halted desk', `set state = 'HALTED', reason = 'Fed day'`, 'kill_switch_manual:fed-day', 'DEGRADED'],
    ['a reducing desk', `set state = 'REDUCING', reason = null`, 'kill_switch_reducing', 'DEGRADED'],
  ])('%s cannot be loosened by the request', async (...[_, change, reason, status]) => {
    await desk.rows(`update trading.trading_state ${change}`)
    const reply = await desk.run({ kill_switch_active: false })
    const ready = await desk.ask('/health/ready')
    await desk.rows(`update trading.trading_state set state = 'ACTIVE', reason = null`)
    expect(reply.body).toMatchObject({ events: SWITCHED_OFF, fallback_reason: reason })
    await expectNothingPublished(reply)
    expect(ready.status).toBe(200)
    expect(ready.body.checks).toContainEqual(expect.objectContaining({ name: 'trading_state', status }))
  })

  test.each([
    ['missing', 'delete from trading.trading_state'],
    [
      'corrupt',
      `alter table trading.trading_state drop constraint trading_state_state_check;
       update trading.trading_state set state = 'PERHAPS'`,
    ],
  ])('D7 a trading state that is %s publishes nothing', async (_, damage) => {
    await desk.rows(damage)
    const reply = await desk.run()
    const ready = await desk.ask('/health/ready')
    await desk.rows('delete from trading.trading_state')
    await desk.rows(`insert into trading.trading_state (state, set_by, set_at) values ('ACTIVE', 'test', 'epoch')`)
    expect(reply.body).toMatchObject({ events: SWITCHED_OFF, fallback_reason: 'kill_switch_unknown' })
    await expectNothingPublished(reply)
    expect(ready.status).toBe(503)
    expect(ready.body.checks).toContainEqual(expect.objectContaining({ name: 'trading_state', status: 'UNKNOWN' }))
  })

  test('D9 decides on the stored frame without asking the vendor', async () => {
    await desk.lake().write(offlineFrame('DELL', NOW, 400))
    const reply = await desk.run({ ...ONLINE, symbol: 'DELL', use_probabilistic: false })
    expect(reply.body).toMatchObject({
      events: [
        'ingest:manifest-hit',
        'priors:computed',
        'strategy:momentum',
        'signal:entry',
        'risk:fractional_kelly',
        'order:published',
      ],
      book: 'practice',
      fallback_reason: null,
    })
    expect(await onHub(reply.body.order_intent?.id)).toMatchObject([{ book: 'practice', data: { synthetic: true } }])
  })

  test('D11 without an entry signal there is no order', async () => {
    await desk.lake().write(falling('IBM'))
    const reply = await desk.run({ ...ONLINE, symbol: 'IBM', use_probabilistic: false })
    expect(reply.body).toMatchObject({ fallback_reason: 'no_signal' })
    expect(reply.body.events?.at(-1)).toBe('signal:none')
    await expectNothingPublished(reply)
  })

  test.each([
    ['1Min', 20],
    ['15Min', 80],
    ['1Day', 1_250],
  ])('an online decision on bars of %s reads no more history than it looks at', async (interval, days) => {
    const reply = await desk.run({ ...ONLINE, symbol: 'SHOP', dal_interval: interval })
    expect(reply.body.events?.slice(0, 2)).toEqual(['ingest:dal', 'priors:computed'])
    const series = { vendor: 'synthetic', interval, symbol: 'SHOP' } as LakeKey
    const [first] = await desk.lake().read(series, 0, NOW)
    expect(first?.opensAt).toBeGreaterThan(NOW - days * DAY_MS)
    expect(reply.body.prob_frame_path).toBe(lakePath(first as Bar))
  })

  test('an online decision knows no bar that has not closed, whatever end is asked for', async () => {
    const now = await desk.run({ ...ONLINE, symbol: 'SNOW' })
    const later = await desk.run({ ...ONLINE, symbol: 'SNOW', end: '2026-12-31T00:00:00Z' })
    expect(later.body.priors).toEqual(now.body.priors)
    expect(await desk.lake().read({ vendor: 'synthetic', interval: '1Day', symbol: 'SNOW' }, NOW, NOW * 2)).toEqual([])
  })

  test.each([
    ['2026-03-04T15:00:00Z', undefined, 'EMPTY_WINDOW', 'start'],
    ['2025-01-02T00:00:00Z', '2025-01-02T00:00:00Z', 'EMPTY_WINDOW', 'start'],
    ['2025-01-02T00:00:00Z', '0001-01-01T00:00:00Z', 'EMPTY_WINDOW', 'start'],
    ['0001-01-01T00:00:00Z', '0001-01-02T00:00:00Z', 'NO_DATA', 'symbol'],
  ])('an online window from %s to %s is refused by field', async (...[start, end, code, field]) => {
    const reply = await desk.run({ ...ONLINE, start, end })
    expect(reply.status).toBe(422)
    expect(reply.body).toMatchObject({ code, errors: [{ field, message: expect.any(String) }] })
  })

  test('D13 refuses to execute in a book whose broker has no keys, and names the settings', async () => {
    const before = await desk.snapshot()
    const reply = await desk.run({ offline_mode: false, book: 'paper', execute_orders: true }, 'without-keys')
    expect(reply.status).toBe(422)
    expect(reply.body).toMatchObject({
      code: 'BROKER_NOT_CONFIGURED',
      errors: [
        {
          field: 'execute_orders',
          message: expect.stringMatching(/^needs ALPACA_API_KEY and ALPACA_API_SECRET in book paper, or the secrets /),
        },
      ],
    })
    expect(await desk.snapshot()).toEqual(before)
  })

  test('D12 a hub that is away leaves the intent in the outbox, which sends it when the hub is back', async () => {
    const key = 'hub-is-away'
    await desk.platform.kill('eventHubs')
    const reply = await desk.run({ symbol: 'ORCL' }, key)
    expect(reply.status).toBe(200)
    expect(reply.body.events).toEqual([...UP_TO_SIGNAL, 'risk:fractional_kelly'])
    expect(reply.body).toMatchObject({
      fallback_reason: 'publish_failed',
      errors: [expect.stringMatching(/^enqueue:event-hubs: /)],
    })
    const path = `/router/runs/${reply.body.run_id}`
    expect((await desk.ask(path)).body).toMatchObject({
      fallback_reason: 'publish_failed',
      errors: [expect.stringMatching(/^enqueue:/)],
    })
    // The key stays bound to its body, although its answer was not the last word.
    expect((await desk.run({ symbol: 'AMD' }, key)).status).toBe(409)

    await desk.platform.restart('eventHubs')
    await desk.platform.advanceTo(desk.platform.nowMs + 20_000)
    await desk.platform.processAll()
    const stored = await desk.ask(path)
    expect(stored.body).toMatchObject({ fallback_reason: null, errors: [], order_status: 'intent' })
    expect(stored.body.events).toContain('order:published')
    expect(await onHub(reply.body.order_intent?.id)).toHaveLength(1)
    const again = await desk.run({ symbol: 'ORCL' }, key)
    expect(again.body).toMatchObject({ run_id: reply.body.run_id, fallback_reason: null, errors: [] })
    expect(again.body.events).toContain('order:published')
  })

  test('D16 an event that is delivered twice leaves one order and its fills as they are', async () => {
    const reply = await desk.run({ symbol: 'NVDA', execute_orders: true })
    await desk.platform.processAll()
    const [event] = await onHub(reply.body.order_intent?.id)
    const before = await desk.ask(`/orders/${event?.id}`)
    expect(before.body).toMatchObject({ status: 'filled' })
    await desk.sendTo('orders', [event, event])
    await desk.platform.processAll()
    expect(await onHub(reply.body.order_intent?.id)).toHaveLength(3)
    expect((await desk.ask(`/orders/${event?.id}`)).body).toEqual(before.body)
    expect((await desk.ask('/orders?symbol=NVDA')).body.items).toHaveLength(1)
    expect((await desk.ask('/positions?symbol=NVDA')).body.items).toMatchObject([{ net_qty: before.body.qty }])
  })
})

test('poison on the hub becomes a dead letter and the events around it are taken', async () => {
  const reply = await desk.run({ symbol: 'INTC', publish_orders: true })
  const [event] = await onHub(reply.body.order_intent?.id)
  const data = event?.data as object
  await desk.sendTo('orders', [
    'no json {',
    { ...event, data: { ...data, qty: 9_999 } },
    { ...event, type: 'gatehouse.order.intent.v9' },
    { ...event, source: '\u0000' },
  ])
  await desk.platform.processAll()
  const letters = await desk.rows<{ code: string }>(`select code from ops.dead_letters order by sequence_number`)
  expect(letters.map(({ code }) => code)).toEqual(['NOT_JSON', 'APPROVAL_BROKEN', 'TYPE_UNKNOWN', 'ENVELOPE_INVALID'])
  expect((await desk.ask(`/orders/${event?.id}`)).body).toMatchObject({ status: 'intent', symbol: 'INTC' })
})
