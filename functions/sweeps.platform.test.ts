/** Sweep jobs from the request to the end: through the whole desk, and through every state of their registry. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createBlobService } from '../shared/adapters/blob/clients.ts'
import { MINUTE_MS, SECOND_MS } from '../shared/base/instant.ts'
import { sweepJobDetailSchema, sweepJobsSchema } from '../shared/contracts/api/sweeps.ts'
import { decodeWire } from '../shared/contracts/wire.ts'
import { NOW, type Reply } from './testing/desk.ts'
import { CONFIG } from './testing/sweep-rows.ts'
import { closeWorld, desk, openWorld } from './testing/sweep-world.ts'

let workers: Server
/** Shards that the desk has started a process for, as the processes tell, and who waits for them. */
const begun: string[] = []
let onBegun: () => void = () => undefined
const started = async (count: number): Promise<readonly string[]> => {
  while (begun.length < count) await new Promise<void>((resolve) => (onBegun = resolve))
  return begun.splice(0).sort()
}

beforeAll(async () => {
  workers = createServer((request, response) => {
    begun.push(decodeURIComponent(request.url ?? '').slice(1))
    onBegun()
    response.end()
  })
  await new Promise<void>((resolve) => workers.listen(0, '127.0.0.1', resolve))
  const { port } = workers.address() as AddressInfo
  const program = `const e = process.env
    const told = e.SWEEP_JOB_ID + ' ' + e.SWEEP_SHARD + '/' + e.SWEEP_SHARDS + ' ' + e.SWEEP_CONFIG_BLOB
    fetch('http://127.0.0.1:${port}/' + encodeURIComponent(told))`
  await openWorld({ SWEEP_WORKER_COMMAND: JSON.stringify([process.execPath, '-e', program]) })
})
afterAll(async () => {
  workers.close()
  await closeWorld()
})

const ask = (path: string, json?: object, more: object = {}): Promise<Reply> =>
  desk().ask(`/backtests${path}`, { ...(json ? { json } : {}), ...more })
const create = (body: object): Promise<Reply> => ask('/sweeps/jobs', body)
const jobOf = async (id: string): Promise<Readonly<Record<string, unknown>>> => (await ask(`/sweeps/jobs/${id}`)).body

function expectProblem(reply: Reply, status: number, code: string): void {
  expect(reply.body).toMatchObject({ status, code })
  expect(reply.status).toBe(status)
}

describe('a request for a sweep', () => {
  test('is accepted once job, configuration and message are stored, and its executions are started', async () => {
    const config = { ...CONFIG, params: { lookback: Array.from({ length: 150 }, (_, n) => n + 2) } }
    const reply = await create({ config, job_id: 'sweep-first', metadata: { note: 'the first' } })
    expect(reply.status).toBe(202)
    expect(reply.headers.get('location')).toBe('/backtests/sweeps/jobs/sweep-first')
    expect(reply.body).toMatchObject({
      ...{ job_id: 'sweep-first', status: 'queued', cells: 150, shards: 2, done: 0, failed: 0, reason: null },
      ...{ hypothesis: 'breakout SPY', symbols: ['SPY'], vendor: 'synthetic', from: '2025-01-02', to: '2025-12-31' },
      ...{ metadata: { note: 'the first' }, requested_by: 'operator', eta_at: null, headline: null },
    })
    const blob = 'blob://trader-data/configs/sweep-first.yaml'
    expect(await started(2)).toEqual([`sweep-first 0/2 ${blob}`, `sweep-first 1/2 ${blob}`])
    await desk().platform.processAll()
    const job = await jobOf('sweep-first')
    expect(decodeWire(sweepJobDetailSchema, job)).toMatchObject({ kind: 'ok' })
    expect(job).toMatchObject({
      ...{ status: 'dispatched', config_blob: blob },
      events: [
        { sequence: 1, event: 'queued', detail: 'by operator' },
        { sequence: 2, event: 'dispatched', detail: null },
      ],
      executions: [
        { shard: 0, status: 'waiting', starts: 1, execution: expect.stringMatching(/^process-\d+$/) },
        { shard: 1, status: 'waiting', starts: 1 },
        { shard: 2, status: 'waiting', starts: 0, execution: null },
      ],
    })
    const storage = await createBlobService({ connectionString: desk().platform.blobConnectionString })
    const kept = storage.getContainerClient('trader-data').getBlobClient('configs/sweep-first.yaml')
    expect((await kept.downloadToBuffer()).toString()).toContain('symbol: SPY')
    expect(await desk().eventsOn('jobs')).toMatchObject([
      { type: 'gatehouse.sweep.request.v1', subject: 'sweep-first', data: { job_id: 'sweep-first', cells: 150 } },
    ])
  })

  test('with the id and the configuration of a job is that job; with another configuration it is refused', async () => {
    const [first, second] = [
      await create({ config: CONFIG, job_id: 'sweep-twice' }),
      await create({ config: CONFIG, job_id: 'sweep-twice' }),
    ]
    expect([first.status, second.status]).toEqual([202, 202])
    expect(second.body.job_id).toBe(first.body.job_id)
    expectProblem(await create({ config: { ...CONFIG, seed: 2 }, job_id: 'sweep-twice' }), 409, 'JOB_STANDS')
    expect(await started(1)).toEqual(['sweep-twice 0/1 blob://trader-data/configs/sweep-twice.yaml'])
    await desk().platform.processAll()
    const rows = await desk().rows(`select id from research.sweep_jobs where id = 'sweep-twice'`)
    expect(rows).toHaveLength(1)
    expect((await desk().eventsOn('jobs')).filter(({ subject }) => subject === 'sweep-twice')).toHaveLength(1)
  })

  test('takes a text, and one that lies in Blob; what is asked for beside it stands over it', async () => {
    const text = 'symbol: QQQ\nstart: 2025-01-02\ndal: {vendor: synthetic}\nparams: {lookback: [5, 10]}\n'
    const inline = await create({ config: text, symbol: 'IWM' })
    expect(inline.body).toMatchObject({
      symbols: ['IWM'],
      cells: 2,
      to: null,
      job_id: expect.stringMatching(/^sweep-[0-9a-f]{12}$/),
    })
    const storage = await createBlobService({ connectionString: desk().platform.blobConnectionString })
    await storage.getContainerClient('configs').getBlockBlobClient('of/qqq.yaml').upload(text, text.length)
    const placed = await create({
      config_path: 'blob://configs/of/qqq.yaml',
      strategy: 'mean_reversion',
      job_id: 'sweep-blob',
    })
    expect(placed.body).toMatchObject({ strategy: 'mean_reversion', symbols: ['QQQ'], job_id: 'sweep-blob' })
    await started(2)
  })

  const FAULTS: readonly [string, object, object][] = [
    [
      'an unknown key of a text, with its line',
      { config: 'symbol: A\nstart: 2025-01-02\nfoo: 1' },
      { field: 'config.foo', line: 3 },
    ],
    ['reversed dates', { config: { ...CONFIG, end: '2024-12-31' } }, { field: 'config.end' }],
    [
      'a value that is no number',
      { config: 'symbol: A\nstart: 2025-01-02\ndal: {vendor: synthetic}\nparams:\n  lookback: [.nan]' },
      { field: 'config.params.lookback', line: 5 },
    ],
    ['an unknown parameter', { config: { ...CONFIG, params: { look: [1] } } }, { field: 'config.params.look' }],
    [
      'a parameter that no combination accepts',
      { config: { ...CONFIG, params: { lookback: [10, 9_999] } } },
      { field: 'config.params.lookback' },
    ],
    [
      'too many combinations',
      {
        config: {
          ...CONFIG,
          params: {
            lookback: Array.from({ length: 90 }, (_, n) => n + 2),
            atr_len: Array.from({ length: 90 }, (_, n) => n + 1),
          },
        },
      },
      { field: 'config.params' },
    ],
    [
      'a vendor that is not configured',
      { config: { ...CONFIG, dal: { vendor: 'file' } } },
      { field: 'config.dal.vendor' },
    ],
    ['a text that is no YAML', { config: 'a: [' }, { field: 'config' }],
    ['a blob that is not there', { config_path: 'blob://configs/none.yaml' }, { field: 'config_path' }],
    [
      'a container that holds no configurations',
      { config_path: 'blob://azure-webjobs-hosts/x' },
      { field: 'config_path' },
    ],
  ]
  test.each(FAULTS)('is refused before anything is written: %s', async (_, body, error) => {
    await desk().platform.processAll()
    const before = await desk().snapshot()
    const reply = await create(body)
    expectProblem(reply, 422, 'CONFIG_INVALID')
    expect(reply.body.errors).toContainEqual(expect.objectContaining({ ...error, message: expect.any(String) }))
    const { 'ops.idempotency': _keys, ...rows } = await desk().snapshot()
    expect(rows).toEqual(Object.fromEntries(Object.entries(before).filter(([table]) => table !== 'ops.idempotency')))
  })

  test.each([
    ['neither of the two', {}, 'config'],
    ['both of the two', { config: CONFIG, config_path: 'blob://configs/a' }, 'config'],
    ['an id of another form', { config: CONFIG, job_id: 'Sweep 1' }, 'job_id'],
    ['the word of the API', { config: CONFIG, job_id: 'summary' }, 'job_id'],
    ['a place of another form', { config_path: 'https://elsewhere/x' }, 'config_path'],
  ])('that is not well formed is told by field: %s', async (_, body, field) => {
    const reply = await create(body)
    expectProblem(reply, 400, 'INVALID_BODY')
    expect(reply.body.errors).toContainEqual({ field, message: expect.any(String) })
  })

  test('only a request starts a job: a result, and whatever else lies on the hub, does not', async () => {
    await desk().platform.processAll()
    const before = await desk().snapshot()
    const [request] = await desk().eventsOn('jobs')
    const data = {
      job_id: 'sweep-first',
      status: 'completed',
      reason: null,
      cells: 1,
      failed_cells: 0,
      finished_at: '2026-03-04T15:00:00Z',
    }
    await desk().sendTo('jobs', [{ ...request, type: 'gatehouse.sweep.result.v1', data }])
    await desk().sendTo('jobs', [{ ...request, data: { ...(request?.data as object), job_id: 'sweep-nobody-knows' } }])
    await desk().sendTo('jobs', [{ job_id: 'sweep-x', config_path: 'None' }, 'text'])
    await desk().platform.processAll()
    expect(begun).toEqual([])
    const after = await desk().snapshot()
    for (const table of Object.keys(before).filter((name) => name.startsWith('research.')))
      expect(after[table], table).toBe(before[table])
    const letters = await desk().rows(`select code from ops.dead_letters where hub = 'jobs' order by code`)
    expect(letters.map(({ code }) => code)).toEqual(['ENVELOPE_INVALID', 'NOT_JSON'])
  })

  test('cancelled by its address ends as cancelled, once; a job that nobody knows is not found', async () => {
    const [first, again] = [
      await ask('/sweeps/jobs/sweep-first', undefined, { method: 'DELETE' }),
      await ask('/sweeps/jobs/sweep-first', undefined, { method: 'DELETE' }),
    ]
    expect([first.status, again.status]).toEqual([200, 200])
    expect(first.body).toMatchObject({
      status: 'cancelled',
      detail: 'by operator',
      finished_at: '2026-03-04T15:00:00.000Z',
    })
    expect((await jobOf('sweep-first')).events).toHaveLength(3)
    expectProblem(await ask('/sweeps/jobs/sweep-none', undefined, { method: 'DELETE' }), 404, 'NO_SUCH_JOB')
    for (const path of ['', '/cells', '/summary', '/promotions']) {
      expectProblem(await ask(`/sweeps/jobs/sweep-none${path}`), 404, 'NO_SUCH_JOB')
    }
    expectProblem(await ask('/sweeps/jobs/sweep-first/summary'), 404, 'NO_SUMMARY')
    await desk().platform.advanceTo(NOW + 10 * SECOND_MS)
    await desk().platform.processAll()
    const told = (await desk().eventsOn('jobs')).filter(({ type }) => type === 'gatehouse.sweep.result.v1')
    expect(told.map(({ data }) => data)).toContainEqual(
      expect.objectContaining({ job_id: 'sweep-first', status: 'cancelled' }),
    )
  })
})

// Their cases follow here: what the API tells below is of what they leave.
await import('./testing/sweep-registry.ts')
await import('./testing/sweep-frames.ts')
await import('./testing/sweep-runs.ts')

describe('what the API tells of sweeps', () => {
  const cells = async (query: string): Promise<readonly unknown[]> => {
    const reply = await ask(`/sweeps/jobs/done/cells?${query}`)
    expect(reply.status, reply.text).toBe(200)
    return (reply.body.items ?? []).map(({ cell }) => cell)
  }

  test('cells come in the order of any metric, UNKNOWN last, page by page', async () => {
    expect(await cells('')).toEqual([0, 1, 2, 3])
    expect(await cells('order=desc')).toEqual([3, 2, 1, 0])
    expect(await cells('sort=sharpe')).toEqual([1, 0, 2, 3])
    expect(await cells('sort=sharpe&order=desc')).toEqual([2, 0, 1, 3])
    expect(await cells('sort=max_drawdown&order=desc')).toEqual([0, 1, 2, 3])
    expect(await cells('status=failed')).toEqual([3])
    for (const query of ['sort=sharpe&order=desc', 'sort=sharpe', 'sort=cell&order=desc', 'sort=max_drawdown']) {
      const paged: unknown[] = []
      let cursor = ''
      do {
        const { body } = await ask(`/sweeps/jobs/done/cells?${query}&limit=1${cursor}`)
        paged.push(...(body.items ?? []).map(({ cell }) => cell))
        cursor = body.next_cursor ? `&cursor=${body.next_cursor}` : ''
      } while (cursor !== '')
      expect(paged, query).toEqual(await cells(query))
    }
    expectProblem(await ask('/sweeps/jobs/done/cells?sort=sharp'), 400, 'INVALID_QUERY')
    expectProblem(await ask('/sweeps/jobs/done/cells?cursor=x'), 400, 'INVALID_QUERY')
  })

  test('jobs are listed newest first, by state, strategy and symbol, and not sent again unchanged', async () => {
    const all = await ask('/sweeps/jobs?limit=100')
    expect(decodeWire(sweepJobsSchema, all.body)).toMatchObject({ kind: 'ok' })
    const completed = await ask('/sweeps/jobs?status=completed&strategy=breakout&symbol=spy')
    expect(completed.body.items).toMatchObject([
      { job_id: 'done', headline: { best_cell: 2, sharpe: 1.25, pbo: 0.25 } },
    ])
    expect((await ask('/sweeps/jobs?symbol=QQQ')).body.items).toMatchObject([{ job_id: 'sweep-blob' }])
    const paged: unknown[] = []
    let cursor = ''
    do {
      const { body } = await ask(`/sweeps/jobs?limit=3${cursor}`)
      paged.push(...(body.items ?? []))
      cursor = body.next_cursor ? `&cursor=${body.next_cursor}` : ''
    } while (cursor !== '')
    expect(paged).toEqual(all.body.items)
    const known = { headers: { 'if-none-match': all.headers.get('etag') ?? '' } }
    expect((await ask('/sweeps/jobs?limit=100', undefined, known)).status).toBe(304)
  })

  test('a job that has ended cannot be cancelled: the answer says how it ended', async () => {
    const reply = await ask('/sweeps/jobs/done', undefined, { method: 'DELETE' })
    expectProblem(reply, 409, 'JOB_ENDED')
    expect(reply.body.detail).toContain('completed')
  })

  test('counts say how many stand where, and when the open ones will have ended', async () => {
    const { body } = await ask('/sweeps/jobs/summary')
    const rows = await desk().rows<{ status: string; n: number }>(
      `select status, count(*)::int as n from research.sweep_jobs group by status`,
    )
    for (const { status, n } of rows) expect(body[status], status).toBe(n)
    const open = Number(body.queued) + Number(body.dispatched) + Number(body.running)
    expect(body).toMatchObject({ avg_duration_ms: 2 * MINUTE_MS, eta_minutes: 2 * open })
    expect(body.stale).toBeGreaterThanOrEqual(2)
  })

  test('a promotion is decided and kept whichever way it falls, with its gates and who asked', async () => {
    const refused = await ask('/sweeps/jobs/done/promotions', { cell: 2 })
    expect(refused.body).toMatchObject({ job_id: 'done', cell: 2, verdict: 'REFUSED', decided_by: 'operator' })
    expect((refused.body.gates as unknown[]).length).toBeGreaterThan(0)
    const again = await ask('/sweeps/jobs/done/promotions', { cell: 0 })
    const { body } = await ask('/sweeps/jobs/done/promotions')
    expect(body.items).toEqual([again.body, refused.body])
    expectProblem(await ask('/sweeps/jobs/done/promotions', { cell: 4 }), 422, 'NO_SUCH_CELL')
    expectProblem(await ask('/sweeps/jobs/holes/promotions', { cell: 0 }), 422, 'NOT_COMPLETED')
    expectProblem(await ask('/sweeps/jobs/sweep-none/promotions', { cell: 0 }), 404, 'NO_SUCH_JOB')
  })
})
