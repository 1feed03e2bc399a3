/** Where the rows of a sweep's cells are kept while it runs: in its folder, or in the registry of jobs. */
import { compareText } from '../../shared/base/by-instant.ts'
import type { Cell } from '../../shared/contracts/research.ts'
import { type Batch, batchesOf } from '../../shared/domain/research/index.ts'
import type { ArtefactStore } from '../../shared/ports/artefacts.ts'
import type { Trials, TriedCell } from '../../shared/ports/sweeps.ts'
import { cellLines, FILES, readCellLines } from './artefacts.ts'
import type { TrialLedger } from './trial-ledger.ts'

export interface CellRows {
  /** Whether every row of a batch is kept, so that it is not run again. */
  has(batch: Batch): boolean
  /** Keeps the rows of a batch and counts their trials. Its files are written already. */
  put(batch: Batch, cells: readonly TriedCell[]): Promise<void>
  /** Every row in the order of the cells. */
  all(): Promise<readonly Cell[]>
  trials(): Promise<Trials>
}

export interface FolderSweep {
  readonly hypothesis: string
  readonly cells: number
  /** Whether rows that lie there are of this sweep; else every cell is run. */
  readonly resumes: boolean
}

/** Rows as a file for each batch, the last of its files: where it is, the batch is whole. */
export async function openFolderRows(
  store: ArtefactStore,
  ledger: TrialLedger,
  { hypothesis, cells, resumes }: FolderSweep,
): Promise<CellRows> {
  const kept = new Set(resumes ? await store.list('cells') : [])
  return {
    has: ({ batch }) => kept.has(FILES.cells(batch)),
    put: async ({ batch }, tried) => {
      await ledger.add(hypothesis, tried)
      await store.write(FILES.cells(batch), cellLines(tried.map(({ cell }) => cell)))
    },
    all: async () => {
      const paths = batchesOf(cells).map(({ batch }) => FILES.cells(batch))
      const parts: (readonly Cell[])[] = []
      for (const path of paths.sort(compareText)) {
        const bytes = await store.read(path)
        if (!bytes) throw new Error(`${path} is missing`)
        parts.push(readCellLines(bytes))
      }
      return parts.flat()
    },
    trials: () => ledger.trials(hypothesis),
  }
}
