/** Minute bars of the synthetic market within one session, and every longer bar made of them. */
import { fnv1a } from '../../base/digest.ts'
import { type Instant, MINUTE_MS } from '../../base/instant.ts'
import { memoryOf } from '../../base/memory.ts'
import { normal, type Random, seededRandom } from '../../base/random.ts'
import type { Bar } from '../../contracts/bars.ts'
import type { Interval } from '../../contracts/scalars.ts'
import { sessionsBetween, tradingDayOf } from '../calendar/index.ts'
import { aggregate } from './aggregate.ts'
import type { Temper } from './practice-walk.ts'
import { type SyntheticDay, syntheticDay } from './synthetic-walk.ts'

const SESSION_MINUTES = 390
/** How much livelier the edges of the day are than its middle: the U of intraday variance and volume. */
const EDGE_LIFT = 3
/** Share of a minute's move that its shadows add on either side. */
const SHADOW = 0.5
const CENT = 0.01

export const cents = (price: number): number => Math.max(Math.round(price * 100), 1) / 100

/** Lengths of a session: whole, early, and room for what a calendar may bring. */
const SHAPES_MAX = 8
/** Day bars kept in memory, the history of a practice universe; the oldest are forgotten first. */
const DAY_BARS_MAX = 40_000

/** Relative liveliness of the minute that lies at `position` in [0, 1] of the day. */
const liveliness = (position: number): number => 1 + EDGE_LIFT * (2 * position - 1) ** 4

interface MinuteShape {
  readonly lively: number
  /** Share of the day's standard deviation that falls into the minute. */
  readonly deviation: number
  /** Share of the day's variance that has passed by its end. */
  readonly passed: number
}

const shapes = memoryOf<number, readonly MinuteShape[]>(SHAPES_MAX)

/** The U of a session. */
function shapeOf(minutes: number): readonly MinuteShape[] {
  const weights = Array.from({ length: minutes }, (_, minute) => liveliness((minute + 0.5) / minutes))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let passed = 0
  return weights.map((lively) => {
    passed += lively / total
    return { lively, deviation: Math.sqrt(lively / total), passed }
  })
}

/** Closing log prices of the minutes: a bridge from the day's open to its close, with the variance of the U. */
function minuteLogs(day: SyntheticDay, shape: readonly MinuteShape[], random: Random): readonly number[] {
  const open = Math.log(day.open)
  const move = Math.log(day.close) - open
  let end = 0
  const walk = shape.map(({ deviation }) => {
    end += day.volatility * deviation * normal(random)
    return end
  })
  return shape.map(({ passed }, minute) => open + move * passed + (walk[minute] ?? 0) - end * passed)
}

/**
 * The minute bars of one session, oldest first: a minute for every minute of the session, prices in cents, volume in
 * shares, spread at least a cent. Equal symbol, seed and day give equal bars, whatever else is generated. A practice
 * symbol's bars are those that its temper leaves.
 */
function syntheticMinutes(symbol: string, seed: number, day: string): readonly Bar[] {
  const frame = syntheticDay(symbol, seed, day)
  const random = seededRandom(fnv1a(`minutes ${frame.seed}`))
  const minutes = (frame.session.closesAt - frame.session.opensAt) / MINUTE_MS
  const shape = shapes(minutes, () => shapeOf(minutes))
  const logs = minuteLogs(frame, shape, random)
  const taste = fnv1a(symbol) % 1_000
  const dayVolume =
    (1e6 + taste * 2e4) * (minutes / SESSION_MINUTES) * (0.5 + 40 * frame.volatility) * (0.7 + 0.6 * random())
  const spreadShare = (0.5 + (taste % 7) * 0.4) / 10_000
  let open = cents(frame.open)
  const bars = shape.map(({ lively }, minute) => {
    const close = cents(Math.exp(logs[minute] ?? 0))
    const shadow = SHADOW * frame.volatility * Math.sqrt(lively / minutes)
    const opensAt = frame.session.opensAt + minute * MINUTE_MS
    const bar: Bar = {
      symbol,
      vendor: 'synthetic',
      interval: '1Min',
      opensAt,
      closesAt: opensAt + MINUTE_MS,
      open,
      high: Math.max(open, close, cents(Math.max(open, close) * (1 + shadow * random()))),
      low: Math.min(open, close, cents(Math.min(open, close) * (1 - shadow * random()))),
      close,
      volume: Math.round((dayVolume / minutes) * (lively / (1 + EDGE_LIFT / 5)) * Math.exp(0.4 * normal(random))),
      spread: Math.max(CENT, cents(close * spreadShare * Math.sqrt(lively) * (0.5 + 50 * frame.volatility))),
      synthetic: true,
    }
    open = close
    return bar
  })
  return frame.temper ? tempered(bars, frame.temper, frame) : bars
}

/** Minutes that trade, with the volume and the spread of the day. A minute trades by a seed of its own. */
function tempered(bars: readonly Bar[], temper: Temper, { seed, session }: SyntheticDay): readonly Bar[] {
  const random = seededRandom(fnv1a(`temper ${seed}`))
  return bars.flatMap((bar) => {
    const minute = (bar.opensAt - session.opensAt) / MINUTE_MS
    const isTraded = random() < temper.tradedShare && !isHalted(temper, minute)
    if (!isTraded) return []
    const spread = temper.quote === 'both' ? cents((bar.spread ?? 0) * temper.spreadTimes) : null
    return [{ ...bar, volume: Math.max(1, Math.round(bar.volume * temper.volumeTimes)), spread }]
  })
}

/** @param minute from the open, negative before it */
export const isHalted = ({ halt }: Temper, minute: number): boolean =>
  halt !== null && minute >= halt.from && minute < halt.until

/**
 * Bars of the synthetic market that open at or after `from` and close by `to`, oldest first. Longer bars are aggregates
 * of the same minutes, so a day's bar agrees with its minutes. Days beyond the calendar have none.
 *
 * @param series symbol, seed and interval
 */
export function syntheticBars(
  series: { readonly symbol: string; readonly seed: number; readonly interval: Interval },
  from: Instant,
  to: Instant,
): readonly Bar[] {
  const { symbol, seed, interval } = series
  return sessionsBetween(tradingDayOf(from), tradingDayOf(to)).flatMap(({ day, opensAt }) => {
    if (opensAt >= to) return []
    const bars = interval === '1Day' ? dayBar(symbol, seed, day) : barsOf(interval, syntheticMinutes(symbol, seed, day))
    return bars.filter((bar) => bar.opensAt >= from && bar.closesAt <= to)
  })
}

const barsOf = (interval: Interval, minutes: readonly Bar[]): readonly Bar[] =>
  interval === '1Min' ? minutes : aggregate(minutes, interval, Number.POSITIVE_INFINITY)

const dayBars = memoryOf<string, readonly Bar[]>(DAY_BARS_MAX)

/** The whole session as one bar, or none when nothing traded. Scans and histories ask for the same days again. */
const dayBar = (symbol: string, seed: number, day: string): readonly Bar[] =>
  dayBars(`${symbol} ${seed} ${day}`, () => barsOf('1Day', syntheticMinutes(symbol, seed, day)))
