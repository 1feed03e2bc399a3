/** A stepped day through the desk's own timers, and what the schedule's API tells of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../shared/base/instant.ts'
import { newYorkInstant } from '../shared/domain/calendar/index.ts'
import { slotsOf } from '../shared/domain/schedule/index.ts'
import { Desk, type Reply } from './testing/desk.ts'

/** A Wednesday in winter; the desk is started a minute before its first slot. */
const DAY = '2026-03-04'
const at = (hour: number, minute: number): number => newYorkInstant(DAY, hour * 60 + minute)

let desk: Desk
beforeAll(async () => {
  const clock = { kind: 'stepped', nowMs: at(3, 57) } as const
  desk = await Desk.start({ clock, env: { SCHEDULE_BOOKS: 'paper, practice' } })
})
afterAll(async () => {
  await desk[Symbol.asyncDispose]()
})

interface SlotBody {
  readonly slot: string
  readonly status: string
  readonly reason: string | null
  readonly detail: string | null
  readonly late_by_ms: number | null
  readonly trigger: string | null
  readonly left: readonly { readonly what: string; readonly count: number }[]
}
const slotsIn = (reply: Reply): readonly SlotBody[] => (reply.body.slots ?? []) as readonly SlotBody[]
const schedule = (book: string, day = DAY): Promise<Reply> => desk.ask(`/schedule?book=${book}&day=${day}`)
const told = async (book: string, day = DAY): Promise<Record<string, string>> =>
  Object.fromEntries(
    slotsIn(await schedule(book, day)).map(({ slot, status, reason }) => [
      slot,
      reason ? `${status} ${reason}` : status,
    ]),
  )

async function stepTo(instant: number): Promise<void> {
  await desk.platform.advanceTo(instant)
  await desk.platform.processAll()
}

test('before its first slot the whole day is upcoming', async () => {
  await stepTo(at(3, 57))
  expect(Object.values(await told('paper'))).toEqual(Array(11).fill('UPCOMING'))
  expect(Object.values(await told('paper', '2026-03-03'))).toEqual(Array(11).fill('SKIPPED BEFORE_FIRST_START'))
})

test('each timer runs its slot once, at its time; a paper book without a vendor is blocked', async () => {
  for (const { dueAt } of slotsOf(DAY)) await stepTo(dueAt)
  const paper = await told('paper')
  expect(paper).toMatchObject({
    'startup-check': 'COMPLETED',
    'premarket-scan': 'BLOCKED NO_LIVE_VENDOR',
    'watchlist-finalize': 'BLOCKED NO_LIVE_VENDOR',
    'warm-up': 'BLOCKED NO_LIVE_VENDOR',
    'session-open': 'COMPLETED',
    'intraday-refresh-0935': 'BLOCKED NO_LIVE_VENDOR',
    'afterhours-scan': 'BLOCKED NO_LIVE_VENDOR',
    retrain: 'SKIPPED RETRAIN_DISABLED',
    'daily-report': 'COMPLETED',
  })
  for (const { trigger, late_by_ms } of slotsIn(await schedule('paper'))) {
    expect([trigger, late_by_ms]).toEqual([expect.stringMatching(/timer|watch/), 0])
  }
})

test('the practice book scans, lists and warms up on its synthetic market, and leaves rows for each', async () => {
  const slots = slotsIn(await schedule('practice'))
  for (const { slot, status, left, reason } of slots) {
    const isExpected = status === 'COMPLETED' || (status === 'SKIPPED' && reason !== null)
    expect(isExpected, `${slot} ${status} ${reason}`).toBe(true)
    if (status === 'COMPLETED')
      expect(
        left.reduce((sum, { count }) => sum + count, 0),
        slot,
      ).toBeGreaterThan(0)
  }
  const lists = await desk.ask('/watchlists?book=practice')
  const buckets = (lists.body.items ?? []).map(({ bucket }) => bucket)
  expect(buckets.toSorted()).toEqual(['afterhours', 'intraday-core', 'opening', 'premarket'])
  expect((await desk.ask('/watchlists?book=paper')).body.items).toEqual([])
  const checks = await desk.rows<{ n: number }>(
    `select count(*)::int as n from ops.startup_checks where book = 'practice'`,
  )
  expect(checks[0]?.n).toBeGreaterThanOrEqual(8)
})

test('a second look at the same instant runs nothing again', async () => {
  const before = await desk.snapshot()
  await desk.platform.advanceTo(at(18, 5))
  await desk.platform.processAll()
  const after = await desk.snapshot()
  expect(after['ops.schedule_slots']).toBe(before['ops.schedule_slots'])
  expect(after['market.watchlists']).toBe(before['market.watchlists'])
})

test('a desk that was away tells the slots it missed, and makes the report that is still worth it', async () => {
  await stepTo(newYorkInstant('2026-03-06', 20 * 60))
  const missed = Object.fromEntries(
    slotsIn(await schedule('paper', '2026-03-05')).map(({ slot, status, trigger }) => [slot, `${status} ${trigger}`]),
  )
  expect(missed).toMatchObject({
    'startup-check': 'MISSED watch',
    'premarket-scan': 'MISSED watch',
    'session-open': 'MISSED watch',
    'daily-report': 'COMPLETED watch',
  })
  expect(slotsIn(await schedule('paper', '2026-03-05')).find(({ slot }) => slot === 'daily-report')?.late_by_ms).toBe(
    26 * 60 * MINUTE_MS,
  )
})

test('a slot that nothing touched is overdue on reading, also while no watch runs', async () => {
  // The clock moves on without a single timer.
  await desk.platform.advanceTo(newYorkInstant('2026-03-09', 4 * 60 + 10))
  expect(
    await told('paper')
      .then(() => schedule('paper', '2026-03-09'))
      .then(slotsIn),
  ).toMatchObject([
    { slot: 'startup-check', status: 'OVERDUE', late_by_ms: 12 * MINUTE_MS },
    { slot: 'premarket-scan', status: 'OVERDUE', late_by_ms: 10 * MINUTE_MS },
    ...Array.from({ length: 9 }, () => ({ status: 'UPCOMING' })),
  ])
})

describe('a job run by hand', () => {
  test('runs in a slot of its own, and the same day and slot again answers what the first did', async () => {
    const first = await desk.ask('/tasks/session-open', { json: { book: 'practice', slot: 'drill' } })
    expect([first.status, first.body]).toMatchObject([
      202,
      { job: 'session-open', slot: 'session-open:drill', status: 'COMPLETED', trigger: 'operator' },
    ])
    expect(first.body.detail).toBe('09:30 to 16:00 ET; trading ACTIVE')
    const again = await desk.ask('/tasks/session-open', { json: { book: 'practice', slot: 'drill' } })
    expect([again.status, again.body]).toEqual([202, first.body])
    const copies = await Promise.all(
      Array.from({ length: 10 }, () => desk.ask('/tasks/startup-check', { json: { book: 'practice', slot: 'ten' } })),
    )
    expect(new Set(copies.map(({ status }) => status))).toEqual(new Set([202]))
    const runs = await desk.ask('/tasks/runs?book=practice&job=startup-check')
    expect(runs.body.items?.filter(({ slot }) => slot === 'startup-check:ten')).toHaveLength(1)
  })

  test.each([
    ['an unknown job', '/tasks/no-such-job', {}, 400, 'name'],
    ['a day to come', '/tasks/retrain', { day: '2026-03-10' }, 422, 'day'],
    ['a day that is none', '/tasks/retrain', { day: '2026-13-01' }, 400, 'day'],
    ['a slot of the schedule', '/tasks/premarket-scan', { slot: 'premarket-scan' }, 422, 'slot'],
    ['a slot with capitals', '/tasks/retrain', { slot: 'Mine' }, 400, 'slot'],
    ['an unknown field', '/tasks/retrain', { force: true }, 400, 'force'],
  ])('%s is refused by its field, and nothing is written', async (...[, path, json, status, field]) => {
    const before = await desk.snapshot()
    const reply = await desk.ask(path, { json })
    expect([reply.status, reply.body.errors]).toMatchObject([status, [{ field }]])
    expect(await desk.snapshot()).toEqual(before)
  })

  test.each([
    ['/schedule?day=2026-3-4', 'day'],
    ['/schedule?book=no', 'book'],
    ['/tasks/runs?job=no', 'job'],
    ['/tasks/runs?limit=0', 'limit'],
    ['/tasks/runs?status=UPCOMING', 'status'],
  ])('%s is refused by its field', async (path, field) => {
    const reply = await desk.ask(path)
    expect([reply.status, reply.body.errors]).toMatchObject([400, [{ field }]])
  })
})
