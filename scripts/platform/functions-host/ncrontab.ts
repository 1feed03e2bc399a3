/**
 * Timer schedules of the Functions host: five or six field NCRONTAB in UTC, or a span "hh:mm:ss".
 *
 * NCRONTAB differs from the usual cron: seconds come first, there is no L, W, # or ?, "5/15" means from 5 to the end by
 * 15, and a day must fit day-of-month AND day-of-week. Fields are checked here so that anything else is refused.
 */
import { Cron } from 'croner'

export interface Schedule {
  /** The first occurrence strictly after the instant, epoch ms; null when there is none. */
  nextAfter(instantMs: number): number | null
}

interface Field {
  readonly name: string
  readonly least: number
  readonly most: number
  readonly names?: readonly string[]
}

const MONTHS = 'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'.split(' ')
const DAYS = 'SUNDAY MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY'.split(' ')
const FIELDS: readonly Field[] = [
  { name: 'second', least: 0, most: 59 },
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12, names: MONTHS },
  { name: 'day of week', least: 0, most: 6, names: DAYS },
]
const SECOND_MS = 1_000
const DAY_MS = 86_400_000

/** Parses a schedule; spans count from anchorMs. */
export function parseSchedule(text: string, anchorMs: number): Schedule {
  const spanMs = parseSpan(text)
  if (spanMs !== undefined) {
    return { nextAfter: (instant) => anchorMs + (Math.floor((instant - anchorMs) / spanMs) + 1) * spanMs }
  }
  const given = text.trim().split(/\s+/)
  const parts = given.length === 5 ? ['0', ...given] : given
  if (parts.length !== FIELDS.length) {
    const form = '"second minute hour day month weekday" or hh:mm:ss'
    throw new Error(`schedule "${text}" has ${given.length} fields; give ${form}`)
  }
  const pattern = FIELDS.map((field, index) => parseField(parts[index] ?? '', field, text)).join(' ')
  const cron = new Cron(pattern, { paused: true, utcOffset: 0, domAndDow: true, mode: '6-part' })
  return { nextAfter: (instant) => cron.nextRun(new Date(instant))?.getTime() ?? null }
}

/** Milliseconds of "hh:mm:ss" or "d.hh:mm:ss"; undefined when the text is not a span. */
function parseSpan(text: string): number | undefined {
  const match = /^(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})$/.exec(text.trim())
  if (!match) return undefined
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match
  const spanMs = Number(days) * DAY_MS + ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * SECOND_MS
  if (spanMs === 0) throw new Error(`schedule "${text}" is a span of nothing; give at least 00:00:01`)
  return spanMs
}

/** Rewrites one field as plain numbers, ranges and steps. */
function parseField(text: string, field: Field, schedule: string): string {
  const refuse = (): never => {
    const allowed = `*, n, a-b, or these with /step, in ${field.least}-${field.most}`
    throw new Error(`schedule "${schedule}": the ${field.name} "${text}" is not ${allowed}`)
  }
  const number = (part: string): number => {
    const named = /^[a-z]{3,}$/i.test(part) ? field.names?.findIndex((name) => name.startsWith(part.toUpperCase())) : -1
    if (named !== undefined && named >= 0) return named + field.least
    const value = /^\d+$/.test(part) ? Number(part) : Number.NaN
    return value >= field.least && value <= field.most ? value : refuse()
  }
  return text
    .split(',')
    .map((item) => {
      const [, range = '', step] = /^([^/]+)(?:\/(\d+))?$/.exec(item) ?? refuse()
      if (step !== undefined && Number(step) < 1) refuse()
      const every = step === undefined ? '' : `/${step}`
      if (range === '*') return `*${every}`
      const [from = '', to, ...rest] = range.split('-')
      if (rest.length > 0) refuse()
      const first = number(from)
      if (to === undefined) return step === undefined ? `${first}` : `${first}-${field.most}${every}`
      const last = number(to)
      return last < first ? refuse() : `${first}-${last}${every}`
    })
    .join(',')
}
