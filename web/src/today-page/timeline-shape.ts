/** Where the slots of a day lie on a line from 04:00 to 20:00 New York time. */
import type { Instant } from '../../../shared/base/instant.ts'
import type { Schedule } from '../../../shared/contracts/api/schedule.ts'
import { clockText, newYorkOf } from '../format/age.ts'
import { countsText } from '../words/schedule.ts'

const FIRST_HOUR = 4
const LAST_HOUR = 20
/** Marks nearer to each other than this, in percent of the line, are drawn one above the other. */
const NEAR_PERCENT = 4

/** The hours written under the line. */
export const HOURS = [4, 8, 12, 16, 20] as const
export const hourPlace = (hour: number): number => ((hour - FIRST_HOUR) / (LAST_HOUR - FIRST_HOUR)) * 100

/** Percent of the line at an instant of the day; its ends for what lies before or after it. */
export function placeOf(at: Instant, day: string): number {
  const there = newYorkOf(at)
  if (there.day !== day) return there.day < day ? 0 : 100
  const [hours = 0, minutes = 0] = there.time.split(':').map(Number)
  return Math.min(100, Math.max(0, hourPlace(hours + minutes / 60)))
}

/** Percent of the line now; null when now lies outside it. */
export function nowPlace(now: Instant, day: string): number | null {
  const place = placeOf(now, day)
  return newYorkOf(now).day === day && place > 0 && place < 100 ? place : null
}

/** For places in rising order, the lowest lane in which each stands clear of its neighbours. */
export function lanesOf(places: readonly number[]): readonly number[] {
  const ends: number[] = []
  return places.map((place) => {
    const free = ends.findIndex((end) => place - end >= NEAR_PERCENT)
    const lane = free < 0 ? ends.length : free
    ends[lane] = place
    return lane
  })
}

/** A sentence for those who do not see the line. */
export function timelineSummary({ slots, opensAt, closesAt }: Schedule): string {
  const session =
    opensAt === null || closesAt === null ? 'no session' : `session ${clockText(opensAt)} to ${clockText(closesAt)}`
  return `Timeline of the day, 04:00 to 20:00 New York time: ${session}; ${slots.length} slots, ${countsText(slots)}.`
}
