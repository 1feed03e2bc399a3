/** One sweep on this machine from its call to its files: fetch, run on threads, gather. */
import { join, resolve } from 'node:path'
import { createFolderArtefacts } from '../../shared/adapters/folder/artefacts.ts'
import { idOf } from '../../shared/base/digest.ts'
import { type Manifest, manifestSchema, type SweepSummary } from '../../shared/contracts/research.ts'
import { sweepConfigSchema } from '../../shared/contracts/sweep-config.ts'
import { hypothesisOf } from '../../shared/contracts/sweeps.ts'
import { decodeWire, encodeWire } from '../../shared/contracts/wire.ts'
import {
  batchesOf,
  configHash,
  dataHash,
  ENGINE_VERSION,
  type Market,
  windowOf,
} from '../../shared/domain/research/index.ts'
import { studyMarket } from '../../shared/flows/lib/study-market.ts'
import type { ArtefactStore } from '../../shared/ports/artefacts.ts'
import { UsageError } from '../lib/desk.ts'
import { FILES, jsonBytes } from '../research/artefacts.ts'
import { openFolderRows } from '../research/cell-rows.ts'
import { framesOf, keepFramesIn } from '../research/frames.ts'
import { gatherSweep } from '../research/gather.ts'
import { gitState } from '../research/git-state.ts'
import { openSource } from '../research/open-source.ts'
import { type CellsCall, runCells } from '../research/run-cells.ts'
import { createTrialLedger, trialFile } from '../research/trial-ledger.ts'
import type { Call } from './call.ts'

export interface Outcome {
  readonly summary: SweepSummary
  readonly outDir: string
  /** Those of the summary, and of frames that were not kept. */
  readonly warnings: readonly string[]
}

export interface Running {
  /** When the call was made: ends a window that has no end of its own, and nothing else. */
  readonly now: number
  readonly signal: AbortSignal
  readonly onStart?: (outDir: string) => void
  readonly onProgress: (cellsDone: number, cellsInAll: number) => void
  /** Threads when absent. */
  readonly openWorker?: CellsCall['openWorker']
}

async function marketOfCall({ config, cells, dataDir }: Call, now: number): Promise<Market> {
  const window = windowOf(config, now)
  const source = await openSource(config.dal.vendor, dataDir, 'dal.vendor')
  const answer = window.kind === 'ok' ? await studyMarket(source, config, cells, window.window) : window
  if (answer.kind === 'ok') return answer.market
  throw new UsageError(answer.errors.map(({ field, message }) => `${field} ${message}`).join('\n'))
}

/** The manifest that lies in a folder; null when there is none. */
async function manifestIn(store: ArtefactStore): Promise<Manifest | null> {
  const bytes = await store.read(FILES.manifest)
  if (!bytes) return null
  const decoded = decodeWire(manifestSchema, JSON.parse(Buffer.from(bytes).toString()))
  return decoded.kind === 'ok' ? decoded.value : null
}

const SAME = ['engineVersion', 'configHash', 'dataHash'] as const

/** Refuses a folder whose rows belong to another question, to other data, or to an engine that answers otherwise. */
function checkFolder(found: Manifest | null, manifest: Manifest, folder: string, resumes: boolean): void {
  if (found === null) {
    if (resumes) throw new UsageError(`--resume ${folder} has no ${FILES.manifest}: there is no sweep to go on with`)
    return
  }
  const other = SAME.find((name) => found[name] !== manifest[name])
  if (other === undefined) return
  const what = { engineVersion: 'engine', configHash: 'configuration', dataHash: 'data' }[other]
  throw new UsageError(`${folder} holds a sweep of another ${what}: name another folder with --out-dir`)
}

export async function runSweep(call: Call, running: Running): Promise<Outcome> {
  const { config, cells, home, workers, resumes } = call
  const market = await marketOfCall(call, running.now)
  const hashes = { configHash: configHash(config), dataHash: dataHash(market) }
  const manifest = { engineVersion: ENGINE_VERSION, ...(await gitState()), ...hashes, seed: config.seed }
  const jobId = `sweep-${idOf('sweep', hashes.configHash, hashes.dataHash).slice(0, 12)}`
  const outDir = call.outDir ?? resolve(join(home, 'research', 'sweeps', jobId))
  const store = createFolderArtefacts(outDir)
  checkFolder(await manifestIn(store), manifest, outDir, resumes)
  running.onStart?.(outDir)
  // First of all files, so that a sweep that is killed can go on from its folder alone.
  await store.write(FILES.config, jsonBytes(encodeWire(sweepConfigSchema, config)))
  await store.write(FILES.manifest, jsonBytes(encodeWire(manifestSchema, manifest)))
  const hypothesis = hypothesisOf(config)
  const ledger = createTrialLedger(trialFile(home))
  const rows = await openFolderRows(store, ledger, { hypothesis, cells: cells.length, resumes })
  const work = { config, market, cells }
  await runCells(work, { store, rows }, { ...running, batches: batchesOf(cells.length), workers })
  const { summary, study } = await gatherSweep(work, { store, rows }, { jobId, hypothesis, manifest })
  const best = cells[summary.best ?? 0]?.parsed
  const frames = best?.kind === 'ok' ? framesOf(study, best.params) : []
  const saving = { savedAt: running.now, jobId, source: 'sweep' } as const
  const { refused } = await keepFramesIn(call.frameDir, study, frames, saving)
  return { summary, outDir, warnings: [...summary.warnings, ...refused] }
}
