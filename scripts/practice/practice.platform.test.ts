import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../shared/adapters/postgres/database.ts'
import { MINUTE_MS } from '../../shared/base/instant.ts'
import { newYorkInstant } from '../../shared/domain/calendar/index.ts'
import { syntheticBars } from '../../shared/domain/market/index.ts'
import { publishBars } from '../../shared/flows/publish-bars.ts'
import { Platform } from '../platform/platform.ts'
import { bringSeriesBack, setSeriesAside, watchedSymbols } from './book.ts'
import { openNeighbours } from './neighbours.ts'
import { publisherOf } from './real-time.ts'
import { endPractice, type PracticeRun, runPractice, startingClock } from './run.ts'
import { practiceDay } from './session.ts'
import { sessionSettings } from './settings.ts'
import { newState, type PracticeState } from './state.ts'

/** A session that closes early, with a universe of one of each kind: the same paths in half the time. */
const DAY = '2025-11-28'
const NEXT_DAY = '2025-12-01'
const SEED = 20_140_606
const ENV = { UNIVERSE: 'GAPF,GAPG,GAPH,HALTD,BIDA,THINA', SCHEDULE_BOOKS: 'practice' }
const BROKEN_OFF_AT = 100

const dirs: string[] = []
const opened: Platform[] = []

async function platformFor(dir: string, state: PracticeState): Promise<Platform> {
  const platform = await Platform.create({
    ...{ dir, clock: startingClock(state), env: sessionSettings(ENV, SEED), durable: false },
  })
  opened.push(platform)
  return platform
}

const newHome = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'gatehouse-practice-test-'))
  dirs.push(dir)
  return dir
}

const databaseOf = ({ databaseUrl: url }: Platform): Database =>
  openDatabase({ url, connectionsMax: 1, acquireWithinMs: 5_000, statementWithinMs: 15_000 })

async function whole(dir: string): Promise<{ platform: Platform; state: PracticeState }> {
  const state = newState(DAY, SEED)
  const platform = await platformFor(dir, state)
  return { platform, state: await runPractice({ platform, state, env: ENV, save: () => {} }) }
}

/** Hubs and host die in the middle of the session, and another process goes on with what was kept. */
async function brokenOff(dir: string): Promise<{ platform: Platform; state: PracticeState }> {
  let kept = newState(DAY, SEED)
  const first = await platformFor(dir, kept)
  const save: PracticeRun['save'] = (state) => {
    if (state.done > BROKEN_OFF_AT) throw new Error('killed')
    kept = state
  }
  await expect(runPractice({ platform: first, state: kept, env: ENV, save })).rejects.toThrow('killed')
  await Promise.all([first.kill('functions'), first.kill('eventHubs')])
  await first[Symbol.asyncDispose]()
  expect(kept.done).toBe(BROKEN_OFF_AT)
  const platform = await platformFor(dir, kept)
  return { platform, state: await runPractice({ platform, state: kept, env: ENV, save: () => {} }) }
}

/** The startup check tells in its detail what answered within its bound of real time, which a busy machine misses. */
const SLOTS_SQL = `
  select day, slot, status, reason, case when slot <> 'startup-check' then detail end as detail
  from ops.schedule_slots order by due_at`

/** What a session leaves, in one order; orders, fills and lists carry no wall time. */
async function rowsOf(database: Database): Promise<Record<string, readonly object[]>> {
  return {
    orders: await database.query(null, 'select * from trading.orders order by id'),
    fills: await database.query(null, 'select * from trading.fills order by id'),
    positions: await database.query(null, 'select * from trading.positions order by symbol'),
    lists: await database.query(null, 'select * from market.watchlists order by as_of, bucket'),
    runs: await database.query(null, 'select id, symbol, decided_at, fallback_reason from trading.runs order by id'),
    signals: await database.query(null, 'select * from market.signals order by symbol, interval, at'),
    slots: await database.query(null, SLOTS_SQL),
    letters: await database.query(null, 'select * from ops.dead_letters'),
  }
}

let session: { readonly platform: Platform; readonly state: PracticeState; readonly database: Database }
let other: Record<string, readonly object[]>

beforeAll(async () => {
  // Side by side: a session waits for its hubs most of the time.
  const [straight, resumed] = await Promise.all([whole(newHome()), brokenOff(newHome())])
  session = { ...straight, database: databaseOf(straight.platform) }
  const database = databaseOf(resumed.platform)
  other = await rowsOf(database)
  await database.close()
})

afterAll(async () => {
  await session?.database.close()
  await Promise.all(opened.map((platform) => platform[Symbol.asyncDispose]()))
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true })
})

describe('a practice session', () => {
  test('leaves every slot settled, a list in every bucket, runs, orders, fills and a report', async () => {
    const { runs, orders, fills, lists, slots, letters } = await rowsOf(session.database)
    expect(session.state).toMatchObject({ state: 'done', done: session.state.total })
    const statuses = slots?.map((slot) => (slot as { status: string }).status)
    expect(statuses?.filter((status) => status === 'COMPLETED')).toHaveLength(9)
    expect(statuses?.filter((status) => status === 'SKIPPED')).toHaveLength(2)
    const buckets = ['premarket', 'opening', 'intraday-core', 'intraday-core', 'afterhours']
    expect(lists?.map((list) => (list as { bucket: string }).bucket)).toEqual(buckets)
    for (const rows of [runs, orders, fills]) expect(rows?.length).toBeGreaterThan(0)
    expect(letters).toEqual([])
    expect(await session.database.query(null, 'select day::text from trading.daily_reports')).toEqual([{ day: DAY }])
  })

  test('holds what its fills came to', async () => {
    const sums = `
      select p.symbol, p.net_qty, coalesce(sum(case f.side when 'buy' then f.qty else -f.qty end), 0) as filled
      from trading.positions p left join trading.fills f on f.book = p.book and f.symbol = p.symbol
      group by p.symbol, p.net_qty`
    const rows = await session.database.query(null, sums)
    expect(rows.length).toBeGreaterThan(0)
    for (const { net_qty, filled } of rows) expect(net_qty).toEqual(filled)
  })

  test('leaves no row in another book', async () => {
    const tables = await session.database.query(
      null,
      "select table_schema || '.' || table_name as name from information_schema.columns where column_name = 'book'",
    )
    expect(tables.length).toBeGreaterThan(10)
    for (const { name } of tables) {
      const rows = await session.database.query(null, `select distinct book from ${name}`)
      expect(
        rows.filter(({ book }) => book !== 'practice'),
        String(name),
      ).toEqual([])
    }
  })

  test('is the same in another home, where it was killed on the way and gone on with', async () => {
    const rows = await rowsOf(session.database)
    for (const [name, mine] of Object.entries(rows)) {
      const others = other[name] ?? []
      const differing = mine.flatMap((row, index) =>
        isDeepStrictEqual(row, others[index]) ? [] : [{ row, other: others[index] }],
      )
      expect({ name, count: others.length, differing }).toEqual({ name, count: mine.length, differing: [] })
    }
  })

  test('that is there already is refused by name, and nothing changes', async () => {
    const before = await rowsOf(session.database)
    const again = { platform: session.platform, state: newState(DAY, SEED), env: ENV, save: () => {} }
    await expect(runPractice(again)).rejects.toThrow(`practice has the session of ${DAY} already`)
    expect(await rowsOf(session.database)).toEqual(before)
  })

  test('gives way to real time on the same ports, and no event is lost or taken twice', async () => {
    const { platform, state, database } = session
    const { functionsUrl, events } = platform
    const before = await rowsOf(database)
    // Bars of the next session that nobody has drained when the clock changes.
    const [from, until] = [newYorkInstant(NEXT_DAY, 570), newYorkInstant(NEXT_DAY, 600)]
    const waiting = syntheticBars({ symbol: 'THINA', seed: SEED, interval: '1Min' }, from, until)
    await using neighbours = await openNeighbours(platform, SEED, ENV)
    await publishBars(neighbours, 'practice', waiting)
    await endPractice({ platform, state, env: ENV }, Date.now())
    expect([platform.functionsUrl, platform.events]).toEqual([functionsUrl, events])
    expect(Math.abs(platform.nowMs - Date.now())).toBeLessThan(MINUTE_MS)
    const { signals, ...rest } = await rowsOf(database)
    const { signals: signalsBefore, ...restBefore } = before
    expect(rest).toEqual(restBefore)
    expect(signals?.length).toBe((signalsBefore?.length ?? 0) + waiting.length)
    expect(await database.query(null, 'select from ops.outbox where sent_at is null')).toEqual([])
  })

  test('is followed by the market of the next one: each closed minute of what is watched, once', async () => {
    const { platform, database } = session
    await using neighbours = await openNeighbours(platform, SEED, ENV)
    const publish = publisherOf(neighbours)
    const held = await watchedSymbols(database, NEXT_DAY, 0)
    expect(held.length).toBeGreaterThan(0)
    const signalsOf = async (): Promise<unknown> => {
      await platform.processAll()
      const sql = 'select symbol, at from market.signals where at > $1 and symbol = any ($2) order by symbol, at'
      return await database.query(null, sql, [new Date(newYorkInstant(NEXT_DAY, 570)), held])
    }
    const expected = (minutes: number) =>
      held.flatMap((symbol) => {
        const [from, until] = [newYorkInstant(NEXT_DAY, 570), newYorkInstant(NEXT_DAY, 570 + minutes)]
        const bars = syntheticBars({ symbol, seed: SEED, interval: '1Min' }, from, until)
        return bars.map(({ closesAt }) => ({ symbol, at: new Date(closesAt) }))
      })
    await publish(newYorkInstant(NEXT_DAY, 560))
    expect(await signalsOf()).toEqual([])
    await publish(newYorkInstant(NEXT_DAY, 575.02))
    await publish(newYorkInstant(NEXT_DAY, 577.02))
    expect(await signalsOf()).toEqual(expected(7))
    // Another process begins anew, and what it sends again is taken by nobody.
    await publisherOf(neighbours)(newYorkInstant(NEXT_DAY, 578.02))
    expect(await signalsOf()).toEqual(expected(8))
    await platform.kill('eventHubs')
    await expect(publish(newYorkInstant(NEXT_DAY, 579.02))).rejects.toThrow('event-hubs')
    await platform.restart('eventHubs')
    await publish(newYorkInstant(NEXT_DAY, 580.02))
    expect(await signalsOf()).toEqual(expected(10))
    await publish(newYorkInstant(NEXT_DAY, 1_200))
    expect(await signalsOf()).toEqual(expected(10))
  })

  test('makes room for an older one, and then goes on where it was', async () => {
    const { database } = session
    const seriesOf = (): Promise<object[]> =>
      database.query(null, 'select * from market.bar_states order by book, symbol, interval')
    const before = await seriesOf()
    const older = practiceDay('2025-11-26')
    for (const _ of ['first', 'again']) await setSeriesAside(database, older)
    expect(await database.query(null, "select from market.bar_states where book = 'practice'")).toEqual([])
    const bar = [new Date(older.closesAt), '{}']
    const taken = "insert into market.bar_states values ('practice', 'GAPF', '1Min', $1, $2)"
    await database.query(null, taken, bar)
    await bringSeriesBack(database)
    expect(await seriesOf()).toEqual(before)
  })
})
