/** Momentum, long only: buys what has risen and stands high in its range, while trend, velocity and regime agree. */
import type { Gate } from '../../contracts/api/router.ts'
import type { Bar } from '../../contracts/bars.ts'
import { all, any, holds, numberGate, regimeGate } from './gates.ts'
import type { MomentumParams } from './params.ts'
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
import { atrOf, changeOf, emaOf, finiteOrNull, rankOf, spreadOf } from './series.ts'

export interface MomentumColumns extends Cells, FilterClaims {
  readonly price: number | null
  readonly probPriceSource: PriceSource
  readonly momentum: number | null
  readonly ema: number | null
  /** Share of the last `rankWindow` strategy prices that are at most this one. */
  readonly rank: number | null
  readonly momZ: number | null
}
export type MomentumRow = RowOf<MomentumParams, MomentumColumns>

/**
 * momentum = relative change over `rocLookback` bars of the strategy price. Entry, decided one bar after its signal
 * unless `enterOnSignalBar`: price > ema, momentum >= minRoc, rank >= minRank, velocity and regime allowed. Exit,
 * decided on its own bar: price < ema or momentum < minRoc, each if its flag asks for it.
 */
export function momentumColumns(
  bars: readonly Bar[],
  rows: FilteredRows,
  params: MomentumParams,
): readonly MomentumRow[] {
  const prices = strategyPrices(bars, rows)
  const momenta = changeOf(prices, params.rocLookback)
  const emas = emaOf(prices, params.emaFast)
  const ranks = rankOf(prices.map(finiteOrNull), params.rankWindow)
  const spreads = spreadOf(momenta, params.zWindow)
  const atrs = atrOf(bars, params.atrLen)
  const cells = bars.map((_, index): MomentumColumns => {
    const price = finiteOrNull(prices[index] ?? Number.NaN)
    const [momentum, ema, rank] = [momenta[index] ?? null, emas[index] ?? null, ranks[index] ?? null]
    const filters = filterClaims(rows?.[index], params)
    const emaBreak = params.exitOnEmaBreak ? holds(price, '<', ema) : false
    const fade = params.exitOnMomFade ? holds(momentum, '<', params.minRoc) : false
    return {
      ...{ price, momentum, ema, rank, ...filters },
      momZ: spreads[index]?.score ?? null,
      atr: atrs[index] ?? null,
      probPriceSource: rows === null ? 'close' : 'filtered',
      entrySignal: all([
        holds(price, '>', ema),
        holds(momentum, '>=', params.minRoc),
        holds(rank, '>=', params.minRank),
        filters.velocityOk,
        filters.regimeOk,
      ]),
      exitSignal: any([emaBreak, fade]),
    }
  })
  return rowsOf(params, bars, cells, { entryBars: params.enterOnSignalBar ? 0 : 1, exitBars: 0 })
}

export function momentumEntryGates({ entryFrom: from, params }: MomentumRow): readonly Gate[] {
  const trend = { comparison: '>', limit: from?.ema ?? null, of: 'ema' } as const
  const measured = [
    numberGate('momentum.trend', from?.price ?? null, trend),
    numberGate('momentum.roc', from?.momentum ?? null, { comparison: '>=', limit: params.minRoc }),
    numberGate('momentum.rank', from?.rank ?? null, { comparison: '>=', limit: params.minRank }),
  ]
  if (!from || from.regime === null) return measured
  return [
    ...measured,
    numberGate('momentum.velocity', from.velocity, { comparison: '>=', limit: params.minProbVelocity }),
    regimeGate('momentum.regime', from.regime, params.regimeWhitelist),
  ]
}

export function momentumExitGates({ exitFrom: from, params }: MomentumRow): readonly Gate[] {
  const emaBreak = { comparison: '<', limit: from?.ema ?? null, of: 'ema' } as const
  const fade = { comparison: '<', limit: params.minRoc } as const
  return [
    ...(params.exitOnEmaBreak ? [numberGate('momentum.ema_break', from?.price ?? null, emaBreak)] : []),
    ...(params.exitOnMomFade ? [numberGate('momentum.fade', from?.momentum ?? null, fade)] : []),
  ]
}
