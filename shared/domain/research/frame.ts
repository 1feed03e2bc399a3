/** The probabilistic frame: the bars of a window beside what filters and classifier said of each. */
import { assert } from '../../base/assert.ts'
import type { FrameRow } from '../../contracts/api/sweeps.ts'
import type { Interval, StrategyName } from '../../contracts/scalars.ts'
import { REGIMES } from '../../contracts/signals.ts'
import type { MarketSymbol } from './market.ts'
import type { TableColumn } from './table.ts'

/** Share of rows on which each probabilistic column must be known. */
const KNOWN_SHARE_MIN = 0.95

export interface Frame {
  readonly rows: number
  readonly columns: readonly TableColumn[]
  /** Known values of each column. */
  readonly known: readonly { readonly name: string; readonly nonNull: number }[]
  /** First and last bar; null of an empty frame. */
  readonly dataStart: number | null
  readonly dataEnd: number | null
  /** Why it must not be kept; null when it may. */
  readonly refusal: string | null
}

/** Of the filters and the classifier; a strategy's measures may well be UNKNOWN where it does not measure. */
const isProbabilistic = (name: string): boolean =>
  /^(prob_|regime_(label|volatility|uncertainty|momentum)$|success_)/.test(name)

function knownOf({ kind, values }: TableColumn): number {
  if (kind === 'number') return values.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0)
  if (kind === 'text') return values.reduce((count, value) => count + (value === null ? 0 : 1), 0)
  return values.length
}

/**
 * The frame of a symbol, the warm-up left out. The filters must have run.
 *
 * @param measures what a strategy made of each bar, under names of its own
 */
export function frameOf(
  { bars, filters, tradeFrom }: MarketSymbol,
  measures: readonly { readonly name: string; readonly values: Float64Array }[] = [],
): Frame {
  assert(filters !== null, `no filter ran over ${bars.symbol}`)
  const cut = (values: Float64Array): Float64Array => values.slice(tradeFrom)
  const number = (name: string, values: Float64Array): TableColumn => ({ name, kind: 'number', values: cut(values) })
  const amount = (name: string, values: Float64Array): TableColumn => ({ name, kind: 'amount', values: cut(values) })
  const labels = Array.from(cut(filters.regime), (code) => REGIMES[code] ?? null)
  const columns: readonly TableColumn[] = [
    { name: 'opens_at', kind: 'instant', values: cut(bars.opensAt) },
    { name: 'closes_at', kind: 'instant', values: cut(bars.closesAt) },
    ...(['open', 'high', 'low', 'close', 'volume'] as const).map((name) => amount(name, bars[name])),
    number('prob_price', bars.close),
    number('prob_volume', bars.volume),
    number('prob_filtered_price', filters.filteredPrice),
    number('prob_velocity', filters.velocity),
    number('prob_uncertainty', filters.uncertainty),
    number('prob_butterworth_price', filters.butterworthPrice),
    number('prob_ema_price', filters.emaPrice),
    { name: 'regime_label', kind: 'text', values: labels },
    number('regime_volatility', filters.volatility),
    number('regime_uncertainty', filters.uncertainty),
    number('regime_momentum', filters.momentum),
    number('success_probability', filters.probability),
    ...measures.map(({ name, values }) => number(name, values)),
  ]
  const rows = bars.length - tradeFrom
  const known = columns.map((column) => ({ name: column.name, nonNull: knownOf(column) }))
  const poor = known.find(({ name, nonNull }) => isProbabilistic(name) && nonNull < rows * KNOWN_SHARE_MIN)
  return {
    ...{ rows, columns, known },
    dataStart: bars.opensAt[tradeFrom] ?? null,
    dataEnd: rows === 0 ? null : (bars.closesAt[bars.length - 1] ?? null),
    refusal: poor ? `${poor.name} is known on ${poor.nonNull} of ${rows} rows, fewer than 95 %` : null,
  }
}

export interface FrameKey {
  readonly symbol: string
  readonly strategy: StrategyName
  readonly vendor: string
  readonly interval: Interval
}

/** `AAPL_momentum_file_1day.parquet`. */
export const frameFile = ({ symbol, strategy, vendor, interval }: FrameKey): string =>
  `${symbol.replaceAll('/', '-')}_${strategy}_${vendor.toLowerCase()}_${interval.toLowerCase()}.parquet`

/** The row of the manifest for a frame that was kept. */
export function frameRow(
  key: FrameKey,
  { rows, known, dataStart, dataEnd }: Frame,
  kept: Pick<FrameRow, 'path' | 'savedAt' | 'source' | 'jobId' | 'contentHash'>,
): FrameRow {
  return { ...kept, ...key, rows, columns: [...known], dataStart, dataEnd }
}
