/**
 * The one error class for faults of the outside world. Doors answer it with 503 or a retry; nothing else is retried.
 */

export type Neighbour = 'postgres' | 'blob' | 'event-hubs' | 'vendor' | 'broker' | 'lease'

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
