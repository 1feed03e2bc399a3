/** What is kept between two bars of a series: the filter's state and the session so far as one growing daily bar. */
import * as z from 'zod'
import { type Bar, barSchema } from '../../contracts/bars.ts'
import { calendarDay, tradingDayOf } from '../../domain/calendar/index.ts'
import { type RegimeState, regimeStateSchema } from '../../domain/regime/index.ts'

export interface SeriesState {
  readonly filter: RegimeState
  /** Regular-session bars only; null before the first of them. */
  readonly session: Bar | null
}

const sessionSchema = barSchema.extend({ opensAt: z.number(), closesAt: z.number() })
const stateSchema = z.strictObject({ filter: regimeStateSchema, session: sessionSchema.nullable() })

/** The state as it was stored; null before the first bar. Throws when another version wrote it. */
export function readSeriesState(stored: unknown): SeriesState | null {
  return stored === null ? null : stateSchema.parse(stored)
}

/** The session's daily bar after one more bar; begins anew with each session and ignores bars outside it. */
export function advanceSession(session: Bar | null, bar: Bar): Bar | null {
  const day = calendarDay(tradingDayOf(bar.opensAt))
  if (day.kind !== 'session') return session
  const { opensAt, closesAt } = day.session
  if (bar.opensAt < opensAt || bar.closesAt > closesAt) return session
  if (session === null || session.opensAt !== opensAt) return { ...bar, interval: '1Day', opensAt }
  return {
    ...session,
    closesAt: bar.closesAt,
    high: Math.max(session.high, bar.high),
    low: Math.min(session.low, bar.low),
    close: bar.close,
    volume: session.volume + bar.volume,
    spread: bar.spread,
    synthetic: session.synthetic || bar.synthetic,
  }
}
