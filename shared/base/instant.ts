/** Instants are epoch milliseconds in UTC; on the wire they are ISO 8601 with `Z`. */

export type Instant = number

export const SECOND_MS = 1_000
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

/** ISO 8601 text with milliseconds and `Z`. */
export function isoOf(instant: Instant): string {
  return new Date(instant).toISOString()
}

/** The instant of an ISO 8601 text that names its offset, or null when the text is not one. */
export function instantOf(text: string): Instant | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return null
  const instant = Date.parse(text)
  if (!Number.isFinite(instant)) return null
  // Date.parse rolls 30 February over to March; a date that does not exist is refused instead.
  const day = Number(text.slice(8, 10))
  const daysInMonth = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate()
  return day <= daysInMonth ? instant : null
}
