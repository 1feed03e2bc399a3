import { beforeAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { createMemoryArtefacts } from '../../shared/adapters/memory/artefacts.ts'
import { createSyntheticSource } from '../../shared/adapters/vendors/synthetic/synthetic-source.ts'
import { sha256OfBytes } from '../../shared/base/sha256.ts'
import type { FrameRow } from '../../shared/contracts/api/sweeps.ts'
import { sweepConfigSchema } from '../../shared/contracts/sweep-config.ts'
import { decodeWire } from '../../shared/contracts/wire.ts'
import { configHash } from '../../shared/domain/research/index.ts'
import type { ArtefactStore } from '../../shared/ports/artefacts.ts'
import type { BarSource } from '../../shared/ports/bars.ts'
import { batchRunner } from '../../shared/workers/batch-runner.ts'
import { runShard, type ShardCall, type ShardPorts } from './run-shard.ts'
import { createMemoryWork, type MemoryWork } from './testing/memory-work.ts'

const NOW = Date.parse('2026-11-20T00:00:00Z')
const ASKED = {
  ...{ symbol: 'AAPL', start: '2014-05-01', end: '2014-06-30', strategy: 'momentum', dal: { vendor: 'synthetic' } },
  params: {
    roc_lookback: [3, 4, 5, 6, 7],
    ema_fast: [2, 3, 4],
    rank_window: [5, 10],
    atr_mult: [1, 2, 3],
    z_window: 5,
  },
}
/** 90 cells are five batches. */
const CELLS = 90
const JOB = 'sweep-night'

interface World {
  readonly work: MemoryWork
  readonly store: ArtefactStore
  readonly ports: ShardPorts
  readonly frames: FrameRow[]
}

function worldOf(shards: number, changed: Partial<ShardPorts> = {}, hash?: string): World {
  const decoded = decodeWire(sweepConfigSchema, ASKED)
  if (decoded.kind === 'invalid') throw new Error(JSON.stringify(decoded.errors))
  const digest = hash ?? configHash(decoded.value)
  const about = { jobId: JOB, hypothesis: 'momentum AAPL', configBlob: `blob://trader-data/configs/${JOB}.yaml` }
  const work = createMemoryWork({ ...about, configHash: digest, requestedAt: NOW, shards, cells: CELLS })
  const [store, frames] = [createMemoryArtefacts(), [] as FrameRow[]]
  const ports: ShardPorts = {
    ...{ work, clock: { now: () => NOW }, storeOf: () => store, frameStore: createMemoryArtefacts() },
    configs: { read: async (_, path) => (path === `configs/${JOB}.yaml` ? stringify(ASKED) : null) },
    sources: new Map([['synthetic', createSyntheticSource()]]),
    frames: { add: async (row) => void frames.push(row) },
    gitState: async () => ({ gitSha: null, gitDirty: null }),
    ...changed,
  }
  return { work, store, ports, frames }
}

/** A call of one shard, run in this thread. */
const callOf = (shard: number, changed: Partial<ShardCall> = {}): ShardCall => ({
  ...{ jobId: JOB, shard, holder: `execution-${shard}`, workers: 2 },
  openWorker: (start) => {
    const runBatch = batchRunner(start)
    return { run: async (batch) => runBatch(batch), stop: async () => undefined }
  },
  ...{ signal: new AbortController().signal, log: () => undefined, ...changed },
})

async function digestOf(store: ArtefactStore): Promise<string> {
  const parts: Uint8Array[] = []
  for (const path of await store.list('')) parts.push(Buffer.from(path), (await store.read(path)) ?? Buffer.of())
  return sha256OfBytes(parts)
}

let expected = ''
beforeAll(async () => {
  const { ports, store } = worldOf(1)
  expect(await runShard(ports, callOf(0))).toMatchObject({ end: 'done', detail: 'the sweep is complete' })
  expected = await digestOf(store)
})

describe('an execution', () => {
  test('that was the last gathers, and every number of them leaves the same bytes', async () => {
    const { ports, work, store, frames } = worldOf(3)
    const ends: string[] = []
    for (const shard of [2, 0, 1]) ends.push((await runShard(ports, callOf(shard))).detail)
    expect(ends).toEqual(['shard 2 of 3 is done', 'shard 0 of 3 is done', 'the sweep is complete'])
    expect([work.status, work.rows.size, work.repeated]).toEqual(['completed', CELLS, 0])
    expect(work.summary).toMatchObject({ jobId: JOB, cells: CELLS, failed: 0, overfitting: { trials: CELLS } })
    expect(await digestOf(store)).toBe(expected)
    expect(frames.map(({ path, source, jobId }) => [path, source, jobId])).toEqual([
      ['frames/AAPL_momentum_synthetic_1day.parquet', 'sweep', JOB],
    ])
  })

  test('that is stopped leaves a shard that goes on, and nothing is run twice', async () => {
    const { ports, work, store } = worldOf(1)
    const stopping = new AbortController()
    work.onPut = () => stopping.abort()
    expect(await runShard(ports, callOf(0, { signal: stopping.signal }))).toMatchObject({ end: 'stopped' })
    const kept = work.rows.size
    expect(kept).toBeGreaterThan(0)
    expect(kept).toBeLessThan(CELLS)
    work.onPut = () => undefined
    // The one that was stopped has given its claim back: another need not wait.
    expect(await runShard(ports, callOf(0, { holder: 'another' }))).toMatchObject({ end: 'done' })
    expect([work.rows.size, work.repeated, await digestOf(store)]).toEqual([CELLS, 0, expected])
  })

  test('whose shard was taken, or whose job was cancelled, keeps nothing more', async () => {
    for (const [end, happen] of [
      [
        'lost',
        (work: MemoryWork) => void work.claimShard({ jobId: JOB, shard: 0 }, { holder: 'other', forMs: 1 }, NOW + 1e6),
      ],
      ['ended', (work: MemoryWork) => void Object.assign(work, { status: 'cancelled' })],
    ] as const) {
      const { ports, work } = worldOf(1)
      work.onPut = () => happen(work)
      expect(await runShard(ports, callOf(0, { workers: 1 }))).toMatchObject({ end })
      expect(work.rows.size).toBe(20)
      expect(work.status).not.toBe('completed')
    }
  })

  test('without anything to do says which', async () => {
    const { ports, work } = worldOf(2)
    expect(await runShard(ports, callOf(0, { jobId: 'other' }))).toMatchObject({ end: 'unknown' })
    expect(await runShard(ports, callOf(2))).toMatchObject({ end: 'nothing' })
    await work.claimShard({ jobId: JOB, shard: 1 }, { holder: 'other', forMs: 1_000 }, NOW)
    expect(await runShard(ports, callOf(1))).toMatchObject({ end: 'held' })
    expect(await runShard(ports, callOf(0))).toMatchObject({ end: 'done' })
    expect(await runShard(ports, callOf(0))).toMatchObject({ end: 'nothing' })
    work.status = 'cancelled'
    expect(await runShard(ports, callOf(0))).toMatchObject({ end: 'ended' })
  })

  test.each<[string, string, RegExp, () => World]>([
    [
      'has no configuration',
      'SWEEP_CONFIG_BROKEN',
      /is no configuration/,
      () => worldOf(1, { configs: { read: async () => null } }),
    ],
    ['is of another configuration', 'SWEEP_CONFIG_BROKEN', /was changed/, () => worldOf(1, {}, 'f'.repeat(64))],
    [
      'names a vendor that is not here',
      'SWEEP_REFUSED',
      /dal.vendor synthetic is not/,
      () => worldOf(1, { sources: new Map() }),
    ],
    [
      'has no data',
      'SWEEP_REFUSED',
      /symbol nothing here/,
      () => worldOf(1, { sources: new Map([['synthetic', empty]]) }),
    ],
  ])('of a job that %s ends the job with the reason', async (_, reason, detail, world) => {
    const { ports, work } = world()
    expect(await runShard(ports, callOf(0))).toMatchObject({ end: 'refused' })
    expect([work.status, work.end]).toEqual(['failed', { reason, detail: expect.stringMatching(detail) }])
  })

  test('that finds other data than the first ends the job', async () => {
    const { ports, work } = worldOf(2)
    await runShard(ports, callOf(0))
    const sources = new Map([['synthetic', createSyntheticSource({ seed: 5 })]])
    expect(await runShard({ ...ports, sources }, callOf(1))).toMatchObject({ end: 'refused' })
    expect(work.end?.reason).toBe('SWEEP_DATA_CHANGED')
  })
})

const empty: Pick<BarSource, 'fetch'> = {
  fetch: async () => ({ kind: 'refused', reason: 'NO_DATA', detail: 'nothing here' }),
}
