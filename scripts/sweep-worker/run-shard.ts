/** One execution of a sweep job: takes its shard, runs what is left of it, and gathers when it was the last. */
import { setTimeout as wait } from 'node:timers/promises'
import { type Manifest, manifestSchema, type SweepSummary } from '../../shared/contracts/research.ts'
import { decodeWire, encodeWire, type FieldError } from '../../shared/contracts/wire.ts'
import {
  batchesOf,
  batchesOfShard,
  configHash,
  dataHash,
  ENGINE_VERSION,
  type Study,
} from '../../shared/domain/research/index.ts'
import { CONFIG_TEXT_MAX, readConfigText } from '../../shared/flows/lib/config-text.ts'
import { planStudy } from '../../shared/flows/lib/plan-study.ts'
import { studyMarket } from '../../shared/flows/lib/study-market.ts'
import type { ArtefactStore } from '../../shared/ports/artefacts.ts'
import type { BarSource } from '../../shared/ports/bars.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type {
  ConfigStore,
  FrameManifest,
  GoOn,
  ShardClaim,
  ShardFence,
  SweepEnd,
  SweepWork,
} from '../../shared/ports/sweeps.ts'
import { cellsIn, FILES, jsonBytes } from '../research/artefacts.ts'
import type { CellRows } from '../research/cell-rows.ts'
import { framesOf, keepFrames } from '../research/frames.ts'
import { gatherSweep } from '../research/gather.ts'
import { type CellsCall, runCells, type SweepWork as Work } from '../research/run-cells.ts'

/** A claim lapses so long after its holder's last sign of life; the holder gives three in that time. */
const LEASE_MS = 60_000
const HEARTBEAT_MS = LEASE_MS / 3

/** Folder of frames in the research container. */
export const FRAMES_FOLDER = 'frames'

/** What became of the execution, each with the code that the process ends with. */
export const ENDS = {
  done: { code: 0, words: 'the shard is done' },
  nothing: { code: 0, words: 'there was nothing to do' },
  unknown: { code: 2, words: 'there is no such job or shard' },
  held: { code: 3, words: 'another execution holds the shard' },
  ended: { code: 4, words: 'the job has ended' },
  lost: { code: 5, words: 'another execution took the shard' },
  refused: { code: 6, words: 'the job cannot be run' },
  stopped: { code: 143, words: 'stopped by a signal; the shard goes on with its next execution' },
} as const
export type End = keyof typeof ENDS

export interface ShardPorts {
  readonly work: SweepWork
  readonly configs: Pick<ConfigStore, 'read'>
  readonly sources: ReadonlyMap<string, Pick<BarSource, 'fetch'>>
  /** Where the files of a job go. */
  readonly storeOf: (jobId: string) => ArtefactStore
  /** Where probabilistic frames go, and the manifest of them. */
  readonly frameStore: ArtefactStore
  readonly frames: Pick<FrameManifest, 'add'>
  readonly clock: Clock
  readonly gitState: () => Promise<Pick<Manifest, 'gitSha' | 'gitDirty'>>
}

export interface ShardCall {
  readonly jobId: string
  readonly shard: number
  /** Names this execution; the same name may take its own shard again. */
  readonly holder: string
  readonly workers: number
  /** Threads when absent. */
  readonly openWorker?: CellsCall['openWorker']
  readonly signal: AbortSignal
  readonly log: (event: string, about: Readonly<Record<string, unknown>>) => void
}

type Claimed = Extract<ShardClaim, { kind: 'claimed' }>

/** Why an execution goes no further. */
class Halt extends Error {
  readonly end: End

  constructor(end: End, detail: string) {
    super(detail)
    this.end = end
  }
}

const halted: Readonly<Record<Exclude<GoOn, 'go on'>, End>> = { cancelled: 'ended', lost: 'lost' }

function mayGoOn(answer: GoOn): void {
  if (answer !== 'go on') throw new Halt(halted[answer], `the registry says ${answer}`)
}

/** Configuration, cells and market of a job; what would fail in every execution is a reason to end the job. */
async function prepare(ports: ShardPorts, claim: Claimed): Promise<Work | SweepEnd> {
  const [, container = '', path = ''] = /^blob:\/\/([^/]+)\/(.+)$/.exec(claim.configBlob) ?? []
  const text = await ports.configs.read(container, path, CONFIG_TEXT_MAX)
  const read = text === null ? null : readConfigText(text)
  if (read?.kind !== 'ok') return { reason: 'SWEEP_CONFIG_BROKEN', detail: `${claim.configBlob} is no configuration` }
  const { config } = read
  if (configHash(config) !== claim.configHash) {
    return { reason: 'SWEEP_CONFIG_BROKEN', detail: `${claim.configBlob} was changed after the job was made` }
  }
  // An open window ends where the job was asked for, so that every execution runs on the same bars.
  const plan = planStudy(ports.sources, config, claim.requestedAt)
  if (plan.kind === 'refused') return refusal(plan.errors)
  const { source, window, cells } = plan
  const market = await studyMarket(source, config, cells, window)
  return market.kind === 'ok' ? { config, cells, market: market.market } : refusal(market.errors)
}

const refusal = (errors: readonly FieldError[]): SweepEnd => ({
  reason: 'SWEEP_REFUSED',
  detail: errors.map(({ field, message }) => `${field} ${message}`).join('; '),
})

/** Every execution of a job runs on the same data: the first one writes what it found, and the others compare. */
async function agreeOnData(store: ArtefactStore, manifest: Manifest): Promise<SweepEnd | null> {
  const bytes = await store.read(FILES.manifest)
  if (!bytes) {
    await store.write(FILES.manifest, jsonBytes(encodeWire(manifestSchema, manifest)))
    return null
  }
  const found = decodeWire(manifestSchema, JSON.parse(Buffer.from(bytes).toString()))
  const isSame = found.kind === 'ok' && found.value.dataHash === manifest.dataHash
  if (isSame && found.value.engineVersion === manifest.engineVersion) return null
  return { reason: 'SWEEP_DATA_CHANGED', detail: 'the executions of the job found different data or another engine' }
}

/** Gives signs of life until it is stopped; when the registry says so, `stop` is called with the reason. */
async function giveSigns(ports: ShardPorts, fence: ShardFence, call: ShardCall, stop: AbortController): Promise<void> {
  while (!stop.signal.aborted) {
    await wait(HEARTBEAT_MS, undefined, { signal: stop.signal }).catch(() => undefined)
    if (stop.signal.aborted) return
    try {
      mayGoOn(await ports.work.heartbeat(fence, LEASE_MS, ports.clock.now()))
    } catch (error) {
      // An outage is waited out as long as the claim lasts; then another execution takes the shard.
      if (error instanceof Halt) stop.abort(error)
      else call.log('heartbeat failed', { error: String(error) })
    }
  }
}

function rowsOf({ work, clock }: ShardPorts, claim: Claimed, jobId: string): CellRows {
  const done = new Set(claim.done)
  return {
    has: (batch) => cellsIn(batch).every((cell) => done.has(cell)),
    put: async (_, cells) => mayGoOn(await work.putCells(claim.fence, cells, LEASE_MS, clock.now())),
    all: () => work.allCells(jobId),
    trials: () => work.trials(claim.hypothesis),
  }
}

interface Held {
  readonly claim: Claimed
  readonly prepared: Work
  readonly manifest: Manifest
  readonly store: ArtefactStore
}

/** Runs a claimed shard to its end, with signs of life all the while. */
async function holdShard(ports: ShardPorts, claim: Claimed, call: ShardCall, known: Held | null): Promise<Held> {
  const { work, clock } = ports
  const stop = new AbortController()
  const onSignal = (): void => stop.abort(new Halt('stopped', 'a signal'))
  call.signal.addEventListener('abort', onSignal)
  if (call.signal.aborted) onSignal()
  let isDone = false
  const signs = giveSigns(ports, claim.fence, call, stop)
  try {
    const held = known ?? (await takeUp(ports, claim, call))
    const rows = rowsOf(ports, claim, call.jobId)
    if (claim.fence.shard < claim.shards) {
      const batches = batchesOfShard(batchesOf(claim.cells), claim.fence.shard, claim.shards)
      const onProgress = (done: number, total: number): void => call.log('progress', { done, total })
      await runCells(held.prepared, { store: held.store, rows }, { ...call, batches, signal: stop.signal, onProgress })
      mayGoOn(await work.finishShard(claim.fence, clock.now()))
    } else {
      const about = { jobId: call.jobId, hypothesis: claim.hypothesis, manifest: held.manifest }
      const { summary, study } = await gatherSweep(held.prepared, { store: held.store, rows }, about)
      await saveFrames(ports, study, summary, held.prepared)
      mayGoOn(await work.complete(claim.fence, summary, clock.now()))
    }
    isDone = true
    return held
  } finally {
    call.signal.removeEventListener('abort', onSignal)
    stop.abort(stop.signal.reason ?? new Halt('done', 'done'))
    await signs
    if (!isDone) await giveBack(ports, claim.fence)
  }
}

/** Lets the claim lapse at once, so that the next execution need not wait; without an answer it lapses by itself. */
async function giveBack({ work, clock }: ShardPorts, fence: ShardFence): Promise<void> {
  await work.heartbeat(fence, 0, clock.now()).catch(() => undefined)
}

/** Frames of a study whose filters ran, with what the best cell measured, and their rows in the manifest. */
async function saveFrames(
  { frameStore, frames, clock }: ShardPorts,
  study: Study,
  { best, jobId }: SweepSummary,
  { cells }: Work,
) {
  const parsed = cells[best ?? 0]?.parsed
  const made = parsed?.kind === 'ok' ? framesOf(study, parsed.params) : []
  const saving = { folder: FRAMES_FOLDER, savedAt: clock.now(), jobId, source: 'sweep' } as const
  const { kept } = await keepFrames(frameStore, study, made, saving)
  for (const row of kept) await frames.add(row)
}

/** What the shard runs on. Ends the job when it cannot be run at all. */
async function takeUp(ports: ShardPorts, claim: Claimed, { jobId }: ShardCall): Promise<Held> {
  const end = async (why: SweepEnd): Promise<never> => {
    mayGoOn(await ports.work.failJob(claim.fence, why, ports.clock.now()))
    throw new Halt('refused', `${why.reason}: ${why.detail}`)
  }
  const prepared = await prepare(ports, claim)
  if ('reason' in prepared) return await end(prepared)
  const { config, market } = prepared
  const hashes = { configHash: claim.configHash, dataHash: dataHash(market) }
  const manifest = { engineVersion: ENGINE_VERSION, ...(await ports.gitState()), ...hashes, seed: config.seed }
  const store = ports.storeOf(jobId)
  const broken = await agreeOnData(store, manifest)
  return broken ? await end(broken) : { claim, prepared, manifest, store }
}

const UNCLAIMED = { held: 'held', done: 'nothing', early: 'nothing', ended: 'ended', unknown: 'unknown' } as const

/**
 * Runs a shard and, when it was the last one, the gathering. Faults of neighbours are thrown as Unavailable: what was
 * kept stays, and the shard goes on with its next execution.
 */
export async function runShard(
  ports: ShardPorts,
  call: ShardCall,
): Promise<{ readonly end: End; readonly detail: string }> {
  const { work, clock } = ports
  let held: Held | null = null
  let detail: string = ENDS.done.words
  try {
    for (let shard = call.shard; ; shard = held.claim.shards) {
      const how = { holder: call.holder, forMs: LEASE_MS }
      const claim = await work.claimShard({ jobId: call.jobId, shard }, how, clock.now())
      if (claim.kind === 'none') {
        // Whoever has run its own shard is done, also when others run still or gather already.
        const end = held ? 'done' : UNCLAIMED[claim.why]
        return { end, detail: held ? detail : ENDS[end].words }
      }
      call.log('claimed', { shard, done: claim.done.length, cells: claim.cells })
      held = { ...(await holdShard(ports, claim, call, held)), claim }
      if (shard >= claim.shards) return { end: 'done', detail: 'the sweep is complete' }
      detail = `shard ${shard} of ${claim.shards} is done`
    }
  } catch (error) {
    if (error instanceof Halt) return { end: error.end, detail: error.message }
    throw error
  }
}
