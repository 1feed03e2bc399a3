/**
 * Whether the server answers, since when not, and how far its clock is from the browser's.
 *
 * A small store outside React: reads report to it, the banner and the ages listen.
 */
export interface Connection {
  /** When the first unanswered request failed, by the browser's clock; null while the server answers. */
  readonly lostSince: number | null
  /** When the server last answered, by the browser's clock. */
  readonly answeredAt: number | null
}

/** The Date header counts whole seconds, so a smaller difference says nothing about the clocks. */
const SKEW_MIN_MS = 2_000

let connection: Connection = { lostSince: null, answeredAt: null }
let skewMs = 0
const listeners = new Set<() => void>()

function change(next: Connection): void {
  connection = next
  for (const listener of listeners) listener()
}

/** Reports an answer of the API, good or bad, with the `Date` header if it has one. */
export function answered(dateHeader: string | null): void {
  const now = Date.now()
  const serverNow = dateHeader === null ? Number.NaN : Date.parse(dateHeader)
  if (Number.isFinite(serverNow)) skewMs = Math.abs(serverNow - now) < SKEW_MIN_MS ? 0 : serverNow - now
  change({ lostSince: null, answeredAt: now })
}

export function unanswered(): void {
  if (connection.lostSince === null) change({ ...connection, lostSince: Date.now() })
}

/** Now by the server's clock, as well as it is known. */
export const serverNow = (): number => Date.now() + skewMs

/** A moment of the browser's clock on the server's. */
export const onServerClock = (at: number): number => at + skewMs

export const connectionOf = (): Connection => connection

export function subscribeConnection(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
