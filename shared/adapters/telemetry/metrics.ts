/**
 * Measures as lines of a log. Application Insights keeps what a function logs as traces, so that no SDK of its own is
 * loaded at a cold start.
 */
import { assert } from '../../base/assert.ts'
import { metricLine } from '../../contracts/metrics.ts'
import type { Metrics } from '../../ports/metrics.ts'

/** `say` takes one line, such as the logger of an invocation. */
export function createMetrics(say: (line: string) => void): Metrics {
  return {
    measure: (metric, value, dimensions) => {
      assert(Number.isFinite(value), `${metric} is ${value}; leave out what is UNKNOWN`)
      say(metricLine(metric, value, dimensions))
    },
  }
}
