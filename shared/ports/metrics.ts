/** Where a flow says what it measured. Saying it never fails and takes no time that matters. */
import type { DimensionsOf, MetricName } from '../contracts/metrics.ts'

export interface Metrics {
  /** One sample, in the unit of the metric. The value must be finite: what is UNKNOWN is not measured. */
  measure<M extends MetricName>(metric: M, value: number, dimensions: DimensionsOf<M>): void
}
