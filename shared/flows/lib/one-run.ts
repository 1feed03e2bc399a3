/** One combination, run bar by bar over a study's market, and what it did day by day and trade by trade. */
import type { CellTrade } from '../../contracts/api/sweeps.ts'
import type { SweepConfig } from '../../contracts/sweep-config.ts'
import { simulateEvents } from '../../domain/backtest/index.ts'
import { MICROS_PER_USD } from '../../domain/orders/index.ts'
import { equityByDay } from '../../domain/performance/index.ts'
import {
  type CellResult,
  cellBuffers,
  type Market,
  type PlannedCell,
  studyOf,
  tryCell,
} from '../../domain/research/index.ts'

/** Bytes of indicator columns: one set of parameters has a few dozen. */
const COLUMN_BYTES_MAX = 128 * 1024 * 1024

export function runOnce(config: SweepConfig, market: Market, planned: PlannedCell): CellResult {
  const study = studyOf(config, market, COLUMN_BYTES_MAX)
  return tryCell(study, planned, {
    buffers: cellBuffers(study),
    engine: (simulation) => {
      const result = simulateEvents(simulation)
      return { ...result, equityMicros: equityByDay(result.equityMicros, market.days) }
    },
  })
}

export const equityOf = ({ equityMicros }: CellResult, { days }: Market) =>
  [...equityMicros].map((micros, index) => ({ day: days.days[index] ?? '', equityUsd: micros / MICROS_PER_USD }))

export const tradesOf = ({ trips }: CellResult, { symbols }: Market): readonly CellTrade[] =>
  trips.map((trip) => ({
    symbol: symbols[trip.symbol]?.bars.symbol ?? '',
    side: trip.side > 0 ? 'long' : 'short',
    ...{ entryAt: trip.entryAt, exitAt: trip.exitAt, qty: trip.qty },
    ...{ entryPriceUsd: trip.entryPriceUsd, exitPriceUsd: trip.exitPriceUsd },
    ...{ feesUsd: trip.feesUsd, costsUsd: trip.costsUsd, pnlUsd: trip.pnlUsd, reason: trip.reason },
  }))
