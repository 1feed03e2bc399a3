/** The startup check of a day: what the desk needs, whether it is there, a row with each result. */
import { SECOND_MS } from '../base/instant.ts'
import type { Check } from '../contracts/api/health.ts'
import { type Book, isSimulated } from '../contracts/books.ts'
import { previousTradingDay } from '../domain/calendar/index.ts'
import { slotsOf } from '../domain/schedule/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { ClosureStore } from '../ports/closures.ts'
import type { Probes } from '../ports/probes.ts'
import { type Fence, FenceLost, type JobEnd, type ScheduleStore, type StartupLog } from '../ports/schedule.ts'

export interface StartupPorts {
  readonly clock: Clock
  readonly probes: Probes
  readonly schedule: ScheduleStore
  readonly closures: ClosureStore
  readonly startup: StartupLog
}

/** What the door knows besides: the neighbours' own checks, and what stands behind the book. */
export interface StartupFacts {
  readonly checks: readonly Check[]
  readonly hasVendor: boolean
  readonly hasBroker: boolean
}

/** A clock that is off by more makes wrong bars and expired intents. */
const SKEW_MAX_MS = 2 * SECOND_MS
const SKEW_WITHIN_MS = 2 * SECOND_MS

export async function checkStartup(ports: StartupPorts, fence: Fence, facts: StartupFacts): Promise<JobEnd> {
  const checks: Check[] = [
    ...facts.checks,
    ...(isSimulated(fence.book) ? [] : [await skewOf(ports)]),
    found('vendor', facts.hasVendor || 'no live vendor of market data is configured'),
    found('broker', facts.hasBroker || 'no broker stands behind this book'),
    await ledgerOf(ports, fence.book, fence.day),
  ]
  if (!(await ports.startup.save(fence, checks, ports.clock.now()))) throw new FenceLost(fence.slot)
  const wrong = checks.filter(({ status }) => status !== 'OK')
  const detail = wrong.map(({ name, status, reason }) => `${name} ${status}: ${reason ?? ''}`.trim()).join('; ')
  return { kind: 'done', left: [{ what: 'checks', count: checks.length }], detail: detail || 'everything answers' }
}

const found = (name: string, answer: true | string): Check =>
  answer === true
    ? { name, status: 'OK', latencyMs: null, reason: null }
    : { name, status: 'DOWN', latencyMs: null, reason: answer }

async function skewOf({ probes, clock }: StartupPorts): Promise<Check> {
  const { result, latencyMs } = await probes.measure(() => probes.storageClock(), SKEW_WITHIN_MS)
  const name = 'clock_skew'
  if (result.kind === 'failed') return { name, status: 'UNKNOWN', latencyMs, reason: result.error.slice(0, 300) }
  // HTTP dates have whole seconds, so half a second of it is theirs.
  const skewMs = Math.abs(clock.now() - result.value)
  if (skewMs <= SKEW_MAX_MS) return { name, status: 'OK', latencyMs, reason: null }
  const words = `this clock and the storage's differ by ${Math.round(skewMs / 1_000)} s`
  return { name, status: 'DOWN', latencyMs, reason: words }
}

/** The trading day before: every slot of it that was expected has ended well, or is named. */
async function ledgerOf({ schedule, closures }: StartupPorts, book: Book, day: string): Promise<Check> {
  const known = await closures.all()
  const yesterday = previousTradingDay(day, known)
  const since = await schedule.knownSince(book)
  const expected = slotsOf(yesterday, known).filter(({ dueAt }) => since !== null && dueAt >= since)
  const stored = await schedule.between(book, yesterday, yesterday)
  const faults = expected.flatMap(({ slot }) => {
    const status = stored.find((one) => one.slot === slot)?.status ?? 'OVERDUE'
    return status === 'COMPLETED' || status === 'SKIPPED' ? [] : [`${slot} ${status}`]
  })
  const name = 'ledger_of_yesterday'
  if (faults.length === 0) return { name, status: 'OK', latencyMs: null, reason: null }
  return { name, status: 'DEGRADED', latencyMs: null, reason: `${yesterday}: ${faults.join(', ')}`.slice(0, 300) }
}
