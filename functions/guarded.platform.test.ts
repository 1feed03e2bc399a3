import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { offlineFrame } from '../shared/domain/market/index.ts'
import { Desk, NOW } from './testing/desk.ts'

/** As in Azure: the door stands open to the network, so nobody reads without a token; the broker has its keys. */
let desk: Desk
const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-bars-'))
beforeAll(async () => {
  const env = { DATA_DIR: dataDir, ALPACA_API_KEY: 'key', ALPACA_API_SECRET: 'secret', TRADING_ENABLED: 'false' }
  desk = await Desk.start({ host: '0.0.0.0', env })
})
afterAll(async () => {
  await desk[Symbol.asyncDispose]()
  rmSync(dataDir, { recursive: true, force: true })
})

const operator = true

describe('who may call, without anonymous reads', () => {
  test('the public sees whether the desk is ready and no detail of it', async () => {
    // The first question loads and opens every client, which may take a busy machine longer than a check may.
    await desk.ask('/health/ready')
    const open = await desk.ask('/health/ready')
    expect(open.body).toEqual({ ready: true, checked_at: expect.any(String) })
    expect((await desk.ask('/health/ready', { operator })).body.checks).toHaveLength(5)
  })

  test('nothing is told of what exists before the caller is known', async () => {
    for (const path of [
      '/orders?limit=0',
      '/orders/x',
      '/signals/not%20a%20symbol',
      `/router/runs/${'0'.repeat(32)}`,
    ]) {
      expect((await desk.ask(path)).body, path).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' })
    }
    const before = await desk.snapshot()
    const reply = await desk.ask('/router/run', { text: 'no json', operator: false })
    expect(reply.status).toBe(401)
    expect(await desk.snapshot()).toEqual(before)
  })
})

describe('away from its own machine', () => {
  test('publishing needs a key of the caller’s own', async () => {
    const before = await desk.snapshot()
    const reply = await desk.run()
    expect(reply.status).toBe(400)
    expect(reply.body).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REQUIRED',
      errors: [{ field: 'Idempotency-Key', message: 'is missing' }],
    })
    expect(await desk.snapshot()).toEqual(before)
    expect((await desk.run({ publish_orders: false })).status).toBe(200)
    expect((await desk.run({}, 'a-key-of-my-own')).status).toBe(200)
  })
})

describe('D14 with keys, while trading is disabled', () => {
  test('the intent is published and stays an intent', async () => {
    const bars = offlineFrame('DELL', NOW, 400).map((bar) => ({ ...bar, vendor: 'file' as const, synthetic: false }))
    await desk.lake().write(bars)
    const online = { offline_mode: false, use_probabilistic: false, dal_vendor: 'file', execute_orders: true }
    const reply = await desk.run({ ...online, symbol: 'DELL' }, 'trading-disabled')
    expect(reply.body).toMatchObject({
      book: 'paper',
      fallback_reason: 'trading_disabled',
      order_intent: { execute: false, synthetic: false },
    })
    expect(reply.body.events?.at(-1)).toBe('order:published')
    await desk.platform.processAll()
    const order = await desk.ask(`/orders/${reply.body.order_intent?.id}`, { operator })
    expect(order.body).toMatchObject({ status: 'intent', filled_qty: 0, fills: [] })
  })

  test('a symbol that the vendor does not have is the caller’s to put right', async () => {
    const reply = await desk.run({ offline_mode: false, dal_vendor: 'file', symbol: 'NOBODY' }, 'unknown-symbol')
    expect(reply.status).toBe(422)
    expect(reply.body).toMatchObject({ errors: [{ field: 'symbol', message: expect.stringContaining('NOBODY') }] })
  })
})
