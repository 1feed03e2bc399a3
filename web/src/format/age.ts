/** How old a value is, in words, and when exactly it was. Times are epoch milliseconds; exact times are New York's. */
import { DAY_MS, HOUR_MS, type Instant, isoOf, MINUTE_MS, SECOND_MS } from '../../../shared/base/instant.ts'

const YEAR_MS = 365.25 * DAY_MS

const STEPS: readonly (readonly [limitMs: number, unitMs: number, unit: string])[] = [
  [MINUTE_MS, SECOND_MS, 's'],
  [HOUR_MS, MINUTE_MS, 'min'],
  [2 * DAY_MS, HOUR_MS, 'h'],
  [2 * YEAR_MS, DAY_MS, 'd'],
  [Number.POSITIVE_INFINITY, YEAR_MS, 'y'],
]

/** A clock may run ahead of another by this much before the difference is told. */
const SKEW_MS = 2 * SECOND_MS

function lengthText(lengthMs: number): string {
  const step = STEPS.find(([limitMs]) => lengthMs < limitMs)
  return step ? `${Math.floor(lengthMs / step[1])} ${step[2]}` : 'for ever'
}

/** `3 s ago`, `2 h ago`; `now` within a second; `in 5 min` for what lies ahead. */
export function ageText(at: Instant, now: Instant): string {
  const ageMs = now - at
  if (ageMs < -SKEW_MS) return `in ${lengthText(-ageMs)}`
  return ageMs < SECOND_MS ? 'now' : `${lengthText(ageMs)} ago`
}

/** A length of time in its two largest units: `2 h 13 min`, `4 min 5 s`, `12 s`; `0 s` below a second. */
export function durationText(lengthMs: number): string {
  const units = [...STEPS].reverse().map(([, unitMs, unit]) => [unitMs, unit] as const)
  const first = units.findIndex(([unitMs]) => lengthMs >= unitMs)
  if (first < 0) return '0 s'
  let restMs = lengthMs
  const parts = units.slice(first, first + 2).map(([unitMs, unit]) => {
    const count = Math.floor(restMs / unitMs)
    restMs -= count * unitMs
    return count === 0 ? '' : `${count} ${unit}`
  })
  return parts.filter((part) => part !== '').join(' ')
}

const newYork = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'America/New_York',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

/** Day and time of day on New York's clock: `2014-06-06` and `09:41:03`. */
export function newYorkOf(at: Instant): { readonly day: string; readonly time: string } {
  const part = new Map(newYork.formatToParts(at).map(({ type, value }) => [type, value]))
  const get = (type: Intl.DateTimeFormatPartTypes) => part.get(type) ?? ''
  return {
    day: `${get('year')}-${get('month')}-${get('day')}`,
    time: `${get('hour')}:${get('minute')}:${get('second')}`,
  }
}

/** `09:41` on New York's clock. */
export const clockText = (at: Instant): string => newYorkOf(at).time.slice(0, 5)

/** `2014-06-06 09:41:03 ET`. */
export function exactText(at: Instant): string {
  const { day, time } = newYorkOf(at)
  return `${day} ${time} ET`
}

/** The exact time for a tooltip, on New York's clock and in UTC. */
export const titleText = (at: Instant): string => `${exactText(at)} (${isoOf(at)})`

/** Whether a value is so old that its age alone says little and the exact time belongs on the screen. */
export const isOld = (at: Instant, now: Instant): boolean => now - at >= DAY_MS
