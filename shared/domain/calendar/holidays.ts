/**
 * The exchange's holidays, early closes and special closures as rules per year.
 *
 * Sources: NYSE Rule 7.2 (holidays and their weekend rule) and the exchange's notices of closure and early close.
 */
import { DAY_MS } from '../../base/instant.ts'
import { dayText, knownDayNumber, weekdayOf } from './new-york.ts'

/** Closed for an event of the year, by notice of the exchange. */
const SPECIAL_CLOSURES: Readonly<Record<string, string>> = {
  '2001-09-11': 'Attacks of September 11',
  '2001-09-12': 'Attacks of September 11',
  '2001-09-13': 'Attacks of September 11',
  '2001-09-14': 'Attacks of September 11',
  '2004-06-11': 'Mourning for President Reagan',
  '2007-01-02': 'Mourning for President Ford',
  '2012-10-29': 'Hurricane Sandy',
  '2012-10-30': 'Hurricane Sandy',
  '2018-12-05': 'Mourning for President Bush',
  '2025-01-09': 'Mourning for President Carter',
}
/** Closed early by notice, outside the yearly rules. */
const SPECIAL_EARLY_CLOSES: readonly string[] = ['1999-12-31', '2003-12-26']

/** Juneteenth is a market holiday since 2022. */
const JUNETEENTH_SINCE = 2022
/** Until 2012 a Thursday 4 July shortened the Friday after it; since 2013 the Wednesday before it. */
const JULY_EVE_SINCE = 2013

const MONDAY = 1
const THURSDAY = 4
const FRIDAY = 5
const SATURDAY = 6
const SUNDAY = 0

export interface YearOfHolidays {
  /** Day to the name of the holiday. */
  readonly closed: ReadonlyMap<string, string>
  /** Days that close at 13:00. */
  readonly early: ReadonlySet<string>
}

const numberOf = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day) / DAY_MS

/** The nth given weekday of a month. */
function nthWeekday(year: number, month: number, weekday: number, nth: number): number {
  const first = numberOf(year, month, 1)
  return first + ((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7
}

/** Western Easter Sunday, by the anonymous Gregorian algorithm (Nature, 1876). */
function easterOf(year: number): number {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const ofCentury = year % 100
  const leapless = century - Math.floor(century / 4)
  const moonShift = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const epact = (19 * golden + leapless - moonShift + 15) % 30
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451)
  const march = epact + weekday - 7 * late + 114
  return numberOf(year, Math.floor(march / 31), (march % 31) + 1)
}

/** A fixed date moves from Saturday to Friday and from Sunday to Monday. */
function observed(number: number): number {
  const weekday = weekdayOf(number)
  if (weekday === SATURDAY) return number - 1
  return weekday === SUNDAY ? number + 1 : number
}

function closedDays(year: number): [number, string][] {
  const newYear = numberOf(year, 1, 1)
  const days: [number, string][] = [
    [nthWeekday(year, 1, MONDAY, 3), 'Martin Luther King Jr. Day'],
    [nthWeekday(year, 2, MONDAY, 3), "Washington's Birthday"],
    [easterOf(year) - 2, 'Good Friday'],
    [lastMondayOfMay(year), 'Memorial Day'],
    [observed(numberOf(year, 7, 4)), 'Independence Day'],
    [nthWeekday(year, 9, MONDAY, 1), 'Labor Day'],
    [nthWeekday(year, 11, THURSDAY, 4), 'Thanksgiving Day'],
    [observed(numberOf(year, 12, 25)), 'Christmas Day'],
  ]
  // A Saturday New Year would fall on the last day of the old year, when the exchange closes its books: it is dropped.
  if (weekdayOf(newYear) !== SATURDAY) days.push([observed(newYear), "New Year's Day"])
  if (year >= JUNETEENTH_SINCE) days.push([observed(numberOf(year, 6, 19)), 'Juneteenth'])
  return days
}

function lastMondayOfMay(year: number): number {
  const last = numberOf(year, 5, 31)
  return last - ((weekdayOf(last) - MONDAY + 7) % 7)
}

function earlyDays(year: number): number[] {
  const days = [nthWeekday(year, 11, THURSDAY, 4) + 1]
  const independence = weekdayOf(numberOf(year, 7, 4))
  if (independence === THURSDAY && year < JULY_EVE_SINCE) days.push(numberOf(year, 7, 5))
  else if (independence > MONDAY && independence < SATURDAY) days.push(numberOf(year, 7, 3))
  const christmasEve = weekdayOf(numberOf(year, 12, 24))
  if (christmasEve >= MONDAY && christmasEve < FRIDAY) days.push(numberOf(year, 12, 24))
  return days
}

/** The holidays and early closes of one year. */
export function holidaysOf(year: number): YearOfHolidays {
  const closed = new Map(closedDays(year).map(([number, name]) => [dayText(number), name]))
  for (const [day, name] of Object.entries(SPECIAL_CLOSURES)) if (day.startsWith(`${year}-`)) closed.set(day, name)
  const special = SPECIAL_EARLY_CLOSES.filter((day) => day.startsWith(`${year}-`)).map(knownDayNumber)
  return { closed, early: new Set([...earlyDays(year), ...special].map(dayText)) }
}
