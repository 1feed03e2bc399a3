/** Every minute: sweep jobs that nobody started, executions that never came, and workers that fell silent. */
import { type Instant, isoOf, MINUTE_MS } from '../base/instant.ts'
import type { SilentShard } from '../ports/sweeps.ts'
import { type StartPorts, startShards } from './lib/start-shards.ts'

/** A request that was lost on the hub is made good after this. */
const QUEUED_MS = 2 * MINUTE_MS
/** An execution that was started has claimed its shard by then, or is asked after. */
const UNCLAIMED_MS = 10 * MINUTE_MS
/** A worker that gives no sign of life for so long is dead, whatever its execution says. */
const SILENT_MS = 20 * MINUTE_MS
/** Executions of one shard; what falls silent so often does so by its own doing. */
const STARTS_MAX = 3

export interface Watched {
  readonly jobId: string
  /** What was done about it, in words for the log. */
  readonly done: string
}

/** Looks after every job once; what cannot be mended fails with its reason. */
export async function watchSweeps(ports: StartPorts): Promise<readonly Watched[]> {
  const now = ports.clock.now()
  const patience = { queuedSince: now - QUEUED_MS, unclaimedSince: now - UNCLAIMED_MS, silentSince: now - SILENT_MS }
  const watched: Watched[] = []
  for (const { jobId, unstarted, shards } of await ports.sweeps.silent(patience, now)) {
    if (unstarted) watched.push({ jobId, done: await startShards(ports, jobId) })
    for (const shard of shards) {
      const done = await attend(ports, shard, now)
      watched.push({ jobId, done: `shard ${shard.shard} ${done}` })
      if (done === 'failed') break
    }
  }
  return watched
}

type Attended = 'waits' | 'was heard of' | 'restarted' | 'not restarted' | 'failed'

async function attend({ sweeps, starter, clock }: StartPorts, shard: SilentShard, now: Instant): Promise<Attended> {
  const since = shard.seenAt ?? 0
  const isYoung = since > now - SILENT_MS
  // An execution that has not come yet may still be fetching its image.
  if (isYoung && shard.execution !== null && (await starter.stateOf(shard.execution)) === 'running') return 'waits'
  if (shard.starts >= STARTS_MAX) {
    const detail = `shard ${shard.shard} was started ${shard.starts} times; last seen ${isoOf(since)}`
    return (await sweeps.fail(shard.jobId, { reason: 'stale', detail }, clock.now())) ? 'failed' : 'was heard of'
  }
  if (!(await sweeps.releaseShard(shard, clock.now()))) return 'was heard of'
  const started = await starter.start(shard)
  if (started.kind === 'started') {
    await sweeps.noteStart(shard, started.execution, clock.now())
    return 'restarted'
  }
  if (started.kind === 'busy') return 'not restarted'
  const detail = `shard ${shard.shard}: ${started.detail}`
  await sweeps.fail(shard.jobId, { reason: 'SWEEP_START_FAILED', detail }, clock.now())
  return 'failed'
}
