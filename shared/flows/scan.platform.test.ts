/** The lists of a day on a real server and the synthetic market: fenced, immutable, explained. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type MigratedDatabase, startMigratedDatabase } from '../../scripts/testing/migrated-database.ts'
import { createClosureStore } from '../adapters/postgres/closures.ts'
import { type Database, openDatabase } from '../adapters/postgres/database.ts'
import { createScheduleStore } from '../adapters/postgres/schedule.ts'
import { createWatchlistStore } from '../adapters/postgres/watchlists.ts'
import { createSyntheticSnapshots } from '../adapters/vendors/synthetic/synthetic-snapshots.ts'
import { createSyntheticSource } from '../adapters/vendors/synthetic/synthetic-source.ts'
import { MINUTE_MS } from '../base/instant.ts'
import { Unavailable } from '../base/unavailable.ts'
import { type DeskSettings, readConfig } from '../config/config.ts'
import type { Book } from '../contracts/books.ts'
import { SCAN_SYMBOLS_MAX, STATIC_UNIVERSE } from '../contracts/scan-settings.ts'
import type { Job } from '../contracts/schedule.ts'
import type { Watchlist } from '../contracts/watchlists.ts'
import { newYorkInstant, tradingDayOf } from '../domain/calendar/index.ts'
import type { BarSource } from '../ports/bars.ts'
import { type Fence, FenceLost } from '../ports/schedule.ts'
import type { SnapshotSource } from '../ports/snapshots.ts'
import { listOpening } from './finalise-watchlist.ts'
import { currentWatchlist } from './lib/current-watchlist.ts'
import type { ScanPorts } from './lib/scan.ts'
import { listIntraday } from './refresh-intraday.ts'
import { listAfterhours } from './scan-afterhours.ts'
import { listPremarket } from './scan-premarket.ts'
import { writeWatchlist } from './write-watchlist.ts'

let server: MigratedDatabase
let database: Database

beforeAll(async () => {
  server = await startMigratedDatabase(1, 0)
  database = server.database
})
beforeEach(() => server.administer('truncate market.watchlists, market.closures, ops.schedule_slots'))
afterAll(async () => await server?.[Symbol.asyncDispose]())

const DAY = '2026-03-04'
const at = (minute: number, day = DAY): number => newYorkInstant(day, minute)
const MORNING = at(8 * 60)
const LATER = at(9 * 60 + 15)
const NOON = at(12 * 60)
const EVENING = at(16 * 60 + 5)

/** Gates that a calm invented market passes. */
const CALM = { PRICE_MAX: '100000', GAP_MIN_PCT: '0', RVOL_MIN: '0', RVOL_MIN_INTRADAY: '0.5', MOVE_MIN_PCT_AFTER: '0' }

function settingsOf(environment: Readonly<Record<string, string>> = {}): DeskSettings {
  const needed = { DATABASE_URL: 'postgres://none/none', EVENTS: 'none', AzureWebJobsStorage: 'none' }
  return readConfig({ ...needed, ...CALM, ...environment }).config.desk
}

function portsAt(now: number, changes: Partial<ScanPorts> = {}): ScanPorts {
  return {
    clock: { now: () => now },
    closures: createClosureStore(database),
    watchlists: createWatchlistStore(database),
    snapshots: createSyntheticSnapshots(),
    source: createSyntheticSource(),
    settings: settingsOf(),
    ...changes,
  }
}

const LEASE_MS = 10 * MINUTE_MS
/** Takes the job's slot, or takes it over where the lease of its holder has lapsed. */
async function claim(job: Job, now: number, book: Book = 'practice'): Promise<Fence> {
  const slot = { book, day: tradingDayOf(now), slot: job, job, dueAt: now }
  const fence = await createScheduleStore(database).claim(slot, { trigger: 'timer', forMs: LEASE_MS }, now)
  if (!fence) throw new Error(`${job} is held`)
  return fence
}

const premarketAt = async (now = MORNING, changes: Partial<ScanPorts> = {}) =>
  await listPremarket(portsAt(now, changes), await claim('premarket-scan', now))
const storedOf = async (bucket: string, book: Book = 'practice'): Promise<Watchlist> => {
  const list = await createWatchlistStore(database).ofDay(book, bucket, DAY)
  if (!list) throw new Error(`there is no ${bucket}`)
  return list
}
const rowCount = async (): Promise<number> => (await database.query(null, 'select from market.watchlists')).length

describe('a day of scans', () => {
  test('leaves a rough list, an opening list within it, an intraday one and one of the evening', async () => {
    const premarket = await premarketAt()
    expect(premarket.left).toEqual([
      { what: 'list premarket', count: 1 },
      { what: 'symbols kept', count: 20 },
      { what: 'symbols looked at', count: 20 },
    ])
    const opening = await listOpening(portsAt(LATER), await claim('watchlist-finalize', LATER))
    expect(opening.detail).toBe('15 of 20 symbols kept; out: LIST_FULL 5')
    await listIntraday(portsAt(NOON), await claim('intraday-refresh', NOON))
    await listAfterhours(portsAt(EVENING), await claim('afterhours-scan', EVENING))

    const rough = await storedOf('premarket')
    expect(rough).toMatchObject({ asOf: MORNING, source: 'scan', synthetic: true, tags: ['universe textlist'] })
    expect(rough.candidates.map(({ symbol }) => symbol).sort()).toEqual([...STATIC_UNIVERSE].sort())
    const first = await storedOf('opening')
    expect(first.symbols).toHaveLength(15)
    expect(rough.symbols).toEqual(expect.arrayContaining(first.symbols))
    expect(first.candidates.filter(({ kept }) => kept).map(({ symbol }) => symbol)).toEqual(first.symbols)
    for (const { pricedAt, price, relativeVolume } of first.candidates) {
      expect(pricedAt).toBeLessThanOrEqual(LATER)
      expect(price).toBeGreaterThan(0)
      expect(relativeVolume).toBeGreaterThan(0)
    }
    expect((await storedOf('intraday-core')).candidates).toHaveLength(20)
    expect((await storedOf('afterhours')).symbols.length).toBeGreaterThan(0)
    const day = await createWatchlistStore(database).madeOn('practice', DAY)
    expect(day.map(({ bucket }) => bucket)).toEqual(['premarket', 'opening', 'intraday-core', 'afterhours'])
  })

  test('is the same list when it is made again at the same instant, and takes the place of the first', async () => {
    const fence = await claim('premarket-scan', MORNING)
    await listPremarket(portsAt(MORNING), fence)
    const first = await storedOf('premarket')
    await listPremarket(portsAt(MORNING), fence)
    expect(await storedOf('premarket')).toEqual(first)
    expect(await rowCount()).toBe(1)
  })

  test('explains in words and gates why a symbol is out', async () => {
    const report = await premarketAt(MORNING, { settings: settingsOf({ GAP_MIN_PCT: '90', RVOL_MIN: '90' }) })
    expect(report.detail).toBe('0 of 20 symbols kept; out: gap_rvol 20')
    expect((await storedOf('premarket')).candidates[0]).toMatchObject({
      kept: false,
      gates: expect.arrayContaining([
        expect.objectContaining({ gate: 'gap_rvol', verdict: 'DROP', threshold: 'gap >= 90 % or rvol >= 90' }),
      ]),
    })
  })

  test('counts a session that an operator shortened or called off', async () => {
    const closures = createClosureStore(database)
    await closures.set('2026-03-03', { reason: 'storm', closesMinute: null }, 'test', MORNING)
    await premarketAt()
    // The synthetic vendor knows nothing of closures: its history ends with a session that did not happen.
    expect((await storedOf('premarket')).candidates[0]?.gates[0]).toMatchObject({
      ...{ gate: 'history', verdict: 'UNKNOWN', reason: 'HISTORY_STALE' },
      ...{ value: '5 up to 2026-03-03', threshold: '>= 1 up to 2026-03-02' },
    })
  })
})

describe('the opening list', () => {
  const finalise = async (now = LATER, changes: Partial<ScanPorts> = {}) =>
    await listOpening(portsAt(now, changes), await claim('watchlist-finalize', now))

  test('is not made without a premarket list', async () => {
    const report = await finalise()
    expect(report.left).toEqual([])
    expect(report.detail).toMatch(/no premarket list of 2026-03-04 in book practice/)
    expect(await rowCount()).toBe(0)
  })

  test('of an empty premarket list is empty, and says so', async () => {
    await premarketAt(MORNING, { settings: settingsOf({ PRICE_MIN: '99999' }) })
    expect((await finalise()).detail).toMatch(/premarket list of .* is empty, so the opening list is empty/)
    expect(await storedOf('opening')).toMatchObject({ symbols: [], candidates: [] })
  })

  test('stands for the day, however often and by whomever it is written', async () => {
    await premarketAt()
    const fence = await claim('watchlist-finalize', LATER)
    await listOpening(portsAt(LATER), fence)
    const first = await storedOf('opening')
    const again = await listOpening(portsAt(LATER + MINUTE_MS), fence)
    expect(again.left[0]).toEqual({ what: 'list opening', count: 1 })
    expect(again.detail).toMatch(/stands/)
    const byHand = { book: 'practice', symbols: ['SPY'], tags: [], source: 'manual' } as const
    const ports = portsAt(NOON)
    expect(await writeWatchlist(ports, 'opening', { ...byHand, symbols: ['SPY'], tags: [] })).toBeNull()
    expect(await storedOf('opening')).toEqual(first)
    const other = await writeWatchlist(ports, 'opening', { ...byHand, book: 'paper', symbols: ['SPY'], tags: [] })
    expect(other?.symbols).toEqual(['SPY'])
    const tomorrow = portsAt(at(560, '2026-03-05'))
    expect(await writeWatchlist(tomorrow, 'opening', { ...byHand, symbols: ['QQQ'], tags: [] })).not.toBeNull()
  })

  test('is written once by twenty who write at the same time', async () => {
    const store = createWatchlistStore(database)
    const saved = await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const list = { book: 'practice', bucket: 'opening', day: DAY, asOf: LATER + index, source: 'manual' } as const
        return store.save({ ...list, synthetic: false, tags: [], symbols: [`S${index}`], candidates: [] }, null)
      }),
    )
    expect(saved.filter(Boolean)).toHaveLength(1)
    expect(await rowCount()).toBe(1)
  })
})

describe('a holder whose slot has gone to another', () => {
  test.each([
    ['premarket-scan', listPremarket],
    ['watchlist-finalize', listOpening],
    ['intraday-refresh', listIntraday],
    ['afterhours-scan', listAfterhours],
  ] as const)('writes nothing: %s', async (job, flow) => {
    if (job === 'watchlist-finalize') await premarketAt()
    const before = await rowCount()
    const old = await claim(job, NOON)
    const heir = await claim(job, NOON + LEASE_MS)
    expect(heir.token).toBeGreaterThan(old.token)
    await expect(flow(portsAt(NOON + LEASE_MS), old)).rejects.toThrow(FenceLost)
    expect(await rowCount()).toBe(before)
    await flow(portsAt(NOON + LEASE_MS), heir)
    expect(await rowCount()).toBe(before + 1)
  })

  test('nor does one whose slot was ended, or that never had one', async () => {
    const fence = await claim('premarket-scan', MORNING)
    const end = { status: 'FAILED', reason: 'JOB_FAILED', detail: null, left: [] } as const
    await createScheduleStore(database).finish(fence, end, MORNING)
    await expect(listPremarket(portsAt(MORNING), fence)).rejects.toThrow(FenceLost)
    await expect(listPremarket(portsAt(MORNING), { ...fence, slot: 'no-slot' })).rejects.toThrow(FenceLost)
    expect(await rowCount()).toBe(0)
  })

  test('writes nothing even when the takeover is not committed yet: the write waits for it', async () => {
    const fence = await claim('premarket-scan', MORNING)
    const within = { connectionsMax: 2, acquireWithinMs: 5_000, statementWithinMs: 15_000 }
    const other = openDatabase({ url: server.url, ...within })
    const waits = async (): Promise<boolean> =>
      (await other.query(null, 'select from pg_locks where not granted')).length > 0
    const list = { book: 'practice', bucket: 'premarket', day: DAY, asOf: MORNING, source: 'scan' } as const
    const save = () =>
      createWatchlistStore(database).save({ ...list, synthetic: true, tags: [], symbols: [], candidates: [] }, fence)
    const saved = await other.transact(async (transaction) => {
      await transaction.query(null, 'update ops.schedule_slots set token = token + 1')
      const pending = save()
      for (let look = 0; look < 1_000 && !(await waits()); look += 1);
      expect(await waits()).toBe(true)
      return { pending }
    })
    expect(await saved.pending).toBe(false)
    expect(await rowCount()).toBe(0)
    await other.close()
  })
})

describe('what is not scanned', () => {
  test.each([
    ['another day than today', {}, at(600, '2026-03-05'), /today is 2026-03-05/],
    ['an empty folder', { WATCHLIST_SOURCE: 'file-universe', DATA_DIR: '/none' }, MORNING, /names no symbol/],
  ])('%s', async (_, environment, now, words) => {
    const fence = await claim('premarket-scan', MORNING)
    const report = await listPremarket(portsAt(now, { settings: settingsOf(environment) }), fence)
    expect(report.left).toEqual([])
    expect(report.detail).toMatch(words)
    expect(await rowCount()).toBe(0)
  })

  test('made-up prices for a book that may be real', async () => {
    const report = await listPremarket(portsAt(MORNING), await claim('premarket-scan', MORNING, 'paper'))
    expect(report).toMatchObject({ left: [], detail: 'made-up prices stay out of book paper' })
    expect(await rowCount()).toBe(0)
  })
})

describe('a vendor that fails', () => {
  const source = createSyntheticSource()
  const failingFor = (symbols: readonly string[], fetch: BarSource['fetch']): BarSource => ({
    vendor: 'synthetic',
    fetch: (request) => (symbols.includes(request.symbol) ? fetch(request) : source.fetch(request)),
  })
  const outage: BarSource['fetch'] = async () => {
    throw new Unavailable('vendor', 'the line is dead')
  }
  const settings = settingsOf({ WATCHLIST_TEXT: 'SPY,QQQ,IWM,AMD', WATCHLIST_SOURCE: 'manual' })

  test('for some symbols costs the others nothing, and its words are kept', async () => {
    const refusal: BarSource['fetch'] = async () => ({
      kind: 'refused',
      reason: 'NO_DATA',
      detail: 'never heard of it',
    })
    const snapshots = createSyntheticSnapshots()
    const blind: SnapshotSource = {
      ...snapshots,
      snapshots: (symbols, now) =>
        snapshots.snapshots(
          symbols.filter((symbol) => symbol !== 'AMD'),
          now,
        ),
    }
    const broken = failingFor(['QQQ'], outage)
    const partly: BarSource = {
      vendor: 'synthetic',
      fetch: (request) => (request.symbol === 'IWM' ? refusal(request) : broken.fetch(request)),
    }
    await premarketAt(MORNING, { settings, source: partly, snapshots: blind })
    const { candidates, symbols, tags } = await storedOf('premarket')
    expect({ symbols, tags }).toEqual({ symbols: ['SPY'], tags: ['universe manual'] })
    expect(candidates.slice(1).map(({ symbol, gates }) => [symbol, gates[0]?.reason, gates[0]?.value])).toEqual([
      ['AMD', 'NO_SNAPSHOT', 'the vendor synthetic has no snapshot of AMD'],
      ['IWM', 'NO_DATA', 'never heard of it'],
      ['QQQ', 'OUTAGE', 'vendor: the line is dead'],
    ])
  })

  test('for all symbols is an outage: the slot may try again', async () => {
    const dead: BarSource = { vendor: 'synthetic', fetch: outage }
    await expect(premarketAt(MORNING, { settings, source: dead })).rejects.toThrow(Unavailable)
    expect(await rowCount()).toBe(0)
  })

  test('a fault of ours is no outage', async () => {
    const broken = failingFor(['QQQ'], async () => {
      throw new TypeError('a bug')
    })
    await expect(premarketAt(MORNING, { settings, source: broken })).rejects.toThrow(TypeError)
  })
})

test('an intraday scan looks at the opening list first, and tells what lies beyond its bound', async () => {
  const universe = Array.from({ length: SCAN_SYMBOLS_MAX }, (_, index) => `U${index}`)
  const settings = settingsOf({ WATCHLIST_TEXT: universe.join(' '), WATCHLIST_SOURCE: 'manual' })
  await writeWatchlist(portsAt(LATER), 'opening', {
    ...{ book: 'practice', symbols: ['ZZZ', 'U0'], tags: [], source: 'manual' },
  })
  const source: BarSource = {
    vendor: 'synthetic',
    fetch: async ({ symbol }) => ({ kind: 'refused', reason: 'NO_DATA', detail: `no ${symbol}` }),
  }
  const snapshots = { ...createSyntheticSnapshots(), snapshots: async () => [] }
  await listIntraday(portsAt(NOON, { settings, source, snapshots }), await claim('intraday-refresh', NOON))
  const { candidates } = await storedOf('intraday-core')
  const reasonOf = (name: string) => candidates.find(({ symbol }) => symbol === name)?.gates[0]?.reason
  expect(candidates).toHaveLength(SCAN_SYMBOLS_MAX + 1)
  expect(['ZZZ', 'U0', 'U198', 'U199'].map(reasonOf)).toEqual(['NO_DATA', 'NO_DATA', 'NO_DATA', 'BEYOND_SCAN_MAX'])
})

describe('what the desk watches', () => {
  const current = (now: number, book: Book = 'practice') =>
    currentWatchlist(portsAt(now, { settings: settingsOf({ WATCHLIST_TEXT: 'DIA' }) }), book, now)
  const write = (bucket: string, now: number, symbols: string[]) =>
    writeWatchlist(portsAt(now), bucket, { book: 'practice', symbols, tags: [], source: 'manual' })

  test('is the day’s newest opening or intraday list made by then, beside the symbols of the settings', async () => {
    await write('opening', LATER, ['AAA'])
    await write('premarket', NOON, ['NOT'])
    await write('intraday-core', NOON, ['BBB'])
    await write('intraday-core', EVENING, ['CCC'])
    const seen = async (now: number) => (await current(now)).symbols
    expect(await seen(LATER - 1)).toEqual(['DIA'])
    expect(await seen(LATER)).toEqual(['AAA', 'DIA'])
    expect(await seen(NOON)).toEqual(['BBB', 'DIA'])
    expect(await seen(EVENING)).toEqual(['CCC', 'DIA'])
    expect(await current(at(600, '2026-03-05'))).toMatchObject({ source: 'settings', day: null, symbols: ['DIA'] })
    expect(await current(NOON, 'paper')).toMatchObject({ source: 'settings', bucket: null })
  })

  test('is the settings alone where the newest list is empty', async () => {
    await premarketAt(MORNING, { settings: settingsOf({ PRICE_MIN: '99999' }) })
    await listOpening(portsAt(LATER), await claim('watchlist-finalize', LATER))
    expect(await current(NOON)).toMatchObject({ bucket: 'opening', source: 'scan', symbols: ['DIA'] })
  })
})
