/** What the leak check looks at: anything that turns bars into measures and signals. */
import type { Bar } from '../../shared/contracts/bars.ts'
import { barColumns } from '../../shared/domain/market/index.ts'
import { enrich, successProbability } from '../../shared/domain/regime/index.ts'
import { stakesOf } from '../../shared/domain/risk/index.ts'
import {
  type FrameColumn,
  frameColumnsOf,
  readStrategy,
  type SignalColumns,
  type StrategyParams,
  signalsOf,
  viewOf,
} from '../../shared/domain/strategy/index.ts'

export interface Readings {
  readonly columns: readonly FrameColumn[]
  readonly signals: SignalColumns
}

export interface LeakTarget {
  readonly name: string
  /** Reads the whole series at once, as a backtest does. */
  read(bars: readonly Bar[]): Readings
}

const KELLY = { base: 0.03, agentFraction: 0.5, payoff: 2, observations: 60, deviations: 1 }

/** A strategy as the engines run it: with filters, odds and stakes when `filtered`, else on the closes alone. */
export function strategyTarget(name: string, params: StrategyParams, filtered: boolean): LeakTarget {
  return {
    name,
    read: (bars) => {
      const columns = barColumns(bars[0]?.symbol ?? 'NONE', bars)
      const rows = filtered ? enrich(bars) : null
      const reading = readStrategy(columns, viewOf(columns, rows), params)
      if (rows === null) return { columns: frameColumnsOf(reading), signals: signalsOf(reading, null) }
      const odds = Float64Array.from(rows, (row) => {
        const told = successProbability(row)
        return told.kind === 'known' ? told.probability : Number.NaN
      })
      const stake = stakesOf({ odds, factors: null }, bars.length, KELLY)
      const measured = [...frameColumnsOf(reading), { name: 'prob', values: odds }, { name: 'stake', values: stake }]
      return { columns: measured, signals: signalsOf(reading, stake) }
    },
  }
}
