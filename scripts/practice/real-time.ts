/** After practice: while New York is open, each closed minute of the synthetic market into the practice book. */
import { setTimeout as delay } from 'node:timers/promises'
import { type Instant, MINUTE_MS, SECOND_MS } from '../../shared/base/instant.ts'
import { sessionOf, tradingDayOf } from '../../shared/domain/calendar/index.ts'
import type { Platform } from '../platform/platform.ts'
import type { Settings } from '../platform/settings.ts'
import { PracticeFeed } from './feed.ts'
import { type Neighbours, openNeighbours } from './neighbours.ts'
import { practiceDay } from './session.ts'

export interface RealTime {
  readonly platform: Platform
  readonly seed: number
  readonly env: Settings
  /** Told when bars begin to wait, and when they go on. */
  readonly say: (line: string) => void
  readonly closing: AbortSignal
}

/** How long after a minute's end its bars are published. */
const AFTER_MS = SECOND_MS
const RETRY_AFTER_MS = 5 * SECOND_MS
/** The last minutes of a session are still tried for so long. */
const AFTER_CLOSE_MS = 2 * MINUTE_MS

/** Runs until the desk closes. A failure is told once, and its bars are sent when it is over. */
export async function keepGoing({ platform, seed, env, say, closing }: RealTime): Promise<void> {
  await using neighbours = await openNeighbours(platform, seed, env)
  const publish = publisherOf(neighbours)
  let waits = false
  while (!closing.aborted) {
    try {
      await publish(Date.now())
      if (waits) say('practice bars go on')
      waits = false
    } catch (error) {
      if (!waits && !closing.aborted) say(`practice bars wait: ${(error as Error).message}`)
      waits = true
    }
    const pauseMs = waits ? RETRY_AFTER_MS : MINUTE_MS - (Date.now() % MINUTE_MS) + AFTER_MS
    await delay(pauseMs, undefined, { signal: closing }).catch(() => {})
  }
}

/** Publishes what has closed by an instant, when that lies in a session; a new session begins a new feed. */
export function publisherOf(neighbours: Neighbours): (now: Instant) => Promise<void> {
  let open: { readonly day: string; readonly feed: PracticeFeed } | null = null
  return async (now) => {
    const session = sessionOf(tradingDayOf(now))
    if (!session || now < session.opensAt || now > session.closesAt + AFTER_CLOSE_MS) return
    const { day } = session
    if (open?.day !== day) open = { day, feed: new PracticeFeed(neighbours, practiceDay(day)) }
    await open.feed.publishUntil(now)
  }
}
