/** Instants are epoch milliseconds in UTC; on the wire they are ISO 8601 with `Z`. */

export type Instant = number

export const SECOND_MS = 1_000
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

/** From year 1 to 9999: what four digits of a year can say, and what every table can hold. */
export const FIRST_INSTANT = Date.parse('0001-01-01T00:00:00.000Z')
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z')

/** True for whole milliseconds within the years 1 to 9999. */
export const isInstant = (value: number): value is Instant =>
  Number.isSafeInteger(value) && value >= FIRST_INSTANT && value <= LAST_INSTANT

/** ISO 8601 text with milliseconds and `Z`. */
export function isoOf(instant: Instant): string {
  return new Date(instant).toISOString()
}

/** The instant of an ISO 8601 text that names its offset, or null when the text is not one. */
export function instantOf(text: string): Instant | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return null
  const instant = Date.parse(text)
  if (!isInstant(instant)) return null
  // Date.parse rolls 30 February over to March; a date that does not exist is refused instead.
  const day = Number(text.slice(8, 10))
  const daysInMonth = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate()
  return day <= daysInMonth ? instant : null
}
