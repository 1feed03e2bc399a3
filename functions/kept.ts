/**
 * Keeps what a neighbour said: fresh for a while, then asked for again by whoever comes first, for all who wait. While
 * the neighbour is away an older answer stands in for a bounded time, and it is asked again behind everybody's back:
 * for a silent one only the first caller waits. A refusal is an answer: nothing stands in for it.
 */
import { MINUTE_MS } from '../shared/base/instant.ts'
import { Unavailable } from '../shared/base/unavailable.ts'
import type { Clock } from '../shared/ports/clock.ts'
import type { Kept } from '../shared/ports/kept.ts'

/** All in milliseconds. */
export interface KeptBounds {
  readonly freshMs: number
  /** How old an answer may be that stands in. */
  readonly staleMs: number
  /** After a failure nobody asks again for so long. */
  readonly retryMs: number
  /** Nobody asks before the time more often than this. */
  readonly renewMs: number
}

export function keep<T>(ask: () => Promise<T>, clock: Clock, bounds: KeptBounds): Kept<T> {
  let held: { readonly value: T; readonly at: number } | null = null
  let failure: { readonly error: unknown; readonly at: number } | null = null
  let asking: Promise<T> | null = null

  const attempt = async (): Promise<T> => {
    const at = clock.now()
    try {
      const value = await ask()
      held = { value, at }
      failure = null
      return value
    } catch (error) {
      failure = { error, at }
      throw error
    } finally {
      asking = null
    }
  }
  const askOnce = (now: number): Promise<T> => {
    if (asking) return asking
    if (failure && isYounger(failure.at, now, bounds.retryMs)) return Promise.reject(failure.error)
    asking = attempt()
    return asking
  }
  const read = async (): Promise<T> => {
    const now = clock.now()
    if (held && isYounger(held.at, now, bounds.freshMs)) return held.value
    const standIn = held && isYounger(held.at, now, bounds.staleMs) ? held : null
    const answered = askOnce(now)
    if (standIn && failure?.error instanceof Unavailable) {
      answered.catch(() => undefined) // told by check(), and by whoever asks when nothing stands in any more
      return standIn.value
    }
    return await answered.catch((error: unknown) => {
      if (standIn && error instanceof Unavailable) return standIn.value
      throw error
    })
  }
  return {
    read,
    renew: async () => {
      const now = clock.now()
      return held && isYounger(held.at, now, bounds.renewMs) ? held.value : await askOnce(now)
    },
    check: async () => {
      await read()
      if (!failure || !held) return null
      const minutes = Math.round((clock.now() - held.at) / MINUTE_MS)
      return `${wordsOf(failure.error)}; what it said ${minutes} min ago is used`
    },
  }
}

/** A clock that was set back makes nothing younger. */
const isYounger = (at: number, now: number, thanMs: number): boolean => now >= at && now - at < thanMs

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
