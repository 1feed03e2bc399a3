/** Mean reversion, long only: buys far below the mean and sells on the way back, in markets that do come back. */
import type { Gate } from '../../contracts/api/router.ts'
import type { Bar } from '../../contracts/bars.ts'
import { all, holds, numberGate, regimeGate } from './gates.ts'
import type { MeanReversionParams } from './params.ts'
import {
  type Cells,
  type FilterClaims,
  type FilteredRows,
  filterClaims,
  type PriceSource,
  type RowOf,
  rowsOf,
  strategyPrices,
} from './rows.ts'
import { atrOf, finiteOrNull, spreadOf } from './series.ts'

export interface MeanReversionColumns extends Cells, FilterClaims {
  readonly price: number | null
  readonly probPriceSource: PriceSource
  readonly mean: number | null
  readonly std: number | null
  readonly zScore: number | null
}
export type MeanReversionRow = RowOf<MeanReversionParams, MeanReversionColumns>

/**
 * z = (price - mean) / population deviation over `lookback` bars of the strategy price. Entry: z <= zEntry, velocity
 * and regime allowed. Exit: z >= zExit, or z UNKNOWN, since a position whose measure is lost has no reason to be held.
 * Both are decided one bar after their signal unless `enterOnSignalBar`.
 */
export function meanReversionColumns(
  bars: readonly Bar[],
  rows: FilteredRows,
  params: MeanReversionParams,
): readonly MeanReversionRow[] {
  const prices = strategyPrices(bars, rows).map(finiteOrNull)
  const spreads = spreadOf(prices, params.lookback)
  const atrs = atrOf(bars, params.atrLen)
  const cells = bars.map((_, index): MeanReversionColumns => {
    const zScore = spreads[index]?.score ?? null
    const filters = filterClaims(rows?.[index], params)
    return {
      ...filters,
      price: prices[index] ?? null,
      probPriceSource: rows === null ? 'close' : 'filtered',
      mean: spreads[index]?.mean ?? null,
      std: spreads[index]?.deviation ?? null,
      zScore,
      atr: atrs[index] ?? null,
      entrySignal: all([holds(zScore, '<=', params.zEntry), filters.velocityOk, filters.regimeOk]),
      exitSignal: holds(zScore, '>=', params.zExit) ?? true,
    }
  })
  const delay = params.enterOnSignalBar ? 0 : 1
  return rowsOf(params, bars, cells, { entryBars: delay, exitBars: delay })
}

export function meanReversionEntryGates({ entryFrom: from, params }: MeanReversionRow): readonly Gate[] {
  const score = numberGate('mean_reversion.z_entry', from?.zScore ?? null, { comparison: '<=', limit: params.zEntry })
  if (!from || from.regime === null) return [score]
  return [
    score,
    numberGate('mean_reversion.velocity', from.velocity, { comparison: '>=', limit: params.minProbVelocity }),
    regimeGate('mean_reversion.regime', from.regime, params.regimeWhitelist),
  ]
}

export function meanReversionExitGates({ exitFrom: from, params }: MeanReversionRow): readonly Gate[] {
  return [numberGate('mean_reversion.z_exit', from?.zScore ?? null, { comparison: '>=', limit: params.zExit })]
}
