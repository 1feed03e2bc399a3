/**
 * The one error class for faults of the outside world. Doors answer it with 503 or a retry; nothing else is retried.
 */

export type Neighbour =
  | 'postgres'
  | 'blob'
  | 'event-hubs'
  | 'vendor'
  | 'broker'
  | 'lease'
  | 'disk'
  | 'key-vault'
  | 'entra'

export class Unavailable extends Error {
  override readonly name = 'Unavailable'
  readonly neighbour: Neighbour
  /** How long a caller should wait before it asks again, in milliseconds. */
  readonly retryAfterMs: number

  constructor(neighbour: Neighbour, message: string, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(`${neighbour}: ${message}`, { cause: options.cause })
    this.neighbour = neighbour
    this.retryAfterMs = options.retryAfterMs ?? 1_000
  }
}

/** The error behind an error: of one that gathers several attempts and has no words itself, the last. */
export function lastError(error: unknown): Error {
  if (error instanceof AggregateError && error.errors.length > 0) return lastError(error.errors.at(-1))
  return error instanceof Error ? error : new Error(String(error))
}
