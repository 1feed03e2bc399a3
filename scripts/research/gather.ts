/** Gathers what the cells of a sweep left: the summary, the rows in order, the metrics, the manifest and the page. */
import { assert } from '../../shared/base/assert.ts'
import {
  type Cell,
  type Manifest,
  manifestSchema,
  type SweepSummary,
  sweepSummarySchema,
} from '../../shared/contracts/research.ts'
import { sweepConfigSchema } from '../../shared/contracts/sweep-config.ts'
import { encodeWire } from '../../shared/contracts/wire.ts'
import { simulateEvents } from '../../shared/domain/backtest/index.ts'
import { MICROS_PER_USD } from '../../shared/domain/orders/index.ts'
import { equityByDay } from '../../shared/domain/performance/index.ts'
import {
  batchesOf,
  bestCell,
  type CellEngine,
  type CellResult,
  cellBuffers,
  metricsTable,
  returnsMatrix,
  type Study,
  studyOf,
  summaryOf,
  tryCell,
} from '../../shared/domain/research/index.ts'
import type { ArtefactStore } from '../../shared/ports/artefacts.ts'
import { encodeTable, readNumbers } from '../../shared/workers/table.ts'
import { cellLines, FILES, jsonBytes } from './artefacts.ts'
import type { CellRows } from './cell-rows.ts'
import { researchPage } from './page/report.ts'
import type { SweepWork } from './run-cells.ts'

/** Bytes of indicator columns for the one cell that is run again. */
const COLUMN_BYTES_MAX = 64 * 1024 * 1024

export interface About {
  readonly jobId: string
  readonly hypothesis: string
  readonly manifest: Manifest
}

/** The event engine as cells are run: bar by bar. */
const eventEngine =
  ({ market }: Study): CellEngine =>
  (simulation) => {
    const result = simulateEvents(simulation)
    return { ...result, equityMicros: equityByDay(result.equityMicros, market.days) }
  }

/** Equity of every cell in dollars, from the files of its batch; empty for those that failed. */
export async function equityOf(
  store: ArtefactStore,
  cells: readonly Cell[],
  days: number,
): Promise<readonly Float64Array[]> {
  const equity: Float64Array[] = cells.map(() => new Float64Array(0))
  for (const { batch, from, to } of batchesOf(cells.length)) {
    const bytes = await store.read(FILES.equity(batch))
    if (!bytes) throw new Error(`${FILES.equity(batch)} is missing: run the sweep again`)
    const values = await readNumbers(bytes, 'equity')
    const ok = cells.slice(from, to).filter(({ status }) => status === 'ok')
    assert(values.length === ok.length * days, `${FILES.equity(batch)} does not belong to its rows`)
    for (const [index, { cell }] of ok.entries()) equity[cell] = values.subarray(index * days, (index + 1) * days)
  }
  return equity
}

/** The best cell once more, by the other engine. Throws when it does not come to the same. */
function toldAgain(study: Study, { cells }: SweepWork, rows: readonly Cell[]): CellResult | null {
  const best = bestCell(rows)
  const planned = best === null ? undefined : cells[best]
  if (!planned) return null
  const result = tryCell(study, planned, { engine: eventEngine(study), buffers: cellBuffers(study) })
  const { digest } = rows[planned.cell] ?? {}
  assert(result.cell.digest === digest, `cell ${planned.cell} came to ${digest}, and again to ${result.cell.digest}`)
  return result
}

export interface Gathering {
  readonly summary: SweepSummary
  readonly study: Study
}

/** Writes what a whole sweep comes to; its summary last, so that whoever finds it finds the rest. */
export async function gatherSweep(
  work: SweepWork,
  { store, rows }: { readonly store: ArtefactStore; readonly rows: CellRows },
  { jobId, hypothesis, manifest }: About,
): Promise<Gathering> {
  const study = studyOf(work.config, work.market, COLUMN_BYTES_MAX)
  const cells = await rows.all()
  const { days } = work.market.days
  const equity = await equityOf(store, cells, days.length)
  const matrix = returnsMatrix(study.account.startEquityUsd, days.length, equity)
  const trials = await rows.trials()
  const summary = summaryOf(study, { jobId, hypothesis, manifest, cells, matrix, trials })
  const told = toldAgain(study, work, cells)
  const page = researchPage({
    ...{ summary, cells },
    told: told && { ...told, days, equityUsd: told.equityMicros.map((micros) => micros / MICROS_PER_USD) },
  })
  await store.write(FILES.config, jsonBytes(encodeWire(sweepConfigSchema, work.config)))
  await store.write(FILES.manifest, jsonBytes(encodeWire(manifestSchema, manifest)))
  await store.write(FILES.rows, cellLines(cells))
  await store.write(FILES.metrics, encodeTable(metricsTable(cells), true))
  await store.write(FILES.page, Buffer.from(page))
  await store.write(FILES.summary, jsonBytes(encodeWire(sweepSummarySchema, summary)))
  return { summary, study }
}
