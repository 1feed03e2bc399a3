/** Years of a clock that loses, repeats and delays its ticks, and holders that die or are paused past their lease. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MemorySchedule } from '../adapters/memory/schedule.ts'
import { DAY_MS, HOUR_MS, type Instant, isoOf, MINUTE_MS } from '../base/instant.ts'
import { seededRandom } from '../base/random.ts'
import { Unavailable } from '../base/unavailable.ts'
import { newYorkInstant, tradingDayOf } from '../domain/calendar/index.ts'
import { slotsOf } from '../domain/schedule/index.ts'
import { FenceLost, type SchedulePorts } from '../ports/schedule.ts'
import { findDueSlots } from './find-due-slots.ts'
import { LEASE_MS, runSlot } from './run-slot.ts'

const WATCH_MS = 5 * MINUTE_MS
const BOOK = 'paper'
const NO_CLOSURES = { all: async () => new Map(), set: async () => undefined, remove: async () => false }

interface Weather {
  /** Chance that a tick of the watch never comes. */
  readonly lost: number
  /** Chance that it comes twice. */
  readonly doubled: number
  /** Longest delay of a tick. */
  readonly lateMs: number
  /** Chance that a job's process dies, is paused past its lease, or meets an outage. */
  readonly dies: number
  readonly paused: number
  readonly away: number
  /** Chance at each tick that the desk goes down, and for how long at most. */
  readonly falls: number
  readonly downMs: number
}

interface Story {
  /** Slots whose job wrote its rows under a token that was still good, by slot, with how often. */
  readonly written: ReadonlyMap<string, number>
  /** Runs that were ended by a holder who had lost the slot to another. */
  readonly stale: readonly string[]
  readonly schedule: MemorySchedule
  readonly endedAt: Instant
}

/** Runs the desk's own flows on a simulated clock from one instant to another. */
async function live(from: Instant, to: Instant, { seed, weather }: { seed: number; weather: Weather }): Promise<Story> {
  const random = seededRandom(seed)
  let now = from
  let downUntil = from
  const ports: SchedulePorts = { schedule: new MemorySchedule(), closures: NO_CLOSURES, clock: { now: () => now } }
  const written = new Map<string, number>()
  const stale: string[] = []
  const newest = new Map<string, number>()
  /** Runs that sleep past their lease, and the instant at which each wakes. */
  const sleepers: { wakesAt: Instant; wake: () => Promise<void> }[] = []

  const tick = async (): Promise<void> => {
    for (const slot of await findDueSlots(ports, BOOK, 'watch')) {
      const name = `${slot.day} ${slot.slot}`
      const fate = random()
      if (fate < weather.dies) {
        // Dies between the claim and the end: nothing ends the run.
        await ports.schedule.claim(slot, { trigger: 'watch', forMs: LEASE_MS }, now)
        continue
      }
      if (fate < weather.dies + weather.paused) {
        const fence = await ports.schedule.claim(slot, { trigger: 'watch', forMs: LEASE_MS }, now)
        const end = { status: 'COMPLETED', reason: null, detail: null, left: [{ what: 'rows', count: 1 }] } as const
        if (fence) newest.set(name, fence.token)
        const wake = async (): Promise<void> => {
          if (!fence || !(await ports.schedule.finish(fence, end, now))) return
          written.set(name, (written.get(name) ?? 0) + 1)
          if (fence.token !== newest.get(name)) stale.push(name)
        }
        sleepers.push({ wakesAt: now + LEASE_MS * 3 * random(), wake })
        continue
      }
      await runSlot(ports, slot, {
        trigger: 'watch',
        onFault: () => undefined,
        job: async (fence) => {
          if (random() < weather.away) throw new Unavailable('postgres', 'away')
          const row = await ports.schedule.find(fence)
          if (row?.status !== 'RUNNING') throw new FenceLost(name)
          written.set(name, (written.get(name) ?? 0) + 1)
          return { kind: 'done', left: [{ what: 'rows', count: 1 }], detail: null }
        },
      })
    }
  }

  for (let due = from; due <= to; due += WATCH_MS) {
    if (!hasWork(due)) continue
    now = Math.max(now, due + Math.floor(random() * weather.lateMs))
    for (const sleeper of sleepers.splice(0)) {
      if (sleeper.wakesAt <= now) await sleeper.wake()
      else sleepers.push(sleeper)
    }
    if (random() < weather.falls) downUntil = now + random() * weather.downMs
    if (now < downUntil || random() < weather.lost) continue
    await (random() < weather.doubled ? Promise.all([tick(), tick()]) : tick())
  }
  return { written, stale, schedule: ports.schedule as MemorySchedule, endedAt: now }
}

/** Hours in which nothing is due, nor was an hour before: five years of their ticks would only repeat that. */
function hasWork(at: Instant): boolean {
  return plannedOn(tradingDayOf(at)).some(({ dueAt }) => dueAt <= at + WATCH_MS && dueAt >= at - HOUR_MS)
}

const planned = new Map<string, ReturnType<typeof slotsOf>>()
function plannedOn(day: string): ReturnType<typeof slotsOf> {
  const known = planned.get(day) ?? slotsOf(day)
  planned.set(day, known)
  return known
}

/** Every slot that was due is told; completed ones wrote once, all others never. */
async function judge({ written, stale, schedule, endedAt }: Story, from: Instant): Promise<void> {
  const faults = stale.map((name) => `${name} was ended by a holder who had lost it`)
  const last = tradingDayOf(endedAt - 10 * DAY_MS)
  for (let at = from; tradingDayOf(at) <= last; at += DAY_MS) {
    for (const slot of plannedOn(tradingDayOf(at))) {
      if (slot.dueAt < from) continue
      const name = `${slot.day} ${slot.slot}`
      const stored = await schedule.find({ book: BOOK, day: slot.day, slot: slot.slot })
      const times = written.get(name) ?? 0
      if (!stored || stored.status === 'RUNNING') faults.push(`${name} is not told: ${stored?.status}`)
      else if (times !== (stored.status === 'COMPLETED' ? 1 : 0)) faults.push(`${name} ${stored.status} wrote ${times}`)
      else if (stored.startedAt !== null && stored.startedAt < slot.dueAt) faults.push(`${name} began too early`)
    }
  }
  expect(faults).toEqual([])
}

const CALM: Weather = { lost: 0, doubled: 0, lateMs: 0, dies: 0, paused: 0, away: 0, falls: 0, downMs: 0 }
const STORM: Weather = {
  ...{ lost: 0.3, doubled: 0.2, lateMs: 8 * MINUTE_MS, dies: 0.05, paused: 0.05, away: 0.1 },
  ...{ falls: 0.002, downMs: 8 * HOUR_MS },
}

describe('the schedule', () => {
  test('on a reliable clock completes every slot of a year, each within five minutes', async () => {
    const from = newYorkInstant('2025-01-02', 0)
    const story = await live(from, newYorkInstant('2026-01-15', 0), { seed: 1, weather: CALM })
    await judge(story, from)
    const stored = await story.schedule.between(BOOK, '2025-01-02', '2025-12-31')
    expect(stored.length).toBe(250 * 11)
    // Early closes: 3 July, 28 November, 24 December. The refresh of 13:30 then has nothing to refresh.
    expect(stored.filter(({ status }) => status === 'SKIPPED').map(({ day }) => day)).toEqual([
      '2025-07-03',
      '2025-11-28',
      '2025-12-24',
    ])
    for (const { status, lateByMs } of stored) {
      if (status === 'COMPLETED') expect(lateByMs).toBeLessThanOrEqual(WATCH_MS)
    }
  })

  test('through five years of storm runs each slot once or reports it', async () => {
    const seed = Number(process.env.SEED ?? 20_251_124)
    const from = newYorkInstant('2021-01-04', 0)
    const story = await live(from, newYorkInstant('2026-01-02', 0), { seed, weather: STORM })
    try {
      await judge(story, from)
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error })
    }
    const stored = await story.schedule.between(BOOK, '2021-01-04', '2025-12-19')
    const counts = Map.groupBy(stored, ({ status }) => status)
    // The storm is one: it costs some slots, and the watch saves most.
    expect(counts.get('COMPLETED')?.length ?? 0).toBeGreaterThan(stored.length * 0.8)
    expect(counts.get('MISSED')?.length ?? 0).toBeGreaterThan(0)
  })

  test('after any absence tells every slot of the days before as missed, and reports of a week as run', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 120 }), async (days) => {
        let now = newYorkInstant('2025-03-03', 300)
        const schedule = new MemorySchedule()
        const ports: SchedulePorts = { schedule, closures: NO_CLOSURES, clock: { now: () => now } }
        await findDueSlots(ports, BOOK, 'watch')
        const since = now
        now += days * DAY_MS
        const due = await findDueSlots(ports, BOOK, 'watch')
        for (let at = since; at <= now; at += DAY_MS) {
          for (const slot of plannedOn(tradingDayOf(at))) {
            if (slot.dueAt < since || slot.dueAt > now) continue
            const stored = await schedule.find({ book: BOOK, day: slot.day, slot: slot.slot })
            const runs = due.some((one) => one.day === slot.day && one.slot === slot.slot)
            expect(runs || stored !== null, `${isoOf(slot.dueAt)} ${slot.slot}`).toBe(true)
            expect(runs && stored !== null).toBe(false)
          }
        }
      }),
      { numRuns: 20 },
    )
  })
})
