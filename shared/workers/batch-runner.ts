/** Runs batches of a sweep's cells, one after another on the same buffers. */
import { createHash } from 'node:crypto'
import type { Bytes } from '../base/sha256.ts'
import type { SweepConfig } from '../contracts/sweep-config.ts'
import { prepareMarket, SweepEngine } from '../domain/backtest/index.ts'
import {
  type Batch,
  type CellEngine,
  type CellResult,
  cellBuffers,
  equityTable,
  type Market,
  type PlannedCell,
  studyOf,
  tradesTable,
  tryCell,
} from '../domain/research/index.ts'
import type { TriedCell } from '../ports/sweeps.ts'
import { encodeTable } from './table.ts'

export interface SweepStart {
  readonly config: SweepConfig
  readonly market: Market
  readonly cells: readonly PlannedCell[]
  /** Bytes of indicator columns that the thread keeps for the cells to come. */
  readonly columnBytesMax: number
}

export interface BatchResult {
  readonly batch: number
  readonly cells: readonly TriedCell[]
  /** Parquet of the batch's cells. */
  readonly trades: Uint8Array<ArrayBuffer>
  readonly equity: Uint8Array<ArrayBuffer>
}

/** Node's own takes a tenth of the time. */
function sha256(parts: readonly Bytes[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

/** What a batch comes to depends on its number alone, never on what was run before it. */
export function batchRunner({ config, market, cells, columnBytesMax }: SweepStart): (batch: Batch) => BatchResult {
  const study = studyOf(config, market, columnBytesMax)
  const prepared = prepareMarket(market.symbols)
  const sweep = new SweepEngine()
  const equitySteps = market.days.lastStep
  const engine: CellEngine = ({ symbols, account, costs }) =>
    sweep.run(prepared, { signals: symbols.map(({ signals }) => signals), account, costs, equitySteps })
  const run = { engine, buffers: cellBuffers(study), sha256 }
  const symbols = market.symbols.map(({ bars }) => bars.symbol)
  return ({ batch, from, to }) => {
    const results: readonly CellResult[] = cells.slice(from, to).map((cell) => tryCell(study, cell, run))
    return {
      batch,
      cells: results.map(({ cell, trial, sharpePerDay }) => ({ cell, trial, sharpePerDay })),
      trades: encodeTable(tradesTable(results, symbols)),
      equity: encodeTable(equityTable(results, market.days.days)),
    }
  }
}
