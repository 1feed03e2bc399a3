/** What a vendor of the synthetic market would tell of a symbol at an instant, before, within and after the session. */
import { present } from '../../base/assert.ts'
import { fnv1a } from '../../base/digest.ts'
import { type Instant, MINUTE_MS } from '../../base/instant.ts'
import { normal, seededRandom } from '../../base/random.ts'
import type { Bar } from '../../contracts/bars.ts'
import type { Snapshot } from '../../contracts/snapshot.ts'
import {
  calendarDay,
  dayNumber,
  dayText,
  newYorkInstant,
  OPEN_MINUTE,
  sessionsBetween,
  tradingDayOf,
} from '../calendar/index.ts'
import { cents, isHalted, syntheticBars } from './synthetic.ts'
import { type SyntheticDay, syntheticDay } from './synthetic-walk.ts'

/** 04:00 in New York. */
const PREMARKET_MINUTE = 240
const PREMARKET_MINUTES = OPEN_MINUTE - PREMARKET_MINUTE
/** The exchange has never been closed for as long. */
const CLOSED_DAYS_MAX = 14
/** Share of the night's move that the first price of the morning has taken already. */
const FIRST_SHARE = 0.4
/** Deviation of the path on its way, as a share of the session's. */
const NOISE_SHARE = 0.2
/** Volume of the whole morning, as a share of the previous session's. */
const VOLUME_SHARE = 0.03
/** Spread of the morning, as a multiple of the previous session's last one. */
const SPREAD_TIMES = 2

interface Quote {
  readonly price: number
  readonly pricedAt: Instant
  /** Dollars. */
  readonly spread: number
}

/**
 * Equal arguments give equal snapshots. Nothing in one was made after its instant, except that the morning's path runs
 * towards the open. Before 04:00 nothing has traded; on a day without a session everything is UNKNOWN.
 */
export function syntheticSnapshot(symbol: string, seed: number, at: Instant): Snapshot {
  const day = tradingDayOf(at)
  const empty = { symbol, vendor: 'synthetic', at, price: null, pricedAt: null, bid: null, ask: null } as const
  const known = calendarDay(day)
  const before = known.kind === 'session' ? lastSession(symbol, seed, day) : null
  if (!before) return { ...empty, open: null, volume: null, halted: null, synthetic: true }
  const quiet = { ...empty, open: null, volume: 0, halted: false, synthetic: true }
  const today = syntheticDay(symbol, seed, day)
  const begins = newYorkInstant(day, PREMARKET_MINUTE)
  if (at < begins) return quiet
  const { opensAt } = today.session
  const minutes = at < opensAt ? [] : syntheticBars({ symbol, seed, interval: '1Min' }, opensAt, at)
  const minute = Math.min(Math.floor((at - begins) / MINUTE_MS), lastMorningMinute(today))
  const volume = morningVolume(today, before, minute)
  const seen = { ...quiet, halted: today.temper !== null && isHalted(today.temper, (at - opensAt) / MINUTE_MS) }
  // A practice symbol that has not traded yet shows the morning's price; the others trade from the first minute on.
  if (at < opensAt || (today.temper && minutes.length === 0)) {
    return { ...seen, ...sidesOf(today, quoted(morningQuote(today, before, begins, minute))), volume }
  }
  const traded = minutes.reduce((sum, bar) => sum + bar.volume, 0)
  const quote = sidesOf(today, quoted(sessionQuote(today, before, minutes.at(-1))))
  return {
    ...seen,
    ...quote,
    open: today.temper ? (minutes[0]?.open ?? null) : cents(today.open),
    volume: volume + traded,
  }
}

/** The morning ends with the open, or with a halt before it. */
const lastMorningMinute = ({ temper }: SyntheticDay): number => PREMARKET_MINUTES + Math.min(temper?.halt?.from ?? 0, 0)

/** The previous session's bar; null before the calendar begins. */
function lastSession(symbol: string, seed: number, day: string): Bar | null {
  const number = present(dayNumber(day), day)
  const session = sessionsBetween(dayText(number - CLOSED_DAYS_MAX), dayText(number - 1)).at(-1)
  if (!session) return null
  return syntheticBars({ symbol, seed, interval: '1Day' }, session.opensAt, session.closesAt)[0] ?? null
}

/** Busier towards the open. */
const morningVolume = ({ temper }: SyntheticDay, before: Bar, minute: number): number =>
  Math.round(before.volume * VOLUME_SHARE * (temper?.morningTimes ?? 1) * (minute / PREMARKET_MINUTES) ** 2)

/** A walk that is pulled to the open: its noise is none at 04:00 and none at the bell. */
function morningQuote(today: SyntheticDay, before: Bar, begins: Instant, minute: number): Quote {
  const random = seededRandom(fnv1a(`morning ${today.seed}`))
  const step = (today.volatility * NOISE_SHARE) / Math.sqrt(PREMARKET_MINUTES)
  let walk = 0
  let here = 0
  for (let passed = 1; passed <= PREMARKET_MINUTES; passed += 1) {
    walk += step * normal(random)
    if (passed === minute) here = walk
  }
  const share = minute / PREMARKET_MINUTES
  const from = Math.log(before.close)
  const move = Math.log(today.open) - from
  const firstShare = today.temper?.firstShare ?? FIRST_SHARE
  const log = from + move * (firstShare + (1 - firstShare) * share) + here - walk * share
  return {
    price: cents(Math.exp(log)),
    pricedAt: begins + minute * MINUTE_MS,
    spread: SPREAD_TIMES * (before.spread ?? 0),
  }
}

const sessionQuote = (today: SyntheticDay, before: Bar, last: Bar | undefined): Quote =>
  last
    ? { price: last.close, pricedAt: last.closesAt, spread: last.spread ?? 0 }
    : { price: cents(today.open), pricedAt: today.session.opensAt, spread: before.spread ?? 0 }

function quoted({ price, pricedAt, spread }: Quote): Pick<Snapshot, 'price' | 'pricedAt' | 'bid' | 'ask'> {
  const bid = cents(price - spread / 2)
  return { price, pricedAt, bid, ask: cents(bid + spread) }
}

/** A practice symbol may have one side of the quote alone. */
function sidesOf<T extends Pick<Snapshot, 'bid' | 'ask'>>({ temper }: SyntheticDay, quote: T): T {
  if (temper?.quote === 'bid') return { ...quote, ask: null }
  return temper?.quote === 'ask' ? { ...quote, bid: null } : quote
}
