/** Longer bars from shorter ones. */
import { assert } from '../../base/assert.ts'
import { type Instant, MINUTE_MS } from '../../base/instant.ts'
import type { Bar } from '../../contracts/bars.ts'
import { INTERVAL_MINUTES, type Interval } from '../../contracts/scalars.ts'
import { calendarDay, newYorkMinuteOf, type Session, tradingDayOf } from '../calendar/index.ts'

interface Bounds {
  readonly opensAt: Instant
  readonly closesAt: Instant
}

/**
 * The bar of an interval that holds an instant of a session. Intraday bars lie on the New York clock and are cut to the
 * session, so the first hour bar is 09:30 to 10:00 and the last one of an early close ends at 13:00.
 */
export function bucketAt(session: Session, interval: Interval, instant: Instant): Bounds {
  if (interval === '1Day') return { opensAt: session.opensAt, closesAt: session.closesAt }
  const minutes = INTERVAL_MINUTES[interval]
  const start = instant - (newYorkMinuteOf(instant) % minutes) * MINUTE_MS
  return {
    opensAt: Math.max(start, session.opensAt),
    closesAt: Math.min(start + minutes * MINUTE_MS, session.closesAt),
  }
}

function merged(bars: readonly Bar[], first: Bar, interval: Interval, bounds: Bounds): Bar {
  const last = bars.at(-1) ?? first
  return {
    ...first,
    ...bounds,
    interval,
    high: bars.reduce((high, bar) => Math.max(high, bar.high), first.high),
    low: bars.reduce((low, bar) => Math.min(low, bar.low), first.low),
    close: last.close,
    volume: bars.reduce((volume, bar) => volume + bar.volume, 0),
    spread: last.spread,
    synthetic: bars.some((bar) => bar.synthetic),
  }
}

function sessionAt(instant: Instant): Session | null {
  const known = calendarDay(tradingDayOf(instant))
  return known.kind === 'session' ? known.session : null
}

/**
 * Aggregates bars of one symbol, oldest first, into a longer interval. Only the regular session counts; bars before the
 * open, after the close and on days without a known session are left out. A bar is made when its end is not after
 * `until`: an unfinished bar is not a bar. Minutes without a trade leave no hole, a bar without any trade is absent.
 */
export function aggregate(bars: readonly Bar[], interval: Interval, until: Instant): readonly Bar[] {
  const made: Bar[] = []
  let group: Bar[] = []
  let bounds: Bounds | null = null
  const close = (): void => {
    const first = group[0]
    if (first && bounds && bounds.closesAt <= until) made.push(merged(group, first, interval, bounds))
    group = []
  }
  let session: Session | null = null
  for (const bar of bars) {
    assert(INTERVAL_MINUTES[bar.interval] <= INTERVAL_MINUTES[interval], `${bar.interval} makes no ${interval}`)
    // The calendar is asked once per session, not once per minute.
    if (!session || bar.opensAt >= session.closesAt) session = sessionAt(bar.opensAt)
    if (!session || bar.opensAt < session.opensAt || bar.closesAt > session.closesAt) continue
    if (!bounds || bar.opensAt >= bounds.closesAt) {
      close()
      bounds = bucketAt(session, interval, bar.opensAt)
    }
    group.push(bar)
  }
  close()
  return made
}
