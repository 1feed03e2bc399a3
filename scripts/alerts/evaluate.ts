/**
 * Which alerts of the contract ring over measured samples: each minute the aggregate of the window behind it, for each
 * value of the dimensions by itself. The rules in Azure look every five minutes, so whatever rings there rings here.
 */
import { type Instant, MINUTE_MS } from '../../shared/base/instant.ts'
import { type Alert, METRIC_NAMES, METRICS, type MetricLine, type MetricName } from '../../shared/contracts/metrics.ts'

export interface Sample extends MetricLine {
  readonly at: Instant
}

export interface Ringing {
  readonly metric: MetricName
  /** Values of the dimensions, such as `hub=orders`; empty where the metric has none. */
  readonly series: string
  /** First and last minute at whose look it rang. */
  readonly from: Instant
  readonly to: Instant
  /** The aggregate furthest beyond the threshold. */
  readonly worst: number
}

interface Span {
  readonly from: Instant
  readonly to: Instant
}

/** Looks once a minute, first when a whole window has passed since `from`, and last at `to`. */
export function evaluateAlerts(samples: readonly Sample[], span: Span): readonly Ringing[] {
  return METRIC_NAMES.flatMap((metric) => {
    const own = samples.filter((sample) => sample.metric === metric)
    const bySeries = Map.groupBy(own, seriesOf)
    // Absence is told of a metric that has a single series: nobody knows which hub might have been heard of.
    if (Object.keys(METRICS[metric].dimensions).length === 0 && bySeries.size === 0) bySeries.set('', [])
    return [...bySeries].flatMap(([series, values]) => {
      const rung = looksOf(values, METRICS[metric].alert, span)
      return rung === null ? [] : [{ metric, series, ...rung }]
    })
  })
}

export const seriesOf = ({ dimensions }: MetricLine): string =>
  Object.entries(dimensions)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')

function looksOf(
  samples: readonly Sample[],
  alert: Alert,
  { from, to }: Span,
): Omit<Ringing, 'metric' | 'series'> | null {
  const isAbove = alert.operator === 'GreaterThan'
  const windowMs = alert.windowMinutes * MINUTE_MS
  const looks: { at: Instant; aggregate: number }[] = []
  for (let at = from + windowMs; at <= to; at += MINUTE_MS) {
    const values = samples.filter((sample) => sample.at > at - windowMs && sample.at <= at).map(({ value }) => value)
    const aggregate = aggregateOf(values, alert.aggregation)
    if (aggregate !== null && (isAbove ? aggregate > alert.threshold : aggregate < alert.threshold))
      looks.push({ at, aggregate })
  }
  const [first, last] = [looks[0], looks.at(-1)]
  if (!first || !last) return null
  const aggregates = looks.map(({ aggregate }) => aggregate)
  return { from: first.at, to: last.at, worst: isAbove ? Math.max(...aggregates) : Math.min(...aggregates) }
}

/** Of no values there is a count and nothing else: an alert on the rest stays silent. */
export function aggregateOf(values: readonly number[], aggregation: Alert['aggregation']): number | null {
  if (aggregation === 'Count') return values.length
  if (values.length === 0) return null
  const sum = values.reduce((total, value) => total + value, 0)
  switch (aggregation) {
    case 'Total':
      return sum
    case 'Average':
      return sum / values.length
    case 'Maximum':
      return Math.max(...values)
    case 'Minimum':
      return Math.min(...values)
  }
}
