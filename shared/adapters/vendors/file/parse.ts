/** Text of bar files to rows: LEAN's scaled integers and plain columns with a header. Faults become rule codes. */
import { DAY_MS, type Instant, MINUTE_MS } from '../../../base/instant.ts'
import type { Bar } from '../../../contracts/bars.ts'
import type { BarRule } from '../../../contracts/reasons.ts'
import { INTERVAL_MINUTES, INTERVALS, type Interval } from '../../../contracts/scalars.ts'
import { calendarDay, dayNumber, newYorkInstant, type Session } from '../../../domain/calendar/index.ts'
import { type BarRow, bucketAt, type FactorRow } from '../../../domain/market/index.ts'

/** LEAN writes prices of equities in ten-thousandths of a dollar. */
const LEAN_PRICE_SCALE = 10_000
const MINUTES_PER_DAY = 1_440

interface Line {
  readonly line: number
  readonly text: string
  readonly cells: readonly string[]
}

/** Data lines, numbered from 1 as an editor shows them; empty lines are not data. */
function linesOf(text: string): readonly Line[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, index) => ({ line: index + 1, text: line, cells: line.split(',').map((cell) => cell.trim()) }))
    .filter(({ text: line }) => line.trim() !== '')
}

/** An empty cell is missing, not zero. */
const numberOf = (cell: string | undefined): number => (cell === undefined || cell === '' ? Number.NaN : Number(cell))

function barOf(symbol: string, interval: Interval, bounds: Pick<Bar, 'opensAt' | 'closesAt'>, values: number[]): Bar {
  const [open = Number.NaN, high = Number.NaN, low = Number.NaN, close = Number.NaN, volume = Number.NaN] = values
  const { opensAt, closesAt } = bounds
  const at = { symbol, vendor: 'file' as const, interval, opensAt, closesAt }
  return { ...at, open, high, low, close, volume, spread: null, synthetic: false }
}

const leanValues = (cells: readonly string[]): number[] => [
  ...cells.slice(1, 5).map((cell) => numberOf(cell) / LEAN_PRICE_SCALE),
  numberOf(cells[5]),
]

/** Closing spread in dollars by minute, from LEAN's quote bars; a missing side or a crossed quote is left out. */
function spreadsOf(quotes: string): ReadonlyMap<number, number> {
  const spreads = new Map<number, number>()
  for (const { cells } of linesOf(quotes)) {
    const [bid, ask] = [numberOf(cells[4]), numberOf(cells[9])]
    if (bid > 0 && ask >= bid) spreads.set(numberOf(cells[0]), (ask - bid) / LEAN_PRICE_SCALE)
  }
  return spreads
}

/**
 * LEAN's minutes of one day: milliseconds since New York midnight at which the minute starts, then prices and volume.
 *
 * @param quotes text of the same day's quote file, or null when there is none: the spread is UNKNOWN then
 */
export function parseLeanMinutes(symbol: string, day: string, trades: string, quotes: string | null): BarRow[] {
  const spreads = quotes === null ? new Map<number, number>() : spreadsOf(quotes)
  return linesOf(trades).map(({ line, text, cells }) => {
    const sinceMidnightMs = numberOf(cells[0])
    const rule = leanMinuteRule(cells, sinceMidnightMs)
    if (rule) return { line, text, at: null, parsed: rule }
    const opensAt = newYorkInstant(day, sinceMidnightMs / MINUTE_MS)
    const bounds = { opensAt, closesAt: opensAt + MINUTE_MS }
    const bar = barOf(symbol, '1Min', bounds, leanValues(cells))
    return { line, text, at: opensAt, parsed: { ...bar, spread: spreads.get(sinceMidnightMs) ?? null } }
  })
}

function leanMinuteRule(cells: readonly string[], sinceMidnightMs: number): BarRule | null {
  if (cells.length < 6 || !Number.isInteger(sinceMidnightMs)) return 'NOT_A_ROW'
  return sinceMidnightMs < 0 || sinceMidnightMs >= DAY_MS ? 'TIME_OUTSIDE_DAY' : null
}

function sessionOn(day: string): Session | null {
  const known = calendarDay(day)
  return known.kind === 'session' ? known.session : null
}

/** LEAN's daily and hour rows: `yyyymmdd HH:mm` in New York, at which the bar starts, then prices and volume. */
export function parseLeanRows(symbol: string, interval: '1Hour' | '1Day', text: string): BarRow[] {
  return linesOf(text).map(({ line, text: row, cells }) => {
    const [, year, month, date, hour, minute] = /^(\d{4})(\d{2})(\d{2}) (\d{2}):(\d{2})$/.exec(cells[0] ?? '') ?? []
    const day = `${year}-${month}-${date}`
    if (cells.length < 6 || dayNumber(day) === null) return { line, text: row, at: null, parsed: 'NOT_A_ROW' }
    const at = newYorkInstant(day, Number(hour) * 60 + Number(minute))
    const session = sessionOn(day)
    if (!session) return { line, text: row, at, parsed: 'NOT_A_SESSION' }
    const bounds = bucketAt(session, interval, at)
    // An hour that lies outside the session has no part of it left.
    if (bounds.closesAt <= bounds.opensAt) return { line, text: row, at, parsed: 'TIME_OUTSIDE_DAY' }
    return { line, text: row, at: bounds.opensAt, parsed: barOf(symbol, interval, bounds, leanValues(cells)) }
  })
}

/** LEAN's factor file: day, price factor, split factor and a reference price that is not used. Ascending by day. */
export function parseFactors(text: string): FactorRow[] {
  const rows = linesOf(text).flatMap(({ cells }) => {
    const [, year, month, date] = /^(\d{4})(\d{2})(\d{2})$/.exec(cells[0] ?? '') ?? []
    const [priceFactor, splitFactor] = [numberOf(cells[1]), numberOf(cells[2])]
    const usable = year !== undefined && priceFactor > 0 && splitFactor > 0
    return usable ? [{ lastDay: `${year}-${month}-${date}`, priceFactor, splitFactor }] : []
  })
  return rows.sort((a, b) => (a.lastDay < b.lastDay ? -1 : 1))
}

interface Stamp {
  readonly day: string
  /** Minutes since midnight as written, or null when only a day is written. */
  readonly minute: number | null
  /** Of the written time from UTC; null reads the time as New York's. */
  readonly offsetMinutes: number | null
}

const ISO_STAMP = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/
const US_STAMP = /^(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})(?: (\d{1,2}):(\d{2}))?$/
/** Two-digit years from here on belong to the last century. */
const CENTURY_PIVOT = 70

function stampOf(text: string): Stamp | null {
  const us = US_STAMP.exec(text)
  if (us) {
    const [, month = '', date = '', year = '', hour, minute] = us
    const full = year.length === 4 ? year : `${Number(year) < CENTURY_PIVOT ? '20' : '19'}${year}`
    const day = `${full}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
    return checked({ day, minute: minutesOf(hour, minute, '0'), offsetMinutes: null })
  }
  const [, day, hour, minute, second, zone] = ISO_STAMP.exec(text) ?? []
  return day === undefined
    ? null
    : checked({ day, minute: minutesOf(hour, minute, second), offsetMinutes: zoneOf(zone) })
}

const checked = (stamp: Stamp): Stamp | null =>
  dayNumber(stamp.day) === null || (stamp.minute ?? 0) >= MINUTES_PER_DAY ? null : stamp

const minutesOf = (hour: string | undefined, minute: string | undefined, second: string | undefined): number | null =>
  hour === undefined ? null : Number(hour) * 60 + Number(minute) + Number(second ?? 0) / 60

function zoneOf(zone: string | undefined): number | null {
  if (zone === undefined) return null
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return zone.startsWith('-') ? -minutes : minutes
}

function instantOfStamp({ day, minute, offsetMinutes }: Stamp): Instant {
  if (offsetMinutes === null) return newYorkInstant(day, minute ?? 0)
  return (dayNumber(day) ?? 0) * DAY_MS + ((minute ?? 0) - offsetMinutes) * MINUTE_MS
}

/** The interval of a plain file: the longest one that fits the smallest step between its rows. */
function intervalOf(stamps: readonly Stamp[]): Interval {
  if (stamps.every(({ minute }) => minute === null)) return '1Day'
  let step = Number.POSITIVE_INFINITY
  for (const [index, stamp] of stamps.entries()) {
    const before = stamps[index - 1]
    const minutes = before ? Math.abs(instantOfStamp(stamp) - instantOfStamp(before)) / MINUTE_MS : 0
    if (minutes > 0) step = Math.min(step, minutes)
  }
  // A day is written 23 hours after the one before it when the clock changes.
  if (step >= 23 * 60) return '1Day'
  return INTERVALS.findLast((interval) => interval !== '1Day' && INTERVAL_MINUTES[interval] <= step) ?? '1Min'
}

export interface PlainFile {
  readonly interval: Interval
  readonly rows: BarRow[]
}

/** Index of each needed column, or null when the header lacks one. */
function columnsOf(header: readonly string[]): Readonly<Record<'time' | 'ohlcv', readonly number[]>> | null {
  const names = header.map((name) => name.toLowerCase())
  const time = names.findIndex((name) => ['', 'date', 'time', 'datetime', 'timestamp'].includes(name))
  const ohlcv = ['open', 'high', 'low', 'close', 'volume'].map((name) => names.indexOf(name))
  return time === -1 || ohlcv.includes(-1) ? null : { time: [time], ohlcv }
}

/**
 * A file with a header that names a time and open, high, low, close and volume; null for any other file. Prices are
 * taken as written. Times without an offset are New York's, dates are `YYYY-MM-DD` or `M/D/YYYY`.
 */
export function parsePlain(symbol: string, text: string): PlainFile | null {
  const [header, ...lines] = linesOf(text)
  const columns = header ? columnsOf(header.cells) : null
  if (!columns) return null
  const stamped = lines.map((line) => ({ ...line, stamp: stampOf(line.cells[columns.time[0] ?? 0] ?? '') }))
  const stamps = stamped.flatMap(({ stamp }) => (stamp ? [stamp] : []))
  const interval = intervalOf(stamps)
  const rows = stamped.map(({ line, text: row, cells, stamp }): BarRow => {
    if (!stamp || columns.ohlcv.some((column) => column >= cells.length)) {
      return { line, text: row, at: null, parsed: 'NOT_A_ROW' }
    }
    const at = instantOfStamp(stamp)
    const values = columns.ohlcv.map((column) => numberOf(cells[column]))
    if (interval !== '1Day') {
      const bounds = { opensAt: at, closesAt: at + INTERVAL_MINUTES[interval] * MINUTE_MS }
      return { line, text: row, at, parsed: barOf(symbol, interval, bounds, values) }
    }
    const session = sessionOn(stamp.day)
    if (!session) return { line, text: row, at, parsed: 'NOT_A_SESSION' }
    return { line, text: row, at: session.opensAt, parsed: barOf(symbol, interval, session, values) }
  })
  return { interval, rows }
}
