/** A trading day's rows for the dashboard's tests, written as the desk would have left them after a day of its own. */
import pg from 'pg'
import { type Instant, MINUTE_MS } from '../../shared/base/instant.ts'
import { dailyReportSchema } from '../../shared/contracts/api/reports.ts'
import type { Job, Slot } from '../../shared/contracts/schedule.ts'
import { type Candidate, type ScanGate, type Watchlist, watchlistSchema } from '../../shared/contracts/watchlists.ts'
import { encodeWire } from '../../shared/contracts/wire.ts'

/** A Friday with a full session. */
export const DAY = '2014-06-06'
const newYork = (time: string): Instant => Date.parse(`${DAY}T${time}:00-04:00`)

const BOOK = 'smoke'
const SEEN = ['MSFT', 'AAPL', 'NVDA', 'SOFI', 'RIOT', 'SPY'] as const
const KEPT = 3

function slot(time: string, job: Job, part: Partial<Slot>): Slot {
  const dueAt = newYork(time)
  const began = part.startedAt === undefined ? dueAt + 900 : part.startedAt
  return {
    ...{
      book: BOOK,
      day: DAY,
      slot: job,
      job,
      dueAt,
      status: 'COMPLETED',
      reason: null,
      detail: null,
      trigger: 'timer',
    },
    ...{ startedAt: began, endedAt: began === null ? null : began + 4_200, left: [] },
    lateByMs: began === null ? null : began - dueAt,
    ...part,
  }
}

const left = (what: string, count: number) => [{ what, count }]
const refresh = (time: string, part: Partial<Slot> = {}): Slot =>
  slot(time, 'intraday-refresh', {
    slot: `intraday-refresh-${time.replace(':', '')}`,
    left: left('symbols', 3),
    ...part,
  })

/** One slot of each fate, as a mixed day leaves them. */
export const SLOTS: readonly Slot[] = [
  slot('03:58', 'startup-check', { left: left('checks', 7) }),
  slot('04:00', 'premarket-scan', { left: left('symbols', KEPT), detail: 'looked at 6 symbols' }),
  slot('09:15', 'watchlist-finalize', { left: left('symbols', KEPT), startedAt: newYork('09:27'), trigger: 'watch' }),
  slot('09:25', 'warm-up', { status: 'FAILED', reason: 'OUTAGE', detail: 'Blob cannot be reached' }),
  slot('09:30', 'session-open', { left: left('marker', 1) }),
  refresh('09:35'),
  refresh('11:30', { status: 'MISSED', reason: 'SLOT_MISSED', startedAt: null, left: [], trigger: 'watch' }),
  refresh('13:30', { status: 'BLOCKED', reason: 'NO_LIVE_VENDOR', left: [] }),
  slot('16:05', 'afterhours-scan', { left: left('symbols', 2) }),
  slot('17:30', 'retrain', { status: 'SKIPPED', reason: 'RETRAIN_DISABLED', startedAt: null }),
  slot('18:00', 'daily-report', { left: left('report', 1) }),
]

const passed = (gate: string, value: number, threshold: string): ScanGate => ({
  ...{ gate, verdict: 'PASS', value, threshold, reason: null },
})

function candidate(symbol: string, index: number): Candidate {
  const price = 20 + index
  const kept = index < KEPT
  const spread = passed('spread', 0.2, '<= 0.75 %')
  const stopped: ScanGate =
    index === KEPT
      ? { gate: 'spread', verdict: 'UNKNOWN', value: null, threshold: '<= 0.75 %', reason: 'SPREAD_UNKNOWN' }
      : { gate: 'gap_rvol', verdict: 'DROP', value: 'gap 1.2 %, rvol 0.8', threshold: 'gap >= 5 %', reason: 'gap_rvol' }
  return {
    ...{ symbol, kept, rank: kept ? index + 1 : null, price, gapPercent: kept ? 6.25 - index : 1.2 },
    bid: index === KEPT ? null : price - 0.02,
    ask: index === KEPT ? null : price + 0.02,
    spreadPercent: index === KEPT ? null : 0.2,
    relativeVolume: kept ? 3.4 : 0.8,
    ...{ volume: 1_250_000 - index, dollarVolume: price * 1_250_000, pricedAt: newYork('04:00') },
    gates: [passed('price', price, '1 to 50 USD'), ...(kept ? [spread] : [stopped])],
  }
}

const watchlist = (bucket: string, time: string): Watchlist => ({
  ...({ book: BOOK, bucket, day: DAY, asOf: newYork(time), source: 'scan', synthetic: true, tags: [] } as const),
  symbols: SEEN.slice(0, KEPT),
  candidates: SEEN.map(candidate),
})

const REPORT = {
  ...({ book: BOOK, day: DAY, madeAt: newYork('18:00'), synthetic: true } as const),
  pnl: { realized: '12.5', fees: '0.4', unrealized: null, net: null },
  counts: { decisions: 40, orders: 3, trades: 2, winners: 1 },
  execution: { fills: 5, sharesFilled: '90', cost: '1.35', costBp: 4.2, spreadPercent: null },
  refusals: [
    { reason: 'no_signal', count: 31 },
    { reason: 'kill_switch_active', count: 6 },
  ],
  positions: [{ symbol: 'MSFT', netQty: '20', avgPrice: '41.2', markPrice: null, unrealizedPnl: null }],
  slots: [...SLOTS],
  incidents: [
    { at: newYork('09:25'), what: 'slot_failed', detail: 'Warm-up: Blob cannot be reached' },
    { at: newYork('11:30'), what: 'slot_missed', detail: 'Intraday refresh: nothing ran it' },
  ],
  blobPath: `reports/${BOOK}/${DAY}.html`,
}

const iso = (at: Instant | null): string | null => (at === null ? null : new Date(at).toISOString())

/** Writes the schedule, two lists and a report of the day into book smoke. */
export async function storeDay(databaseUrl: string): Promise<void> {
  await usingDatabase(databaseUrl, async (client) => {
    await client.query('insert into ops.schedule_books values ($1, $2)', [BOOK, iso(newYork('03:00'))])
    for (const each of SLOTS) {
      await client.query(
        `insert into ops.schedule_slots (book, day, slot, job, due_at, status, reason, detail, trigger, token,
           started_at, ended_at, left_rows) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11, $12)`,
        [BOOK, DAY, each.slot, each.job, iso(each.dueAt), each.status, each.reason, each.detail, each.trigger].concat([
          ...[iso(each.startedAt), iso(each.endedAt ?? each.dueAt + 30 * MINUTE_MS), JSON.stringify(each.left)],
        ]),
      )
    }
    for (const list of [watchlist('premarket', '04:00'), watchlist('opening', '09:27')]) {
      const wire = encodeWire(watchlistSchema, list) as { readonly candidates: unknown }
      await client.query('insert into market.watchlists values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)', [
        ...[BOOK, list.bucket, DAY, iso(list.asOf), list.source, list.synthetic, list.tags, list.symbols],
        ...[SEEN.length - KEPT, JSON.stringify(wire.candidates)],
      ])
    }
    await client.query('insert into trading.daily_reports values ($1, $2, $3, $4, $5)', [
      ...[BOOK, DAY, iso(REPORT.madeAt), JSON.stringify(encodeWire(dailyReportSchema, REPORT)), REPORT.blobPath],
    ])
  })
}

const ORDERS_SQL = `
  insert into trading.orders
    (book, id, symbol, side, qty, status, rank, execute, synthetic, submitted_at, created_at, updated_at)
  select 'paper', lpad(to_hex(n), 32, '0'), 'MANY' || n % 7, 'buy', 1, 'canceled', 9, false, false, at, at, at
  from generate_series(1, $1) n, lateral (select $2::timestamptz - n * interval '1 second' as at) made`

/** Writes that many orders into book paper, a second apart, none of which was ever filled. */
export async function storeOrders(databaseUrl: string, count: number): Promise<void> {
  await usingDatabase(databaseUrl, async (client) => {
    await client.query(ORDERS_SQL, [count, iso(newYork('16:00'))])
  })
}

async function usingDatabase(databaseUrl: string, use: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await use(client)
  } finally {
    await client.end()
  }
}
