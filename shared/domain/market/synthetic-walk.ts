/**
 * Daily walk of the synthetic market: a regime-switching log price that is pulled back to its symbol's level.
 *
 * Each session draws from its own seed, so a day does not depend on what else was asked for; the walk itself is run
 * once per symbol and seed from the first day of the calendar and kept.
 */
import { assert } from '../../base/assert.ts'
import { fnv1a } from '../../base/digest.ts'
import { memoryOf } from '../../base/memory.ts'
import { normal, seededRandom } from '../../base/random.ts'
import type { Session } from '../calendar/index.ts'
import { practiceMember } from './practice-universe.ts'
import { practiceWalk, type Temper } from './practice-walk.ts'
import { allSessions } from './synthetic-sessions.ts'

/** Drift and volatility per session, and how many sessions the regime lasts on average. */
const REGIMES = [
  { name: 'rising', drift: 0.0012, volatility: 0.009, sessions: 40 },
  { name: 'quiet', drift: 0.0002, volatility: 0.006, sessions: 30 },
  { name: 'falling', drift: -0.0012, volatility: 0.013, sessions: 25 },
  { name: 'stormy', drift: -0.0005, volatility: 0.028, sessions: 12 },
] as const

/** Share of a session's variance that falls before the open. */
const OVERNIGHT_SHARE = 0.25
/** Pull towards the symbol's level per session: a half-life of about 17 months. */
const PULL = 0.002
/** First level of a symbol in dollars lies between these, evenly in logs. */
const LEVEL_MIN = 25
const LEVEL_MAX = 250
/** The log price stays this close to the symbol's level: a factor of about 4.5 either way. */
const DISTANCE_MAX = 1.5
/** Walks kept in memory, a whole practice universe and more; the oldest is forgotten first. Each takes some 400 KB. */
const WALKS_MAX = 64

export interface SyntheticDay {
  readonly session: Session
  /** Opening and closing price in dollars, not yet rounded to cents. */
  readonly open: number
  readonly close: number
  /** Standard deviation of the session's log return from open to close. */
  readonly volatility: number
  /** Seed of everything that happens within the day. */
  readonly seed: number
  /** How a symbol of the practice universe behaves on the day; null for all others. */
  readonly temper: Temper | null
}

const walks = memoryOf<string, ReadonlyMap<string, SyntheticDay>>(WALKS_MAX)

function run(symbol: string, seed: number): ReadonlyMap<string, SyntheticDay> {
  const member = practiceMember(symbol)
  if (member) return practiceWalk(symbol, seed, member)
  const spot = seededRandom(fnv1a(`${symbol} ${seed}`))
  const level = Math.log(LEVEL_MIN) + spot() * Math.log(LEVEL_MAX / LEVEL_MIN)
  const days = new Map<string, SyntheticDay>()
  let log = level
  let regime: (typeof REGIMES)[number] = REGIMES[Math.floor(spot() * REGIMES.length)] ?? REGIMES[0]
  for (const session of allSessions()) {
    const daySeed = fnv1a(`${symbol} ${seed} ${session.day}`)
    const random = seededRandom(daySeed)
    if (random() < 1 / regime.sessions) {
      regime = REGIMES[Math.floor(random() * REGIMES.length)] ?? regime
    }
    const overnight = regime.volatility * Math.sqrt(OVERNIGHT_SHARE) * normal(random)
    const volatility = regime.volatility * Math.sqrt(1 - OVERNIGHT_SHARE)
    const open = bounded(log + overnight + PULL * (level - log), level)
    log = bounded(open + regime.drift + volatility * normal(random), level)
    const prices = { open: Math.exp(open), close: Math.exp(log) }
    days.set(session.day, { session, ...prices, volatility, seed: daySeed, temper: null })
  }
  return days
}

const bounded = (log: number, level: number): number =>
  Math.min(Math.max(log, level - DISTANCE_MAX), level + DISTANCE_MAX)

/** The frame of one session of a symbol. The day must be a session within the calendar. */
export function syntheticDay(symbol: string, seed: number, day: string): SyntheticDay {
  const found = walks(`${symbol} ${seed}`, () => run(symbol, seed)).get(day)
  assert(found, `${day} is not a session of the calendar`)
  return found
}
