/** Quantiles and the noise between repetitions. */

/** The value below which the given share of the samples lies (nearest rank). NaN without samples. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5)

/** Half the range of the repetitions, in per cent of their median: what a difference must exceed to mean something. */
export function noisePercent(samples: readonly number[]): number {
  const half = (Math.max(...samples) - Math.min(...samples)) / 2
  return Math.round((half / median(samples)) * 100)
}

const round = (value: number): number => Math.round(value * 100) / 100

export const spreadOf = (samples: readonly number[]): Readonly<Record<'p50' | 'p95' | 'p99', number>> => ({
  p50: round(quantile(samples, 0.5)),
  p95: round(quantile(samples, 0.95)),
  p99: round(quantile(samples, 0.99)),
})
