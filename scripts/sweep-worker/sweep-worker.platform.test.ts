/** Sweep jobs with the real worker: what a request comes to, and what is left when workers die or are told to stop. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Reply } from '../../functions/testing/desk.ts'
import { MINUTE_MS, SECOND_MS } from '../../shared/base/instant.ts'
import { WorkerDesk } from './testing/worker-desk.ts'

/** 160 cells are eight batches, of which each of two shards has four. */
const CONFIG = {
  ...{ symbol: 'AAPL', start: '2014-05-01', end: '2014-06-30', strategy: 'momentum', max_workers: 2 },
  dal: { vendor: 'synthetic', interval: '1Day' },
  params: {
    ...{ roc_lookback: [3, 4, 5, 6], ema_fast: [2, 3, 4, 5], rank_window: [5, 10] },
    ...{ atr_mult: [1, 2, 3, 4, 5], z_window: 5 },
  },
}
const CELLS = 160
const BATCH = 20
const OF_SHARD = CELLS / 2
const WHOLE = 'sweep-whole'
const BROKEN = 'sweep-broken'

let world: WorkerDesk
beforeAll(async () => {
  world = await WorkerDesk.open()
})
afterAll(() => world?.[Symbol.asyncDispose]())

const ask = (path: string, json?: object, more: object = {}): Promise<Reply> =>
  world.desk.ask(`/backtests${path}`, { ...(json ? { json } : {}), ...more })
const jobOf = async (jobId: string) => (await ask(`/sweeps/jobs/${jobId}`)).body
async function request(jobId: string, config: object = CONFIG): Promise<void> {
  const reply = await ask('/sweeps/jobs', { config, job_id: jobId })
  expect(reply.status, reply.text).toBe(202)
}

describe('a job that was asked for', () => {
  test('is dispatched, run by its workers and completed, with every file that it is to leave', async () => {
    await request(WHOLE)
    expect([await world.exit(WHOLE, 0), await world.exit(WHOLE, 1)]).toEqual([0, 0])
    const job = await jobOf(WHOLE)
    expect(job).toMatchObject({ status: 'completed', cells: CELLS, done: CELLS, failed: 0, shards: 2, reason: null })
    const events = (job.events as { event: string }[]).map(({ event }) => event)
    expect(events.filter((event) => event === 'gathering')).toHaveLength(1)
    expect(events.at(-1)).toBe('completed')
    const parts = Array.from({ length: CELLS / BATCH }, (_, batch) => `0000${batch}.parquet`)
    const files = await world.artefacts(WHOLE)
    expect([...files.keys()].sort()).toEqual([
      'config.json',
      ...parts.map((part) => `equity/${part}`),
      ...['manifest.json', 'metrics.parquet', 'report.html', 'summary.json', 'summary.jsonl'],
      ...parts.map((part) => `trades/${part}`),
    ])
    for (const { path, bytes } of files.values())
      if (path.endsWith('.parquet'))
        expect([bytes.subarray(0, 4), bytes.subarray(-4)].map(String), path).toEqual(['PAR1', 'PAR1'])
    const told = (await ask(`/sweeps/jobs/${WHOLE}/cells?limit=100`)).body.items ?? []
    const lines = String(files.get('summary.jsonl')?.bytes).trim().split('\n')
    expect(lines).toHaveLength(CELLS)
    expect(lines.slice(0, told.length).map((line) => JSON.parse(line))).toEqual(told)
    const { body: summary } = await ask(`/sweeps/jobs/${WHOLE}/summary`)
    expect(JSON.parse(String(files.get('summary.json')?.bytes))).toEqual(summary)
    expect(JSON.parse(String(files.get('manifest.json')?.bytes))).toEqual(summary.manifest)
    expect(summary).toMatchObject({ cells: CELLS, failed: 0, synthetic: true, overfitting: { trials: CELLS } })
  })

  test('leaves its probabilistic frame and the row of it', async () => {
    const { body } = await ask(`/frames?job_id=${WHOLE}`)
    expect(body.items).toMatchObject([{ path: 'frames/AAPL_momentum_synthetic_1day.parquet', source: 'sweep' }])
    const { body: preview } = await ask(`/frames/preview?path=${body.items?.[0]?.path}&rows=1`)
    expect(preview).toMatchObject({ rows: body.items?.[0]?.rows, manifest: { job_id: WHOLE } })
  })

  test('has cells that come to the same when they are made again, and when they are run alone', async () => {
    // Its windows are not the sweep's longest: alone it warms up on fewer bars.
    const cell = 77
    const row = (await ask(`/sweeps/jobs/${WHOLE}/cells/${cell}`)).body
    const digest = expect.stringMatching(/^[0-9a-f]{64}$/)
    expect(row).toMatchObject({ cell, status: 'ok', digest })
    const again = await ask(`/sweeps/jobs/${WHOLE}/cells/${cell}/run`)
    expect(again.body).toMatchObject({ job_id: WHOLE, cell, digest: row.digest })
    const named = row.params as { readonly name: string; readonly value: unknown }[]
    const params = Object.fromEntries(named.map(({ name, value }) => [name, value]))
    const { body: alone } = await ask('/runs', { config: { ...CONFIG, params } })
    // The trial was counted by the sweep: a second look at it makes no second trial.
    expect(alone).toMatchObject({ trials: CELLS, result: { ...row, cell: 0 } })
    expect(alone.equity).toEqual(again.body.equity)
    expect(alone.trades).toEqual(again.body.trades)
  })
})

describe('a job whose workers do not live', () => {
  const [killed, stopped] = [
    { jobId: BROKEN, shard: 0 },
    { jobId: BROKEN, shard: 1 },
  ]
  const rowsOf = () =>
    world.desk.rows<{ cell: number; version: string }>(
      `select cell, xmin::text as version from research.sweep_cells where job_id = '${BROKEN}' order by cell`,
    )
  let kept: Awaited<ReturnType<typeof rowsOf>> = []
  let files: Awaited<ReturnType<WorkerDesk['artefacts']>> = new Map()

  test('keeps whole batches: of the one that a worker died at nothing, of the one before it everything', async () => {
    for (const shard of [killed, stopped]) await world.gates.close(shard, 2 * BATCH)
    await request(BROKEN)
    for (const shard of [killed, stopped]) await world.gates.stored(shard, BATCH)
    // Both have sent the rows of their second batch, and wait for their commit.
    while ((await world.gates.waiting('gate')) < 2);
    process.kill(await world.holder(BROKEN, 0), 'SIGKILL')
    expect(await world.exit(BROKEN, 0)).toBe(128 + 9)
    await world.gates.open(killed)
    expect(await jobOf(BROKEN)).toMatchObject({ status: 'running', done: 2 * BATCH })
  })

  test('is given back by a worker that is told to stop, after the batch that it was at', async () => {
    process.kill(await world.holder(BROKEN, 1), 'SIGTERM')
    await world.gates.open(stopped)
    expect(await world.exit(BROKEN, 1)).toBe(143)
    // The dead one still holds its shard by its lease: nobody else may run it.
    expect(await world.byHand(BROKEN, 0)).toMatchObject({ code: 3, lines: [{ event: 'end', end: 'held' }] })
    const [shard] = await world.desk.rows<{ done: number; free: boolean }>(
      `select done, lease_until <= now() as free from research.sweep_shards where job_id = '${BROKEN}' and shard = 1`,
    )
    const done = shard?.done ?? 0
    expect([2 * BATCH, 3 * BATCH]).toContain(done)
    expect(shard?.free).toBe(true)
    kept = await rowsOf()
    files = await world.artefacts(BROKEN)
    expect(kept).toHaveLength(BATCH + done)
    const { code, lines } = await world.byHand(BROKEN, 1)
    expect(lines.slice(0, 2)).toMatchObject([
      { event: 'claimed', shard: 1, done: BATCH + done },
      { event: 'progress', done, total: OF_SHARD },
    ])
    expect(lines.at(-1)).toMatchObject({ event: 'end', end: 'done', detail: 'shard 1 of 2 is done' })
    expect(code).toBe(0)
  })

  test('is started again by the watch, and comes to the bytes of one that was never broken', async () => {
    // Twenty minutes of silence, for the dead alone.
    await world.desk.rows(
      `update research.sweep_shards set seen_at = seen_at - interval '20 minutes',
        lease_until = lease_until - interval '20 minutes' where job_id = '${BROKEN}' and shard = 0`,
    )
    const { platform } = world.desk
    await platform.advanceTo(Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS + 30 * SECOND_MS)
    await platform.processAll()
    expect(await world.exit(BROKEN, 0)).toBe(0)
    const job = await jobOf(BROKEN)
    expect(job).toMatchObject({ status: 'completed', done: CELLS, failed: 0 })
    const events = job.events as { event: string; detail: string | null }[]
    expect(events).toContainEqual(expect.objectContaining({ event: 'restarted', detail: 'shard 0, start 2' }))

    const [whole, broken] = [await world.artefacts(WHOLE), await world.artefacts(BROKEN)]
    expect([...broken.keys()]).toEqual([...whole.keys()])
    const different = [...whole.values()].filter(({ path, sha256 }) => broken.get(path)?.sha256 !== sha256)
    // These two tell the name of their job, and are the same but for it.
    expect(different.map(({ path }) => path)).toEqual(['report.html', 'summary.json'])
    for (const { path, bytes } of different)
      expect(String(broken.get(path)?.bytes).replaceAll(BROKEN, WHOLE), path).toBe(String(bytes))
    const { body: frames } = await ask('/frames?symbol=AAPL')
    const hashes = (frames.items ?? []).map(({ content_hash: hash }) => hash)
    expect([hashes.length, new Set(hashes).size]).toEqual([2, 1])

    // What was kept was neither written nor counted again.
    expect((await rowsOf()).filter(({ cell }) => kept.some((row) => row.cell === cell))).toEqual(kept)
    const batches = new Set(kept.map(({ cell }) => Math.floor(cell / BATCH)))
    for (const folder of ['trades', 'equity'])
      for (const batch of batches) {
        const path = `${folder}/0000${batch}.parquet`
        expect(broken.get(path)?.etag, path).toBe(files.get(path)?.etag)
      }
    const trials = await world.desk.rows(`select from research.trials where hypothesis = 'momentum AAPL'`)
    expect(trials).toHaveLength(CELLS)
  })
})

describe('a job that ends before its time', () => {
  test('by cancelling stops its worker at the next write: what was kept stays, and nothing is completed', async () => {
    const shard = { jobId: 'sweep-cancelled', shard: 0 }
    await world.gates.close(shard, 2 * BATCH)
    await request(shard.jobId, { ...CONFIG, max_workers: 1 })
    await world.gates.stored(shard, BATCH)
    let answer: Reply | null = null
    const cancelling = ask(`/sweeps/jobs/${shard.jobId}`, undefined, { method: 'DELETE' }).then(
      (reply) => (answer = reply),
    )
    // It comes before the write that is held, or waits for its end.
    while (answer === null && (await world.gates.waiting('transaction')) === 0);
    await world.gates.open(shard)
    expect((await cancelling).body).toMatchObject({ status: 'cancelled', reason: null, headline: null })
    const { done } = await jobOf(shard.jobId)
    expect(await world.exit(shard.jobId, 0)).toBe(4)
    expect(await jobOf(shard.jobId)).toMatchObject({ status: 'cancelled', done, headline: null })
    expect(done).toBeGreaterThanOrEqual(BATCH)
    expect(done).toBeLessThan(CELLS)
    const rows = await world.desk.rows(`select from research.sweep_cells where job_id = '${shard.jobId}'`)
    expect(rows).toHaveLength(Number(done))
    expect([...(await world.artefacts(shard.jobId)).keys()]).not.toContain('summary.json')
  })

  test('of a symbol without bars is refused by key, and nothing is stored', async () => {
    const config = { ...CONFIG, symbol: ['NOBARS', 'NONE'], dal: { vendor: 'file', interval: '1Day' } }
    const reply = await ask('/sweeps/jobs', { config, job_id: 'sweep-unknown' })
    expect(reply.status).toBe(422)
    expect(reply.body.errors).toEqual(
      ['NOBARS', 'NONE'].map((symbol) => ({
        field: 'config.symbol',
        message: expect.stringMatching(`^no 1Day bars of ${symbol} in `),
      })),
    )
    expect((await ask('/sweeps/jobs/sweep-unknown')).status).toBe(404)
  })

  test('whose history is too short has failed, with the key that it misses', async () => {
    await request('sweep-nothing', { ...CONFIG, start: '1998-01-08', end: '1998-06-30', max_workers: 1 })
    expect(await world.exit('sweep-nothing', 0)).toBe(6)
    const detail = expect.stringMatching(/^start 1998-01-08 leaves \d+ bars of AAPL before it/)
    expect(await jobOf('sweep-nothing')).toMatchObject({ status: 'failed', reason: 'SWEEP_REFUSED', detail, done: 0 })
  })

  test('because its configuration was changed behind the registry has failed, and ran nothing', async () => {
    const shard = { jobId: 'sweep-changed', shard: 0 }
    await world.gates.close(shard, 0)
    await request(shard.jobId, { ...CONFIG, max_workers: 1 })
    const blob = world.container.getBlockBlobClient(`configs/${shard.jobId}.yaml`)
    const text = String(await blob.downloadToBuffer()).replace('slippage_bps: 1', 'slippage_bps: 0')
    await blob.upload(text, text.length)
    await world.gates.open(shard)
    expect(await world.exit(shard.jobId, 0)).toBe(6)
    const detail = `blob://trader-data/configs/${shard.jobId}.yaml was changed after the job was made`
    expect(await jobOf(shard.jobId)).toMatchObject({ status: 'failed', reason: 'SWEEP_CONFIG_BROKEN', detail, done: 0 })
    expect([...(await world.artefacts(shard.jobId)).keys()]).toEqual([])
  })
})
