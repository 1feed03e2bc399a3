/** The platform's clock: the machine's, or one that stands still until it is stepped. */
export type ClockOption = { readonly kind: 'system' } | { readonly kind: 'stepped'; readonly nowMs: number }

export interface PlatformClock {
  readonly kind: ClockOption['kind']
  /** Epoch milliseconds. */
  now(): number
  /** Moves a stepped clock forward; going back or stepping the system clock is an error. */
  advance(nowMs: number): void
}

export function createClock(option: ClockOption): PlatformClock {
  if (option.kind === 'system') {
    return {
      kind: 'system',
      now: () => Date.now(),
      advance() {
        throw new Error('the system clock cannot be stepped; start the host with clock.kind "stepped"')
      },
    }
  }
  let current = option.nowMs
  return {
    kind: 'stepped',
    now: () => current,
    advance(nowMs) {
      if (!Number.isSafeInteger(nowMs)) throw new Error(`nowMs is ${nowMs}; give whole epoch milliseconds`)
      if (nowMs < current)
        throw new Error(`nowMs is ${nowMs}, before the clock's ${current}; a clock only goes forward`)
      current = nowMs
    },
  }
}
