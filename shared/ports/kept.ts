/** What a neighbour said, kept for a while: asked for again when it is old, and used a bounded time when it is away. */

export interface Kept<T> {
  /** Throws what the neighbour's refusal was, or Unavailable when it is away and nothing young enough is kept. */
  read(): Promise<T>
  /** Asks again before its time, but not more often than its bound allows; then what is kept is given. */
  renew(): Promise<T>
  /** As `read`; resolves with null while the neighbour answers, or with why something older stands in. */
  check(): Promise<string | null>
}
