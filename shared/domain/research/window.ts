/** Between which instants a study trades, and from when its bars are needed. */
import { type Instant, isoOf } from '../../base/instant.ts'
import { INTERVAL_MINUTES, type Interval } from '../../contracts/scalars.ts'
import type { SweepConfig } from '../../contracts/sweep-config.ts'
import type { FieldError } from '../../contracts/wire.ts'
import {
  CALENDAR_HORIZON,
  dayText,
  knownDayNumber,
  newYorkInstant,
  sessionsBetween,
  tradingDayOf,
} from '../calendar/index.ts'

const MINUTES_PER_DAY = 1_440

export interface Window {
  /** No trade is decided on a bar that opens before this instant. */
  readonly from: Instant
  /** Bars that close after it are not looked at. */
  readonly to: Instant
}

export type WindowAnswer =
  | { readonly kind: 'ok'; readonly window: Window }
  | { readonly kind: 'refused'; readonly errors: readonly FieldError[] }

const refused = (field: string, message: string): WindowAnswer => ({ kind: 'refused', errors: [{ field, message }] })

const textOf = (given: string | number): string => (typeof given === 'string' ? given : isoOf(given))

/**
 * The window of a configuration. A day starts and ends at New York's midnight; the last day is included.
 *
 * @param now ends the window where the configuration does not, or lies beyond it: a bar of tomorrow is not known
 */
export function windowOf({ start, end }: Pick<SweepConfig, 'start' | 'end'>, now: Instant): WindowAnswer {
  const first = newYorkInstant(CALENDAR_HORIZON.from, 0)
  const last = newYorkInstant(CALENDAR_HORIZON.to, MINUTES_PER_DAY)
  const from = typeof start === 'string' ? newYorkInstant(start, 0) : start
  const asked = typeof end === 'string' ? newYorkInstant(end, MINUTES_PER_DAY) : end
  const horizon = `the calendar of the exchange knows ${CALENDAR_HORIZON.from} to ${CALENDAR_HORIZON.to}`
  if (from < first || from >= last) return refused('start', `${textOf(start)} is beyond what is known: ${horizon}`)
  if (asked !== undefined && asked > last)
    return refused('end', `${textOf(end ?? '')} is beyond what is known: ${horizon}`)
  if (asked !== undefined && asked <= from)
    return refused('end', `${textOf(end ?? '')} lies before start ${textOf(start)}`)
  const to = Math.min(asked ?? last, now)
  if (to <= from) return refused('start', `${textOf(start)} lies in the future`)
  return { kind: 'ok', window: { from, to } }
}

/** Bars of a whole session. */
export const barsPerSession = (interval: Interval): number =>
  Math.ceil(INTERVAL_MINUTES['1Day'] / INTERVAL_MINUTES[interval])

/** Sessions asked for beyond those that the warm-up needs, for bars that are missing: a tenth, and these. */
const SPARE_SESSIONS = 5
/** Weekends and holidays, with room to spare: days that surely hold so many sessions. */
const daysHolding = (sessions: number): number => Math.ceil(sessions * 1.5) + 14

/** From when to fetch so that so many bars lie before an instant; from the horizon's start at the earliest. */
export function warmUpFrom(from: Instant, interval: Interval, bars: number): Instant {
  if (bars === 0) return from
  const needed = Math.ceil(bars / barsPerSession(interval))
  const sessions = needed + Math.ceil(needed / 10) + SPARE_SESSIONS
  const day = knownDayNumber(tradingDayOf(from))
  const before = sessionsBetween(dayText(day - daysHolding(sessions)), dayText(day)).filter(
    ({ opensAt }) => opensAt < from,
  )
  return before.at(-sessions)?.opensAt ?? newYorkInstant(CALENDAR_HORIZON.from, 0)
}
