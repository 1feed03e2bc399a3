/** The clock that enqueued times and retention go by: the system's, or one the platform steps. */

export type ClockOptions = { readonly kind: 'system' } | { readonly kind: 'stepped'; readonly nowMs: number }

export class HubClock {
  #steppedMs: number | null

  constructor(options: ClockOptions) {
    this.#steppedMs = options.kind === 'stepped' ? instant(options.nowMs) : null
  }

  now(): number {
    return this.#steppedMs ?? Date.now()
  }

  /** Moves a stepped clock forward, never back. */
  advance(nowMs: number): void {
    if (this.#steppedMs === null) throw new Error('the hubs run on the system clock; start them with a stepped one')
    if (instant(nowMs) < this.#steppedMs) throw new Error(`nowMs ${nowMs} lies before the clock, ${this.#steppedMs}`)
    this.#steppedMs = nowMs
  }
}

function instant(nowMs: number): number {
  if (!Number.isSafeInteger(nowMs) || nowMs < 0) throw new Error(`nowMs ${nowMs} is not epoch milliseconds`)
  return nowMs
}
