/** Waiting that ends early, without an error, when the signal is aborted. */
import { setTimeout } from 'node:timers/promises'

export async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(durationMs, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
