/**
 * The retry policy a function declares, as the host applies it.
 *
 * The delays follow the Functions host: a fixed delay, or the minimum interval first and then the minimum plus
 * 2^(n-1) times itself with 20 % of noise, never above the maximum.
 */
import type { RetryOptions } from './core-api.ts'

const FOREVER = -1
const NOISE = 0.2
const SECOND_MS = 1_000

export interface RetryPolicy {
  /** -1 retries for ever. */
  readonly maxRetryCount: number
  /** Milliseconds before retry n (1 is the first), noise in [0, 1). */
  delayMs(retry: number, noise: number): number
}

/** Without a policy a failed invocation is final. */
const NO_RETRY: RetryPolicy = { maxRetryCount: 0, delayMs: () => 0 }

export function retryPolicy(options: RetryOptions | undefined): RetryPolicy {
  if (!options) return NO_RETRY
  const { maxRetryCount } = options
  if (!Number.isSafeInteger(maxRetryCount) || maxRetryCount < FOREVER) {
    throw new Error(`retry.maxRetryCount is ${maxRetryCount}; give -1 for ever, or a whole number`)
  }
  if (options.retryStrategy === 'fixedDelay') {
    const fixedMs = intervalMs(options.delayInterval, 'delayInterval')
    return { maxRetryCount, delayMs: () => fixedMs }
  }
  const leastMs = intervalMs(options.minimumInterval, 'minimumInterval')
  const mostMs = intervalMs(options.maximumInterval, 'maximumInterval')
  return {
    maxRetryCount,
    delayMs(retry, noise) {
      const growth = retry <= 1 ? 0 : 2 ** (retry - 2) * leastMs * (1 - NOISE + 2 * NOISE * noise)
      return Math.min(leastMs + growth, mostMs)
    },
  }
}

/** Whether another attempt follows when this many retries have been made. */
export const retriesAgain = (policy: RetryPolicy, retriesMade: number): boolean =>
  policy.maxRetryCount === FOREVER || retriesMade < policy.maxRetryCount

function intervalMs(interval: { readonly seconds: number } | undefined, name: string): number {
  if (!interval) throw new Error(`retry.${name} is missing; give a duration`)
  return interval.seconds * SECOND_MS
}
