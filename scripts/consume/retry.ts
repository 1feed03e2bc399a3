/** Tries again for as long as it takes, with bounded pauses, until told to stop. */
import { setTimeout as delay } from 'node:timers/promises'
import { lastError, Unavailable } from '../../shared/base/unavailable.ts'

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000
/** A lease is asked for at an even pace: it is free at an instant that is known. */
const LEASE_PAUSE_MS = 500

export interface RetryOptions {
  /** Told when the reason of the wait changes, not at every attempt. */
  readonly say: (line: string) => void
  /** False for errors that no waiting can mend; those are thrown. */
  readonly isPassing: (error: unknown) => boolean
}

/** True once the work is done, false when stopped before. */
export async function retryUntil(
  stop: AbortSignal,
  work: () => Promise<void>,
  { say, isPassing }: RetryOptions,
): Promise<boolean> {
  let told = ''
  for (let pauseMs = FIRST_PAUSE_MS; !stop.aborted; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      await work()
      return true
    } catch (error) {
      if (!isPassing(error)) throw error
      const line = `waiting: ${lastError(error).message}`
      if (line !== told) say(line)
      told = line
      const isLease = error instanceof Unavailable && error.neighbour === 'lease'
      await delay(isLease ? LEASE_PAUSE_MS : pauseMs, undefined, { signal: stop }).catch(() => undefined)
    }
  }
  return false
}

export const isOutage = (error: unknown): boolean => error instanceof Unavailable
