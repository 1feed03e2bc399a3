import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type MigratedDatabase, startMigratedDatabase } from '../../../scripts/testing/migrated-database.ts'
import { idOf } from '../../base/digest.ts'
import { DAY_MS, HOUR_MS, isoOf } from '../../base/instant.ts'
import type { DailyReport } from '../../contracts/api/reports.ts'
import type { Book } from '../../contracts/books.ts'
import { dailyReport } from '../../domain/overview/index.ts'
import type { ReportStore } from '../../ports/reports.ts'
import type { Database } from './database.ts'
import { createReportStore } from './reports.ts'
import { createScheduleStore } from './schedule.ts'

const DAY = '2026-03-04'
const FROM = Date.parse('2026-03-04T05:00:00Z')
const BOUNDS = { from: FROM, to: FROM + DAY_MS }
const NOON = FROM + 12 * HOUR_MS
let server: MigratedDatabase
let database: Database
let store: ReportStore

beforeAll(async () => {
  server = await startMigratedDatabase(2, NOON)
  database = server.database
  store = createReportStore(database)
})
afterAll(async () => await server?.[Symbol.asyncDispose]())
beforeEach(() =>
  server.administer(
    `truncate trading.fills, trading.orders, trading.positions, trading.runs, trading.run_events, trading.intents,
     market.signals, ops.dead_letters, ops.schedule_slots, trading.daily_reports`,
  ),
)

interface FillOf {
  readonly side?: 'buy' | 'sell'
  readonly qty?: number
  readonly pnl?: number
}
let ids = 0
const id = (): string => {
  ids += 1
  return idOf('test', ids)
}
const fill = (book: Book, at: number, { side = 'buy', qty = 10, pnl }: FillOf = {}) =>
  database.query(
    null,
    `insert into trading.fills
     (book, id, order_id, symbol, side, qty, price, fee, cost, spread, spread_source, pnl, synthetic, filled_at)
     values ($1, $2, $2, 'AAPL', $3, $4, 20.5, 1, 0.1, 0.03, 'quoted', $5, false, $6)`,
    [book, id(), side, qty, pnl ?? null, isoOf(at)],
  )
const run = (book: Book, at: number, intent: string | null, reason: string | null) =>
  database.query(
    null,
    `insert into trading.runs values ($1, $2, 'AAPL', 'breakout', 'bar', '15Min', $3, false, $4, $5, '{}')`,
    [id(), book, isoOf(at), intent, reason],
  )
const order = (book: Book, at: number, status: string, reason: string | null) =>
  database.query(
    null,
    `insert into trading.orders
     (book, id, symbol, side, status, rank, reason, execute, synthetic, created_at, updated_at)
     values ($1, $2, 'AAPL', 'buy', $3, 4, $4, true, false, $5, $5)`,
    [book, id(), status, reason, isoOf(at)],
  )
const position = (book: Book, symbol: string, qty: number, average: number | null) =>
  database.query(null, `insert into trading.positions values ($1, $2, $3, $4, 0, 0, $5)`, [
    ...[book, symbol, qty, average, isoOf(NOON)],
  ])
const price = (book: Book, at: number, value: number, symbol = 'AAPL') =>
  database.query(
    null,
    `insert into market.signals (book, symbol, interval, at, open, high, low, price, volume, synthetic)
     values ($1, $2, '1Min', $3, 1, 1, 1, $4, 1, true)`,
    [book, symbol, isoOf(at), value],
  )
const letter = (sequence: number, at: number, body: string) =>
  database.query(null, `insert into ops.dead_letters values ('bars', '0', $1, 'c', 'NOT_JSON', $2, $3, $4)`, [
    ...[sequence, `detail ${sequence}`, body, isoOf(at)],
  ])

describe('the facts of a day', () => {
  test('are those of its own hours, the first included and the last not, and of its own book', async () => {
    for (const at of [FROM - 1, FROM, NOON, BOUNDS.to - 1, BOUNDS.to]) {
      await fill('paper', at, { pnl: 1.5 })
      await run('paper', at, null, 'no_signal')
      await order('paper', at, 'expired', 'INTENT_EXPIRED')
    }
    await fill('live', NOON)
    await run('live', NOON, id(), null)
    await order('live', NOON, 'filled', null)
    const facts = await store.facts('paper', DAY, BOUNDS)
    expect(facts.fills).toHaveLength(3)
    expect(facts.fills[0]).toEqual({
      ...{ qty: '10', price: '20.5', fee: '1', cost: '0.1', spread: '0.03', pnl: '1.5', synthetic: false },
    })
    expect(facts.decisions).toEqual([{ ordered: false, reason: 'no_signal', count: 3, synthetic: false }])
    expect(facts.orders).toEqual([
      ...[{ symbol: 'AAPL', status: 'expired', reason: 'INTENT_EXPIRED', count: 3, at: FROM, synthetic: false }],
    ])
    expect(await store.facts('replay', DAY, BOUNDS)).toEqual({
      ...{ fills: [], decisions: [], orders: [], positions: [], letters: [], slots: [] },
    })
  })

  test('have a decision with an intent as an order, whatever its reason', async () => {
    await run('paper', NOON, id(), 'trading_disabled')
    await run('paper', NOON, null, 'HOLDING')
    const { decisions } = await store.facts('paper', DAY, BOUNDS)
    expect(decisions.toSorted((a, b) => Number(b.ordered) - Number(a.ordered))).toEqual([
      { ordered: true, reason: 'trading_disabled', count: 1, synthetic: false },
      { ordered: false, reason: 'HOLDING', count: 1, synthetic: false },
    ])
  })

  test('mark what is held with the last price of the day itself', async () => {
    for (const symbol of ['AAPL', 'KO', 'GE']) await position('paper', symbol, 10, 20)
    await price('paper', NOON, 21)
    await price('paper', NOON + 60_000, 22.5)
    await price('paper', BOUNDS.to, 99)
    await price('live', NOON + 120_000, 98)
    await price('paper', FROM - 1, 97, 'KO')
    const { positions } = await store.facts('paper', DAY, BOUNDS)
    expect(positions.toSorted((a, b) => (a.symbol < b.symbol ? -1 : 1))).toEqual([
      { symbol: 'AAPL', netQty: '10', avgPrice: '20', markPrice: '22.5', synthetic: true },
      { symbol: 'GE', netQty: '10', avgPrice: '20', markPrice: null, synthetic: false },
      { symbol: 'KO', netQty: '10', avgPrice: '20', markPrice: null, synthetic: false },
    ])
  })

  test('take back what was filled after the day; the average of then is UNKNOWN', async () => {
    await position('paper', 'AAPL', 4, 20)
    await fill('paper', BOUNDS.to, { side: 'buy', qty: 3 })
    await fill('paper', BOUNDS.to + 1, { side: 'sell', qty: 9 })
    await price('paper', NOON, 21)
    const { positions } = await store.facts('paper', DAY, BOUNDS)
    expect(positions).toEqual([{ symbol: 'AAPL', netQty: '10', avgPrice: null, markPrice: '21', synthetic: true }])
    // Closed the day after: it was held.
    await database.query(null, 'update trading.positions set net_qty = 0, avg_price = null')
    await fill('paper', BOUNDS.to + 2, { side: 'sell', qty: 4 })
    expect((await store.facts('paper', DAY, BOUNDS)).positions).toMatchObject([{ netQty: '10', avgPrice: null }])
    // Opened the day after: it was not.
    expect((await store.facts('paper', DAY, { from: FROM - DAY_MS, to: FROM })).positions).toHaveLength(1)
    await database.query(null, 'update trading.positions set net_qty = -10')
    expect((await store.facts('paper', DAY, BOUNDS)).positions).toEqual([])
  })

  test('have the dead letters of the book, and those that are too broken to name one', async () => {
    await letter(1, NOON + 1, '{"book": "paper", "data": {"book":"live"}}')
    await letter(2, NOON, 'no json')
    await letter(3, NOON, '{"book":"live"}')
    await letter(4, NOON, `${'['.repeat(90_000)}`)
    await letter(5, NOON, '{"book":"nobody"}')
    await letter(6, BOUNDS.to, '{"book":"paper"}')
    const { letters } = await store.facts('paper', DAY, BOUNDS)
    expect(letters).toEqual([{ hub: 'bars', code: 'NOT_JSON', count: 4, at: NOON, detail: 'detail 1' }])
  })

  test('have the slots of the day as they stand', async () => {
    const schedule = createScheduleStore(database)
    const slot = { book: 'paper', day: DAY, slot: 'warm-up', job: 'warm-up', dueAt: NOON } as const
    const fence = await schedule.claim(slot, { trigger: 'timer', forMs: HOUR_MS }, NOON + 1_000)
    const end = { status: 'BLOCKED', reason: 'NO_LIVE_VENDOR', detail: 'why', left: [] } as const
    if (fence) await schedule.finish(fence, end, NOON + 2_000)
    const { slots } = await store.facts('paper', DAY, BOUNDS)
    expect(slots).toEqual([
      {
        ...{ book: 'paper', day: DAY, slot: 'warm-up', job: 'warm-up', dueAt: NOON, trigger: 'timer' },
        ...{ status: 'BLOCKED', reason: 'NO_LIVE_VENDOR', detail: 'why', left: [] },
        ...{ startedAt: NOON + 1_000, endedAt: NOON + 2_000, lateByMs: 1_000 },
      },
    ])
    expect((await store.facts('live', DAY, BOUNDS)).slots).toEqual([])
  })
})

const EMPTY = { fills: [], decisions: [], orders: [], positions: [], slots: [], letters: [] }
const reportOf = (book: Book, day: string, madeAt = NOON): DailyReport =>
  dailyReport({ ...EMPTY, book, day, madeAt, fills: [{ ...FILL, pnl: '1.25' }] })
const FILL = { qty: '3', price: '7', fee: '0.5', cost: '0.1', spread: '0.02', synthetic: false }

describe('a stored report', () => {
  test('is found as it was, and a newer one stands in its place', async () => {
    const report = { ...reportOf('paper', DAY), blobPath: 'reports/paper/x.html' }
    expect(await store.save(report, null)).toBe(true)
    expect(await store.find('paper', DAY)).toEqual(report)
    expect(await store.find('live', DAY)).toBeNull()
    const newer = reportOf('paper', DAY, NOON + 1)
    expect(await store.save(newer, null)).toBe(true)
    expect(await store.find('paper', DAY)).toEqual(newer)
  })

  test('is listed by day, the newest first, and each book for itself', async () => {
    for (const day of ['2026-03-02', '2026-03-04', '2026-03-03']) await store.save(reportOf('paper', day), null)
    await store.save(reportOf('live', '2026-03-03'), null)
    const named = async (book: Book | undefined, limit: number) =>
      (await store.list(book, limit)).map((row) => `${row.day} ${row.book}`)
    expect(await named(undefined, 3)).toEqual(['2026-03-04 paper', '2026-03-03 live', '2026-03-03 paper'])
    expect(await named('paper', 200)).toEqual(['2026-03-04 paper', '2026-03-03 paper', '2026-03-02 paper'])
    expect(await named('replay', 200)).toEqual([])
    expect((await store.list('live', 1))[0]).toEqual({
      ...{ book: 'live', day: '2026-03-03', madeAt: NOON, netPnl: '0.75', incidents: 0 },
    })
  })
})

/** Looks at the server's locks; one takes well under a millisecond. */
const LOOKS_MAX = 5_000

describe('the fence of a report', () => {
  const slot = { book: 'paper', day: DAY, slot: 'daily-report', job: 'daily-report', dueAt: NOON } as const
  const how = { trigger: 'timer', forMs: HOUR_MS } as const
  const take = async (now: number) => {
    const fence = await createScheduleStore(database).claim(slot, how, now)
    if (!fence) throw new Error('the slot is held')
    return fence
  }

  test('lets the holder write, and nobody after it was taken over or has ended', async () => {
    const first = await take(NOON)
    expect(await store.save(reportOf('paper', DAY), first)).toBe(true)
    const second = await take(NOON + HOUR_MS)
    expect(await store.save(reportOf('paper', DAY, 1), first)).toBe(false)
    expect(await store.save(reportOf('paper', DAY, 2), { ...second, slot: 'another' })).toBe(false)
    expect(await store.find('paper', DAY)).toMatchObject({ madeAt: NOON })
    expect(await store.save(reportOf('paper', DAY, 3), second)).toBe(true)
    const end = { status: 'COMPLETED', reason: null, detail: null, left: [] } as const
    await createScheduleStore(database).finish(second, end, NOON)
    expect(await store.save(reportOf('paper', DAY, 4), second)).toBe(false)
    expect(await store.find('paper', DAY)).toMatchObject({ madeAt: 3 })
  })

  test('makes whoever takes the slot over wait for a write that has begun', async () => {
    const fence = await take(NOON)
    const order: string[] = []
    let next: Promise<unknown> = Promise.resolve()
    await database.transact(async (transaction) => {
      expect(await createReportStore({ ...database, ...transaction }).save(reportOf('paper', DAY), fence)).toBe(true)
      next = take(NOON + HOUR_MS).then(() => order.push('taken over'))
      // Until the server itself says that somebody waits, the order of the two would prove nothing.
      const waiting = 'select 1 from pg_locks where not granted'
      for (let look = 0; look < LOOKS_MAX; look += 1) if ((await transaction.query(null, waiting)).length > 0) break
      order.push('written')
    })
    await next
    expect(order).toEqual(['written', 'taken over'])
  })
})
