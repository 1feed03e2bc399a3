/** Runs an invocation under its retry policy, telling each attempt after the first what failed before it. */
import type { RpcRequest } from './core-api.ts'
import { type RetryPolicy, retriesAgain } from './retry.ts'
import { pause } from './wait.ts'

export type AttemptsEnd =
  | 'done'
  /** The policy allows no further attempt: the work is given up, as the real host does. */
  | 'exhausted'
  /** The host is closing; the work is to be done again by the next one. */
  | 'stopped'

/** A failed attempt is not reported here: the invocation's own log line tells it. */
export async function attempts(
  policy: RetryPolicy,
  closing: AbortSignal,
  invoke: (attempt: number, retryContext: Pick<RpcRequest, 'retryContext'>) => Promise<void>,
): Promise<AttemptsEnd> {
  let before: Pick<RpcRequest, 'retryContext'> = {}
  for (let attempt = 1; ; attempt++) {
    try {
      await invoke(attempt, before)
      return 'done'
    } catch (error) {
      if (!retriesAgain(policy, attempt - 1)) return 'exhausted'
      await pause(policy.delayMs(attempt, Math.random()), closing)
      if (closing.aborted) return 'stopped'
      const { message, stack } = error instanceof Error ? error : new Error(String(error))
      const exception = { source: '', message, stackTrace: stack ?? '' }
      before = { retryContext: { retryCount: attempt, maxRetryCount: policy.maxRetryCount, exception } }
    }
  }
}
