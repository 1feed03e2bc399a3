/** The promises of the slots' ledger, kept alike by Postgres and by the one in memory. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MigratedDatabase, startMigratedDatabase } from '../../../scripts/testing/migrated-database.ts'
import { MINUTE_MS } from '../../base/instant.ts'
import type { DueSlot, ScheduleStore, SlotEnd } from '../../ports/schedule.ts'
import { MemorySchedule } from '../memory/schedule.ts'
import type { Database } from './database.ts'
import { createScheduleStore } from './schedule.ts'

const DUE = Date.parse('2025-01-06T09:00:00Z')
let server: MigratedDatabase
let database: Database

beforeAll(async () => {
  server = await startMigratedDatabase(4, DUE)
  database = server.database
})
afterAll(async () => await server?.[Symbol.asyncDispose]())

let count = 0
/** A slot that no other test has touched. */
function slotOf(over: Partial<DueSlot> = {}): DueSlot {
  count += 1
  return { book: 'paper', day: '2025-01-06', slot: `manual-${count}`, job: 'premarket-scan', dueAt: DUE, ...over }
}
const HOW = { trigger: 'timer', forMs: 10 * MINUTE_MS } as const
const DONE: SlotEnd = { status: 'COMPLETED', reason: null, detail: '12 in', left: [{ what: 'symbols', count: 12 }] }

const stores: [string, () => ScheduleStore][] = [
  ['Postgres', () => createScheduleStore(database)],
  ['memory', () => new MemorySchedule()],
]
describe.each(stores)('the ledger in %s', (name, open) => {
  test('gives a slot to one of many that claim it at once', async () => {
    const [store, slot] = [open(), slotOf()]
    const claims = await Promise.all(Array.from({ length: 20 }, () => store.claim(slot, HOW, DUE)))
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1)
  })

  test('tells a finished slot with what it left, and gives it to nobody again', async () => {
    const [store, slot] = [open(), slotOf()]
    const fence = await store.claim(slot, HOW, DUE + 2_000)
    if (!fence) throw new Error('not claimed')
    expect(await store.finish(fence, DONE, DUE + 5_000)).toBe(true)
    expect(await store.find(slot)).toEqual({
      ...slot,
      ...{ status: 'COMPLETED', reason: null, detail: '12 in', left: [{ what: 'symbols', count: 12 }] },
      ...{ trigger: 'timer', startedAt: DUE + 2_000, endedAt: DUE + 5_000, lateByMs: 2_000, leaseUntil: null },
      ...(name === 'memory' ? { token: 1 } : {}),
    })
    expect(await store.finish(fence, DONE, DUE + 6_000)).toBe(false)
    expect(await store.claim(slot, HOW, DUE + 24 * 60 * MINUTE_MS)).toBeNull()
  })

  test('refuses the write of a holder that was paused past its lease', async () => {
    const [store, slot] = [open(), slotOf()]
    const first = await store.claim(slot, HOW, DUE)
    expect(await store.claim(slot, HOW, DUE + 10 * MINUTE_MS - 1)).toBeNull()
    const second = await store.claim(slot, HOW, DUE + 10 * MINUTE_MS)
    if (!first || !second) throw new Error('not claimed')
    expect(second.token).toBeGreaterThan(first.token)
    expect(await store.finish(first, DONE, DUE + 11 * MINUTE_MS)).toBe(false)
    expect((await store.find(slot))?.status).toBe('RUNNING')
    expect(await store.finish(second, DONE, DUE + 11 * MINUTE_MS)).toBe(true)
  })

  test('lets a slot that was given back be claimed at once, and keeps why', async () => {
    const [store, slot] = [open(), slotOf()]
    const first = await store.claim(slot, HOW, DUE)
    if (!first) throw new Error('not claimed')
    await store.giveBack(first, 'blob: away', DUE + 1_000)
    expect(await store.find(slot)).toMatchObject({ status: 'RUNNING', detail: 'blob: away' })
    expect(await store.claim(slot, HOW, DUE + 1_000)).not.toBeNull()
  })

  test('settles what nobody touched, and leaves the rest as it is', async () => {
    const store = open()
    const [fresh, taken] = [slotOf(), slotOf()]
    await store.claim(taken, HOW, DUE)
    const end: SlotEnd = { status: 'MISSED', reason: 'SLOT_MISSED', detail: null, left: [] }
    const slots = [fresh, taken].map((slot) => ({ ...slot, end }))
    expect(await store.settle(slots, 'watch', DUE + 60_000)).toBe(1)
    expect(await store.settle(slots, 'watch', DUE + 60_000)).toBe(0)
    expect(await store.find(fresh)).toMatchObject({ status: 'MISSED', startedAt: null, lateByMs: 60_000 })
    expect((await store.find(taken))?.status).toBe('RUNNING')
  })

  test('remembers when the desk first started in a book, and the newest day of the slots asked for', async () => {
    const store = open()
    expect(await store.knownSince('live')).toBeNull()
    expect(await store.since('live', DUE)).toBe(DUE)
    expect(await store.since('live', DUE + 1)).toBe(DUE)
    expect(await store.knownSince('live')).toBe(DUE)
    for (const day of ['2025-01-07', '2025-01-09'])
      await store.claim(slotOf({ book: 'live', day, slot: 'warm-up' }), HOW, DUE)
    await store.claim(slotOf({ book: 'live', day: '2025-01-10', slot: 'manual' }), HOW, DUE)
    expect(await store.newestDay('live', ['warm-up', 'retrain'])).toBe('2025-01-09')
    expect(await store.newestDay('practice', ['warm-up'])).toBeNull()
    const between = await store.between('live', '2025-01-08', '2025-01-10')
    expect(between.map(({ slot, day }) => `${slot} ${day}`)).toEqual(['manual 2025-01-10', 'warm-up 2025-01-09'])
  })
})
