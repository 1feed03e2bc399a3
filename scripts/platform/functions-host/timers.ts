/**
 * Timer triggers on the platform's clock.
 *
 * On the system clock each timer schedules itself; on a stepped clock they run only when runDue() is called. A timer
 * never overlaps itself, and occurrences missed while it could not run become one late invocation, as in Azure.
 */
import { attempts } from './attempts.ts'
import type { PlatformClock } from './clock.ts'
import type { RegisteredFunction } from './core-api.ts'
import type { Invoker } from './invocation.ts'
import type { Log } from './log.ts'
import { parseSchedule, type Schedule } from './ncrontab.ts'
import { bindingsOf } from './outputs.ts'
import type { Progress } from './progress.ts'
import { type RetryPolicy, retryPolicy } from './retry.ts'
import { resolveSettings, type Settings } from './settings.ts'
import { pause } from './wait.ts'

interface TimerTarget {
  readonly registered: RegisteredFunction
  readonly inputName: string
  readonly schedule: Schedule
  readonly retry: RetryPolicy
  /** Epoch ms of the next occurrence; null when the schedule has ended. */
  nextMs: number | null
  lastMs: number | null
  running: boolean
}

export interface TimersSetup {
  readonly functions: readonly RegisteredFunction[]
  readonly settings: Settings
  readonly clock: PlatformClock
  readonly invoker: Invoker
  readonly progress: Progress
  readonly log: Log
}

/** A start later than this is told to the handler as isPastDue. */
const PAST_DUE_AFTER_MS = 1_000
/** Longest sleep of one setTimeout; a longer wait sleeps again. */
const SLEEP_MS_MAX = 60_000

export class Timers {
  readonly #setup: TimersSetup
  readonly #timers: readonly TimerTarget[]
  readonly #closing = new AbortController()
  #loops: Promise<void>[] = []

  constructor(setup: TimersSetup) {
    this.#setup = setup
    this.#timers = setup.functions.map((one) => targetOf(one, setup))
  }

  /** On the system clock, starts every timer's own loop. */
  start(): void {
    if (this.#setup.clock.kind === 'system') this.#loops = this.#timers.map((timer) => this.#loop(timer))
  }

  /** The earliest occurrence still to come, epoch ms; null when no timer is due ever again. */
  nextDueMs(): number | null {
    const due = this.#timers.flatMap((timer) => timer.nextMs ?? [])
    return due.length === 0 ? null : Math.min(...due)
  }

  /** Runs every timer due at or before the clock, the earliest first, one after another; returns how many ran. */
  async runDue(): Promise<number> {
    const nowMs = this.#setup.clock.now()
    const due = this.#timers
      .filter((timer) => timer.nextMs !== null && timer.nextMs <= nowMs && !timer.running)
      .toSorted((a, b) => (a.nextMs ?? 0) - (b.nextMs ?? 0) || compareNames(a, b))
    for (const timer of due) await this.#fire(timer)
    return due.length
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.all(this.#loops)
  }

  async #loop(timer: TimerTarget): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted && timer.nextMs !== null) {
      const waitMs = timer.nextMs - this.#setup.clock.now()
      if (waitMs > 0) await pause(Math.min(waitMs, SLEEP_MS_MAX), signal)
      else await this.#fire(timer)
    }
  }

  async #fire(timer: TimerTarget): Promise<void> {
    const { clock, progress } = this.#setup
    const dueMs = timer.nextMs ?? clock.now()
    const startMs = clock.now()
    timer.running = true
    timer.nextMs = timer.schedule.nextAfter(startMs)
    const end = progress.begin()
    try {
      await this.#run(timer, inputOf(timer, startMs, startMs - dueMs >= PAST_DUE_AFTER_MS))
      timer.lastMs = startMs
    } finally {
      timer.running = false
      end()
    }
  }

  async #run(timer: TimerTarget, input: object): Promise<void> {
    const { invoker } = this.#setup
    const inputData = [{ name: timer.inputName, data: { json: JSON.stringify(input) } }]
    await attempts(timer.retry, this.#closing.signal, async (attempt, retryContext) => {
      const facts = { trigger: 'timer', attempt } as const
      await invoker.invoke(timer.registered, { inputData, ...retryContext }, facts)
    })
  }
}

function targetOf(registered: RegisteredFunction, setup: TimersSetup): TimerTarget {
  const { name } = registered.metadata
  const { trigger } = bindingsOf(registered.metadata)
  const text = resolveSettings(String(trigger.schedule ?? ''), setup.settings, `schedule of function "${name}"`)
  const nowMs = setup.clock.now()
  const schedule = parseSchedule(text, nowMs)
  return {
    registered,
    inputName: String(trigger.name),
    schedule,
    retry: retryPolicy(registered.metadata.retryOptions),
    nextMs: trigger.runOnStartup === true ? nowMs : schedule.nextAfter(nowMs),
    lastMs: null,
    running: false,
  }
}

/** The timer as the host serialises it; the library turns the names into camel case. */
function inputOf(timer: TimerTarget, nowMs: number, isPastDue: boolean): object {
  const iso = (instantMs: number | null): string => (instantMs === null ? NEVER : new Date(instantMs).toISOString())
  return {
    Schedule: { AdjustForDST: false },
    ScheduleStatus: { Last: iso(timer.lastMs), Next: iso(timer.nextMs), LastUpdated: iso(timer.lastMs ?? nowMs) },
    IsPastDue: isPastDue,
  }
}

/** What the host writes for a timer that never ran. */
const NEVER = '0001-01-01T00:00:00.000Z'

const compareNames = (a: TimerTarget, b: TimerTarget): number =>
  a.registered.metadata.name < b.registered.metadata.name ? -1 : 1
