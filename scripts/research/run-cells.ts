/** Runs the cells of a sweep that are not done yet, batch by batch, and keeps what each comes to. */
import type { SweepConfig } from '../../shared/contracts/sweep-config.ts'
import type { Batch, Market, PlannedCell } from '../../shared/domain/research/index.ts'
import type { ArtefactStore } from '../../shared/ports/artefacts.ts'
import type { SweepStart } from '../../shared/workers/batch-runner.ts'
import { FILES } from './artefacts.ts'
import type { CellRows } from './cell-rows.ts'
import { type BatchWorker, openThread, runBatches } from './run-batches.ts'
import { shareMarket } from './share-market.ts'

/** Bytes of indicator columns that all workers keep together. */
const COLUMN_BYTES_MAX = 256 * 1024 * 1024

/** What a sweep runs on, the same for all who work on it. */
export interface SweepWork {
  readonly config: SweepConfig
  readonly market: Market
  readonly cells: readonly PlannedCell[]
}

export interface CellsCall {
  readonly batches: readonly Batch[]
  readonly workers: number
  /** Threads when absent. */
  readonly openWorker?: ((start: SweepStart) => BatchWorker) | undefined
  readonly signal: AbortSignal
  readonly onProgress: (cellsDone: number, cellsInAll: number) => void
}

const countOf = (batches: readonly Batch[]): number => batches.reduce((sum, { from, to }) => sum + to - from, 0)

/** Files of a batch first, its rows last: where the rows are, the files are. Throws the reason when it is stopped. */
export async function runCells(
  { config, market, cells }: SweepWork,
  { store, rows }: { readonly store: ArtefactStore; readonly rows: CellRows },
  { batches, workers, openWorker = openThread, signal, onProgress }: CellsCall,
): Promise<void> {
  const left = batches.filter((batch) => !rows.has(batch))
  const total = countOf(batches)
  let done = total - countOf(left)
  onProgress(done, total)
  const start = { config, market: shareMarket(market), cells, columnBytesMax: COLUMN_BYTES_MAX / workers }
  await runBatches({
    batches: left,
    workers,
    openWorker: () => openWorker(start),
    signal,
    keep: async (result) => {
      const batch = left.find(({ batch: number }) => number === result.batch)
      if (!batch) return
      await store.write(FILES.trades(batch.batch), result.trades)
      await store.write(FILES.equity(batch.batch), result.equity)
      await rows.put(batch, result.cells)
      done += batch.to - batch.from
      onProgress(done, total)
    },
  })
}
