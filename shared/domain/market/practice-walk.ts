/** Daily walk of a practice symbol: a log price that is pulled to a path of its character, with gaps and halts. */
import { fnv1a } from '../../base/digest.ts'
import { integerBetween, normal, type Random, seededRandom } from '../../base/random.ts'
import type { Character, Member } from './practice-universe.ts'
import { allSessions } from './synthetic-sessions.ts'
import type { SyntheticDay } from './synthetic-walk.ts'

/** What sets a practice symbol's day apart from a day of the rest of the synthetic market. */
export interface Temper {
  /** Volume of the session and of the morning before it, as multiples of the usual ones. */
  readonly volumeTimes: number
  readonly morningTimes: number
  readonly spreadTimes: number
  /** Share of the night's move that the first price of the morning has taken. */
  readonly firstShare: number
  /** Share of the minutes in which somebody trades. */
  readonly tradedShare: number
  /** Minutes from the open between which nothing trades; the start lies before the open where it is negative. */
  readonly halt: { readonly from: number; readonly until: number } | null
  readonly quote: 'both' | 'bid' | 'ask'
}

interface Traits {
  /** Standard deviation of a session's log return. */
  readonly volatility: number
  /** Share of the distance to the path that a night takes back. */
  readonly pull: number
  /** How far the path of a trend leads, in logs; the sign is its direction. */
  readonly swing: number
  readonly gapChance: number
  readonly haltChance: number
  readonly volumeTimes: number
  readonly spreadTimes: number
  readonly tradedShare: number
}

const PLAIN: Traits = {
  ...{ volatility: 0.015, pull: 0.1, swing: 0, gapChance: 0, haltChance: 0 },
  ...{ volumeTimes: 1, spreadTimes: 1, tradedShare: 1 },
}
const TRAITS: Readonly<Record<Character, Traits>> = {
  gapper: { ...PLAIN, volatility: 0.025, pull: 0.25, gapChance: 0.5 },
  riser: { ...PLAIN, volatility: 0.01, swing: 1, volumeTimes: 1.5 },
  faller: { ...PLAIN, volatility: 0.01, swing: -1 },
  chop: { ...PLAIN, pull: 0.5 },
  halted: { ...PLAIN, volatility: 0.02, pull: 0.25, gapChance: 0.4, haltChance: 0.6 },
  'one-sided': { ...PLAIN, gapChance: 0.2, pull: 0.25 },
  illiquid: { ...PLAIN, volatility: 0.02, volumeTimes: 0.002, spreadTimes: 60, tradedShare: 0.4 },
}

/** First level of a symbol in dollars lies between these, evenly in logs. */
const LEVEL_MIN = 8
const LEVEL_MAX = 20
/** Log distance of a gap from the previous close: 6 to 15 %. */
const GAP_MIN = 0.06
const GAP_MAX = 0.14
/** Share of an ordinary session's deviation that falls before the open. */
const NIGHT_SHARE = 0.3
/** Sessions of a trend and of the way back to its beginning. */
const TREND_SESSIONS = 340
const RETURN_SESSIONS = 60
const CYCLE_SESSIONS = TREND_SESSIONS + RETURN_SESSIONS
/** What came in the night is known, and traded, before four in the morning. */
const GAP_FIRST_SHARE = 0.9
const FIRST_SHARE = 0.4
/** A gap comes with this many times the usual volume; the morning is heavier still. */
const GAP_VOLUME_TIMES = { min: 3, max: 6 } as const
const GAP_MORNING_TIMES = 8

/** The sessions of the calendar as the symbol trades them, by day. */
export function practiceWalk(symbol: string, seed: number, member: Member): ReadonlyMap<string, SyntheticDay> {
  const traits = TRAITS[member.character]
  const spot = seededRandom(fnv1a(`${symbol} ${seed}`))
  const level = Math.log(LEVEL_MIN) + spot() * Math.log(LEVEL_MAX / LEVEL_MIN)
  // Trends of one character are spread over the cycle, so that on every day some are young and some are old.
  const phase = Math.floor((member.place + (fnv1a(`phase ${seed}`) % 1_000) / 1_000) * CYCLE_SESSIONS)
  const days = new Map<string, SyntheticDay>()
  let log = level
  for (const [index, session] of allSessions().entries()) {
    const daySeed = fnv1a(`${symbol} ${seed} ${session.day}`)
    const random = seededRandom(daySeed)
    const path = level + traits.swing * trendAt(index + phase)
    const gap = random() < traits.gapChance ? GAP_MIN + random() * (GAP_MAX - GAP_MIN) : 0
    const night = traits.pull * (path - log) + NIGHT_SHARE * traits.volatility * normal(random)
    const open = log + (gap > 0 ? gap : night)
    log = open + traits.volatility * normal(random)
    const temper = temperOf(symbol, traits, { gap, random })
    const prices = { open: Math.exp(open), close: Math.exp(log) }
    days.set(session.day, { session, ...prices, volatility: traits.volatility, seed: daySeed, temper })
  }
  return days
}

/** From -0.5 to 0.5 over the trend, and back. */
function trendAt(index: number): number {
  const at = index % CYCLE_SESSIONS
  return at < TREND_SESSIONS ? at / TREND_SESSIONS - 0.5 : 0.5 - (at - TREND_SESSIONS) / RETURN_SESSIONS
}

function temperOf(
  symbol: string,
  traits: Traits,
  { gap, random }: { readonly gap: number; readonly random: Random },
): Temper {
  const { spreadTimes, tradedShare, volumeTimes } = traits
  const { min, max } = GAP_VOLUME_TIMES
  return {
    ...{ spreadTimes, tradedShare },
    volumeTimes: volumeTimes * (gap > 0 ? min + random() * (max - min) : 1),
    morningTimes: gap > 0 ? GAP_MORNING_TIMES : 1,
    firstShare: gap > 0 ? GAP_FIRST_SHARE : FIRST_SHARE,
    halt: random() < traits.haltChance ? haltOf(gap > 0, random) : null,
    quote: symbol.startsWith('BID') ? 'bid' : symbol.startsWith('ASK') ? 'ask' : 'both',
  }
}

/** News in the night halts a symbol across the open; otherwise it is halted within the session. */
function haltOf(acrossOpen: boolean, random: Random): NonNullable<Temper['halt']> {
  const from = acrossOpen ? -integerBetween(random, 20, 60) : integerBetween(random, 10, 120)
  return { from, until: Math.max(from, 0) + integerBetween(random, 15, 60) }
}
