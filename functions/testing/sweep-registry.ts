/** Every state of a sweep job's registry, with the flows that move it and a starter that answers as it is told. */
import { describe, expect, test } from 'vitest'
import { createSweepReads } from '../../shared/adapters/postgres/sweep-reads.ts'
import { createSweepWork } from '../../shared/adapters/postgres/sweep-work.ts'
import { createSweepRegistry } from '../../shared/adapters/postgres/sweeps.ts'
import { MINUTE_MS, SECOND_MS } from '../../shared/base/instant.ts'
import { dispatchSweeps, type SweepEvent } from '../../shared/flows/dispatch-sweep.ts'
import { watchSweeps } from '../../shared/flows/watch-sweeps.ts'
import type { ExecutionState, ShardClaim, ShardFence, ShardStart, Started } from '../../shared/ports/sweeps.ts'
import { NOW } from './desk.ts'
import { cellOf, newJob, summaryOf } from './sweep-rows.ts'
import { database } from './sweep-world.ts'

/** A starter that answers as it is told, and what it was asked. */
class Starter {
  readonly starts: ShardStart[] = []
  answers: Started[] = []
  state: ExecutionState = 'unknown'
  readonly #jobId: string
  constructor(jobId: string) {
    this.#jobId = jobId
  }
  async start(start: ShardStart): Promise<Started> {
    // A watch looks after the jobs of other tests too.
    if (start.jobId !== this.#jobId) return { kind: 'started', execution: 'of-another' }
    this.starts.push(start)
    return this.answers.shift() ?? { kind: 'started', execution: `x-${this.starts.length}` }
  }
  async stateOf(): Promise<ExecutionState> {
    return this.state
  }
}

const BUSY: Started = { kind: 'busy', detail: '429 TooManyRequests' }
const LEASE_MS = 2 * MINUTE_MS

/** One job in the registry, a clock that stands where the test puts it, and both sides of the ports. */
async function jobAt(jobId: string, over: Parameters<typeof newJob>[1] = {}) {
  const clock = { at: NOW, now: () => clock.at }
  const [sweeps, work, reads, starter] = [
    createSweepRegistry(database()),
    createSweepWork(database()),
    createSweepReads(database()),
    new Starter(jobId),
  ]
  const { claimed } = await sweeps.create(newJob(jobId, over), NOW)
  const ports = { sweeps, starter, clock }
  const request = (claimed[0]?.body ?? {}) as { data: object }
  const event = { type: 'gatehouse.sweep.request.v1', data: { jobId } } as unknown as SweepEvent
  const claim = (shard: number, holder = `worker-${shard}`): Promise<ShardClaim> =>
    work.claimShard({ jobId, shard }, { holder, forMs: 2 * MINUTE_MS }, clock.at)
  return {
    ...{ clock, sweeps, work, reads, starter, request, claim },
    dispatch: () => dispatchSweeps(ports, [event]),
    dispatchAs: (type: SweepEvent['type']) => dispatchSweeps(ports, [{ ...event, type } as SweepEvent]),
    watch: async () => (await watchSweeps(ports)).filter((watched) => watched.jobId === jobId).map(({ done }) => done),
    cancel: () => sweeps.cancel(jobId, 'operator', clock.at),
    status: async () => {
      const job = await reads.job(jobId)
      return job?.reason ? `${job.status}:${job.reason}` : job?.status
    },
    events: async () => (await reads.job(jobId))?.events.map(({ event: name }) => name),
    taken: async (shard: number): Promise<ShardFence> => {
      const claimedShard = await claim(shard)
      if (claimedShard.kind !== 'claimed') throw new Error(claimedShard.why)
      return claimedShard.fence
    },
  }
}
describe('starting a job', () => {
  test('starts each shard once, however often the request is delivered', async () => {
    const { starter, dispatch, status, events } = await jobAt('start-once')
    await Promise.all([dispatch(), dispatch(), dispatch()])
    await dispatch()
    expect(starter.starts.map(({ shard }) => shard)).toEqual([0, 1])
    expect(await status()).toBe('dispatched')
    expect(await events()).toEqual(['queued', 'dispatched'])
  })

  test('is never done for a result, not even for one of a job that waits', async () => {
    const { starter, dispatchAs, status } = await jobAt('start-result')
    await dispatchAs('gatehouse.sweep.result.v1')
    expect(starter.starts).toEqual([])
    expect(await status()).toBe('queued')
  })

  test('that is refused for the moment leaves it queued, and is tried three times more before it failed', async () => {
    const { starter, clock, dispatch, watch, status, events } = await jobAt('start-busy')
    starter.answers = [{ kind: 'started', execution: 'first' }, BUSY, BUSY, BUSY, BUSY]
    await dispatch()
    expect(await status()).toBe('queued')
    await dispatch()
    expect(starter.starts).toHaveLength(2)
    for (const [waitMs, then] of [
      [30 * SECOND_MS, 'queued'],
      [2 * MINUTE_MS, 'queued'],
      [5 * MINUTE_MS, 'failed:SWEEP_START_FAILED'],
    ] as const) {
      clock.at += waitMs - 1
      expect(await watch()).toEqual([])
      clock.at += 1
      await watch()
      expect(await status()).toBe(then)
    }
    expect(starter.starts.map(({ shard }) => shard)).toEqual([0, 1, 1, 1, 1])
    expect(await events()).toEqual(['queued', 'start-failed', 'start-failed', 'start-failed', 'failed'])
  })

  test('that succeeds at last is a start; one that can never succeed fails at once', async () => {
    const late = await jobAt('start-late')
    late.starter.answers = [BUSY]
    await late.dispatch()
    late.clock.at += 30 * SECOND_MS
    expect(await late.watch()).toEqual(['started'])
    expect(await late.status()).toBe('dispatched')
    const never = await jobAt('start-never')
    never.starter.answers = [{ kind: 'refused', detail: '403 AuthorizationFailed' }]
    await never.dispatch()
    expect(await never.status()).toBe('failed:SWEEP_START_FAILED')
  })

  test('is made good when the request was lost, or its dispatcher died at work', async () => {
    const lost = await jobAt('lost-request')
    lost.clock.at += 2 * MINUTE_MS
    expect(await lost.watch()).toEqual(['started'])
    const died = await jobAt('lost-dispatcher')
    const dispatch = await died.sweeps.beginDispatch('lost-dispatcher', 5 * MINUTE_MS, NOW)
    expect(dispatch?.starts.map(({ shard }) => shard)).toEqual([0, 1])
    await died.dispatch()
    expect(died.starter.starts).toEqual([])
    // Its first execution came up and took its shard; the second one was never started.
    if (dispatch?.starts[0]) await died.sweeps.noteStart(dispatch.starts[0], 'x-0', NOW)
    await died.taken(0)
    died.clock.at += 5 * MINUTE_MS
    await died.watch()
    expect(died.starter.starts.map(({ shard }) => shard)).toEqual([1])
    expect(await died.status()).toBe('running')
    died.clock.at += 6 * MINUTE_MS
    expect(await died.watch()).not.toContain('nothing')
    if (dispatch) await died.sweeps.postponeDispatch(dispatch, 'too late', died.clock.at, died.clock.at)
    expect(await died.events()).not.toContain('start-failed')
  })
})

describe('a cancelled job', () => {
  test.each(['queued', 'dispatched', 'running'] as const)(
    'ends from %s, and nobody starts it or writes for it',
    async (state) => {
      const job = await jobAt(`cancel-${state}`)
      if (state !== 'queued') await job.dispatch()
      const fence = state === 'running' ? await job.taken(0) : null
      expect(await job.status()).toBe(state)
      expect(await job.cancel()).toBe('cancelled')
      const before = job.starter.starts.length
      await job.dispatch()
      job.clock.at += 60 * MINUTE_MS
      expect(await job.watch()).toEqual([])
      expect(job.starter.starts).toHaveLength(before)
      expect(await job.claim(1)).toEqual({ kind: 'none', why: 'ended' })
      if (fence) {
        expect(await job.work.heartbeat(fence, LEASE_MS, job.clock.at)).toBe('cancelled')
        expect(await job.work.putCells(fence, [cellOf(0, 1)], LEASE_MS, job.clock.at)).toBe('cancelled')
        expect(await job.work.finishShard(fence, job.clock.at)).toBe('cancelled')
        expect(await job.work.failJob(fence, { reason: 'NO_DATA', detail: null }, job.clock.at)).toBe('cancelled')
      }
      expect(await job.cancel()).toBe('cancelled')
      expect(await job.sweeps.fail(`cancel-${state}`, { reason: 'stale', detail: null }, NOW)).toBe(false)
      expect((await job.events())?.filter((event) => event === 'cancelled')).toHaveLength(1)
      expect((await job.reads.job(`cancel-${state}`))?.done).toBe(0)
    },
  )

  test('is not one that has ended before', async () => {
    const job = await jobAt('cancel-failed')
    await job.sweeps.fail('cancel-failed', { reason: 'stale', detail: null }, NOW)
    expect(await job.cancel()).toBe('failed')
  })
})

describe('a shard', () => {
  test('is one holder’s at a time; whoever was given up writes nothing', async () => {
    const { work, claim, taken, clock, events } = await jobAt('shard-held')
    const first = await taken(0)
    expect(await claim(0, 'another')).toEqual({ kind: 'none', why: 'held' })
    clock.at += LEASE_MS
    const second = await claim(0, 'another')
    expect(second).toMatchObject({ kind: 'claimed', cells: 4, shards: 2, done: [], hypothesis: 'h shard-held' })
    expect(await work.heartbeat(first, LEASE_MS, clock.at)).toBe('lost')
    expect(await work.putCells(first, [cellOf(0, 1)], LEASE_MS, clock.at)).toBe('lost')
    expect(await work.finishShard(first, clock.at)).toBe('lost')
    // The same execution, started again by its platform, goes on at once.
    expect(await claim(0, 'another')).toMatchObject({ kind: 'claimed' })
    expect(await events()).toEqual(['queued', 'running', 'shard-running', 'shard-running', 'shard-running'])
    expect(await claim(7)).toEqual({ kind: 'none', why: 'unknown' })
    expect(await claim(2)).toEqual({ kind: 'none', why: 'early' })
  })

  test('goes on where its last holder stopped: a row that is there is neither run nor counted again', async () => {
    const { work, taken, claim, reads, clock } = await jobAt('shard-resumed')
    const first = await taken(0)
    await work.putCells(first, [cellOf(0, 1), cellOf(2, null, 'it threw')], LEASE_MS, clock.at)
    clock.at += LEASE_MS
    const second = await claim(0, 'second')
    expect(second).toMatchObject({ done: [0, 2] })
    if (second.kind !== 'claimed') throw new Error(second.why)
    expect(await work.putCells(second.fence, [cellOf(0, 9), cellOf(1, 0.5)], LEASE_MS, clock.at)).toBe('go on')
    const job = await reads.job('shard-resumed')
    expect(job).toMatchObject({ done: 3, failed: 1, cells: 4, etaAt: NOW + Math.round((LEASE_MS / 3) * 4) })
    expect((await reads.cell('shard-resumed', 0))?.metrics?.sharpe).toBe(1)
    const trials = await work.trials('h shard-resumed')
    expect(trials.count).toBe(3)
    expect([...trials.sharpesPerDay].sort()).toEqual([0.5 / 16, 1 / 16])
  })

  test('that falls silent is started again, twice, and then the job failed as stale', async () => {
    const { clock, dispatch, starter, taken, watch, status, work, reads, events } = await jobAt('shard-stale')
    await dispatch()
    const fence = await taken(1)
    await work.finishShard(await taken(0), clock.at)
    starter.state = 'running'
    for (const starts of [2, 3]) {
      clock.at += 20 * MINUTE_MS - 1
      expect(await watch()).toEqual(starts === 2 ? [] : ['shard 1 waits'])
      clock.at += 1
      expect(await watch()).toEqual(['shard 1 restarted'])
      expect(starter.starts.at(-1)).toMatchObject({ shard: 1, shards: 2 })
      expect(await work.heartbeat(fence, LEASE_MS, clock.at)).toBe('lost')
    }
    clock.at += 20 * MINUTE_MS
    expect(await watch()).toEqual(['shard 1 failed'])
    expect(await status()).toBe('failed:stale')
    expect((await events())?.filter((event) => event === 'restarted')).toHaveLength(2)
    const stale = await reads.jobs({ status: 'stale', limit: 100 }, clock.at)
    expect(stale.items.map(({ jobId }) => jobId)).toContain('shard-stale')
  })

  test('that is heard of again is left to its holder, whatever the watch had seen', async () => {
    const { clock, dispatch, sweeps, taken, work } = await jobAt('shard-late', { shards: 1 })
    await dispatch()
    const fence = await taken(0)
    clock.at += 20 * MINUTE_MS
    const [queuedSince, unclaimedSince, silentSince] = [NOW, NOW, NOW]
    const silent = await sweeps.silent({ queuedSince, unclaimedSince, silentSince }, clock.at)
    const shard = silent.find(({ jobId }) => jobId === 'shard-late')?.shards[0]
    if (!shard) throw new Error('nothing was seen')
    expect(await work.heartbeat(fence, LEASE_MS, clock.at)).toBe('go on')
    expect(await sweeps.releaseShard(shard, clock.at)).toBe(false)
    expect(await work.heartbeat(fence, LEASE_MS, clock.at)).toBe('go on')
  })

  test('whose execution never came is asked after, and started again when it is not on its way', async () => {
    const { clock, dispatch, starter, watch } = await jobAt('shard-unclaimed', { shards: 1 })
    await dispatch()
    starter.state = 'running'
    clock.at += 10 * MINUTE_MS
    expect(await watch()).toEqual(['shard 0 waits'])
    starter.state = 'failed'
    expect(await watch()).toEqual(['shard 0 restarted'])
    expect(await watch()).toEqual([])
    starter.answers = [BUSY]
    clock.at += 10 * MINUTE_MS
    expect(await watch()).toEqual(['shard 0 not restarted'])
    clock.at += 10 * MINUTE_MS
    expect(await watch()).toEqual(['shard 0 failed'])
  })
})

describe('a job whose cells are all there', () => {
  test('is completed by one of those that would, once, though a cell failed; then it is told as it is', async () => {
    const { clock, dispatch, work, claim, taken, status, reads, events } = await jobAt('done', {
      hypothesis: 'shared',
    })
    await dispatch()
    const [zero, one] = [await taken(0), await taken(1)]
    clock.at += MINUTE_MS
    await work.putCells(zero, [cellOf(0, 0.5), cellOf(1, -1)], LEASE_MS, clock.at)
    await work.putCells(one, [cellOf(3, null, 'it threw'), cellOf(2, 1.25)], LEASE_MS, clock.at)
    expect(await work.finishShard(zero, clock.at)).toBe('go on')
    expect(await claim(2, 'zero')).toEqual({ kind: 'none', why: 'early' })
    expect(await work.finishShard(one, clock.at)).toBe('go on')
    expect(await claim(0)).toEqual({ kind: 'none', why: 'done' })
    const claims = await Promise.all([claim(2, 'zero'), claim(2, 'one')])
    expect(claims.map(({ kind }) => kind).sort()).toEqual(['claimed', 'none'])
    const gathering = claims.find((one) => one.kind === 'claimed')
    if (gathering?.kind !== 'claimed') throw new Error('nobody gathers')
    expect((await work.allCells('done')).map(({ cell }) => cell)).toEqual([0, 1, 2, 3])
    clock.at += MINUTE_MS
    const ends = await Promise.all([1, 2].map(() => work.complete(gathering.fence, summaryOf('done'), clock.at)))
    expect(ends.sort()).toEqual(['cancelled', 'go on'])
    expect(await status()).toBe('completed')
    expect(await reads.job('done')).toMatchObject({
      ...{ done: 4, failed: 1, finishedAt: clock.at, etaAt: null },
      headline: { bestCell: 2, sharpe: 1.25, deflatedSharpe: 0.9, pbo: 0.25, trials: 3 },
    })
    expect((await events())?.at(-1)).toBe('completed')
    expect(await reads.summary('done')).toEqual(summaryOf('done'))
    const told = await database().query(
      null,
      `select body -> 'data' as data from ops.outbox where body -> 'data' ->> 'job_id' = 'done' order by sequence`,
    )
    expect(told).toMatchObject([{ data: { cells: 4 } }, { data: { status: 'completed', cells: 4, failed_cells: 1 } }])
    // The same cells under the same hypothesis are the same trials.
    const again = await jobAt('done-again', { hypothesis: 'shared', shards: 1 })
    await again.work.putCells(await again.taken(0), [cellOf(0, 0.5), cellOf(9, 2)], LEASE_MS, NOW)
    expect((await work.trials('shared')).count).toBe(5)
  })

  test('is never completed with a cell that has no row', async () => {
    const { work, taken, status } = await jobAt('holes', { shards: 1 })
    const fence = await taken(0)
    await work.putCells(fence, [cellOf(0, 1)], LEASE_MS, NOW)
    await work.finishShard(fence, NOW)
    await expect(work.complete(await taken(1), summaryOf('holes'), NOW)).rejects.toThrow('1 rows of 4 cells')
    expect(await status()).toBe('running')
  })

  test('is gathered by a new execution when nobody did; a worker that cannot go on gives the reason', async () => {
    const { clock, dispatch, work, taken, watch, starter, status } = await jobAt('ungathered', { shards: 1 })
    await dispatch()
    await work.finishShard(await taken(0), clock.at)
    clock.at += 10 * MINUTE_MS
    expect(await watch()).toEqual(['shard 1 restarted'])
    expect(starter.starts.at(-1)).toMatchObject({ shard: 1, shards: 1 })
    expect(await work.failJob(await taken(1), { reason: 'NO_DATA', detail: 'symbol: no bars' }, clock.at)).toBe('go on')
    expect(await status()).toBe('failed:NO_DATA')
  })
})
