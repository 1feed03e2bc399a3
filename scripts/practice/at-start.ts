/** Practice in the life of a desk: which session a start steps first, and how the desk goes on in real time. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DEFAULT_SEED } from '../../shared/adapters/vendors/synthetic/synthetic-source.ts'
import type { Instant } from '../../shared/base/instant.ts'
import type { PracticeProgress } from '../../shared/contracts/api/practice.ts'
import { createProgressBar } from '../lib/progress.ts'
import { NO_PRACTICE } from '../platform/front-door/practice.ts'
import type { ClockOption } from '../platform/functions-host/clock.ts'
import type { Platform } from '../platform/platform.ts'
import type { Settings } from '../platform/settings.ts'
import { keepGoing } from './real-time.ts'
import { endPractice, runPractice, startingClock } from './run.ts'
import { lastSessionBefore } from './session.ts'
import { deskSettings, sessionSettings } from './settings.ts'
import { newState, type PracticeState, readState, writeState } from './state.ts'

export interface StartPractice {
  /** What the platform is created with. */
  readonly clock: ClockOption
  readonly env: Settings
  readonly progress: () => PracticeProgress
  /** Steps the session, if there is one, and goes on in real time. Rejects when the desk closes meanwhile. */
  readonly run: (platform: Platform) => Promise<void>
}

export interface StartOptions {
  readonly home: string
  readonly env: Settings
  readonly now: Instant
  readonly say: (line: string) => void
  /** Aborted when the desk closes: what breaks off then is no failure. */
  readonly closing: AbortSignal
}

/** A start without practice: the book is not kept and gets no bars. */
export const withoutPractice = (env: Settings): StartPractice => ({
  ...{ clock: { kind: 'system' }, env, progress: () => NO_PRACTICE },
  run: async () => {},
})

/** An empty home gets the last session that is over; one that was broken off is gone on with; all others have none. */
export function practiceAtStart(options: StartOptions): StartPractice {
  const { home, env, now, say, closing } = options
  // The clock of services elsewhere cannot be stepped, and their data is not ours to practise on.
  if (env.DATABASE_URL || env.AzureWebJobsStorage || env.EVENTS) return withoutPractice(env)
  let state = readState(home)
  const day = !existsSync(join(home, 'postgres')) && !state ? lastSessionBefore(now) : null
  if (day) {
    state = newState(day, DEFAULT_SEED)
    writeState(home, state)
  }
  const seed = state?.seed ?? DEFAULT_SEED
  const inRealTime = deskSettings(env, seed)
  const goOn = (platform: Platform): void => void keepGoing({ platform, seed, env, say, closing })
  const progress = (): PracticeProgress => {
    if (!state) return NO_PRACTICE
    const { done, total } = state
    return { state: state.state, day: state.day, done, total }
  }
  const session = state
  if (session?.state !== 'running') {
    return { clock: { kind: 'system' }, env: inRealTime, progress, run: async (platform) => goOn(platform) }
  }
  const save = (next: PracticeState): void => {
    state = next
    writeState(home, next)
  }
  return {
    ...{ clock: startingClock(session), env: sessionSettings(env, seed), progress },
    run: async (platform) => {
      const ended = await stepped({ platform, state: session, save, env }, () => state ?? session, options)
      // What could not be finished is not tried again at the next start.
      if (ended.done < ended.total) save(ended)
      await endPractice({ platform, state: ended, env: inRealTime }, Date.now())
      save(ended)
      goOn(platform)
    },
  }
}

/** A session that fails is left where it is: the desk comes up all the same. */
async function stepped(
  run: Parameters<typeof runPractice>[0],
  newest: () => PracticeState,
  { say, closing }: StartOptions,
): Promise<PracticeState> {
  const { day, reachedAt } = run.state
  say(`practice ${day}: ${reachedAt === null ? 'the last session on the synthetic market' : 'was broken off, goes on'}`)
  const bar = createProgressBar(process.stdout, `practice ${day}`, 'minutes')
  const startedMs = performance.now()
  const save = (state: PracticeState): void => {
    run.save(state)
    if (state.done > 0) bar.update(state.done, state.total)
  }
  try {
    const done = await runPractice({ ...run, save })
    bar.end()
    say(`practice ${day} done in ${Math.round((performance.now() - startedMs) / 1_000)} s`)
    return done
  } catch (error) {
    bar.end()
    if (closing.aborted) throw error
    const { done, total } = newest()
    say(`practice ${day} ended at step ${done} of ${total}: ${(error as Error).message}`)
    return { ...newest(), state: 'done' }
  }
}
