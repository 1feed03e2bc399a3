/**
 * Steps one session of the synthetic market through a platform's own triggers into the practice book.
 *
 * A session that was broken off goes on from the step it had begun: what was done of it finds itself done.
 */
import type { Instant } from '../../shared/base/instant.ts'
import type { ClockOption } from '../platform/functions-host/clock.ts'
import type { Platform } from '../platform/platform.ts'
import type { Settings } from '../platform/settings.ts'
import { bringSeriesBack, hasSession, keepSince, keptSince, setSeriesAside } from './book.ts'
import { PracticeFeed } from './feed.ts'
import { type Neighbours, openNeighbours } from './neighbours.ts'
import { type PracticeDay, practiceDay } from './session.ts'
import type { PracticeState } from './state.ts'

/** The book has the day already; told in one line. */
export class SessionThere extends Error {
  override readonly name = 'SessionThere'
}

export interface PracticeRun {
  /** On the clock that `startingClock` gives, with `sessionSettings`. */
  readonly platform: Platform
  readonly state: PracticeState
  /** Keeps the state as the session goes on. */
  readonly save: (state: PracticeState) => void
  /** The app's settings besides the platform's own. */
  readonly env: Settings
}

/** A moment before the step that comes next, so that its timers are still to come. */
export function startingClock({ day, reachedAt }: PracticeState): ClockOption {
  const [first = 0] = practiceDay(day).steps
  return { kind: 'stepped', nowMs: (reachedAt ?? first) - 1 }
}

/**
 * Runs the session, or the rest of it, and drains everything. The clock then stands behind the day's last step.
 *
 * @returns the state to go on with in real time
 * @throws SessionThere before anything is changed
 */
export async function runPractice({ platform, state, save, env }: PracticeRun): Promise<PracticeState> {
  const day = practiceDay(state.day)
  await using neighbours = await openNeighbours(platform, state.seed, env)
  const begun = await begin({ platform, neighbours, save }, state, day)
  const feed = new PracticeFeed(neighbours, day)
  const from = begun.reachedAt ?? 0
  let now = begun
  for (const [index, instant] of day.steps.entries()) {
    if (instant < from) continue
    now = { ...begun, reachedAt: instant, done: index, total: day.steps.length }
    save(now)
    await step(platform, { feed, day, instant })
  }
  return { ...now, state: 'done', done: day.steps.length }
}

async function step(
  platform: Platform,
  { feed, day, instant }: { readonly feed: PracticeFeed; readonly day: PracticeDay; readonly instant: Instant },
): Promise<void> {
  await platform.advanceTo(instant)
  if (instant > day.opensAt && instant <= day.closesAt) await feed.publishUntil(instant)
  await platform.processAll()
}

/** Makes room for the session. What is kept of the book's own schedule is stored before it is changed. */
async function begin(
  { platform, neighbours, save }: Pick<PracticeRun, 'platform' | 'save'> & { readonly neighbours: Neighbours },
  state: PracticeState,
  day: PracticeDay,
): Promise<PracticeState> {
  const { database } = neighbours
  const [first = day.opensAt] = day.steps
  let begun = state
  if (state.reachedAt === null) {
    if (await hasSession(database, day)) throw new SessionThere(`practice has the session of ${day.day} already`)
    begun = { ...state, reachedAt: first, keptSince: await keptSince(database) }
    save(begun)
  }
  // Bars of another session that come again must meet the series as that session left it.
  await platform.processAll()
  await keepSince(database, first)
  await setSeriesAside(database, day)
  return begun
}

/**
 * Goes on in real time after a session, whole or broken off. The schedule expects what it expected before, and from a
 * book's first session on what is due from now.
 */
export async function endPractice(
  { platform, state, env }: Pick<PracticeRun, 'platform' | 'state' | 'env'>,
  now: Instant,
): Promise<void> {
  await using neighbours = await openNeighbours(platform, state.seed, env)
  await keepSince(neighbours.database, state.keptSince ?? now)
  await bringSeriesBack(neighbours.database)
  await platform.toSystemClock(env)
}
