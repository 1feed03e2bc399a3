/**
 * The offline world of the smoke test: a calm, gently rising, bounded path per symbol on which every day has an edge.
 *
 * It proves plumbing, not trading. Its sessions are plain weekdays from 09:30 to 16:00 New York time, without holidays,
 * because it must answer for years that the exchange calendar does not know yet.
 */
import { fnv1a } from '../../base/digest.ts'
import type { Instant } from '../../base/instant.ts'
import { seededRandom } from '../../base/random.ts'
import type { Bar } from '../../contracts/bars.ts'
import { CLOSE_MINUTE, dayNumber, newYorkInstantOn, OPEN_MINUTE, tradingDayOf, weekdayOf } from '../calendar/index.ts'

/** First and last day of the path, both included; outside it there are no bars. */
const OFFLINE_HORIZON = { from: '2000-01-03', to: '2059-12-31' } as const
const OFFLINE_SESSIONS = 60

const FIRST = dayNumber(OFFLINE_HORIZON.from) ?? 0
const LAST = dayNumber(OFFLINE_HORIZON.to) ?? 0
/** First close of a symbol lies between these, in dollars, and grows by GROWTH until the end of the path. */
const BASE_MIN = 22
const BASE_MAX = 38
const GROWTH = 2
const DRIFT = Math.log(GROWTH) / (((LAST - FIRST) / 7) * 5)
/** Noise of a close in sessions of drift: below a half, so that no close is below the one before it. */
const NOISE = 0.3
/** Longest shadow of a candle, as a fraction of the price. */
const SHADOW = 0.004

/** Sessions before a weekday of the path; the first day is a Monday. */
const indexOf = (number: number): number => Math.floor((number - FIRST) / 7) * 5 + ((number - FIRST) % 7)
const isWeekday = (number: number): boolean => weekdayOf(number) !== 0 && weekdayOf(number) !== 6

interface Shape {
  readonly close: number
  readonly upper: number
  readonly lower: number
  readonly volume: number
}

function shapeAt(symbol: string, index: number): Shape {
  const base = BASE_MIN + ((fnv1a(symbol) % 1_000) / 1_000) * (BASE_MAX - BASE_MIN)
  const random = seededRandom(fnv1a(`${symbol} ${index}`))
  const close = base * Math.exp(DRIFT * (index + NOISE * (2 * random() - 1)))
  return {
    close,
    upper: 1 + SHADOW * random(),
    lower: 1 - SHADOW * random(),
    volume: Math.round(800_000 + 400_000 * random()),
  }
}

function barOn(symbol: string, number: number): Bar {
  const index = indexOf(number)
  const { close, upper, lower, volume } = shapeAt(symbol, index)
  const open = shapeAt(symbol, index - 1).close
  return {
    symbol,
    vendor: 'synthetic',
    interval: '1Day',
    opensAt: newYorkInstantOn(number, OPEN_MINUTE),
    closesAt: newYorkInstantOn(number, CLOSE_MINUTE),
    open,
    high: Math.max(open, close) * upper,
    low: Math.min(open, close) * lower,
    close,
    volume,
    spread: 0.02,
    synthetic: true,
  }
}

/**
 * The last sessions of the symbol's path that closed by `end`, oldest first. Equal arguments give equal bars, and
 * frames of different ends agree where they overlap. Empty before the path begins and after it ends.
 */
export function offlineFrame(symbol: string, end: Instant, sessions: number = OFFLINE_SESSIONS): readonly Bar[] {
  const lastNumber = dayNumber(tradingDayOf(end)) ?? FIRST - 1
  if (lastNumber > LAST) return []
  const bars: Bar[] = []
  for (let number = lastNumber; number >= FIRST && bars.length < sessions; number -= 1) {
    if (!isWeekday(number)) continue
    const bar = barOn(symbol, number)
    if (bar.closesAt <= end) bars.push(bar)
  }
  return bars.reverse()
}

/** The first session bar of the symbol's path that opens at or after an instant, or null where the path ends. */
export function offlineNextBar(symbol: string, after: Instant): Bar | null {
  const start = Math.max(dayNumber(tradingDayOf(after)) ?? FIRST, FIRST)
  // Four days hold at least one weekday session that opens later in the same day or on the next weekday.
  for (let number = start; number <= Math.min(start + 4, LAST); number += 1) {
    if (!isWeekday(number)) continue
    const bar = barOn(symbol, number)
    if (bar.opensAt >= after) return bar
  }
  return null
}
