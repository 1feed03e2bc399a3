/** One backtest from its call to its files: fetch, warm up, run bar by bar, tell. */

import { createFolderArtefacts } from '../../shared/adapters/folder/artefacts.ts'
import { createMemoryArtefacts } from '../../shared/adapters/memory/artefacts.ts'
import { idOf } from '../../shared/base/digest.ts'
import type { FrameRow } from '../../shared/contracts/api/sweeps.ts'
import type { SweepSummary } from '../../shared/contracts/research.ts'
import { hypothesisOf } from '../../shared/contracts/sweeps.ts'
import { openSimulation, type SimulationResult } from '../../shared/domain/backtest/index.ts'
import { equityByDay } from '../../shared/domain/performance/index.ts'
import {
  batchesOf,
  type CellEngine,
  type CellResult,
  cellBuffers,
  configHash,
  dataHash,
  ENGINE_VERSION,
  equityTable,
  type Market,
  type Study,
  studyOf,
  tradesTable,
  tryCell,
  windowOf,
} from '../../shared/domain/research/index.ts'
import { studyMarket } from '../../shared/flows/lib/study-market.ts'
import type { ArtefactStore } from '../../shared/ports/artefacts.ts'
import { encodeTable } from '../../shared/workers/table.ts'
import { UsageError } from '../lib/desk.ts'
import { FILES } from '../research/artefacts.ts'
import { openFolderRows } from '../research/cell-rows.ts'
import { type FrameOfSymbol, framesOf, keepFramesIn } from '../research/frames.ts'
import { gatherSweep } from '../research/gather.ts'
import { gitState } from '../research/git-state.ts'
import { openSource } from '../research/open-source.ts'
import { createTrialLedger, trialFile } from '../research/trial-ledger.ts'
import type { Call } from './call.ts'
import { entriesOf, type NoEntry, noEntriesOf, type SizedEntry } from './entries.ts'
import { ordersTable } from './orders-table.ts'

/** Bytes of indicator columns: there is one set of parameters, so all of its columns fit. */
const COLUMN_BYTES_MAX = 256 * 1024 * 1024
/** Progress is told so often over a run. */
const PARTS = 50

export interface Outcome {
  readonly summary: SweepSummary
  readonly study: Study
  readonly result: CellResult
  readonly entries: readonly SizedEntry[]
  readonly noEntries: readonly NoEntry[]
  readonly frames: readonly FrameOfSymbol[]
  readonly kept: readonly FrameRow[]
  readonly warnings: readonly string[]
}

async function marketOfCall({ config, cells, dataDir }: Call, now: number): Promise<Market> {
  const window = windowOf(config, now)
  const source = await openSource(config.dal.vendor, dataDir, '--dal-vendor')
  const answer = window.kind === 'ok' ? await studyMarket(source, config, cells, window.window) : window
  if (answer.kind === 'ok') return answer.market
  throw new UsageError(answer.errors.map(({ field, message }) => `--${field} ${message}`).join('\n'))
}

/** The event engine, which tells how far it is and keeps its order records. */
function steppedEngine({ market }: Study, onProgress: (done: number, total: number) => void) {
  let kept: SimulationResult | null = null
  const engine: CellEngine = (simulation) => {
    const open = openSimulation(simulation)
    const part = Math.ceil(open.steps / PARTS)
    for (let done = 0; !open.advance(part); done += part) onProgress(done, open.steps)
    kept = open.result()
    return { ...kept, equityMicros: equityByDay(kept.equityMicros, market.days) }
  }
  return { engine, records: () => kept }
}

/** A run writes over an earlier run in its folder, and over nothing else. */
async function folderOf(outDir: string): Promise<ArtefactStore> {
  const store = createFolderArtefacts(outDir)
  if ((await store.read(FILES.manifest)) && !(await store.read(FILES.orders))) {
    throw new UsageError(`--out-dir ${outDir} holds a sweep: name another folder`)
  }
  return store
}

/** @param now when the call was made; results are named by what was asked and of which data, never by the time */
export async function runBacktest(
  call: Call,
  now: number,
  onProgress: (done: number, total: number) => void,
): Promise<Outcome> {
  const { config, cells, outDir } = call
  const [planned] = cells
  if (planned?.parsed.kind !== 'ok') throw new UsageError(`--param ${planned?.parsed.reason ?? 'has no combination'}`)
  const { params } = planned.parsed
  const market = await marketOfCall(call, now)
  const study = studyOf(config, market, COLUMN_BYTES_MAX)
  const buffers = cellBuffers(study)
  const { engine, records } = steppedEngine(study, onProgress)
  const result = tryCell(study, planned, { engine, buffers })
  const ran = records()
  if (result.cell.status === 'failed' || !ran) throw new Error(`the backtest failed: ${result.cell.reason}`)
  const symbols = market.symbols.map(({ bars }) => bars.symbol)
  const store = outDir === null ? createMemoryArtefacts() : await folderOf(outDir)
  const [hashes, hypothesis] = [{ configHash: configHash(config), dataHash: dataHash(market) }, hypothesisOf(config)]
  const jobId = `bt-${idOf('backtest', hashes.configHash, hashes.dataHash).slice(0, 12)}`
  const rows = await openFolderRows(store, createTrialLedger(trialFile(call.home)), {
    hypothesis,
    cells: 1,
    resumes: false,
  })
  const [batch = { batch: 0, from: 0, to: 1 }] = batchesOf(1)
  await store.write(FILES.trades(0), encodeTable(tradesTable([result], symbols)))
  await store.write(FILES.equity(0), encodeTable(equityTable([result], market.days.days)))
  await store.write(FILES.orders, encodeTable(ordersTable(ran, market), true))
  await rows.put(batch, [result])
  const manifest = { engineVersion: ENGINE_VERSION, ...(await gitState()), ...hashes, seed: config.seed }
  const { summary } = await gatherSweep({ config, market, cells }, { store, rows }, { jobId, hypothesis, manifest })
  const frames = framesOf(study, params)
  const saving = { savedAt: now, jobId, source: 'backtest_cli' } as const
  const { kept, refused } = await keepFramesIn(call.frameDir, study, frames, saving)
  const entries = entriesOf({ study, params, result: ran, trips: result.trips, buffers })
  return {
    ...{ summary, study, result, frames, kept },
    entries: entries.sized,
    noEntries: [...noEntriesOf({ study, params, trips: result.trips }), ...entries.refused],
    warnings: [...summary.warnings, ...refused],
  }
}
