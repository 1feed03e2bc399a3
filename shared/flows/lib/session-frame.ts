/** The daily history behind a bar of the session, as far as it was known when the session opened. */
import type { Bar } from '../../contracts/bars.ts'
import type { Interval } from '../../contracts/scalars.ts'
import { type Closures, calendarDay, previousTradingDay, tradingDayOf } from '../../domain/calendar/index.ts'
import { bucketAt } from '../../domain/market/index.ts'
import { type FrameAnswer, lookBackMs } from '../../domain/router/index.ts'
import type { Lake } from '../../ports/bars.ts'

/** True when a bar of `interval` ends with this minute bar. */
export function closesStrategyBar(bar: Bar, interval: Interval, closures: Closures): boolean {
  const day = calendarDay(tradingDayOf(bar.opensAt), closures)
  if (day.kind !== 'session' || bar.opensAt < day.session.opensAt || bar.closesAt > day.session.closesAt) return false
  return bucketAt(day.session, interval, bar.opensAt).closesAt === bar.closesAt
}

/** Daily bars up to the previous session. Without that session's bar the history is stale, and no order comes of it. */
export async function readSessionFrame(lake: Lake, bar: Bar, closures: Closures): Promise<FrameAnswer> {
  const today = tradingDayOf(bar.opensAt)
  const day = calendarDay(today, closures)
  if (day.kind !== 'session') return { kind: 'failed', reason: 'no_frame', error: `${today} is no session` }
  const opensAt = day.session.opensAt
  const key = { vendor: bar.vendor, interval: '1Day' as const, symbol: bar.symbol }
  const bars = await lake.read(key, opensAt - lookBackMs('1Day'), opensAt)
  const last = bars.at(-1)
  const expected = previousTradingDay(today, closures)
  if (!last || tradingDayOf(last.opensAt) !== expected) {
    const found = last ? tradingDayOf(last.opensAt) : 'nothing'
    return {
      kind: 'failed',
      reason: 'stale_data',
      error: `ingest:daily history ends at ${found}, expected ${expected}`,
    }
  }
  return { kind: 'frame', source: 'dal', bars, path: null }
}
