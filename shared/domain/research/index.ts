/**
 * Research: what a study asks, what it runs on, and what came of it.
 *
 * Invariants, which the property tests repeat by number:
 * 1. A plan is one order: the cells of a configuration, the last name varying fastest, whoever runs which of them.
 * 2. Nothing runs on a configuration that cannot be run whole: every fault is told by its key before.
 * 3. No bar before the window is traded on, and as many lie before it as the parameters need.
 * 4. A probabilistic frame is kept only when each of its columns is known on 95 % of its rows.
 * 5. Every row that was set aside and every session without a bar is told with the result.
 * 6. A cell comes to the same in both engines, whoever runs it and whatever ran before it; one that throws fails alone.
 */
export { type Batch, batchesOf, batchesOfShard, cellsOf, type PlannedCell } from './cells.ts'
export { FILTER_WARM_UP_BARS } from './filters.ts'
export { type Frame, frameFile, frameOf, frameRow } from './frame.ts'
export { configHash, dataHash, ENGINE_VERSION } from './hashes.ts'
export { type Market, type MarketAnswer, marketOf, type SymbolHistory } from './market.ts'
export {
  type CellBuffers,
  type CellEngine,
  type CellResult,
  cellBuffers,
  simulationOf,
  tryCell,
} from './run-cell.ts'
export { isProbabilistic, type Study, studyOf, warmUpBarsOf } from './study.ts'
export { bestCell, failuresText, returnsMatrix, summaryOf } from './summarize.ts'
export type { TableColumn } from './table.ts'
export { equityTable, metricsTable, tradesTable } from './tables.ts'
export { barsPerSession, type Window, warmUpFrom, windowOf } from './window.ts'
