/** What the desk measures of itself, on a stepped day: with faults, and without. Read from the host's own log. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Desk } from '../../functions/testing/desk.ts'
import { createPublisher, openProducer } from '../../shared/adapters/event-hubs/publisher.ts'
import { MINUTE_MS } from '../../shared/base/instant.ts'
import type { Bar } from '../../shared/contracts/bars.ts'
import { HUBS } from '../../shared/contracts/hubs.ts'
import { METRIC_NAMES, type MetricName } from '../../shared/contracts/metrics.ts'
import { newYorkInstant } from '../../shared/domain/calendar/index.ts'
import { slotsOf } from '../../shared/domain/schedule/index.ts'
import { publishBars } from '../../shared/flows/publish-bars.ts'
import { evaluateAlerts, type Sample, seriesOf } from './evaluate.ts'
import { samplesIn } from './read-log.ts'

/** A Wednesday in winter, and the day after it. */
const DAY = '2026-03-04'
const at = (hour: number, minute: number, day = DAY): number => newYorkInstant(day, hour * 60 + minute)

let desk: Desk
const logs = mkdtempSync(join(tmpdir(), 'gatehouse-measures-'))
beforeAll(async () => {
  const clock = { kind: 'stepped', nowMs: at(3, 57) } as const
  desk = await Desk.start({ clock, logs, env: { SCHEDULE_BOOKS: 'paper', WATCHLIST_TEXT: 'AAPL' } })
})
afterAll(async () => {
  await desk[Symbol.asyncDispose]()
  rmSync(logs, { recursive: true, force: true })
})

/** Every measure so far, at the desk's time and not at the machine's. */
const all: Sample[] = []
let readLines = 0

function newSamples(): readonly Sample[] {
  const lines = readFileSync(join(logs, 'functions.log'), 'utf8').split('\n')
  const fresh = samplesIn(lines.slice(readLines, -1).join('\n')).map((sample) => ({ ...sample, at: nowMs }))
  readLines = lines.length - 1
  all.push(...fresh)
  return fresh
}

let nowMs = at(3, 57)

/** To the instant and what happens then, everything drained; returns what was measured on the way. */
async function stepTo(instant: number, happens?: () => Promise<unknown>): Promise<readonly Sample[]> {
  nowMs = instant
  await desk.platform.advanceTo(instant)
  await happens?.()
  await desk.platform.processAll()
  return newSamples()
}

/** To the instant with timers alone: hubs may stand still, or be away. */
async function tickAt(instant: number): Promise<readonly Sample[]> {
  nowMs = instant
  if (desk.platform.isAlive('eventHubs')) await desk.platform.call('eventHubs', 'advance', instant)
  await desk.platform.call('functions', 'advance', instant)
  await desk.platform.call('functions', 'runDueTimers')
  // The host writes its log at the end of a turn; by its next answer the lines are there.
  await desk.platform.call('functions', 'progress')
  return newSamples()
}

const endLease = () => desk.rows(`delete from ops.leases where name = 'consumer:orders'`)

/** From minute to minute until every neighbour answers again, in the third at the latest. */
async function stepUntilReady(): Promise<readonly Sample[]> {
  let measured: readonly Sample[] = []
  for (let minute = 0; minute < 3; minute += 1) {
    measured = await stepTo(nowMs + MINUTE_MS)
    if (Object.values(valuesOf(measured, 'not_ready')).every((away) => away === 0)) break
  }
  return measured
}

/** Values of a metric by its series; a series that was measured more than once has its last one. */
const valuesOf = (samples: readonly Sample[], metric: MetricName): Record<string, number> =>
  Object.fromEntries(samples.filter((one) => one.metric === metric).map((one) => [seriesOf(one), one.value]))

const QUIET = {
  heartbeat: { '': 1 },
  orders_lag_seconds: { '': 0 },
  outbox_age_seconds: { '': 0 },
  hub_lag_seconds: { 'hub=bars': 0, 'hub=signals': 0, 'hub=regimes': 0, 'hub=jobs': 0, 'hub=orders': 0 },
  dead_letters: {},
  trading_state_raised: { '': 0 },
  slots_missed: { 'book=paper': 0 },
  not_ready: { 'neighbour=postgres': 0, 'neighbour=event_hubs': 0, 'neighbour=blob': 0, 'neighbour=trading_state': 0 },
} as const satisfies Record<MetricName, Record<string, number>>

function expectMeasured(samples: readonly Sample[], over: Partial<Record<MetricName, object>> = {}): void {
  const found = Object.fromEntries(METRIC_NAMES.map((metric) => [metric, valuesOf(samples, metric)]))
  expect(found).toEqual({ ...QUIET, ...over })
}

const barAt = (closesAt: number): Bar => ({
  ...{ symbol: 'AAPL', vendor: 'synthetic', interval: '1Min', opensAt: closesAt - MINUTE_MS, closesAt },
  ...{ open: 50, high: 50.2, low: 49.9, close: 50.1, volume: 10_000, spread: 0.01, synthetic: true },
})

describe('a quiet day', () => {
  test('is measured each time in full, and rings nothing', async () => {
    expectMeasured(await stepTo(at(3, 58)))
    const publisher = createPublisher((hub) => openProducer({ connectionString: desk.platform.events }, HUBS[hub].name))
    const stops = new Set(slotsOf(DAY).map(({ dueAt }) => dueAt))
    for (let minute = 4 * 60; minute <= 18 * 60 + 30; minute += 4) stops.add(at(0, minute))
    let bars = 0
    for (const stop of [...stops].toSorted((a, b) => a - b)) {
      const isSession = stop > at(9, 30) && stop <= at(16, 0)
      if (isSession) bars += 1
      await stepTo(stop, async () => {
        if (isSession) await publishBars({ publisher }, 'practice', [barAt(stop)])
        if (stop === at(11, 0)) await desk.run({ execute_orders: true })
      })
    }
    await publisher.close()
    expect(evaluateAlerts(all, { from: at(3, 58), to: at(18, 30) })).toEqual([])
    const orders = await desk.rows(`select id from trading.orders where status = 'filled'`)
    expect(orders).toHaveLength(1)
    const signals = await desk.rows(`select count(*)::int as n from market.signals`)
    expect(signals).toEqual([{ n: bars }])
  })
})

describe('a day of faults', () => {
  const at2 = (hour: number, minute: number): number => at(hour, minute, '2026-03-05')

  test('an order consumer that is dead shows as lag that grows, and as none once it is back', async () => {
    await stepTo(at2(3, 59))
    expectMeasured(await stepTo(at2(4, 1)))
    await desk.rows(`insert into ops.leases (name, holder, token, expires_at)
      values ('consumer:orders', 'a dead one', 1, '2027-01-01')
      on conflict (name) do update set holder = excluded.holder, expires_at = excluded.expires_at`)
    await using _alive = { [Symbol.asyncDispose]: async () => void (await endLease()) }
    const run = await desk.run()
    expect(run.body.events?.at(-1)).toBe('order:published')
    const orders = (lag: number, hub = lag) => ({
      orders_lag_seconds: { '': lag },
      hub_lag_seconds: { ...QUIET.hub_lag_seconds, 'hub=orders': hub },
    })
    expectMeasured(await tickAt(at2(4, 2)), orders(60))
    await desk.run({ symbol: 'DELL' }) // of the other partition
    expectMeasured(await tickAt(at2(4, 3)), orders(120))
    await endLease()
    await stepTo(at2(4, 4))
    expectMeasured(await stepTo(at2(4, 5)))
    expect(await desk.rows(`select id from trading.orders where created_at >= '2026-03-05'`)).toHaveLength(2)
  })

  test('poison is counted once by hub and code, and holds up nothing', async () => {
    await desk.sendTo('orders', [{ type: 'quicksend' }, { type: 'quicksend' }])
    await desk.sendTo('bars', ['no json'])
    const dead = valuesOf(await stepTo(at2(4, 10)), 'dead_letters')
    expect(dead).toEqual({ 'hub=orders code=ENVELOPE_INVALID': 2, 'hub=bars code=NOT_JSON': 1 })
    expectMeasured(await stepTo(at2(4, 11)))
  })

  test('an intent that was buried does not wait for ever', async () => {
    await desk.rows(
      `
      with e as (insert into ops.outbox (event_id, hub, partition_key, body, run_id, created_at, sent_at)
        values ('buried', 'orders', 'AAPL', '{}', repeat('0', 32), $1, $1) returning event_id)
      select 1`,
      [new Date(nowMs)],
    )
    expect(valuesOf(await stepTo(at2(4, 12)), 'orders_lag_seconds')).toEqual({ '': 60 })
    await desk.rows(
      `insert into ops.dead_letters (hub, partition_id, sequence_number, consumer, code, detail, body,
      created_at) values ('orders', '9', 1, 'orders', 'DATA_INVALID', '', '{"id":"buried"}', $1)`,
      [new Date(nowMs)],
    )
    expectMeasured(await stepTo(at2(4, 13)))
  })

  test('what cannot leave the outbox ages', async () => {
    await desk.rows(
      `insert into ops.outbox (event_id, hub, partition_key, body, created_at, claimed_until)
      values ('stuck', 'signals', 'AAPL', '{}', $1, 'infinity')`,
      [new Date(nowMs)],
    )
    expectMeasured(await stepTo(at2(4, 15)), { outbox_age_seconds: { '': 120 } })
    await desk.rows(`delete from ops.outbox where event_id = 'stuck'`)
    expectMeasured(await stepTo(at2(4, 16)))
  })

  test.each([
    ['HALTED', 2],
    ['REDUCING', 1],
    ['ACTIVE', 0],
  ])('%s is told as %d', async (state, level) => {
    await desk.rows(`update trading.trading_state set state = $1`, [state])
    const measured = await stepTo(nowMs + MINUTE_MS)
    expectMeasured(measured, { trading_state_raised: { '': level } })
  })

  test('a trading state that is missing is not ready, and has no level', async () => {
    const [row] = await desk.rows(`delete from trading.trading_state returning state, set_by`)
    expectMeasured(await stepTo(nowMs + MINUTE_MS), {
      trading_state_raised: {},
      not_ready: { ...QUIET.not_ready, 'neighbour=trading_state': 1 },
    })
    expect(row).toMatchObject({ state: 'ACTIVE' })
    await desk.rows(`insert into trading.trading_state (state, set_by, set_at) values ('ACTIVE', 'test', 'epoch')`)
    expectMeasured(await stepTo(nowMs + MINUTE_MS))
  })

  test('slots that were slept through are missed', async () => {
    // Four are overdue as the pulse wakes; for three of them a late start is worth it, for the opening list no more.
    expect(valuesOf(await stepTo(at2(10, 20)), 'slots_missed')).toEqual({ 'book=paper': 4 })
    expectMeasured(await stepTo(at2(10, 21)), { slots_missed: { 'book=paper': 1 } })
    const missed = await desk.rows(`select slot from ops.schedule_slots where status = 'MISSED' and day = '2026-03-05'`)
    expect(missed).toEqual([{ slot: 'watchlist-finalize' }])
  })

  test.each([
    ['eventHubs', 'neighbour=event_hubs', { hub_lag_seconds: {} }],
    ['blob', 'neighbour=blob', {}],
  ] as const)(
    'without %s its neighbour is not ready, and what the others tell is measured',
    async (service, series, over) => {
      await desk.platform.kill(service)
      const measured = await tickAt(nowMs + MINUTE_MS)
      const missed = { slots_missed: { 'book=paper': 1 } }
      expectMeasured(measured, { ...missed, ...over, not_ready: { ...QUIET.not_ready, [series]: 1 } })
      await desk.platform.restart(service)
      expectMeasured(await stepUntilReady(), missed)
    },
  )

  test('without Postgres there is a heartbeat, and nothing is made up', async () => {
    await desk.platform.kill('postgres')
    const { heartbeat, not_ready } = QUIET
    const { 'neighbour=trading_state': _, ...others } = not_ready
    const nothing = Object.fromEntries(METRIC_NAMES.map((metric) => [metric, {}]))
    expectMeasured(await tickAt(nowMs + MINUTE_MS), {
      ...nothing,
      heartbeat,
      not_ready: { ...others, 'neighbour=postgres': 1 },
    })
    await desk.platform.restart('postgres')
    expectMeasured(await stepUntilReady(), { slots_missed: { 'book=paper': 1 } })
  })

  test('rings each alert of the contract', () => {
    expect(new Set(all.map(({ metric }) => metric))).toEqual(new Set(METRIC_NAMES))
    const rung = evaluateAlerts(all, { from: at2(3, 59), to: nowMs }).map(({ metric }) => metric)
    // Nobody was away for five minutes, and the heart beat throughout but for what the clock leapt over.
    expect(new Set(rung)).toEqual(new Set(METRIC_NAMES.filter((name) => name !== 'not_ready')))
  })
})
