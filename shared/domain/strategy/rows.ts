/** The row of a strategy: what it measured on one bar, and on which bar's measures its decision rests. */
import { assert } from '../../base/assert.ts'
import type { Instant } from '../../base/instant.ts'
import type { Bar } from '../../contracts/bars.ts'
import type { FilteredRow } from '../regime/index.ts'
import { type Claim, holds, regimeAllowed } from './gates.ts'
import { finiteOrNull } from './series.ts'

/** What every strategy measures. */
export interface Cells {
  /** Average true range in dollars. */
  readonly atr: number | null
  /** The rules on this bar's own measures, before any delay. */
  readonly entrySignal: Claim
  readonly exitSignal: Claim
}

export interface RowOf<P extends { readonly strategy: string; readonly atrMult: number }, C extends Cells> {
  readonly strategy: P['strategy']
  readonly params: P
  /** Close of the bar. */
  readonly at: Instant
  readonly close: number
  /** Named columns of this bar; null is UNKNOWN. */
  readonly columns: C
  /** The columns that an entry or an exit on this bar rests on: its own or the bar's before; null before the first. */
  readonly entryFrom: C | null
  readonly exitFrom: C | null
  readonly longEntry: Claim
  readonly longExit: Claim
  /** Close minus `atrMult` average true ranges; null while UNKNOWN or not positive. */
  readonly stopPrice: number | null
}

/** The one delay between a signal and its decision, in bars. */
export interface Delays {
  readonly entryBars: 0 | 1
  readonly exitBars: 0 | 1
}

export function rowsOf<P extends { readonly strategy: string; readonly atrMult: number }, C extends Cells>(
  params: P,
  bars: readonly Bar[],
  cells: readonly C[],
  delays: Delays,
): readonly RowOf<P, C>[] {
  return cells.flatMap((columns, index) => {
    const bar = bars[index]
    if (!bar) return []
    const entryFrom = cells[index - delays.entryBars] ?? null
    const exitFrom = cells[index - delays.exitBars] ?? null
    const stop = columns.atr === null ? null : finiteOrNull(bar.close - params.atrMult * columns.atr)
    return {
      strategy: params.strategy,
      params,
      at: bar.closesAt,
      close: bar.close,
      columns,
      entryFrom,
      exitFrom,
      longEntry: entryFrom?.entrySignal ?? null,
      longExit: exitFrom?.exitSignal ?? null,
      stopPrice: stop !== null && stop > 0 ? stop : null,
    }
  })
}

/** Filtered rows stand beside the bars, one each, or there are none and the closes speak for themselves. */
export type FilteredRows = readonly FilteredRow[] | null

export type PriceSource = 'filtered' | 'close'

/** The price a strategy measures on. A filtered price that is UNKNOWN is NaN here and null in every window over it. */
export function strategyPrices(bars: readonly Bar[], rows: FilteredRows): readonly number[] {
  if (rows === null) return bars.map((bar) => bar.close)
  assert(rows.length === bars.length, `${rows.length} filtered rows stand beside ${bars.length} bars`)
  return rows.map((row) => row.signal.filteredPrice ?? Number.NaN)
}

export interface FilterGates {
  readonly minProbVelocity: number
  readonly regimeWhitelist: readonly FilteredRow['regime']['regime'][]
}

/** What the filters let pass on one bar; without filters there is nothing to ask. */
export function filterClaims(row: FilteredRow | undefined, gates: FilterGates) {
  return {
    velocity: row?.signal.velocity ?? null,
    regime: row?.regime.regime ?? null,
    velocityOk: row ? holds(row.signal.velocity, '>=', gates.minProbVelocity) : true,
    regimeOk: row ? regimeAllowed(row.regime.regime, gates.regimeWhitelist) : true,
  }
}
export type FilterClaims = ReturnType<typeof filterClaims>
